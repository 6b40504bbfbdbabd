#pragma once
/// What every reader's fuzz target does with its bytes.

#include <cmath>
#include <cstdint>
#include <string_view>

#include "geometry/check.hpp"
#include "io/format.hpp"
#include "io/support/coordinates.hpp"

namespace pg::fuzz {

/// Small limits, so that a run tries many inputs rather than large ones.
inline ReadLimits small_limits() {
  ReadLimits limits;
  limits.triangles_max = 100'000;
  limits.inflated_bytes_max = std::size_t{16} << 20;
  limits.instances_max = 10'000;
  limits.seconds_max = 5;
  return limits;
}

/// Reads, and checks what a reader promises of a model: something in it, indices in range, all
/// within what is sound.
inline void read_and_check(Bytes bytes, std::string_view name) {
  const auto model = read_model(bytes, name, small_limits());
  if (!model) {
    PG_CHECK(!model.error().message.empty());
    return;
  }
  PG_CHECK(model->triangle_count() > 0);
  for (const Part& part : model->parts) {
    const std::size_t count = coordinate_count(part.soup.corners);
    for (const Triangle& triangle : part.soup.triangles)
      for (const VertexId corner : triangle) PG_CHECK(corner < count);
    std::visit(
        [](const auto& corners) {
          for (const auto& corner : corners)
            for (int axis = 0; axis < 3; ++axis)
              PG_CHECK(std::abs(static_cast<double>(corner[axis])) <= kCoordinateMax);
        },
        part.soup.corners);
  }
}

inline Bytes as_bytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace pg::fuzz
