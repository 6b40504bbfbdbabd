#include "training/fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <deque>
#include <map>

#include "geometry/check.hpp"

namespace pg::training {
namespace {

constexpr double kFarthest = 3.5;       // as in the product
constexpr double kOldestPairs = 8;      // of the optimiser's memory
constexpr double kSizeSoftness = 0.12;  // added to the variances of log sizes: few sources a class

struct Problem {
  Eigen::MatrixXd rows;  // standardised; one more column of ones
  std::vector<std::size_t> truth;
  Eigen::VectorXd weight;
  double ridge = 0;

  /// Loss and its gradient by weights (classes x numbers + 1); the bias is not held back.
  double loss(const Eigen::MatrixXd& weights, Eigen::MatrixXd& gradient) const {
    Eigen::MatrixXd score = rows * weights.transpose();
    double sum = 0;
    for (Eigen::Index i = 0; i < score.rows(); ++i) {
      const double most = score.row(i).maxCoeff();
      score.row(i) = (score.row(i).array() - most).exp().matrix();
      const double total = score.row(i).sum();
      score.row(i) /= total;
      const auto truth_here = static_cast<Eigen::Index>(truth[static_cast<std::size_t>(i)]);
      sum -= weight[i] * std::log(std::max(score(i, truth_here), 1e-300));
      score(i, truth_here) -= 1;
      score.row(i) *= weight[i];
    }
    gradient = score.transpose() * rows;
    const Eigen::Index last = weights.cols() - 1;
    gradient.leftCols(last) += ridge * weights.leftCols(last);
    return sum + 0.5 * ridge * weights.leftCols(last).squaredNorm();
  }
};

Eigen::VectorXd flat(const Eigen::MatrixXd& matrix) {
  return Eigen::Map<const Eigen::VectorXd>(matrix.data(), matrix.size());
}

/// L-BFGS with backtracking.
Eigen::MatrixXd minimise(const Problem& problem, Eigen::Index classes, int steps) {
  Eigen::MatrixXd at = Eigen::MatrixXd::Zero(classes, problem.rows.cols());
  Eigen::MatrixXd gradient;
  double value = problem.loss(at, gradient);
  std::deque<std::pair<Eigen::VectorXd, Eigen::VectorXd>> memory;  // steps and changes of gradient
  for (int step = 0; step < steps; ++step) {
    Eigen::VectorXd direction = flat(gradient);
    std::vector<double> alphas;
    for (auto it = memory.rbegin(); it != memory.rend(); ++it) {
      alphas.push_back(it->first.dot(direction) / it->first.dot(it->second));
      direction -= alphas.back() * it->second;
    }
    if (!memory.empty()) {
      const auto& [s, y] = memory.back();
      direction *= s.dot(y) / y.squaredNorm();
    } else {
      direction /= std::max(1.0, direction.norm());
    }
    for (std::size_t k = 0; k < memory.size(); ++k) {
      const auto& [s, y] = memory[k];
      const double beta = y.dot(direction) / s.dot(y);
      direction += (alphas[memory.size() - 1 - k] - beta) * s;
    }
    const double slope = direction.dot(flat(gradient));
    double length = 1;
    Eigen::MatrixXd next;
    Eigen::MatrixXd next_gradient;
    double next_value = value;
    for (int tries = 0; tries < 20; ++tries, length *= 0.5) {
      next =
          at - length * Eigen::Map<const Eigen::MatrixXd>(direction.data(), at.rows(), at.cols());
      next_value = problem.loss(next, next_gradient);
      if (next_value <= value - 1e-4 * length * slope) break;
    }
    if (!(next_value < value)) break;
    const Eigen::VectorXd s = flat(next) - flat(at);
    const Eigen::VectorXd y = flat(next_gradient) - flat(gradient);
    if (s.dot(y) > 1e-12) memory.emplace_back(s, y);
    if (static_cast<double>(memory.size()) > kOldestPairs) memory.pop_front();
    const bool done = value - next_value < 1e-6 * std::abs(value);
    at = std::move(next);
    gradient = std::move(next_gradient);
    value = next_value;
    if (done) break;
  }
  return at;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Middle (median of what is known, for gaps) and spread of each number.
void standardise(const Table& table, const std::vector<std::size_t>& rows, Learned& learned) {
  const std::size_t count = table.names.size() - kLengthNumbers;
  learned.names.assign(table.names.begin(),
                       table.names.begin() + static_cast<std::ptrdiff_t>(count));
  learned.middle.resize(static_cast<Eigen::Index>(count));
  learned.spread.resize(static_cast<Eigen::Index>(count));
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<double> known;
    for (const std::size_t row : rows)
      if (std::isfinite(table.rows[row].values[k])) known.push_back(table.rows[row].values[k]);
    const double middle = median(known);
    double squares = 0;
    for (const double value : known) squares += (value - middle) * (value - middle);
    learned.middle[static_cast<Eigen::Index>(k)] = middle;
    learned.spread[static_cast<Eigen::Index>(k)] =
        std::sqrt(squares / std::max(1.0, static_cast<double>(known.size()))) + 1e-6;
  }
}

/// Standardised as the product does it, with one more column of ones.
Eigen::MatrixXd standard_rows(const Table& table, const std::vector<std::size_t>& rows,
                              const Learned& learned) {
  const Eigen::Index count = learned.middle.size();
  Eigen::MatrixXd standard(static_cast<Eigen::Index>(rows.size()), count + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto r = static_cast<Eigen::Index>(i);
    for (Eigen::Index k = 0; k < count; ++k) {
      const double value = table.rows[rows[i]].values[static_cast<std::size_t>(k)];
      const double known = std::isfinite(value) ? value : learned.middle[k];
      standard(r, k) =
          std::clamp((known - learned.middle[k]) / learned.spread[k], -kFarthest, kFarthest);
    }
    standard(r, count) = 1;
  }
  return standard;
}

Eigen::VectorXd weights_of(const Table& table, const std::vector<std::size_t>& rows,
                           const FitOptions& options) {
  const auto source_of = [&](const Row& row) {
    return std::pair(class_of(row), row.source.empty() ? row.maker : row.source + row.maker);
  };
  std::map<std::pair<std::size_t, std::string>, int> models;
  for (const std::size_t row : rows) ++models[source_of(table.rows[row])];
  const auto is_real = [](const Row& row) {
    return row.origin == Origin::kReal || row.origin == Origin::kAltered;
  };
  std::map<std::pair<std::size_t, bool>, double> sums;
  Eigen::VectorXd weight(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = table.rows[rows[i]];
    const double one = 1 / std::sqrt(models[source_of(row)]);
    weight[static_cast<Eigen::Index>(i)] = one;
    sums[{class_of(row), is_real(row)}] += one;
  }
  const std::span<const ModelClass> classes = all_classes();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = table.rows[rows[i]];
    const std::size_t c = class_of(row);
    const bool both = sums.contains({c, true}) && sums.contains({c, false});
    const double share = !both ? 1 : is_real(row) ? 1 - options.made_share : options.made_share;
    const double class_weight = classes[c].group == CoarseGroup::kGuide ? options.guide_weight : 1;
    weight[static_cast<Eigen::Index>(i)] *= class_weight * share / sums[{c, is_real(row)}];
  }
  return weight * (static_cast<double>(rows.size()) / weight.sum());
}

void fit_sizes(const Table& table, const std::vector<std::size_t>& rows, Learned& learned) {
  const std::size_t classes = all_classes().size();
  learned.sizes.resize(classes);
  for (std::size_t c = 0; c < classes; ++c) {
    std::vector<Eigen::Vector2d> sizes;
    for (const std::size_t row : rows)
      if (class_of(table.rows[row]) == c)
        if (const auto size =
                size_of(numbers_of(table, table.rows[row], table.rows[row].mm_per_unit)))
          sizes.push_back(*size);
    if (sizes.size() < 3) {  // any size: log mm of a hand, give or take all
      learned.sizes[c] = {Eigen::Vector2d(4, 2), 9 * Eigen::Matrix2d::Identity()};
      continue;
    }
    Eigen::Vector2d mean = Eigen::Vector2d::Zero();
    for (const auto& size : sizes) mean += size / static_cast<double>(sizes.size());
    Eigen::Matrix2d covariance = kSizeSoftness * Eigen::Matrix2d::Identity();
    for (const auto& size : sizes)
      covariance += (size - mean) * (size - mean).transpose() / static_cast<double>(sizes.size());
    learned.sizes[c] = {mean, covariance};
  }
}

/// A forest that tells strange rows from all others. Without strange rows nothing is strange.
void fit_strangeness(const Table& table, const std::vector<std::size_t>& strange,
                     const Eigen::MatrixXd& known, const FitOptions& options, Learned& learned) {
  if (strange.empty()) return;
  Eigen::MatrixXd all(known.rows() + static_cast<Eigen::Index>(strange.size()), known.cols());
  all << known, standard_rows(table, strange, learned).leftCols(known.cols());
  std::vector<std::size_t> truth(static_cast<std::size_t>(known.rows()), 0);
  truth.resize(static_cast<std::size_t>(all.rows()), 1);
  Eigen::VectorXd weight = Eigen::VectorXd::Ones(all.rows());
  weight.tail(all.rows() - known.rows())
      .setConstant(options.strange_weight * static_cast<double>(known.rows()) /
                   static_cast<double>(strange.size()));
  learned.strange_trees = grow(all, truth, weight, 2, options.strange_forest);
}

}  // namespace

