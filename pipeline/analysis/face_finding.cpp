#include "pipeline/analysis/face_finding.hpp"

#include <algorithm>

#include "geometry/feature/face.hpp"

namespace pg {

const FindingKind kFaceSurface = {
    "face_surface", Severity::kWarning,
    "The surface shows a face, which tells who the person is: no picture of it is made, kept or "
    "served unless the site allows it.",
    "Treat the model as you treat the person's name; --face-pictures allows pictures."};

std::optional<Finding> face_finding(const Subject& subject) {
  const std::optional<FaceView> face = find_face(subject);
  if (!face) return std::nullopt;
  Finding finding = make_finding(
      kFaceSurface, "The surface shows a face, which tells who the person is; here is its nose.");
  finding.at_mm = face->nose_tip;
  return finding;
}

bool shows_face(const Reading& reading) {
  return std::any_of(reading.findings.begin(), reading.findings.end(),
                     [](const Finding& finding) { return finding.id == kFaceSurface.id; });
}

}  // namespace pg
