// Laws that every measurement of the catalogue keeps, asked of all of them: a new one is checked as
// soon as it has its line.

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <map>
#include <string>

#include "pipeline/analysis/catalogue.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

struct Number {
  double value = 0;
  std::string_view unit;
};
using Numbers = std::map<std::string, Number>;

bool tied_to_pose(const Measurement& measurement, const QuantityInfo& quantity) {
  return measurement.group == "supports" || measurement.group == "trapped" ||
         quantity.id == "aligned_box_mm" || quantity.id == "centre_mm" ||
         quantity.id == "height_mm";
}

/// All plain numbers; vectors, which turn with the model, are left out except "size". Rules are
/// scaled with the model, so that lengths they set scale too.
Numbers measure(const TriMesh& mesh, bool with_pose, double scale = 1) {
  PrintRules rules;
  rules.wall_min_mm *= scale;
  rules.drain_hole_min_mm *= scale;
  const Subject subject(mesh, rules,
                        {.file_triangles = mesh.triangles.size(), .collapsed_triangles = 0});
  Numbers numbers;
  for (const Measurement& measurement : all_measurements()) {
    const Measured measured = measurement.run(subject);
    for (const QuantityInfo& info : measurement.quantities) {
      if (!with_pose && tied_to_pose(measurement, info)) continue;
      if (info.layer == Layer::kEstimated)
        continue;  // goes by layers and densities, not by the mesh
      for (const Quantity& quantity : measured.values) {
        if (quantity.id != info.id) continue;
        for (const auto& [name, datum] : quantity.members) {
          std::string_view unit = info.unit;
          for (const MemberInfo& member : info.members)
            if (member.name == name) unit = member.unit;
          const std::string key = quantity.id + "." + name;
          if (const auto* real = std::get_if<double>(&datum)) numbers[key] = {*real, unit};
          if (const auto* whole = std::get_if<std::int64_t>(&datum))
            numbers[key] = {static_cast<double>(*whole), unit};
          if (const auto* yes = std::get_if<bool>(&datum)) numbers[key] = {*yes ? 1.0 : 0.0, unit};
          if (const auto* vector = std::get_if<Vec3>(&datum); vector && name == "size")
            for (int k = 0; k < 3; ++k) numbers[key + std::to_string(k)] = {(*vector)[k], unit};
        }
      }
    }
  }
  return numbers;
}

void expect_scaled(const Numbers& before, const Numbers& after, double scale, double share,
                   const char* what) {
  ASSERT_EQ(before.size(), after.size()) << what;
  const double size =
      before.contains("max_extent_mm.value") ? before.at("max_extent_mm.value").value : 1;
  for (const auto& [key, number] : before) {
    ASSERT_TRUE(after.contains(key)) << what << " loses " << key;
    const int power = number.unit == "mm"    ? 1
                      : number.unit == "mm2" ? 2
                      : number.unit == "mm3" ? 3
                                             : 0;
    const double factor = std::pow(scale, power);
    // Rounding is relative to what the number was made from, so to the model, not to a small
    // result.
    double allowed = power == 0 ? 0 : share * std::pow(size * scale, power);
    if (key.ends_with(".share")) allowed = 1e-9;  // a ratio of sums: rounding only
    // Judged at 6,000 places that a turned or scaled model has elsewhere (surface_kinds.hpp).
    if (key.ends_with("_share.value")) allowed = 0.03;
    // The search for a ball may miss a contact that wins by under 0.2 % (wall/wall_field.hpp).
    if (key.starts_with("wall_sphere_mm.") && power == 1)
      allowed = 2e-3 * std::fabs(number.value * factor);
    // Of several equally good poses of a shape with symmetries a rounding picks one, and all but
    // what was searched for differ; tests/geometry/measure/best_pose_test.cpp has its laws.
    if (key.starts_with("best_pose.")) continue;
    // A ball or a tetrahedron has several smallest boxes of other shapes: only the volume is a law,
    // within twice the 0.1 % that a search may miss (as a share of the box, under the cube of the
    // extent).
    if (key.starts_with("oriented_box_mm.size")) continue;
    if (key == "oriented_box_mm.volume_mm3") {
      EXPECT_NEAR(after.at(key).value, number.value * factor, 2e-3 * number.value * factor) << what;
      continue;
    }
    EXPECT_NEAR(after.at(key).value, number.value * factor, allowed) << what << ": " << key;
  }
}

std::vector<TriMesh> models() {
  return {shapes::box({20, 30, 40}, 4),
          shapes::tetrahedron(17),
          shapes::sphere(20, 2000),
          shapes::torus(30, 10, 48, 24),
          shapes::pipe(8, 10, 50, 48, 6),
          shapes::shell(15, 20, 1000),
          shapes::with_noise(
              shapes::transformed(shapes::torus(25, 9, 60, 30), shapes::a_rotation()), 0.05, 3)};
}

TEST(AllMeasurements, MovingChangesNothing) {
  for (const TriMesh& mesh : models())
    expect_scaled(measure(mesh, false), measure(shapes::moved(mesh, {100, -250, 35}), false), 1,
                  1e-7, "moved");
}

TEST(AllMeasurements, TurningChangesNothingButThePose) {
  for (const TriMesh& mesh : models())
    expect_scaled(measure(mesh, false),
                  measure(shapes::transformed(mesh, shapes::a_rotation()), false), 1, 1e-9,
                  "turned");
}

TEST(AllMeasurements, ScalingScalesByTheUnit) {
  for (const TriMesh& mesh : models())
    for (const double scale : {0.01, 0.5, 100.0})
      expect_scaled(measure(mesh, true), measure(shapes::scaled(mesh, scale), true, scale), scale,
                    1e-7, "scaled");
}

TEST(AllMeasurements, ShufflingChangesNothing) {
  for (const TriMesh& mesh : models())
    expect_scaled(measure(mesh, true), measure(shapes::shuffled(mesh, 12), true), 1, 1e-7,
                  "shuffled");
}

TEST(AllMeasurements, SameBitsForAnyNumberOfThreads) {
  for (const TriMesh& mesh : models()) {
    Numbers first;
    for (const std::size_t threads : {1, 2, 7}) {
      const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
      const Numbers numbers = measure(mesh, true);
      if (threads == 1) first = numbers;
      ASSERT_EQ(numbers.size(), first.size());
      for (const auto& [key, number] : first) EXPECT_EQ(numbers.at(key).value, number.value) << key;
    }
  }
}

}  // namespace
}  // namespace pg
