#pragma once

#include <string>

#include "geometry/measurement.hpp"
#include "geometry/support/chosen_pose.hpp"

namespace pg {

/// The pose that needs the least support (or what else was wished for), against the given one.
///
/// Method  geometry/support/best_pose.hpp. `up` is the direction of the file's coordinates that
///         points up in the best pose. `turn` says how to get there in words: right-handed turns
///         about the file's x, then y. The score is 100 when nothing better was found and 0 when
///         the given pose is as bad as the worst of 500 directions, linear in the goal between.
/// Needs   Facets that agree about outside.
/// Limits  A search: nothing is said about poses that were not tried. Numbers as in
///         support_volume_mm3, overhang_area_mm2 and contact_area_mm2, whose angle they share.
/// Cost    About 0.5 s of one thread at 100k triangles.
[[nodiscard]] Measurement describe_best_pose();

/// How to turn a model so that `up` points up: "turn 42 degrees about x", "turn upside down".
[[nodiscard]] std::string turn_in_words(const Vec3& up);

}  // namespace pg
