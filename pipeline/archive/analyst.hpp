#pragma once
/// Who looks into untrusted bytes for an archive run: a sandboxed process that a hostile file may
/// kill, or, where there can be none, this one.

#include <memory>
#include <optional>
#include <string>

#include "pipeline/worker/worker.hpp"

namespace pg {

/// Not for two threads at once: each has its own.
class Analyst {
 public:
  virtual ~Analyst() = default;
  /// Nothing where the task's content was not wanted. An input that cannot be read, or that killed
  /// its process twice, is a refused reading; the error is the machine's (no sandbox, no process).
  [[nodiscard]] virtual Result<std::optional<Reading>> measure(const WorkerTask& task,
                                                               const AnalyzeOptions& options) = 0;
  /// What is wrong with the archive is in the list.
  [[nodiscard]] virtual Result<ContainerList> list(int file, ContainerKind kind,
                                                   const ReadLimits& limits) = 0;
};

/// Without `worker`: in this process.
[[nodiscard]] std::unique_ptr<Analyst> make_analyst(const std::optional<WorkerOptions>& worker);

/// The file as it is to be handed over: a regular one, opened without waiting for anybody.
[[nodiscard]] Result<Descriptor> open_input(const std::string& path);

/// A reading of nothing, with the reason.
[[nodiscard]] Reading refused_reading(const AnalyzeOptions& options, const Error& error);

}  // namespace pg
