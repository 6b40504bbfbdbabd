#pragma once
/// A quadric through the neighbours of a vertex (local_fit.hpp says which and why).

#include <array>
#include <cstddef>

#include "geometry/wall/local_fit.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg::wall {

/// A few distinct vertices around one.
struct Neighbours {
  static constexpr std::size_t kMost = 40;
  VertexId centre = kNone;
  std::array<VertexId, kMost> list;
  std::size_t count = 0;
  double mean_edge_mm = 0;  ///< To those that were there when set_mean_edge was called.

  Neighbours() { slots_.fill(kNone); }
  /// False when it is in already, when it is the centre, or when there is no more room.
  bool add(VertexId v);
  [[nodiscard]] bool full() const { return count == kMost; }
  void set_mean_edge(const WallMesh& wall);

 private:
  std::array<VertexId, 64> slots_;  // by hash; never full
};

/// Angle of a facet at its corner v.
[[nodiscard]] double angle_at(const WallMesh& wall, std::uint32_t facet, VertexId v);

/// Fits to the neighbours, from the normal in `fit`: sets all but kind. With too few it keeps the
/// normal and says how far they lie from its plane.
void fit_quadric(const WallMesh& wall, const Neighbours& neighbours, VertexFit& fit);

}  // namespace pg::wall
