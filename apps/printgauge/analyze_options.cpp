#include "apps/printgauge/analyze_options.hpp"

#include <tbb/global_control.h>

#include <cstdio>

#include "pipeline/classes/model_class.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg::app {

void add_analyze_options(CLI::App& app, const std::shared_ptr<AnalyzeFlags>& flags) {
  flags->process = kDefaultProcess;
  app.add_option("--only", flags->only,
                 "Measure only these: names, groups or ids, separated by commas (printgauge list "
                 "measurements)")
      ->delimiter(',');
  app.add_option("--process", flags->process,
                 "Print process whose rules apply (printgauge list processes)")
      ->capture_default_str();
  app.add_option("--pose-goal", flags->pose_goal,
                 "What the best pose is to have least of: support, height or contact")
      ->check(CLI::IsMember({"support", "height", "contact"}))
      ->capture_default_str();
  app.add_option("--rules", flags->rules,
                 "Directory with your own processes.toml, printers.toml or materials.toml, which "
                 "add to the rules or take their place");
  app.add_option("--units", flags->units,
                 "Unit of the coordinates: um, mm, cm, inch, foot or m; beats what the file says");
  app.add_option("--declared", flags->declared,
                 "Class that the models are said to be (printgauge list classes); a finding says "
                 "when the shape contradicts it");
  app.add_option("--jobs", flags->jobs, "Threads to use; 0 means all cores")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  ReadLimits& limits = flags->limits;
  const char* const group = "Limits on a file";
  app.add_option("--max-bytes", limits.input_bytes_max, "Size of the file")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-triangles", limits.triangles_max, "Triangles, instances expanded")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-inflated-bytes", limits.inflated_bytes_max, "Size of an archive's content")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-inflate-ratio", limits.inflate_ratio_max, "Inflated to packed size")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-zip-entries", limits.zip_entries_max, "Entries of a 3MF package")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-archive-entries", limits.archive_entries_max,
                 "Entries of a zip or tar archive of models (batch)")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-xml-depth", limits.xml_depth_max, "Depth of nested XML elements")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-token-bytes", limits.token_bytes_max, "Length of a line, word or attribute")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-component-depth", limits.component_depth_max,
                 "Depth of nested 3MF components")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-instances", limits.instances_max, "Expanded 3MF instances")
      ->group(group)
      ->capture_default_str();
  app.add_option("--max-seconds", limits.seconds_max, "Time a reader may take")
      ->group(group)
      ->capture_default_str();
}

Result<AnalyzeOptions> checked(const AnalyzeFlags& flags) {
  AnalyzeOptions options;
  Result<Selection> only = Selection::of(flags.only);
  if (!only) return only.error();
  options.only = std::move(*only);
  if (!flags.rules.empty()) {
    Result<RuleSet> rules = site_rules(flags.rules);
    if (!rules) return rules.error();
    options.rules = std::make_shared<const RuleSet>(std::move(*rules));
  }
  const RuleSet& rules = options.rules ? *options.rules : builtin_rules();
  if (const Result<PrintProcess> process = rules.find_process(flags.process); !process)
    return process.error();
  options.process = flags.process;
  if (!flags.units.empty()) {
    options.unit = unit_from_symbol(flags.units);
    if (!options.unit)
      return Error{ErrorCode::kNotApplicable,
                   "There is no unit '" + flags.units + "'; give um, mm, cm, inch, foot or m."};
  }
  for (const PoseGoal goal : {PoseGoal::kSupport, PoseGoal::kHeight, PoseGoal::kContact})
    if (flags.pose_goal == pose_goal_id(goal)) options.pose_goal = goal;
  if (!flags.declared.empty() && find_class(flags.declared) == nullptr)
    return Error{ErrorCode::kNotApplicable,
                 "There is no class '" + flags.declared + "'; printgauge list classes has them."};
  options.declared_class = flags.declared;
  options.limits = flags.limits;
  return options;
}

struct JobLimit::Held {
  tbb::global_control control;
};

JobLimit::JobLimit(int jobs) {
  if (jobs > 0)
    held_.reset(new Held{tbb::global_control(tbb::global_control::max_allowed_parallelism,
                                             static_cast<std::size_t>(jobs))});
}

JobLimit::~JobLimit() = default;

int usage_error(const char* command, const Error& error) {
  std::fprintf(stderr, "printgauge %s: %s\n", command, error.message.c_str());
  return kExitUsage;
}

}  // namespace pg::app
