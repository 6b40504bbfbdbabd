#pragma once
/// The options of every command that analyses files: called the same everywhere.

#include <memory>
#include <string>
#include <vector>

#include "apps/printgauge/command.hpp"
#include "geometry/result.hpp"
#include "pipeline/analyze.hpp"

namespace pg::app {

struct AnalyzeFlags {
  std::vector<std::string> only;
  std::string process;
  std::string rules;  ///< Directory of a site's own rules; empty: none.
  std::string units;
  std::string pose_goal = "support";
  std::string declared;
  int jobs = 0;
  ReadLimits limits;
};

/// Adds --only, --process, --pose-goal, --rules, --units, --declared, --jobs and the limits to a
/// command.
void add_analyze_options(CLI::App& app, const std::shared_ptr<AnalyzeFlags>& flags);

/// What the user typed, checked; the error is a sentence for a usage message.
[[nodiscard]] Result<AnalyzeOptions> checked(const AnalyzeFlags& flags);

/// Holds the number of threads to --jobs while it lives (0: all cores).
class JobLimit {
 public:
  explicit JobLimit(int jobs);
  ~JobLimit();

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

/// Prints "printgauge COMMAND: SENTENCE" to stderr and returns kExitUsage.
int usage_error(const char* command, const Error& error);

}  // namespace pg::app
