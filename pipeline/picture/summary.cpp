#include "pipeline/picture/summary.hpp"

#include <fmt/format.h>

#include "pipeline/analysis/in_words.hpp"
#include "pipeline/analysis/member.hpp"

namespace pg {
namespace {

SummaryLine size_line(const Reading& reading) {
  SummaryLine line{"Size", {}};
  if (const Vec3* size = member_of<Vec3>(reading, "aligned_box_mm", "size"))
    line.items.push_back(extents_in_words(*size) + " mm");
  if (const Quantity* volume = reading.find("volume_mm3"))
    line.items.push_back("volume " + volume_in_words(*reading.number_of("volume_mm3"),
                                                     volume->plus_minus));
  if (const auto mm2 = reading.number_of("surface_area_mm2"))
    line.items.push_back("surface " + area_in_words(*mm2));
  return line;
}

SummaryLine wall_line(const Reading& reading) {
  SummaryLine line{"Walls", {}};
  const auto add = [&](const char* member, const char* word) {
    if (const auto mm = reading.number_of("wall_sphere_mm", member))
      line.items.push_back(fmt::format("{} {} mm", word, length_in_words(*mm)));
  };
  add("min", "thinnest");
  add("median", "median");
  add("max", "thickest");
  if (const auto mm = reading.number_of("gap_mm"))
    line.items.push_back(fmt::format("gap {} mm", length_in_words(*mm)));
  return line;
}

SummaryLine support_line(const Reading& reading) {
  SummaryLine line{"Supports", {}};
  if (const auto mm3 = reading.number_of("support_volume_mm3"))
    line.items.push_back("as posed " + volume_in_words(*mm3));
  if (const auto mm3 = reading.number_of("best_pose", "support_volume_mm3"))
    line.items.push_back("best pose " + volume_in_words(*mm3));
  if (const auto mm = reading.number_of("height_mm"))
    line.items.push_back("height " + length_in_words(*mm) + " mm");
  return line;
}

SummaryLine mesh_line(const Reading& reading) {
  SummaryLine line{"Mesh", {}};
  if (const auto yes = reading.number_of("watertight"))
    line.items.emplace_back(*yes != 0 ? "watertight" : "not watertight");
  if (const auto shells = reading.number_of("components"))
    line.items.push_back(plural(static_cast<std::size_t>(*shells), "shell"));
  if (const auto triangles = reading.number_of("triangles"))
    line.items.push_back(with_commas(static_cast<std::int64_t>(*triangles)) + " triangles");
  line.items.push_back(
      fmt::format("unit {} ({})", reading.unit.value, unit_known_id(reading.unit.known)));
  return line;
}

}  // namespace

std::string class_in_words(const Reading& reading) {
  if (!reading.model_class || reading.model_class->best == "unknown")
    return "Kind of model: unknown";
  return fmt::format("{} ({:.2f}), suggested", reading.model_class->best,
                     reading.model_class->probability);
}

std::vector<SummaryLine> summary_of(const Reading& reading) {
  std::vector<SummaryLine> lines;
  for (SummaryLine& line :
       std::vector<SummaryLine>{size_line(reading), wall_line(reading), support_line(reading),
                                mesh_line(reading)})
    if (!line.items.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace pg
