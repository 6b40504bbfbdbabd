// Drill holes and slots claimed on anatomical models, on which nobody drilled.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "geometry/feature/drill_features.hpp"
#include "geometry/mesh/weld.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

TEST(DrillFeatures, AreClaimedOnAtMostOneInTenAnatomicalModels) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::size_t models = 0, claims = 0;
  std::string claimed;
  for (const char* const folder : {"airway_lung", "aortic", "cardiac", "cmf_bone", "dental",
                                   "organ_other", "orthopaedic_bone", "vascular_other"}) {
    for (const auto& entry : std::filesystem::directory_iterator(*shared / "corpus" / folder)) {
      const auto bytes = load_file(entry.path(), {});
      if (!bytes) continue;
      auto model = read_model(*bytes, entry.path().filename().string(), {});
      if (!model) continue;
      std::vector<Soup> soups;
      for (Part& part : model->parts) soups.push_back(std::move(part.soup));
      const double scale = model->declared_unit ? mm_per(*model->declared_unit) : 1;
      const Subject subject(weld_exactly(std::move(soups), scale).mesh);
      const DrillFeatures& features = drill_features(subject);
      ++models;
      if (features.holes.empty() && features.slots.empty()) continue;
      ++claims;
      claimed += entry.path().filename().string() + ": " + std::to_string(features.holes.size()) +
                 " holes, " + std::to_string(features.slots.size()) + " slots\n";
    }
  }
  EXPECT_GE(models, 100u) << "the corpus is not all there";
  EXPECT_LE(10 * claims, models) << claimed;
  std::printf("%zu of %zu models\n%s", claims, models, claimed.c_str());
}

}  // namespace
}  // namespace pg
