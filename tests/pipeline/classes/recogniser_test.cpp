#include "pipeline/classes/recogniser.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <numbers>
#include <set>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// A capped tube: an arch over 0.6 of its parameter, then straight on, leaving the plane of the
/// arch by `twist` of its length; the radius changes linearly to `taper` of itself.
TriMesh bent_tube(double diameter, double length, double bend_degrees, double taper = 1.0,
                  double twist = 0.3) {
  constexpr int kRings = 80;
  constexpr int kSegments = 40;
  TriMesh mesh;
  const double bend = bend_degrees * std::numbers::pi / 180;
  const double curve = length / bend;
  for (int i = 0; i <= kRings; ++i) {
    const double s = static_cast<double>(i) / kRings;
    // The second half bends less and turns out of the plane: an arch goes into a descending part.
    const double angle = s < 0.6 ? s / 0.6 * bend : bend;
    const double straight = s < 0.6 ? 0.0 : (s - 0.6) / 0.6 * length;
    const Vec3 along(std::cos(angle), 0, std::sin(angle));
    const Vec3 across(-std::sin(angle), 0, std::cos(angle));
    const Vec3 side(0, 1, 0);
    const Vec3 middle =
        Vec3(curve * std::sin(angle), twist * length * s * s, curve * (1 - std::cos(angle))) +
        straight * along;
    const double radius = 0.5 * diameter * (1 + (taper - 1) * s);
    for (int j = 0; j < kSegments; ++j) {
      const double around = 2 * std::numbers::pi * j / kSegments;
      mesh.positions_mm.push_back(middle +
                                  radius * (std::cos(around) * across + std::sin(around) * side));
    }
  }
  const auto at = [](int ring, int segment) {
    return static_cast<VertexId>(ring * kSegments + segment % kSegments);
  };
  for (int i = 0; i < kRings; ++i)
    for (int j = 0; j < kSegments; ++j) {
      mesh.triangles.push_back({at(i, j), at(i, j + 1), at(i + 1, j)});
      mesh.triangles.push_back({at(i, j + 1), at(i + 1, j + 1), at(i + 1, j)});
    }
  for (int j = 1; j + 1 < kSegments; ++j) {
    mesh.triangles.push_back({at(0, 0), at(0, j + 1), at(0, j)});
    mesh.triangles.push_back({at(kRings, 0), at(kRings, j), at(kRings, j + 1)});
  }
  return mesh;
}

TriMesh l_bracket() {
  return shapes::prism({{0, 0}, {60, 0}, {60, 5}, {5, 5}, {5, 40}, {0, 40}}, 30);
}

ClassSuggestion suggestion_for(TriMesh mesh) {
  return suggest_class(Subject(std::move(mesh)));
}

double match_of(TriMesh mesh, std::string_view id) {
  const Subject subject(std::move(mesh));
  for (const ClassShare& entry : recognise(shape_features(subject), all_classes()).classes)
    if (entry.model_class->id == id) return entry.match;
  ADD_FAILURE() << id;
  return 0;
}

TEST(ModelClasses, EachNumberHasASourceAndEachIdIsItsOwn) {
  std::set<std::string_view> ids;
  for (const ModelClass& entry : all_classes()) {
    EXPECT_TRUE(ids.insert(entry.id).second) << entry.id;
    EXPECT_EQ(find_class(entry.id), &entry);
    EXPECT_FALSE(entry.title.empty());
    EXPECT_FALSE(entry.speaks_for.empty());
    EXPECT_GT(entry.weight, 0);
    EXPECT_FALSE(entry.expectations.empty());
    for (const Expectation& expectation : entry.expectations) {
      EXPECT_LE(expectation.low, expectation.high) << entry.id << info_of(expectation.feature).id;
      EXPECT_FALSE(expectation.source.empty()) << entry.id;
    }
    const bool guide = entry.group == CoarseGroup::kGuide;
    EXPECT_EQ(guide, entry.form.object == ObjectType::kAnatomicGuide) << entry.id;
    EXPECT_EQ(guide, entry.form.cpt == CptKind::kAnatomicGuide) << entry.id;
  }
  EXPECT_EQ(ids.size(), 12u);
  EXPECT_EQ(find_class("unknown"), nullptr);
}

TEST(ModelClasses, NamedOnlyWhereThreeOfFourWereRight) {
  for (const ModelClass& entry : all_classes()) {
    if (!entry.naming) continue;
    EXPECT_GE(entry.naming->probability(), 0.75) << entry.id;
  }
}

TEST(DistanceOutside, IsZeroInsideAndGrowsBeyond) {
  const Expectation wide{&ShapeFeatures::longest_mm, 100, 200, Basis::kSize, "test"};
  EXPECT_EQ(distance_outside(wide, 100), 0);
  EXPECT_EQ(distance_outside(wide, 150), 0);
  EXPECT_NEAR(distance_outside(wide, 400), std::log(2.0) / 0.2, 1e-12);
  EXPECT_NEAR(distance_outside(wide, 50), std::log(2.0) / 0.2, 1e-12);
  const Expectation share{&ShapeFeatures::tube_share, 0.5, 1.0, Basis::kReasoned, "test"};
  EXPECT_NEAR(distance_outside(share, 0.35), 0.15 / (0.05 + 0.2 * 0.25), 1e-12);
}

