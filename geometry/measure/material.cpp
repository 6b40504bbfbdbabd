#include "geometry/measure/material.hpp"

#include <cmath>

#include "geometry/solid/solid.hpp"
#include "geometry/support/columns.hpp"

namespace pg {
namespace {

constexpr double kMm3PerMl = 1000;
constexpr double kSameLayer = 1e-6;  // of a layer: a height of whole layers has no thin last one

const std::vector<QuantityInfo>& quantities() {
  static const std::vector<QuantityInfo> list = {
      {"material_ml",
       "Material",
       "mL",
       "Material that the part and solid support columns take, as the file stands; no infill.",
       {{"value", "mL", "both together"},
        {"part", "mL", "the part, printed solid"},
        {"support", "mL", "solid columns; a slicer's pattern takes less"}},
       Layer::kEstimated,
       true},
      {"mass_g",
       "Mass",
       "g",
       "Mass of that material, by the density of each material of the process.",
       {{"value", "g", "in the first material of the process"},
        {"material", "", "which that is", MemberKind::kText},
        {"materials", "g", "mass in each material of the process, part and support apart",
         MemberKind::kRecords}},
       Layer::kEstimated,
       true},
      {"layers",
       "Layers",
       "1",
       "Layers of the process's height, as the file stands.",
       {{"value", "1", "how many"},
        {"height_mm", "mm", "of the print, without a raft"},
        {"layer_mm", "mm", "height of a layer by the rules"}},
       Layer::kEstimated}};
  return list;
}

Quantity layers_of(double height_mm, double layer_mm) {
  const double whole = std::ceil(height_mm / layer_mm - kSameLayer);
  return {.id = "layers",
          .members = {{"value", static_cast<std::int64_t>(whole)},
                      {"height_mm", height_mm},
                      {"layer_mm", layer_mm}},
          .plus_minus = {},
          .method = {}};
}

Quantity mass_of(const std::vector<MaterialDensity>& materials, double part_ml, double support_ml,
                 double plus_minus_ml) {
  std::vector<Record> records;
  for (const MaterialDensity& material : materials)
    records.push_back({{"material", material.id},
                       {"part", part_ml * material.g_per_ml},
                       {"support", support_ml * material.g_per_ml}});
  const MaterialDensity& first = materials.front();
  return {.id = "mass_g",
          .members = {{"value", (part_ml + support_ml) * first.g_per_ml},
                      {"material", first.id},
                      {"materials", std::move(records)}},
          .plus_minus = plus_minus_ml * first.g_per_ml,
          .method = {}};
}

Measured run(const Subject& subject) {
  if (subject.mesh().triangles.empty())
    return all_absent(quantities(), {ErrorCode::kNotApplicable,
                                     "every triangle has collapsed to a line or point"});
  const PrintRules& rules = subject.rules();
  Measured measured;
  const double height_mm = bounding_box(subject.mesh()).size()[2];
  // More layers than anybody prints say that the unit is wrong, not how many there are.
  if (height_mm / rules.layer_mm < 1e9) {
    measured.values.push_back(layers_of(height_mm, rules.layer_mm));
  } else {
    measured.absent.push_back({"layers", "the height is no height of a print"});
  }
  const Solid& solid = solid_of(subject);
  const bool no_columns = !solid.none && given_columns(subject).given_up;
  if (solid.none || no_columns) {
    const std::string why = solid.none ? *solid.none : std::string(kColumnsGivenUp);
    measured.absent.push_back({"material_ml", why});
    measured.absent.push_back({"mass_g", why});
    return measured;
  }
  const double part_ml = solid.volume_mm3.nonzero / kMm3PerMl;
  const double support_ml = given_columns(subject).volume_mm3 / kMm3PerMl;
  const double plus_minus_ml = solid.plus_minus_mm3 / kMm3PerMl;
  measured.values.push_back(
      {.id = "material_ml",
       .members = {{"value", part_ml + support_ml}, {"part", part_ml}, {"support", support_ml}},
       .plus_minus = plus_minus_ml,
       .method = {}});
  if (rules.materials.empty()) {
    measured.absent.push_back({"mass_g", "the rules name no material for this process"});
  } else {
    measured.values.push_back(mass_of(rules.materials, part_ml, support_ml, plus_minus_ml));
  }
  return measured;
}

}  // namespace

Measurement describe_material() {
  return {.name = "material",
          .group = "fit",
          .needs = "surface that encloses something",
          .source = "Definition; densities and layers by the rules (docs/reference/materials.md)",
          .quantities = quantities(),
          .run = run};
}

}  // namespace pg
