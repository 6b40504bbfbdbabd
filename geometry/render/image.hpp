#pragma once
/// A picture in memory, and the pixel facts that go with it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

/// Red, green, blue, each 0 to 1, as shown (sRGB), not linear.
using Colour = std::array<float, 3>;

/// Rows from the top, four bytes a pixel: red, green, blue, opacity (not premultiplied).
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;

  Image() = default;
  Image(int width_px, int height_px)
      : width(width_px),
        height(height_px),
        rgba(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 4, 0) {}
  [[nodiscard]] std::size_t at(int x, int y) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
            static_cast<std::size_t>(x)) *
           4;
  }
};

}  // namespace pg
