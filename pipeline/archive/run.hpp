#pragma once
/// From a reading list to rows in its journal.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/analyze.hpp"
#include "pipeline/archive/analyst.hpp"
#include "pipeline/archive/journal.hpp"
#include "pipeline/archive/reading_cache.hpp"

namespace pg {

struct RunOptions {
  AnalyzeOptions analyze;
  unsigned jobs = 1;
  /// Budget of the models in flight; one that needs more alone is refused. 0: as much as the
  /// machine has, and nothing is refused.
  std::uint64_t memory_bytes = 0;
  bool dedupe = false;  ///< Equal content is analysed once; rows are the same either way.
  /// Made with `reading_digest`; what it holds is not measured again, the rows are the same. May be
  /// null.
  ReadingCache* cache = nullptr;
  std::optional<WorkerOptions> worker;  ///< Nothing: bytes are looked into in this process.
  /// Called after each row, by one thread at a time. May be empty.
  std::function<void(bool refused)> on_row;
};

/// What decides a reading beside the content of its file: version, options, limits.
[[nodiscard]] std::string reading_digest(const AnalyzeOptions& options);

/// Everything but the reading list that decides the rows of a run.
[[nodiscard]] std::string run_digest(const RunOptions& options, std::span<const std::string> named);

/// Models in an archive on disk, by `analyst`.
[[nodiscard]] Result<ContainerList> list_archive(Analyst& analyst, const std::string& path,
                                                 ContainerKind kind, const ReadLimits& limits);

/// Analyses every source that has no row yet. An input that cannot be read is a row; the error is
/// that of a journal which cannot be written, or of a machine without a sandbox: the rows so far
/// stay.
[[nodiscard]] Result<Ok> run_archive(Journal& journal, const RunOptions& options);

}  // namespace pg
