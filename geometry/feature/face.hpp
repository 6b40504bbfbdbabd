#pragma once
/// Whether a surface shows a human face: it then tells who a person is (DOMAIN: privacy).
///
/// Method  Nose tips: places that stick out by a nose's height on all sides, with nothing before
///         them. From each the surface is looked at along its normal, as a map of depths; the plane
///         of symmetry is turned until both halves agree, the view is levelled between forehead and
///         lips, and the map must have what a face has: nose, wings, the step under the nose, the
///         saddle between the eyes, the hollows of the eyes beside it, forehead and chin, at
///         distances of people (Farkas, Anthropometry of the Head and Face, 1994: nose to nasion 45
///         mm, protrusion 20 mm, between the inner corners of the eyes 32 mm, to the chin 75 mm).
/// Needs   A life-size face, from an infant's (0.65 of an adult's) to a large adult's (1.2).
/// Limits  What is scaled down, cut through nose or eyes, covered or lies inside of something is not
///         found. No finding is no proof that nobody can be recognised. Busts and masks are found.
/// Cost    Nothing for models too small for a face; else about two rays a place, at most 40,000
///         places, and 2,400 rays a nose tip, of which there are at most 60.

#include <optional>

#include "geometry/subject.hpp"

namespace pg {

struct FaceView {
  Vec3 nose_tip = Vec3::Zero();
  Vec3 forward = Vec3::Zero();  ///< The way the face looks.
  Vec3 up = Vec3::Zero();
  double scale = 1;  ///< Of an adult's.
};

/// The face that was found first, if there is one.
[[nodiscard]] std::optional<FaceView> find_face(const Subject& subject);

}  // namespace pg
