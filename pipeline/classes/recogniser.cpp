#include "pipeline/classes/recogniser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "geometry/solid/self_intersections.hpp"

namespace pg {
namespace {

// Softness of the edges; chosen by hand among two or three values each (decision 0005).
constexpr double kShareSoftness = 0.05;
constexpr double kRatioSoftness = 0.15;  // in natural logarithms
constexpr double kLengthSoftness = 0.2;  // in natural logarithms
constexpr double kWidthSoftness = 0.2;   // of the width of a range, except for lengths
constexpr double kWidestShare = 0.25;  // a share expected above some value has no soft edge for it
constexpr double kFarthest = 3.0;
constexpr double kWithoutSize = 0.6;
constexpr double kNoneOfThese = 1.0;
constexpr double kSmallest = 1e-6;  // keeps logarithms finite

constexpr double kBodySmallestMm = 8;    // a tooth (DOMAIN 4)
constexpr double kBodyLargestMm = 2200;  // a whole person

/// Coarse groups are spoken of from here: right in 0.81 of the cases on unseen repositories.
constexpr double kCoarseFrom = 0.5;
constexpr double kListedFrom = 0.02;  // alternatives below this are noise
constexpr std::size_t kAlternatives = 5;

double match_of(const ModelClass& model_class, const ShapeFeatures& features, bool body_sized) {
  double squares = 0;
  bool size_missing = false;
  for (const Expectation& expectation : model_class.expectations) {
    const std::optional<double>& value = features.*(expectation.feature);
    const bool is_length = info_of(expectation.feature).scale == FeatureInfo::Scale::kLength;
    if (!value || (is_length && !body_sized)) {
      size_missing = size_missing || is_length;
      continue;
    }
    const double d = std::min(distance_outside(expectation, *value), kFarthest);
    squares += d * d;
  }
  return (size_missing ? kWithoutSize : 1.0) * std::exp(-0.5 * squares);
}

std::string with_number(const FeatureInfo& info, double value) {
  std::string number;
  if (info.scale == FeatureInfo::Scale::kShare) {
    number = fmt::format("{:.0f} %", 100 * value);
  } else if (value >= 10) {
    number = fmt::format("{:.0f}", value);
  } else {
    number = fmt::format("{:.1f}", value);
  }
  std::string words(info.words);
  words.replace(words.find("{}"), 2, number);
  return words;
}

std::string words_for(const ShapeFeatures& features, Feature feature) {
  return with_number(info_of(feature), *(features.*feature));
}

std::string sentence(std::string words) {
  if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words + '.';
}

void describe_size(const Recognition& recognition, const ShapeFeatures& features,
                   std::vector<std::string>& evidence) {
  using F = ShapeFeatures;
  if (!features.longest_mm) return;
  if (!recognition.body_sized) {
    evidence.push_back(sentence(
        words_for(features, &F::longest_mm) +
        ": not the size of a body or a part of one, so lengths were left out; check the unit"));
    return;
  }
  evidence.push_back(sentence(words_for(features, &F::longest_mm) + ", " +
                              words_for(features, &F::middle_mm) + ", " +
                              words_for(features, &F::shortest_mm)));
}

/// The three or four things a person would say of the shape.
void describe_shape(const Recognition& recognition, const ShapeFeatures& features,
                    std::vector<std::string>& evidence) {
  using F = ShapeFeatures;
  constexpr double kWorthSaying = 0.3;
  if (features.tube_share && *features.tube_share >= kWorthSaying) {
    std::string words = words_for(features, &F::tube_share);
    if (features.tube_diameter_mm && recognition.body_sized)
      words += ": " + words_for(features, &F::tube_diameter_mm) + ", " +
               words_for(features, &F::tube_length_mm);
    evidence.push_back(sentence(std::move(words)));
  }
  if (features.plate_share && *features.plate_share >= kWorthSaying) {
    std::string words = words_for(features, &F::plate_share);
    if (features.wall_mm && recognition.body_sized)
      words += ", " + words_for(features, &F::wall_mm);
    evidence.push_back(sentence(std::move(words)));
  }
  if (features.planar_share)
    evidence.push_back(*features.planar_share < 0.02
                           ? "No large planar faces."
                           : sentence(words_for(features, &F::planar_share)));
}

/// What holds and what does not, for the class that comes nearest.
void describe_fit(const ModelClass& model_class, const ShapeFeatures& features, bool body_sized,
                  std::vector<std::string>& evidence) {
  std::size_t asked = 0;
  std::size_t met = 0;
  const Expectation* worst = nullptr;
  double farthest = 0.5;  // nearer than half a softness is no argument against
  for (const Expectation& expectation : model_class.expectations) {
    const std::optional<double>& value = features.*(expectation.feature);
    const bool is_length = info_of(expectation.feature).scale == FeatureInfo::Scale::kLength;
    if (!value || (is_length && !body_sized)) continue;
    ++asked;
    const double d = distance_outside(expectation, *value);
    if (d <= 0) ++met;
    if (d > farthest) {
      farthest = d;
      worst = &expectation;
    }
  }
  std::string words = "Meets " + std::to_string(met) + " of the " + std::to_string(asked) +
                      " expectations of '" + std::string(model_class.title) + "'";
  if (worst != nullptr) words += "; most against it: " + words_for(features, worst->feature);
  evidence.push_back(words + '.');
}

/// Solid or hollow, where rays say it plainly.
std::string sub_kind_of(const ModelClass& model_class, const ShapeFeatures& features) {
  if (!features.plate_share) return {};
  const bool heart = model_class.group == CoarseGroup::kHeart;
  if (!heart && model_class.group != CoarseGroup::kVessel) return {};
  if (*features.plate_share > 0.5) return heart ? "hollow shell" : "hollow lumen";
  if (*features.plate_share < 0.1 && features.facing_share && *features.facing_share < 0.2)
    return heart ? "solid" : "solid lumen";
  return {};
}

}  // namespace

double distance_outside(const Expectation& expectation, double value) {
  double low = expectation.low;
  double high = expectation.high;
  double softness = kShareSoftness;
  const FeatureInfo::Scale scale = info_of(expectation.feature).scale;
  if (scale != FeatureInfo::Scale::kShare) {
    low = std::log(std::max(low, kSmallest));
    high = std::log(std::max(high, kSmallest));
    value = std::log(std::max(value, kSmallest));
    softness = scale == FeatureInfo::Scale::kLength ? kLengthSoftness : kRatioSoftness;
  }
  if (scale == FeatureInfo::Scale::kShare)
    softness += kWidthSoftness * std::min(high - low, kWidestShare);
  if (scale == FeatureInfo::Scale::kRatio) softness += kWidthSoftness * (high - low);
  return std::max({low - value, value - high, 0.0}) / softness;
}

Recognition recognise(const ShapeFeatures& features, std::span<const ModelClass> classes) {
  Recognition recognition;
  recognition.body_sized = features.longest_mm && *features.longest_mm >= kBodySmallestMm &&
                           *features.longest_mm <= kBodyLargestMm;
  if (!features.longest_mm) return recognition;  // no surface: no evidence at all
  double total = kNoneOfThese;
  for (const ModelClass& model_class : classes) {
    const double match = match_of(model_class, features, recognition.body_sized);
    recognition.classes.push_back({&model_class, match, model_class.weight * match});
    total += model_class.weight * match;
  }
  for (ClassShare& entry : recognition.classes) {
    entry.share /= total;
    recognition.group_share[static_cast<std::size_t>(entry.model_class->group)] += entry.share;
  }
  std::stable_sort(recognition.classes.begin(), recognition.classes.end(),
                   [](const ClassShare& a, const ClassShare& b) { return a.share > b.share; });
  return recognition;
}

ClassSuggestion suggest_from(const Recognition& recognition, const ShapeFeatures& features) {
  ClassSuggestion suggestion;
  if (recognition.classes.empty()) {
    suggestion.evidence.emplace_back("There is no surface to judge by.");
    return suggestion;
  }
  const ClassShare& top = recognition.classes.front();
  const std::optional<NamingRule>& naming = top.model_class->naming;
  const bool named = naming && top.share >= naming->share_from;
  double left = 1.0;
  if (named) {
    suggestion.best = top.model_class->id;
    suggestion.probability = naming->probability();
    suggestion.sub_kind = sub_kind_of(*top.model_class, features);
    left = (1 - suggestion.probability) / (1 - top.share);
  }
  for (std::size_t i = named ? 1 : 0; i < recognition.classes.size(); ++i) {
    const double part = left * recognition.classes[i].share;
    if (part < kListedFrom || suggestion.alternatives.size() == kAlternatives) break;
    suggestion.alternatives.emplace_back(recognition.classes[i].model_class->id, part);
  }

  describe_size(recognition, features, suggestion.evidence);
  describe_shape(recognition, features, suggestion.evidence);
  describe_fit(*top.model_class, features, recognition.body_sized, suggestion.evidence);
  const auto group = static_cast<std::size_t>(
      std::max_element(recognition.group_share.begin(), recognition.group_share.end()) -
      recognition.group_share.begin());
  if (!named && recognition.group_share[group] >= kCoarseFrom)
    suggestion.evidence.push_back(
        "Coarsely: " + std::string(coarse_group_words(static_cast<CoarseGroup>(group))) +
        "; which kind cannot be told.");
  if (!named && recognition.group_share[group] < kCoarseFrom)
    suggestion.evidence.emplace_back("Nothing known comes near enough to name it.");
  return suggestion;
}

ClassSuggestion suggest_class(const Subject& subject) {
  if (self_intersections(subject).given_up) {
    ClassSuggestion nothing;
    nothing.evidence = {"The surface crosses itself nearly everywhere; it shows no shape."};
    return nothing;
  }
  const ShapeFeatures features = shape_features(subject);
  return suggest_from(recognise(features, all_classes()), features);
}

}  // namespace pg
