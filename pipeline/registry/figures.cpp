#include "pipeline/registry/figures.hpp"

#include "pipeline/analysis/member.hpp"

namespace pg {
namespace {

constexpr std::string_view kVolume = "118565006";
constexpr std::string_view kArea = "42798000";
constexpr std::string_view kLength = "410668003";
constexpr std::string_view kDiameter = "81827009";

constexpr Figure kFigures[] = {
    {"volume_mm3", "Volume", "mm3", kVolume, "volume_mm3", "value"},
    {"area_mm2", "Surface area", "mm2", kArea, "surface_area_mm2", "value"},
    {"size_x_mm", "Size along x, as in the file", "mm", kLength, "aligned_box_mm", "size", 0},
    {"size_y_mm", "Size along y, as in the file", "mm", kLength, "aligned_box_mm", "size", 1},
    {"size_z_mm", "Size along z, as in the file", "mm", kLength, "aligned_box_mm", "size", 2},
    {"side_long_mm", "Longest side of the smallest box", "mm", kLength, "oriented_box_mm", "size",
     0},
    {"side_mid_mm", "Middle side of the smallest box", "mm", kLength, "oriented_box_mm", "size", 1},
    {"side_short_mm", "Shortest side of the smallest box", "mm", kLength, "oriented_box_mm", "size",
     2},
    {"extent_mm", "Largest distance of two points", "mm", kLength, "max_extent_mm", "value"},
    {"wall_min_mm", "Thinnest wall", "mm", kDiameter, "wall_sphere_mm", "min"},
    {"wall_median_mm", "Median wall", "mm", kDiameter, "wall_sphere_mm", "median"},
    {"gap_mm", "Smallest gap between facing walls", "mm", kLength, "gap_mm", "value"},
    {"support_mm3", "Support, as posed in the file", "mm3", kVolume, "support_volume_mm3", "value"},
    {"best_support_mm3", "Support in the best pose", "mm3", kVolume, "best_pose",
     "support_volume_mm3"},
    {"sealed_mm3", "Sealed cavities", "mm3", kVolume, "cavity_volume_mm3", "value"},
    {"trapped_mm3", "Behind openings too small to drain", "mm3", kVolume, "trapped_volume_mm3",
     "value"},
    {"drill_holes", "Drill holes", "1", "", "drill_holes", "value"},
    {"shells", "Connected pieces of surface", "1", "", "components", "value"},
};

}  // namespace

std::span<const Figure> handed_over_figures() {
  return kFigures;
}

std::optional<double> figure_of(const Reading& reading, const Figure& figure) {
  if (figure.axis < 0) return reading.number_of(figure.quantity, figure.member);
  const Vec3* const vector = member_of<Vec3>(reading, figure.quantity, figure.member);
  return vector == nullptr ? std::nullopt : std::optional((*vector)[figure.axis]);
}

std::string why_no_figure(const Reading& reading, const Figure& figure) {
  for (const Absence& absence : reading.absent)
    if (absence.id == figure.quantity && absence.reason != kNotAskedFor) return absence.reason;
  return {};
}

std::optional<double> plus_minus_of(const Reading& reading, const Figure& figure) {
  const Quantity* const quantity = reading.find(figure.quantity);
  return quantity == nullptr || figure.member != "value" ? std::nullopt : quantity->plus_minus;
}

}  // namespace pg
