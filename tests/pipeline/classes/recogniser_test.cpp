#include "pipeline/classes/recogniser.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "testdata/implicit.hpp"
#include "testdata/shapes.hpp"
#include "testdata/strange.hpp"

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

/// Probability of a class, and of a group, whether named or not.
Judgement judgement_of(TriMesh mesh) {
  const Subject subject(std::move(mesh));
  return judge(learned(), shape_numbers(subject, shape_features(subject)));
}

double probability_of(const Judgement& judgement, std::string_view id) {
  const ModelClass* const found = find_class(id);
  return judgement.probability[found - all_classes().data()];
}

TEST(ModelClasses, EachIdIsItsOwnAndGuidesMapToGuides) {
  std::set<std::string_view> ids;
  for (const ModelClass& entry : all_classes()) {
    EXPECT_TRUE(ids.insert(entry.id).second) << entry.id;
    EXPECT_EQ(find_class(entry.id), &entry);
    EXPECT_FALSE(entry.title.empty());
    EXPECT_FALSE(entry.speaks_for.empty());
    const bool guide = entry.group == CoarseGroup::kGuide;
    EXPECT_EQ(guide, entry.form.object == ObjectType::kAnatomicGuide) << entry.id;
    EXPECT_EQ(guide, entry.form.cpt == CptKind::kAnatomicGuide) << entry.id;
  }
  EXPECT_EQ(ids.size(), 12u);
  EXPECT_EQ(find_class("unknown"), nullptr);
}

TEST(Learned, SaysWhereItComesFromAndNamesOnlyWhatWasRightOftenEnough) {
  EXPECT_GE(learned().provenance.size(), 4u);
  int right = 0;
  int named = 0;
  for (std::size_t c = 0; c < learned().naming.size(); ++c) {
    const NamingRule& rule = learned().naming[c];
    if (rule.from > 1) continue;  // never named
    right += rule.right;
    named += rule.named;
    const std::string_view id = all_classes()[c].id;
    const double target = id == "cardiac" || id == "aortic" ? 0.9 : 0.7;
    EXPECT_GE(rule.right, target * rule.named) << id;
  }
  EXPECT_GT(named, 0);
  EXPECT_GE(right, 0.85 * named);
}

TEST(Learned, IsReadAsItIsWritten) {
  const std::string text = write_learned(learned());
  const Result<Learned> again = parse_learned(text);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(write_learned(*again), text);
}

TEST(Learned, MalformedTextIsRefused) {
  std::string text = write_learned(learned());
  EXPECT_FALSE(parse_learned("").has_value());
  EXPECT_FALSE(parse_learned(text.substr(0, text.size() / 2) + " x").has_value());
  EXPECT_FALSE(parse_learned(text + "nonsense 1 2 3\n").has_value());
  text.replace(text.find("order cardiac"), 13, "order aortic!");
  EXPECT_FALSE(parse_learned(text).has_value());
}

TEST(ShapeNumbers, AreTheOnesThatWereLearned) {
  const Subject subject(bent_tube(25, 200, 110, 0.8));
  const ShapeNumbers numbers = shape_numbers(subject, shape_features(subject));
  ASSERT_EQ(numbers.names.size(), learned().names.size() + kLengthNumbers);
  for (std::size_t i = 0; i < learned().names.size(); ++i)
    EXPECT_EQ(numbers.names[i], learned().names[i]);
}

TEST(ShapeNumbers, HollowAndOpenTubesFillToTheSameBody) {
  const auto body_of = [](TriMesh mesh) {
    const Subject subject(std::move(mesh));
    const ShapeNumbers numbers = shape_numbers(subject, shape_features(subject));
    const auto at = std::find(numbers.names.begin(), numbers.names.end(), "line_slender");
    return numbers.values[static_cast<std::size_t>(at - numbers.names.begin())];
  };
  const double solid = body_of(shapes::pipe(0, 12, 150, 64, 40));
  const double hollow = body_of(shapes::pipe(10, 12, 150, 64, 40));
  TriMesh open = shapes::pipe(0, 12, 150, 64, 40);
  std::erase_if(open.triangles, [&](const Triangle& t) {
    return std::all_of(t.begin(), t.end(), [&](VertexId v) {
      const double z = open.positions_mm[v][2];
      return z == open.positions_mm[t[0]][2] && std::abs(std::abs(z) - 75) < 1e-9;
    });
  });
  // Logarithms: a fifth apart at most, where a wall alone would be slender six times more.
  EXPECT_NEAR(hollow, solid, 0.2);
  EXPECT_NEAR(body_of(open), solid, 0.2);
}

