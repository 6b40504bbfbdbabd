#pragma once
/// The smooth surface the facets around a vertex stand for: normal, curvature, and how sure they
/// are.

#include <cstdint>

#include "geometry/big_vector.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg::wall {

/// Facets that meet at more than this are an edge of the object, not a curve cut into facets.
inline constexpr double kCreaseDeg = 40.0;
/// A corner's normal farther off its facet than this does not describe the facet.
inline constexpr float kLiftCosine = 0.7547096f;  // of 41 degrees
/// c of the uncertainty: standard errors and residuals count three times.
inline constexpr double kResidualTimes = 3;

enum class VertexKind : std::uint8_t {
  kSmooth,
  kConvexCrease,   ///< An edge of the object that sticks out (or both kinds): no ball fits.
  kConcaveCrease,  ///< A notch's bottom.
  kRim,            ///< At an open border or where other than two facets meet along an edge.
  kNoNormal,       ///< All facets degenerate.
};

struct VertexFit {
  Vec3 normal = Vec3::Zero();  ///< Into the solid.
  float curvature_max = 0;     ///< 1/mm; positive: convex.
  float curvature_min = 0;
  float curvature_error = 0;  ///< Standard error of a curvature, 1/mm.
  float residual_mm = 0;      ///< Root mean square distance of the neighbours from the fit.
  float height_error_mm = 0;  ///< E0 below.
  float normal_error = 0;     ///< E1 below, rad.
  VertexKind kind = VertexKind::kNoNormal;
  bool fitted = false;  ///< Smooth, with enough neighbours: the normal may lift facets.
};

/// Method  Quadric through two rings of neighbours in the tangent frame, with the quadratic terms
///         scaled so that a sphere is fitted exactly; curvature as in Cazals and Pouget (2005).
///         E0 = 3 residual + K h^2 / 2 and E1 = 3 standard errors of the normal bound what a
///         contact nearby may be off by (K: larger absolute curvature, h: mean edge).
/// Limits  Needles (1:50) pass as creases or spikes: fits near them are poor and say so by their
///         errors.
/// Cost    Of the order of 1 us a vertex and thread.
[[nodiscard]] BigVector<VertexFit> fit_vertices(const WallMesh& wall);

}  // namespace pg::wall
