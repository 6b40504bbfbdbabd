#include "geometry/measure/material.hpp"

#include <gtest/gtest.h>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

double member(const Measured& measured, std::string_view id, std::string_view name) {
  for (const Quantity& quantity : measured.values)
    if (quantity.id == id)
      for (const auto& [key, datum] : quantity.members)
        if (key == name) {
          if (const auto* whole = std::get_if<std::int64_t>(&datum))
            return static_cast<double>(*whole);
          return std::get<double>(datum);
        }
  ADD_FAILURE() << "no " << id << "." << name;
  return 0;
}

PrintRules rules() {
  PrintRules rules;
  rules.layer_mm = 0.2;
  rules.materials = {{"pla", 1.24}, {"abs", 1.1}};
  return rules;
}

/// A slab of 40 x 20 x 4 on a leg of 10 x 10 x 30, as one solid of two boxes that touch.
TriMesh table() {
  return shapes::together({shapes::moved(shapes::box({10, 10, 30}), {0, 0, 15}),
                           shapes::moved(shapes::box({40, 20, 4}), {0, 0, 32})});
}

TEST(Material, PartAndSupportMakeMaterialAndMass) {
  const Measured measured = describe_material().run(Subject(table(), rules()));
  const double part = 3.0 + 3.2, support = 0.7 * 30;
  EXPECT_NEAR(member(measured, "material_ml", "part"), part, 1e-6);
  EXPECT_NEAR(member(measured, "material_ml", "support"), support, 1e-4);
  EXPECT_NEAR(member(measured, "material_ml", "value"), part + support, 1e-4);
  EXPECT_NEAR(member(measured, "mass_g", "value"), 1.24 * (part + support), 1e-3);
}

TEST(Material, LayersAreCountedUpToAThinLastOne) {
  for (const auto& [height, layers] : {std::pair{34.0, 170.0}, {34.1, 171.0}, {0.05, 1.0}}) {
    const Measured measured =
        describe_material().run(Subject(shapes::box({9, 9, height}), rules()));
    EXPECT_EQ(member(measured, "layers", "value"), layers) << height;
  }
}

TEST(Material, WithoutMaterialsMassIsAbsentWithAReason) {
  const Measured measured = describe_material().run(Subject(shapes::box({9, 9, 9})));
  ASSERT_EQ(measured.absent.size(), 1u);
  EXPECT_EQ(measured.absent[0].id, "mass_g");
}

TEST(Material, WhatEnclosesNothingHasLayersOnly) {
  TriMesh sheet = shapes::box({9, 9, 9});
  sheet.triangles.resize(2);
  const Measured measured = describe_material().run(Subject(sheet, rules()));
  EXPECT_EQ(measured.absent.size(), 2u);
}

}  // namespace
}  // namespace pg
