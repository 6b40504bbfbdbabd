#pragma once
/// Which class a model's shape suggests, why, and when to say that it cannot be told.

#include <array>
#include <span>
#include <vector>

#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"
#include "pipeline/classes/model_class.hpp"

namespace pg {

struct ClassShare {
  const ModelClass* model_class = nullptr;
  double match = 0;  ///< 1: every expectation is met.
  double share = 0;  ///< Of all evidence, that for "none of these" included.
};

/// The working behind a suggestion: what a later recogniser has to give, too.
struct Recognition {
  std::vector<ClassShare> classes;  ///< Largest share first; ties in catalogue order.
  std::array<double, kCoarseGroups> group_share{};  ///< Indexed by CoarseGroup.
  /// Longest extent between 8 and 2,200 mm. Otherwise lengths say nothing and are left out.
  bool body_sized = false;
};

/// Method  An expectation is met within its range; beyond it the match falls as a Gaussian of the
///         distance over a softness (lengths and ratios in logarithms), and not below three of
///         them, so that one odd number does not settle the matter. The match of a class is the
///         product of its expectations; its share is weight * match over the sum of all and of 1
///         for "none of these". Without a length a class that expects one keeps 0.6 of its match.
/// Needs   Nothing; features that could not be had are left out.
/// Limits  See docs/decisions/0005-first-recogniser.md: what was measured, and on how little.
[[nodiscard]] Recognition recognise(const ShapeFeatures& features,
                                    std::span<const ModelClass> classes);

/// A class is named when its share is the largest and its NamingRule allows it; its probability is
/// how often that was right on repositories not seen. Else "unknown" with probability 0. The
/// alternatives share what is left, in proportion to their evidence.
[[nodiscard]] ClassSuggestion suggest_from(const Recognition& recognition,
                                           const ShapeFeatures& features);

/// From shape and size alone: no name, header or comment is looked at. Same bits for any number of
/// threads.
[[nodiscard]] ClassSuggestion suggest_class(const Subject& subject);

/// How far a value lies outside of an expectation, in softnesses; 0 inside.
[[nodiscard]] double distance_outside(const Expectation& expectation, double value);

}  // namespace pg
