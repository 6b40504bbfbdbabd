#pragma once
/// Which class a model's shape suggests, why, and when to say that it cannot be told.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"
#include "pipeline/classes/learned.hpp"

namespace pg {

/// A suggestion, and what the shape says about the rest of the reading.
struct ClassOpinion {
  ClassSuggestion suggestion;
  std::vector<Finding> findings;  ///< `unit_unlike_shape`, where lengths do not suit the shape.
};

/// Method  Numbers of the shape (shape/numbers.hpp), judged by what was learned (learned.hpp). A
///         class is named, and apart from it a coarse group, when its probability is one at which
///         such answers were right often enough on repositories that had not been seen, and the
///         shape is not unlike everything learned. Else "unknown" with probability 0, and the
///         likeliest as alternatives with their probabilities.
/// Needs   Nothing; without a surface the answer is "unknown".
/// Limits  docs/recogniser.md: what was measured, and on how few repositories. No real guide was at
///         hand.
/// Cost    See numbers.hpp.
///
/// From shape and size alone: no name, header or comment is looked at. Same bits for any number of
/// threads.
[[nodiscard]] ClassOpinion class_opinion(const Subject& subject);
[[nodiscard]] ClassSuggestion suggest_class(const Subject& subject);

/// The kinds of finding raised here.
[[nodiscard]] std::span<const FindingKind> class_finding_kinds();

/// A warning when a person or a file says that the model is of class `declared` and the shape says
/// otherwise: another coarse group is named, or the class has next to no probability.
[[nodiscard]] std::optional<Finding> contradiction(const ClassSuggestion& suggestion,
                                                   std::string_view declared);

}  // namespace pg