std::size_t class_of(const Row& row) {
  const ModelClass* const found = find_class(row.class_id);
  PG_CHECK(found != nullptr);
  return static_cast<std::size_t>(found - all_classes().data());
}

ShapeNumbers numbers_of(const Table& table, const Row& row, double mm_per_unit) {
  ShapeNumbers numbers{table.names, row.values};
  for (std::size_t k = numbers.values.size() - kLengthNumbers; k < numbers.values.size(); ++k)
    numbers.values[k] = mm_per_unit > 0 ? numbers.values[k] + std::log(mm_per_unit) : std::nan("");
  return numbers;
}

Learned fit(const Table& table, const std::vector<std::size_t>& rows_given,
            const FitOptions& options) {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> strange;
  for (const std::size_t row : rows_given) {
    const Origin origin = table.rows[row].origin;
    if (origin == Origin::kStrange) strange.push_back(row);
    if (origin != Origin::kStrange && origin != Origin::kAsked) rows.push_back(row);
  }
  Learned learned;
  standardise(table, rows, learned);
  const auto count = static_cast<Eigen::Index>(learned.names.size());
  Problem problem;
  problem.rows = standard_rows(table, rows, learned);
  for (const std::size_t row : rows) problem.truth.push_back(class_of(table.rows[row]));
  problem.weight = weights_of(table, rows, options);
  problem.ridge = 1 / options.looseness;
  const auto classes = static_cast<Eigen::Index>(all_classes().size());
  const Eigen::MatrixXd weights = minimise(problem, classes, options.steps);
  learned.weights = weights.leftCols(count);
  learned.bias = weights.col(count);
  learned.trees =
      grow(problem.rows.leftCols(count), problem.truth, problem.weight, classes, options.forest);
  fit_sizes(table, rows, learned);
  fit_strangeness(table, strange, problem.rows.leftCols(count), options, learned);
  learned.naming.resize(static_cast<std::size_t>(classes));
  return learned;
}

}  // namespace pg::training