TEST(SuggestClass, BentTubeOfAnAortaIsAVesselAndRatherAnAortaThanAThinOne) {
  const Judgement aorta = judgement_of(bent_tube(25, 200, 110, 0.8));
  const Judgement thin = judgement_of(bent_tube(4, 100, 110, 0.6));
  const auto vessel = static_cast<std::size_t>(CoarseGroup::kVessel);
  // Likelier than any other group: half of the probability would ask more than real aortas give.
  EXPECT_EQ(std::max_element(aorta.group.begin(), aorta.group.end()) - aorta.group.begin(),
            static_cast<std::ptrdiff_t>(vessel));
  EXPECT_GT(probability_of(aorta, "aortic"), probability_of(aorta, "cardiac"));
  EXPECT_GT(probability_of(aorta, "aortic"), probability_of(thin, "aortic"));
  EXPECT_GT(probability_of(thin, "vascular_other"), probability_of(thin, "aortic"));
  const ClassSuggestion suggestion = suggestion_for(bent_tube(25, 200, 110, 0.8));
  std::string all;
  for (const std::string& words : suggestion.evidence) all += words + "\n";
  EXPECT_NE(all.find("mm thick, without branches"), std::string::npos) << all;
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
    for (const char* const clinical : {"cardiac", "aortic", "cmf_guide", "guide_other"})
      EXPECT_NE(suggestion.best, clinical) << name;
    EXPECT_FALSE(suggestion.evidence.empty()) << name;
  }
}

TEST(SuggestClass, CubeOfGyroidIsUnlikeAnythingLearned) {
  const double wave = 2 * std::numbers::pi / 15;
  const TriMesh gyroid = shapes::marched(
      [&](const Vec3& at) {
        const Vec3 p = wave * at;
        const double value = std::sin(p[0]) * std::cos(p[1]) + std::sin(p[1]) * std::cos(p[2]) +
                             std::sin(p[2]) * std::cos(p[0]);
        return std::max(at.cwiseAbs().maxCoeff() - 30, value / wave);
      },
      Vec3::Constant(30));
  const ClassSuggestion suggestion = suggestion_for(gyroid);
  EXPECT_EQ(suggestion.best, "unknown");
  EXPECT_EQ(suggestion.group, "unknown");
  EXPECT_NE(suggestion.evidence.back().find("Unlike anything learned"), std::string::npos);
}

TEST(SuggestClass, BundleOfNeedlesIsUnlikeAnythingLearned) {
  shapes::Random random(4);
  std::vector<TriMesh> needles;
  for (int i = 0; i < 400; ++i) {
    const Vec3 aside = random.direction();
    const Vec3 lean = random.direction();
    const Vec3 along = 60 * (Vec3::UnitZ() + 0.1 * lean).normalized();
    const Vec3 at = 12 * aside;
    needles.push_back(shapes::swept({at - along, at + along}, 0.4, 6));
  }
  const Judgement judgement = judgement_of(shapes::together(needles));
  EXPECT_GT(judgement.strangeness, learned().strange_from);
  EXPECT_FALSE(named_class(learned(), judgement));
  EXPECT_FALSE(named_group(learned(), judgement));
}

