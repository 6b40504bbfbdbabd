#pragma once
/// What speaks for a fitted hole being drilled, and its measures.

#include <optional>

#include "geometry/feature/drill_features.hpp"
#include "geometry/feature/hole_fit.hpp"

namespace pg::feature {

struct HoleEvidence {
  double coverage = 0;      ///< Share of directions in which wall was ever met.
  double full_rings = 0;    ///< Share of rings of which at least 85 % are wall.
  double roughness_mm = 0;  ///< Root mean square of the wall's distances about their mean.
  double agreeing = 0;      ///< Share of wall hits close to the median.
  double taper_mm = 0;      ///< Change of the radius from end to end.
  double bow_mm = 0;        ///< How much wider the outer thirds are than the middle one.
  double crisp = 0;         ///< Share of directions in which the wall ends at open ends abruptly.
  int closed_ends = 0;
  bool in_air = false;
  DrillHole hole;
};

/// Method  Rings every 0.2 mm. An end is closed when most of nine rays along the axis meet
///         something within a radius past it. A drilled mouth ends abruptly, an anatomical one
///         flares.
[[nodiscard]] std::optional<HoleEvidence> hole_evidence(const Air& air, const FittedHole& fitted);

/// Whether that is enough.
[[nodiscard]] bool is_drilled(const HoleEvidence& evidence);

}  // namespace pg::feature
