#pragma once
/// Places that stick out of a surface as far, and over as small a base, as a nose does.

#include <vector>

#include "geometry/spatial/spatial.hpp"
#include "geometry/subject.hpp"

namespace pg::feature {

struct NoseTip {
  Vec3 at = Vec3::Zero();
  Vec3 outward = Vec3::Zero();
  double protrusion_mm = 0;  ///< Mean height over a ring of 18 mm around it.
};

/// The most protruding first; of several within 12 mm only that one.
[[nodiscard]] std::vector<NoseTip> nose_tips(const Subject& subject);

}  // namespace pg::feature
