#pragma once
/// The daemon's side: one child process that measures files, replaced when it dies.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analyze.hpp"
#include "pipeline/worker/message.hpp"
#include "pipeline/worker/pictures.hpp"
#include "pipeline/worker/request.hpp"
#include "pipeline/worker/sandbox.hpp"

namespace pg {

struct WorkerOptions {
  /// What to start; reads requests on descriptor 3. This program's own `worker` command by default.
  std::vector<std::string> command = {"/proc/self/exe", "worker"};
  SandboxLimits limits;
  std::chrono::seconds time{900};  ///< For one file, wall clock.
  int files_most = 500;            ///< Then a fresh process: no leak lasts.
  bool shapes = false;             ///< Hand back what the page shows too,
  bool faces = false;              ///< also of faces.
};

/// One model for a worker, in an open file or in an archive that is one.
struct WorkerTask {
  int file = -1;
  std::string suffix;
  std::optional<Contained> contained{};
  bool one_thread = false;
  /// Asked with the content's SHA-256 before it is measured; false: it is not measured. May be
  /// empty.
  std::function<bool(const std::string& sha256)> wanted{};
  /// Filled, where the command was started so that it can draw; null: none are drawn.
  WorkerPictures* pictures = nullptr;
};

/// Not for several threads at once.
class Worker {
 public:
  explicit Worker(WorkerOptions options) : options_(std::move(options)) {}
  ~Worker() { end(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Hands the open file over and waits for its reading; the process is started when there is none.
  /// A reading may be a refusal, as of pg::analyze; nothing where it was not wanted. Error: the
  /// process died or took too long over this file, in a sentence that says why; the next file gets
  /// a fresh one. kUnsupported: no sandbox can be had on this machine, whatever the file.
  [[nodiscard]] Result<std::optional<Reading>> measure(const WorkerTask& task,
                                                       const AnalyzeOptions& options);
  /// The models in an archive. Errors as of `measure`; what is wrong with the archive is in the
  /// list.
  [[nodiscard]] Result<ContainerList> list(int file, ContainerKind kind, const ReadLimits& limits);

  /// With WorkerOptions::shapes: that of the model measured last. The bytes come from where
  /// untrusted ones were looked into: hand them on, do not read them here.
  [[nodiscard]] const PageShape& shape() const { return shape_; }

  [[nodiscard]] int process_id() const { return process_; }

 private:
  Result<Ok> start();
  Result<Ok> ask(const WorkerRequest& request, int file);
  Result<std::string> answer();
  Result<bool> is_wanted(const WorkerTask& task);
  Result<Reading> receive(WorkerPictures* pictures);
  bool wait_for_answer(std::chrono::seconds most) const;
  void end();
  std::string why_it_ended();

  WorkerOptions options_;
  Descriptor socket_;
  int process_ = -1;
  int files_ = 0;
  PageShape shape_;
};

}  // namespace pg
