#pragma once
/// Fits what the product applies (pipeline/classes/learned.hpp).

#include "pipeline/classes/learned.hpp"
#include "training/grow.hpp"
#include "training/items.hpp"

namespace pg::training {

struct FitOptions {
  double looseness = 0.03;    ///< C: how much a unit of evidence may cost in squared weights.
  double made_share = 0.4;    ///< Of a class's weight that its made-up models have together.
  double guide_weight = 0.6;  ///< Of another class's weight: no real guide is among them.
  int steps = 120;            ///< Of the optimiser, at most.
  GrowOptions forest;
  double strange_weight = 0.5;  ///< Of the weight of all that has a class.
  /// Fewer numbers tried at a node than for classes: no few of them say what is strange.
  GrowOptions strange_forest = {.tried = 0.1};
};

/// Method  Weighted multinomial logistic regression with ridge, by L-BFGS from zero (Liu and
///         Nocedal 1989), and extremely randomised trees (grow.hpp) on the same rows. Classes weigh
///         the same; within a class real and made-up models have fixed shares; within those a
///         source counts with the square root of its models. Sizes: mean and covariance by class.
///         Novelty: a forest of the same kind that tells strange rows from all others (Hendrycks,
///         Mazeika, Dietterich 2019: outliers that are at hand stand for those that are not).
/// Needs   Rows that are only ever asked about (Origin::kAsked) may be named; they are passed over.
/// Cost    One pass over rows times numbers times classes a step. Same bits on every run.
[[nodiscard]] Learned fit(const Table& table, const std::vector<std::size_t>& rows,
                          const FitOptions& options);

/// Position of a row's class in the catalogue.
[[nodiscard]] std::size_t class_of(const Row& row);

/// The row's numbers as the product would have them; lengths times `mm_per_unit`, or unknown.
[[nodiscard]] ShapeNumbers numbers_of(const Table& table, const Row& row, double mm_per_unit);

}  // namespace pg::training
