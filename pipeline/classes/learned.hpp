#pragma once
/// What was learned from the corpus (./dev train), and how it is applied to one shape.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "geometry/result.hpp"
#include "pipeline/classes/forest.hpp"
#include "pipeline/classes/model_class.hpp"
#include "pipeline/classes/shape/numbers.hpp"

namespace pg {

/// Largest dimension and largest ball inside, both as log of mm: where a class's models lie.
struct SizeOfClass {
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  Eigen::Matrix2d covariance = Eigen::Matrix2d::Identity();
  /// Of a size whose unit is known.
  [[nodiscard]] double likelihood(const Eigen::Vector2d& size) const;
  /// Of a size that is most likely in mm, but may be in cm, m or inch, or scaled.
  [[nodiscard]] double likelihood_in_any_unit(const Eigen::Vector2d& size) const;
};

/// When a class or a group may be named.
struct NamingRule {
  double from = 2;  ///< Least probability; above 1: never.
  int right = 0;    ///< Files named rightly with their repository and subject left out ...
  int named = 0;    ///< ... of those named.
};

/// Classes in the order of the catalogue, numbers in the order of shape_numbers without lengths.
///
/// Method  Multinomial logistic regression on standardised, clipped numbers and a forest on the
///         same, their probabilities multiplied; times the likelihood of the size, to a power, mm
///         being the likeliest unit but not the only one; sharpened or flattened by one temperature
///         found on repositories left out, groups by another. Strangeness: the share of the trees
///         of another forest, grown to tell strange shapes (lattices, heaps, tangles, ...) from all
///         that has a class.
struct Learned {
  std::vector<std::string> provenance;  ///< "corpus 0123...": what, from which, how good.
  std::vector<std::string> names;
  Eigen::VectorXd middle;  ///< For a number that could not be had.
  Eigen::VectorXd spread;
  Eigen::MatrixXd weights;  ///< Classes by numbers.
  Eigen::VectorXd bias;
  std::vector<Tree> trees;
  double temperature = 1;
  double group_temperature = 1;  ///< Groups are right more often than their classes' sums say.
  double size_power = 1;
  std::vector<SizeOfClass> sizes;
  std::vector<Tree> strange_trees;  ///< Of two kinds: what has a class, and what is strange.
  double strange_from = 1;          ///< Strangeness beyond this is unlike anything learned.
  std::vector<NamingRule> naming;
  std::array<NamingRule, kCoarseGroups> group_naming;
};

/// The data file compiled in. Malformed: our fault, so it is checked and aborts.
[[nodiscard]] const Learned& learned();
[[nodiscard]] Result<Learned> parse_learned(std::string_view text);
[[nodiscard]] std::string write_learned(const Learned& learned);

struct Judgement {
  Eigen::VectorXd standard;     ///< The numbers, standardised.
  Eigen::VectorXd by_shape;     ///< Probability of each class from the shape alone.
  Eigen::VectorXd probability;  ///< With size.
  std::array<double, kCoarseGroups> group{};
  double strangeness = 0;               ///< 0 to 1.
  std::optional<Eigen::Vector2d> size;  ///< As size_of has it.
};

/// Needs   `numbers` with the names that were learned.
[[nodiscard]] Judgement judge(const Learned& learned, const ShapeNumbers& numbers);

/// Hearts, vessels and guides have no landmarks that would tell them at any size: named at life
/// size only, within what 95 % of their class have. Other classes: always true.
[[nodiscard]] bool has_size_of(const Learned& learned, const Judgement& judgement, std::size_t c);

/// What may be named: position in the catalogue, or none (`unknown`).
[[nodiscard]] std::optional<std::size_t> named_class(const Learned& learned,
                                                     const Judgement& judgement);
[[nodiscard]] std::optional<CoarseGroup> named_group(const Learned& learned,
                                                     const Judgement& judgement);

/// Largest dimension and largest inner ball in log mm; none when not known.
[[nodiscard]] std::optional<Eigen::Vector2d> size_of(const ShapeNumbers& numbers);

/// The factor (10, 25.4, 1000 or one over them) by which lengths would have to be multiplied to fit
/// the shape far better than they do, if there is one.
[[nodiscard]] std::optional<double> better_unit(const Learned& learned, const Judgement& judgement,
                                                const Eigen::Vector2d& size);

}  // namespace pg
