#pragma once
/// What the daemon asks of its worker, as text.

#include <string>

#include "pipeline/analyze.hpp"
#include "pipeline/worker/pictures.hpp"
#include "pipeline/worker/sandbox.hpp"

namespace pg {

/// The first message: what the worker gives up.
[[nodiscard]] std::string to_text(const SandboxLimits& limits);
[[nodiscard]] Result<SandboxLimits> sandbox_limits_from(std::string_view text);

struct WorkerRequest {
  std::string suffix;      ///< ".stl": all that is told of the file's name.
  bool surface = false;    ///< After the reading and a line break: surface_bytes.
  bool faces = false;      ///< Also of a face.
  AnalyzeOptions options;  ///< Without its callbacks and a site's rules: the worker has those from
                           ///< its start.
  /// Wanted: two messages follow the reading, the preview's and the sheet's bytes.
  std::optional<WorkerPictures> pictures{};
};

[[nodiscard]] std::string to_text(const WorkerRequest& request);
[[nodiscard]] Result<WorkerRequest> worker_request_from(std::string_view text);

}  // namespace pg
