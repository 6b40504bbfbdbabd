#include "pipeline/worker/child.hpp"

#include <memory>

#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/command.hpp"

namespace pg::app {

std::function<int()> command_worker(CLI::App& app) {
  app.description("The sandboxed process that other commands start to look into files; not for people.");
  app.group("");  // not in the list of commands
  const auto jobs = std::make_shared<int>(0);
  app.add_option("--jobs", *jobs, "Threads; 0: all cores");
  return [jobs] {
    constexpr int kSocket = 3;
    const JobLimit limit(*jobs);
    return serve_requests(kSocket);
  };
}

}  // namespace pg::app
