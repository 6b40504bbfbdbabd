#pragma once
/// Grows the trees that the product asks (pipeline/classes/forest.hpp).

#include "pipeline/classes/forest.hpp"

namespace pg::training {

struct GrowOptions {
  int trees = 100;
  double tried = 0.3;  ///< Share of the numbers that a question is chosen from.
  int fewest = 3;      ///< Rows on either side of a question.
  int deepest = 14;
};

/// Method  Extremely randomised trees (Geurts, Ernst, Wehenkel 2006): at each node a random
///         threshold for each of some numbers, the one that lowers Gini's impurity most. Rows
///         weigh `weight`.
/// Needs   Standardised numbers without gaps.
/// Cost    Rows times numbers tried times depth, a tree. Same bits on every run.
[[nodiscard]] std::vector<Tree> grow(const Eigen::MatrixXd& rows,
                                     const std::vector<std::size_t>& truth,
                                     const Eigen::VectorXd& weight, Eigen::Index classes,
                                     const GrowOptions& options);

}  // namespace pg::training
