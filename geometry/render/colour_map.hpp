#pragma once
/// Colours for numbers: perceptually even and safe for colour-blind eyes, never a rainbow.

#include "geometry/render/image.hpp"

namespace pg {

/// Viridis (van der Walt and Smith, matplotlib 2015; released to the public domain) at `share` of
/// its length, 0 (dark violet) to 1 (yellow); values beyond are clamped. Prints in grey without
/// losing order.
[[nodiscard]] Colour viridis(double share);

}  // namespace pg
