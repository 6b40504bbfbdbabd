#include "pipeline/worker/child.hpp"

#include <memory>

#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/command.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg::app {

std::function<int()> command_worker(CLI::App& app) {
  app.description("The sandboxed process that other commands start to look into files; not for people.");
  app.group("");  // not in the list of commands
  const auto jobs = std::make_shared<int>(0);
  const auto rules = std::make_shared<std::string>();
  const auto draws = std::make_shared<bool>(false);
  const auto background = std::make_shared<bool>(false);
  app.add_option("--jobs", *jobs, "Threads; 0: all cores");
  app.add_option("--rules", *rules, "Directory of a site's own rules");
  app.add_flag("--pictures", *draws, "Pictures may be asked for");
  app.add_flag("--background", *background, "Whoever waits for an answer comes first");
  return [jobs, rules, draws, background] {
    constexpr int kSocket = 3;
    if (*background) step_back();
    const JobLimit limit(*jobs);
    if (rules->empty()) return serve_requests(kSocket, nullptr, *draws);
    Result<RuleSet> own = site_rules(*rules);
    if (!own) return usage_error("worker", own.error());
    return serve_requests(kSocket, std::make_shared<const RuleSet>(std::move(*own)), *draws);
  };
}

}  // namespace pg::app
