#include "pipeline/classes/learned.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "geometry/check.hpp"
#include "pipeline/classes/data.hpp"

namespace pg {
namespace {

constexpr double kFarthest = 3.5;  // standardised numbers are clipped there
/// Share of models whose size says nothing (wrong unit, scaled prints), spread evenly over this
/// many squared units of logarithm.
constexpr double kAnySize = 0.1;
constexpr double kSizeRange = 100;

/// What a class has of the forest at least: no tree has seen everything.
constexpr double kForestFloor = 0.01;

constexpr std::string_view kLongest = "mm_longest";
constexpr std::string_view kRadius = "mm_radius";
constexpr std::string_view kLargestBall = "packed_1";

std::optional<double> number_of(const ShapeNumbers& numbers, std::string_view name) {
  const auto it = std::find(numbers.names.begin(), numbers.names.end(), name);
  if (it == numbers.names.end()) return std::nullopt;
  const double value = numbers.values[static_cast<std::size_t>(it - numbers.names.begin())];
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

double SizeOfClass::likelihood(const Eigen::Vector2d& size) const {
  const Eigen::Vector2d away = size - mean;
  const double peak = 1 / (2 * std::numbers::pi * std::sqrt(covariance.determinant()));
  return (1 - kAnySize) * peak * std::exp(-0.5 * away.dot(covariance.inverse() * away)) +
         kAnySize / kSizeRange;
}

double SizeOfClass::likelihood_in_any_unit(const Eigen::Vector2d& size) const {
  // How often files lie about mm, of what is printed and shared; what is left is split evenly.
  struct Unit {
    double mm;
    double share;
  };
  static constexpr Unit kUnits[] = {{1, 0.84},   {1000, 0.06},  {10, 0.04},       {25.4, 0.02},
                                    {0.1, 0.01}, {0.001, 0.01}, {1 / 25.4, 0.01}, {100, 0.01}};
  double sum = 0;
  for (const Unit& unit : kUnits)
    sum += unit.share * likelihood(size + Eigen::Vector2d::Constant(std::log(unit.mm)));
  return sum;
}

const Learned& learned() {
  static const Learned data = [] {
    Result<Learned> parsed = parse_learned(data::kLearned);
    PG_CHECK(parsed.has_value());
    return std::move(*parsed);
  }();
  return data;
}

std::optional<Eigen::Vector2d> size_of(const ShapeNumbers& numbers) {
  const std::optional<double> longest = number_of(numbers, kLongest);
  const std::optional<double> radius = number_of(numbers, kRadius);
  const std::optional<double> ball = number_of(numbers, kLargestBall);
  if (!longest || !radius || !ball) return std::nullopt;
  return Eigen::Vector2d(*longest, *radius + *ball);
}

Judgement judge(const Learned& learned, const ShapeNumbers& numbers) {
  const Eigen::Index count = learned.middle.size();
  PG_CHECK(numbers.values.size() == static_cast<std::size_t>(count) + kLengthNumbers);
  Judgement judgement;
  judgement.standard.resize(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double value = numbers.values[static_cast<std::size_t>(i)];
    const double known = std::isfinite(value) ? value : learned.middle[i];
    judgement.standard[i] =
        std::clamp((known - learned.middle[i]) / learned.spread[i], -kFarthest, kFarthest);
  }
  const Eigen::VectorXd forest = shares_of(learned.trees, judgement.standard, learned.bias.size());
  const Eigen::VectorXd score = (learned.weights * judgement.standard + learned.bias +
                                 (forest.array() + kForestFloor).log().matrix()) /
                                (2 * learned.temperature);
  judgement.by_shape = (score.array() - score.maxCoeff()).exp().matrix();
  judgement.by_shape /= judgement.by_shape.sum();
  judgement.probability = judgement.by_shape;
  judgement.size = size_of(numbers);
  if (const std::optional<Eigen::Vector2d>& size = judgement.size) {
    for (Eigen::Index c = 0; c < score.size(); ++c)
      judgement.probability[c] *=
          std::pow(learned.sizes[static_cast<std::size_t>(c)].likelihood_in_any_unit(*size),
                   learned.size_power);
    judgement.probability /= judgement.probability.sum();
  }
  const std::span<const ModelClass> classes = all_classes();
  for (std::size_t c = 0; c < classes.size(); ++c)
    judgement.group[static_cast<std::size_t>(classes[c].group)] +=
        judgement.probability[static_cast<Eigen::Index>(c)];
  double all = 0;
  for (double& share : judgement.group) {
    share = std::pow(share, 1 / learned.group_temperature);
    all += share;
  }
  for (double& share : judgement.group) share /= all;
  if (!learned.strange_trees.empty())
    judgement.strangeness = shares_of(learned.strange_trees, judgement.standard, 2)[1];
  return judgement;
}

bool has_size_of(const Learned& learned, const Judgement& judgement, std::size_t c) {
  constexpr double kWithin = 5.99;  // 95 % of a normal distribution in two dimensions
  const CoarseGroup group = all_classes()[c].group;
  if (group != CoarseGroup::kHeart && group != CoarseGroup::kVessel && group != CoarseGroup::kGuide)
    return true;
  if (!judgement.size) return false;
  const Eigen::Vector2d away = *judgement.size - learned.sizes[c].mean;
  return away.dot(learned.sizes[c].covariance.inverse() * away) <= kWithin;
}

std::optional<std::size_t> named_class(const Learned& learned, const Judgement& judgement) {
  Eigen::Index best = 0;
  const double most = judgement.probability.maxCoeff(&best);
  const auto position = static_cast<std::size_t>(best);
  if (judgement.strangeness > learned.strange_from || !has_size_of(learned, judgement, position))
    return std::nullopt;
  return most >= learned.naming[position].from ? std::optional(position) : std::nullopt;
}

std::optional<CoarseGroup> named_group(const Learned& learned, const Judgement& judgement) {
  const auto best = static_cast<std::size_t>(
      std::max_element(judgement.group.begin(), judgement.group.end()) - judgement.group.begin());
  if (judgement.strangeness > learned.strange_from) return std::nullopt;
  return judgement.group[best] >= learned.group_naming[best].from
             ? std::optional(static_cast<CoarseGroup>(best))
             : std::nullopt;
}

std::optional<double> better_unit(const Learned& learned, const Judgement& judgement,
                                  const Eigen::Vector2d& size) {
  constexpr double kFarBetter = 12;  // times as likely
  const auto fit = [&](double factor) {
    const Eigen::Vector2d scaled = size + Eigen::Vector2d::Constant(std::log(factor));
    double sum = 0;
    for (Eigen::Index c = 0; c < judgement.by_shape.size(); ++c)
      sum += judgement.by_shape[c] * learned.sizes[static_cast<std::size_t>(c)].likelihood(scaled);
    return sum;
  };
  const double as_is = fit(1);
  std::optional<double> best;
  double most = kFarBetter * as_is;
  for (const double factor : {0.1, 10.0, 1 / 25.4, 25.4, 0.001, 1000.0}) {
    const double value = fit(factor);
    if (value <= most) continue;
    most = value;
    best = factor;
  }
  return best;
}

}  // namespace pg
