#pragma once
/// Faces that look into the solid, as their component was wound inside out.

#include "geometry/wall/face_marks.hpp"

namespace pg {
class Subject;
}

namespace pg::wall {

struct TurnedFaces {
  FaceMarks faces;
};

/// Method  Components that were wound inside out are turned: a component outside all others must
///         have positive volume, one inside an inside-out one is turned with it (one ray a
///         component, from its farthest point along x).
/// Result  All that the search for walls needs of the topology, which may be forgotten once this is
///         made.
[[nodiscard]] const TurnedFaces& turned_faces_of(const Subject& subject);

}  // namespace pg::wall