/// Kinds that training never sees (testdata/strange_asked.cpp), of seeds that it does not use.
TEST(SuggestClass, StrangeShapesAreNotNamedAnatomyAndMostAreSeenToBeStrange) {
  int asked = 0;
  int strange = 0;
  for (const shapes::StrangeKind& kind : shapes::asked_strange_kinds())
    for (const std::uint64_t seed : {2001u, 2002u, 2003u}) {
      shapes::Random random(seed);
      const Judgement judgement = judgement_of(kind.make(random));
      ++asked;
      strange += judgement.strangeness > learned().strange_from;
      const std::optional<std::size_t> named = named_class(learned(), judgement);
      std::optional<CoarseGroup> group = named_group(learned(), judgement);
      if (named) group = all_classes()[*named].group;
      EXPECT_EQ(group.value_or(CoarseGroup::kObject), CoarseGroup::kObject) << kind.name << seed;
    }
  EXPECT_GE(strange, 0.6 * asked);  // three quarters of them in docs/recogniser.md
}

TEST(SuggestClass, PlainShapesAreNotStrange) {
  for (const TriMesh& mesh : {bent_tube(25, 200, 110, 0.8), l_bracket(), shapes::sphere(40, 5000)})
    EXPECT_LT(judgement_of(mesh).strangeness, learned().strange_from);
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

TEST(SuggestClass, ImplausibleSizeIsAFinding) {
  for (const double factor : {1e-3, 1e3}) {
    const Subject subject(shapes::scaled(bent_tube(25, 200, 110, 0.8), factor));
    const ClassOpinion opinion = class_opinion(subject);
    ASSERT_EQ(opinion.findings.size(), 1u) << factor;
    EXPECT_EQ(opinion.findings[0].id, "unit_unlike_shape");
    EXPECT_NE(opinion.suggestion.evidence[0].find("check the unit"), std::string::npos);
  }
  EXPECT_TRUE(class_opinion(Subject(bent_tube(25, 200, 110, 0.8))).findings.empty());
}

TEST(SuggestClass, SameAnswerHoweverTheMeshIsWritten) {
  const TriMesh tube = bent_tube(25, 200, 110, 0.8);
  const Judgement first = judgement_of(tube);
  const std::pair<const char*, TriMesh> versions[] = {
      {"turned and moved", shapes::transformed(tube, shapes::a_rotation(), Vec3(1000, -500, 200))},
      {"shuffled", shapes::shuffled(tube, 5)},
      {"subdivided", shapes::subdivided(tube)},
      {"inverted", shapes::inverted(tube)},
  };
  for (const auto& [name, mesh] : versions) {
    const Judgement other = judgement_of(mesh);
    EXPECT_LT((other.probability - first.probability).cwiseAbs().maxCoeff(), 0.15) << name;
  }
}

TEST(Contradiction, SpeaksUpWhenTheShapeIsOfAnotherGroupOrClass) {
  ClassSuggestion heart;
  heart.best = "cardiac";
  heart.probability = 0.9;
  heart.group = "heart";
  heart.group_probability = 0.95;
  heart.alternatives = {{"organ_other", 0.06}};
  EXPECT_FALSE(contradiction(heart, "cardiac"));
  const std::optional<Finding> guide = contradiction(heart, "cmf_guide");
  ASSERT_TRUE(guide);
  EXPECT_EQ(guide->id, "class_contradicts_declared");
  EXPECT_NE(guide->text.find("Heart"), std::string::npos) << guide->text;
  ClassSuggestion unknown;
  EXPECT_FALSE(contradiction(unknown, "cardiac"));
  unknown.group = "vessel";
  unknown.group_probability = 0.9;
  EXPECT_TRUE(contradiction(unknown, "cardiac"));
  EXPECT_FALSE(contradiction(unknown, "aortic"));
  EXPECT_FALSE(contradiction(heart, "no such class"));
}

TEST(SuggestClass, SameBitsForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::with_noise(shapes::sphere(40, 60'000), 1.0, 3);
  std::vector<double> first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const Subject subject(mesh);
    const ShapeFeatures features = shape_features(subject);
    std::vector<double> values = shape_numbers(subject, features).values;
    std::replace_if(
        values.begin(), values.end(), [](double v) { return std::isnan(v); }, -1e9);
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
