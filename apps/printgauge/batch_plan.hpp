#pragma once
/// What was typed for a run over an archive, and what it means.

#include <string>
#include <vector>

#include "apps/printgauge/analyze_options.hpp"
#include "pipeline/archive/run.hpp"
#include "pipeline/archive/sources.hpp"
#include "pipeline/archive/table_file.hpp"

namespace pg::app {

struct BatchFlags {
  std::vector<std::string> paths;
  std::string out;
  std::vector<std::string> columns;
  bool resume = false;
  bool dedupe = false;
  std::string shard;
  std::string memory;
  std::string cache;
  bool no_sandbox = false;
  double worker_gib = 64;
  int worker_s = 3600;
};

/// The same, checked.
struct BatchPlan {
  std::vector<std::string> named;
  Missing missing = Missing::kError;
  TableFormat format = TableFormat::kCsv;
  JournalHeader header;
  RunOptions run;
};

/// Reads the list from stdin where `-` is the path.
[[nodiscard]] Result<BatchPlan> batch_plan(const BatchFlags& flags,
                                           const AnalyzeFlags& analyze_flags);

}  // namespace pg::app
