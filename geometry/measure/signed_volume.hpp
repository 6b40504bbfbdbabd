#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Volume by summing over the triangles as they come.
///
/// Method  Signed tetrahedra from one origin to each triangle (Zhang and Chen, ICIP 2001). Origin:
/// a
///         vertex of the mesh, so that a part far from (0,0,0) loses no digits.
/// Needs   A watertight mesh whose neighbours agree about outside; else absent with the reason.
/// Limits  Overlapping shells count twice; volume_mm3 is the number that does not.
/// Cost    One parallel pass; same bits for any number of threads.
struct SignedVolume {
  double signed_volume_mm3 = 0.0;  ///< Negative when the faces point inward.
};
[[nodiscard]] Result<SignedVolume> measure_signed_volume(const Subject& subject);

[[nodiscard]] Measurement describe_signed_volume();

}  // namespace pg
