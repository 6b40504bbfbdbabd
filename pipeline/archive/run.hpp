#pragma once
/// From a reading list to rows in its journal.

#include <functional>
#include <string>
#include <vector>

#include "pipeline/analyze.hpp"
#include "pipeline/archive/journal.hpp"

namespace pg {

struct RunOptions {
  AnalyzeOptions analyze;
  std::uint64_t entries_max = 1'000'000;  ///< Of one archive.
  unsigned jobs = 1;
  /// Budget of the models in flight; one that needs more alone is refused. 0: none.
  std::uint64_t memory_bytes = 0;
  bool dedupe = false;  ///< Equal content is analysed once; rows are the same either way.
  /// Called after each row, by one thread at a time. May be empty.
  std::function<void(bool refused)> on_row;
};

[[nodiscard]] ArchiveLimits limits_of(const RunOptions& options);
/// Everything but the reading list that decides the rows of a run.
[[nodiscard]] std::string run_digest(const RunOptions& options, std::span<const std::string> named);

/// Analyses every source that has no row yet. An input that cannot be read is a row; the error is
/// that of a journal which cannot be written: the rows so far stay.
[[nodiscard]] Result<Ok> run_archive(Journal& journal, const RunOptions& options);

}  // namespace pg