TEST(SuggestClass, BentTubeOfAnAortaIsAortic) {
  const ClassSuggestion suggestion = suggestion_for(bent_tube(25, 200, 110, 0.8));
  std::string all;
  for (const std::string& words : suggestion.evidence) all += words + "\n";
  EXPECT_EQ(suggestion.best, "aortic") << all;
  EXPECT_GT(suggestion.probability, 0.5);
  EXPECT_NE(all.find("tube of about 2"), std::string::npos) << all;
}

TEST(SuggestClass, ThinTubeIsNoAortaButAVessel) {
  const ClassSuggestion suggestion = suggestion_for(bent_tube(4, 100, 110, 0.6));
  EXPECT_NE(suggestion.best, "aortic");
  EXPECT_GT(match_of(bent_tube(4, 100, 110, 0.6), "vascular_other"),
            match_of(bent_tube(4, 100, 110, 0.6), "aortic"));
}

TEST(SuggestClass, MadeThingsAreNeitherHeartNorAortaNorGuide) {
  const std::pair<const char*, TriMesh> things[] = {
      {"cube", shapes::box({40, 40, 40})},
      {"slab", shapes::box({120, 80, 4})},
      {"bracket", l_bracket()},
      {"ball", shapes::sphere(40, 5000)},
      {"ring", shapes::torus(50, 12, 120, 40)},
      {"pipe", shapes::pipe(10, 12, 100, 64, 20)},
      {"rod", shapes::pipe(0, 12, 200, 64, 40)},
  };
  for (const auto& [name, mesh] : things) {
    const ClassSuggestion suggestion = suggestion_for(mesh);
    EXPECT_EQ(suggestion.best, "unknown") << name;
    EXPECT_EQ(suggestion.probability, 0) << name;
    EXPECT_FALSE(suggestion.evidence.empty()) << name;
  }
}

TEST(SuggestClass, ShareOfTheAlternativesIsAtMostWhatIsLeft) {
  for (const TriMesh& mesh :
       {bent_tube(25, 200, 110, 0.8), l_bracket(), shapes::sphere(40, 2000)}) {
    const ClassSuggestion suggestion = suggestion_for(mesh);
    double sum = suggestion.probability;
    double previous = 1;
    for (const auto& [id, share] : suggestion.alternatives) {
      EXPECT_NE(find_class(id), nullptr);
      EXPECT_NE(id, suggestion.best);
      EXPECT_LE(share, previous);
      previous = share;
      sum += share;
    }
    EXPECT_LE(sum, 1 + 1e-12);
  }
}

TEST(SuggestClass, ImplausibleScaleIsSaidAndNotUsed) {
  const ClassSuggestion suggestion =
      suggestion_for(shapes::scaled(bent_tube(25, 200, 110, 0.8), 1e-3));
  ASSERT_FALSE(suggestion.evidence.empty());
  EXPECT_NE(suggestion.evidence[0].find("check the unit"), std::string::npos);
}

TEST(SuggestClass, SameAnswerHoweverTheMeshIsWritten) {
  const TriMesh tube = bent_tube(25, 200, 110, 0.8);
  const std::pair<const char*, TriMesh> versions[] = {
      {"turned and moved", shapes::transformed(tube, shapes::a_rotation(), Vec3(1000, -500, 200))},
      {"shuffled", shapes::shuffled(tube, 5)},
      {"subdivided", shapes::subdivided(tube)},
      {"inverted", shapes::inverted(tube)},
  };
  for (const auto& [name, mesh] : versions) EXPECT_EQ(suggestion_for(mesh).best, "aortic") << name;
  for (const TriMesh& mesh : {l_bracket(), shapes::transformed(l_bracket(), shapes::a_rotation()),
                              shapes::subdivided(shapes::subdivided(l_bracket()))})
    EXPECT_EQ(suggestion_for(mesh).best, "unknown");
}

TEST(SuggestClass, SameBitsForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::with_noise(shapes::sphere(40, 60'000), 1.0, 3);
  std::vector<std::optional<double>> first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const Subject subject(mesh);
    const ShapeFeatures features = shape_features(subject);
    std::vector<std::optional<double>> values;
    for (const FeatureInfo& info : all_features()) values.push_back(features.*(info.member));
    if (first.empty()) first = values;
    EXPECT_EQ(values, first);
  }
}

TEST(SuggestClass, NoSurfaceIsUnknown) {
  EXPECT_EQ(suggestion_for(TriMesh{}).best, "unknown");
  TriMesh sliver;
  sliver.positions_mm = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
  sliver.triangles = {{0, 1, 2}};
  const ClassSuggestion suggestion = suggestion_for(sliver);
  EXPECT_EQ(suggestion.best, "unknown");
  EXPECT_TRUE(suggestion.alternatives.empty());
}

}  // namespace
}  // namespace pg
