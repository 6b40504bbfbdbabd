#pragma once
/// Chords through the air: from a place on the surface straight across to the wall that faces it.

#include <vector>

#include "geometry/feature/air.hpp"

namespace pg::feature {

/// Wider gaps are not looked across: the widest hole is 7 mm.
inline constexpr double kChordMaxMm = 7.2;

struct Chord {
  Vec3 at = Vec3::Zero();      ///< On the surface.
  Vec3 normal = Vec3::Zero();  ///< Unit, out of the material, smoothed over half a millimetre.
  double length = 0;

  [[nodiscard]] Vec3 middle() const { return at + 0.5 * length * normal; }
};

/// A place of the surface that faces another across the air.
struct WallPlace {
  Vec3 at = Vec3::Zero();
  Vec3 normal = Vec3::Zero();  ///< As in Chord.
};

struct Chords {
  std::vector<Chord> list;
  std::vector<WallPlace> walls;  ///< Also those whose chord runs into something aslant.
  double per_mm2 = 0;            ///< How densely surface was sampled where there are chords.
};

/// Method  In a round hole the middles of all chords lie on the axis, in a slot on a plane. Samples
///         spread by area are kept where the facet's normal meets a facing surface within reach;
///         that drops nearly all of an anatomy. Large surfaces are sampled thinly first, then
///         densely where something was kept. Kept normals are averaged over neighbours in two
///         passes, so that facets up to 40 degrees apart join and rims stay sharp.
/// Cost    30,000 short rays, or half as many as facets, for the first look; some 240,000 at most
/// for
///         the second, whatever the area.
[[nodiscard]] Chords find_chords(const Air& air);

}  // namespace pg::feature
