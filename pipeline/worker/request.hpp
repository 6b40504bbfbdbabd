#pragma once
/// What the daemon asks of its worker, as text.

#include <optional>
#include <string>

#include "io/container/container.hpp"
#include "pipeline/analyze.hpp"
#include "pipeline/worker/pictures.hpp"
#include "pipeline/worker/sandbox.hpp"

namespace pg {

/// The first message: what the worker gives up.
[[nodiscard]] std::string to_text(const SandboxLimits& limits);
[[nodiscard]] Result<SandboxLimits> sandbox_limits_from(std::string_view text);

/// The file handed over is an archive, and this is where in it.
struct Contained {
  ContainerKind kind = ContainerKind::kZip;
  std::uint64_t position = 0;
};

struct WorkerRequest {
  std::string suffix;      ///< ".stl": all that is told of the file's name.
  bool shape = false;      ///< Two messages follow the reading: the members of a PageShape.
  bool faces = false;      ///< Also of a face.
  AnalyzeOptions options;  ///< Without its callbacks and a site's rules: the worker has those from
                           ///< its start.
  /// Wanted: two messages follow the reading, the preview's and the sheet's bytes.
  std::optional<WorkerPictures> pictures{};
  std::optional<Contained> contained{};
  bool list = false;  ///< Only the models of the archive, as text of a ContainerList.
  bool one_thread = false;  ///< The other cores have models of their own.
  /// Before it measures, the worker says the content's SHA-256 and waits for kGoOn; else the
  /// request ends there. A file that cannot be read is answered at once, with an empty digest before.
  bool says_digest = false;
};
inline constexpr std::string_view kGoOn = "go on";

[[nodiscard]] std::string to_text(const WorkerRequest& request);
[[nodiscard]] Result<WorkerRequest> worker_request_from(std::string_view text);

[[nodiscard]] std::string to_text(const ContainerList& list);
[[nodiscard]] Result<ContainerList> container_list_from(std::string_view text);

}  // namespace pg
