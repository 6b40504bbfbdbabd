#include "pipeline/classes/recogniser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "geometry/solid/self_intersections.hpp"
#include "pipeline/classes/evidence.hpp"

namespace pg {
namespace {

constexpr double kListedFrom = 0.02;  // alternatives below this are noise
constexpr std::size_t kAlternatives = 5;
/// A declared class with less than this and not among the alternatives is contradicted.
constexpr double kNextToNothing = 0.02;

constexpr FindingKind kUnit = {
    "unit_unlike_shape", Severity::kWarning,
    "Lengths 10, 25.4 or 1000 times larger or smaller would suit the shape far better.",
    "Check the unit: give it with --units if the file's numbers are not millimetres."};
constexpr FindingKind kContradiction = {
    "class_contradicts_declared", Severity::kWarning,
    "The model was declared as a class that its shape does not look like.",
    "Check that this is the right file of the case."};

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

void list_alternatives(const Judgement& judgement, std::optional<std::size_t> named,
                       ClassSuggestion& suggestion) {
  const std::span<const ModelClass> classes = all_classes();
  std::vector<std::size_t> order(classes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto probability = [&](std::size_t c) {
    return judgement.probability[static_cast<Eigen::Index>(c)];
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return probability(a) > probability(b); });
  for (const std::size_t c : order) {
    if (c == named) continue;
    if (probability(c) < kListedFrom || suggestion.alternatives.size() == kAlternatives) break;
    suggestion.alternatives.emplace_back(classes[c].id, probability(c));
  }
}

Finding unit_finding(double factor, double longest_mm) {
  return make_finding(
      kUnit, fmt::format("{:.3g} mm is an unlikely size for this shape; {:.3g} mm would suit it.",
                         longest_mm, longest_mm * factor));
}

}  // namespace

ClassOpinion class_opinion(const Subject& subject) {
  ClassOpinion opinion;
  ClassSuggestion& suggestion = opinion.suggestion;
  if (self_intersections(subject).given_up) {
    suggestion.evidence.emplace_back(
        "The surface crosses itself nearly everywhere; it shows no shape.");
    return opinion;
  }
  const ShapeFeatures features = shape_features(subject);
  const ShapeNumbers numbers = shape_numbers(subject, features);
  if (numbers.values.empty()) {
    suggestion.evidence.emplace_back("There is no surface to judge by.");
    return opinion;
  }
  const Learned& knowledge = learned();
  const Judgement judgement = judge(knowledge, numbers);
  const std::optional<std::size_t> named = named_class(knowledge, judgement);
  if (named) {
    suggestion.best = all_classes()[*named].id;
    suggestion.probability = judgement.probability[static_cast<Eigen::Index>(*named)];
    suggestion.sub_kind = sub_kind_of(all_classes()[*named], features);
  }
  std::optional<CoarseGroup> group = named_group(knowledge, judgement);
  if (named) group = all_classes()[*named].group;  // who names a class has named its group
  if (group) {
    suggestion.group = coarse_group_id(*group);
    suggestion.group_probability = judgement.group[static_cast<std::size_t>(*group)];
  }
  list_alternatives(judgement, named, suggestion);
  std::optional<double> factor;
  if (const auto size = size_of(numbers)) factor = better_unit(knowledge, judgement, *size);
  if (factor) opinion.findings.push_back(unit_finding(*factor, *features.longest_mm));
  suggestion.evidence = evidence_for(knowledge, judgement, features, numbers, factor.has_value());
  return opinion;
}

ClassSuggestion suggest_class(const Subject& subject) {
  return class_opinion(subject).suggestion;
}

std::optional<Finding> contradiction(const ClassSuggestion& suggestion, std::string_view declared) {
  const ModelClass* const kind = find_class(declared);
  if (kind == nullptr || suggestion.best == declared) return std::nullopt;
  const auto listed = std::any_of(
      suggestion.alternatives.begin(), suggestion.alternatives.end(),
      [&](const auto& entry) { return entry.first == declared && entry.second >= kNextToNothing; });
  const bool other_group =
      suggestion.group != "unknown" && suggestion.group != coarse_group_id(kind->group);
  const bool other_class = suggestion.best != "unknown" && !listed;
  if (!other_group && !other_class) return std::nullopt;
  const ModelClass* const named = find_class(suggestion.best);
  return make_finding(
      kContradiction,
      fmt::format(
          "Declared as '{}', but the shape looks like {} ({:.0f} %).", kind->title,
          named != nullptr ? fmt::format("'{}'", named->title)
                           : "another kind: " + suggestion.group,
          100 * (named != nullptr ? suggestion.probability : suggestion.group_probability)));
}

std::span<const FindingKind> class_finding_kinds() {
  static constexpr FindingKind kAll[] = {kUnit, kContradiction};
  return kAll;
}

}  // namespace pg
