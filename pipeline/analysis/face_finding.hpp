#pragma once
/// The finding that a surface shows a face (geometry/feature/face.hpp): it tells who a person is, so
/// that no picture is made of the model, kept or served unless the site allows it. Looked for
/// whatever else is measured.

#include <optional>

#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

extern const FindingKind kFaceSurface;

[[nodiscard]] std::optional<Finding> face_finding(const Subject& subject);

/// Whether the reading has that finding.
[[nodiscard]] bool shows_face(const Reading& reading);

}  // namespace pg
