#include "training/grow.hpp"

#include <algorithm>
#include <numeric>

#include "testdata/shapes.hpp"

namespace pg::training {
namespace {

using shapes::Random;

class Grower {
 public:
  Grower(const Eigen::MatrixXd& rows, const std::vector<std::size_t>& truth,
         const Eigen::VectorXd& weight, Eigen::Index classes, const GrowOptions& options,
         std::uint64_t seed)
      : rows_(rows),
        truth_(truth),
        weight_(weight),
        classes_(classes),
        options_(options),
        random_(seed) {}

  Tree grow() {
    std::vector<Eigen::Index> all(static_cast<std::size_t>(rows_.rows()));
    std::iota(all.begin(), all.end(), Eigen::Index{0});
    add(all, 0, all.size(), 0);
    return std::move(tree_);
  }

 private:
  struct Question {
    Eigen::Index number = -1;
    float threshold = 0;
    double gain = 0;
  };

  [[nodiscard]] Eigen::VectorXd sums(const std::vector<Eigen::Index>& order, std::size_t from,
                                     std::size_t to) const {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(classes_);
    for (std::size_t i = from; i < to; ++i)
      sum[static_cast<Eigen::Index>(truth_[static_cast<std::size_t>(order[i])])] +=
          weight_[order[i]];
    return sum;
  }

  Question best_question(const std::vector<Eigen::Index>& order, std::size_t from, std::size_t to) {
    const Eigen::VectorXd all = sums(order, from, to);
    const double before = all.squaredNorm() / all.sum();
    Question best;
    const auto tries = static_cast<int>(options_.tried * static_cast<double>(rows_.cols()));
    for (int t = 0; t < tries; ++t) {
      const auto number =
          static_cast<Eigen::Index>(random_.below(static_cast<std::size_t>(rows_.cols())));
      double low = rows_(order[from], number);
      double high = low;
      for (std::size_t i = from; i < to; ++i) {
        low = std::min(low, rows_(order[i], number));
        high = std::max(high, rows_(order[i], number));
      }
      const double share = random_.uniform();
      if (!(high > low)) continue;
      const auto threshold = static_cast<float>(low + share * (high - low));
      Eigen::VectorXd below = Eigen::VectorXd::Zero(classes_);
      int count = 0;
      for (std::size_t i = from; i < to; ++i) {
        if (!(rows_(order[i], number) < static_cast<double>(threshold))) continue;
        ++count;
        below[static_cast<Eigen::Index>(truth_[static_cast<std::size_t>(order[i])])] +=
            weight_[order[i]];
      }
      if (count < options_.fewest || static_cast<int>(to - from) - count < options_.fewest)
        continue;
      const Eigen::VectorXd above = all - below;
      const double gain =
          below.squaredNorm() / below.sum() + above.squaredNorm() / above.sum() - before;
      if (gain > best.gain) best = {number, threshold, gain};
    }
    return best;
  }

  int add(std::vector<Eigen::Index>& order, std::size_t from, std::size_t to, int depth) {
    const auto at = tree_.nodes.size();
    tree_.nodes.emplace_back();
    Question question;
    const Eigen::VectorXd sum = sums(order, from, to);
    if (depth < options_.deepest && to - from >= 2 * static_cast<std::size_t>(options_.fewest) &&
        sum.maxCoeff() < 0.999 * sum.sum())
      question = best_question(order, from, to);
    if (question.number < 0) {
      for (Eigen::Index c = 0; c < classes_; ++c)
        if (sum[c] > 1e-3 * sum.sum())
          tree_.nodes[at].shares.emplace_back(static_cast<int>(c),
                                              static_cast<float>(sum[c] / sum.sum()));
      return static_cast<int>(at);
    }
    const auto middle = std::stable_partition(
        order.begin() + static_cast<std::ptrdiff_t>(from),
        order.begin() + static_cast<std::ptrdiff_t>(to), [&](Eigen::Index row) {
          return rows_(row, question.number) < static_cast<double>(question.threshold);
        });
    const auto cut = static_cast<std::size_t>(middle - order.begin());
    const int below = add(order, from, cut, depth + 1);
    const int above = add(order, cut, to, depth + 1);
    Tree::Node& node = tree_.nodes[at];
    node.number = static_cast<int>(question.number);
    node.threshold = question.threshold;
    node.below = below;
    node.above = above;
    return static_cast<int>(at);
  }

  const Eigen::MatrixXd& rows_;
  const std::vector<std::size_t>& truth_;
  const Eigen::VectorXd& weight_;
  Eigen::Index classes_;
  const GrowOptions& options_;
  Random random_;
  Tree tree_;
};

}  // namespace

std::vector<Tree> grow(const Eigen::MatrixXd& rows, const std::vector<std::size_t>& truth,
                       const Eigen::VectorXd& weight, Eigen::Index classes,
                       const GrowOptions& options) {
  std::vector<Tree> trees;
  for (int t = 0; t < options.trees; ++t)
    trees.push_back(
        Grower(rows, truth, weight, classes, options, static_cast<std::uint64_t>(t) + 1).grow());
  return trees;
}

}  // namespace pg::training
