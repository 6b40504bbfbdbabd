#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// What printing takes: material, mass and layers, as the file stands.
///
/// Method  Volume of the part and of its support columns, times the density of the rules'
/// materials;
///         height over the layer of the rules, a last thin one counted.
/// Needs   A surface that encloses something.
/// Limits  Estimated: solid, without infill or a support pattern, so the most that is taken; no
/// raft,
///         no purging, no trapped resin.
/// Cost    Shared with volume_mm3 and support_volume_mm3.
[[nodiscard]] Measurement describe_material();

}  // namespace pg
