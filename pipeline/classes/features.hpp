#pragma once
/// What a model's shape looks like in a handful of numbers that a person can check.

#include <optional>
#include <span>
#include <string_view>

#include "geometry/subject.hpp"

namespace pg {

/// All lengths in mm, all shares 0 to 1. A number that cannot be had is absent.
///
/// Method  4,096 points spread evenly over the surface (sampling.hpp). Box: extents along the
///         principal axes between the 0.5 and 99.5 % quantiles, so that a stray facet moves
///         nothing. Thickness: one ray along the inward normal. Local shape: 32 rays from the
///         middle of that ray (and of the ray outward, for lumens); their second moments tell a
///         tube from a plate and from a lump. Bending: least squares of normals against places over
///         20 neighbours among 1,536 points. Planes: points and normals of 256 samples as
///         hypotheses, greedy.
/// Needs   A positive area. Open, inverted and many-shelled meshes are taken as they are; nothing
///         here looks at connectivity, rims or triangle counts, which tell the exporter and not the
///         object.
/// Limits  Neighbours that disagree about outside blur thickness; `box_fill` is rough when open.
/// Cost    About 40,000 rays whatever the size, two passes over the faces, and the tree of Spatial.
struct ShapeFeatures {
  // Size: the only numbers that know what a millimetre is.
  std::optional<double> longest_mm;
  std::optional<double> middle_mm;
  std::optional<double> shortest_mm;
  std::optional<double> wall_mm;           ///< Median thickness.
  std::optional<double> tube_diameter_mm;  ///< Median over the tube-like places.
  std::optional<double> tube_length_mm;    ///< Of a tube of that diameter with the tube-like area.
  // Proportions of the whole.
  std::optional<double> middle_to_longest;
  std::optional<double> shortest_to_middle;
  std::optional<double> box_fill;         ///< Volume over that of the principal box.
  std::optional<double> area_to_radius2;  ///< Area over the squared root mean square radius.
  std::optional<double> asymmetry;        ///< Mean distance to the best mirror image, over radius.
  // Walls and insides.
  std::optional<double> wall_to_radius;
  std::optional<double> wall_spread;     ///< 90 % over 10 % quantile of thickness.
  std::optional<double> parallel_share;  ///< Area whose opposite wall runs parallel.
  std::optional<double> facing_share;    ///< Area that faces other surface across a gap.
  std::optional<double> tube_share;      ///< Area around a tube-like inside or lumen.
  std::optional<double> tube_spread;     ///< 90 % over 10 % quantile of the tube diameters.
  std::optional<double> tube_to_radius;  ///< Tube diameter over radius.
  std::optional<double> plate_share;
  std::optional<double> lump_share;
  // Bending of the surface.
  std::optional<double> flat_share;
  std::optional<double> cap_share;    ///< Bulging both ways, as on a ball.
  std::optional<double> ridge_share;  ///< Bulging one way, as on a cylinder.
  std::optional<double> saddle_share;
  std::optional<double> hollow_share;  ///< Concave both ways or one way.
  std::optional<double> bending;       ///< Median curvedness times radius.
  // Signs of a maker's hand.
  std::optional<double> planar_share;  ///< Area in the eight largest planes.
  std::optional<double> largest_plane_share;
  std::optional<double> common_axis_share;  ///< Area whose normals run along one line.
};

using Feature = std::optional<double> ShapeFeatures::*;

/// How a feature is called, and in which unit and scale it is compared.
struct FeatureInfo {
  std::string_view id;
  Feature member;
  std::string_view words;  ///< "{} mm long"; {} is the number.
  enum class Scale : std::uint8_t { kLength, kRatio, kShare } scale;
};

/// All features in the order of the struct.
[[nodiscard]] std::span<const FeatureInfo> all_features();
[[nodiscard]] const FeatureInfo& info_of(Feature feature);

/// All absent when the surface has no area.
[[nodiscard]] ShapeFeatures shape_features(const Subject& subject);

}  // namespace pg
