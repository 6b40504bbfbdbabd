#pragma once
/// Which triangles of a closed chain belong together.

#include "geometry/solid/chain.hpp"

namespace pg {

struct Shells {
  BigVector<std::uint32_t> of_face;  ///< Shell of each triangle, numbered by first triangle.
  std::vector<double> volume_mm3;    ///< Signed.

  [[nodiscard]] std::size_t count() const { return volume_mm3.size(); }
  /// Method  Triangles joined over edges with two of them. Where more meet, groups whose own
  /// directions
  ///         cancel there stay apart (two boxes that share an edge), the others are joined (boxes
  ///         that share a face). Every shell is a closed chain of its own.
  [[nodiscard]] static Shells of(const Chain& chain, const Topology& topology);
};

}  // namespace pg
