#include "pipeline/classes/learned.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <charconv>
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

/// Words and numbers of one line at a time.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  /// False at the end. Empty lines and comments are passed over.
  bool next() {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      line_ = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      if (!line_.empty() && line_[0] != '#') return true;
    }
    return false;
  }
  std::string_view word() {
    const std::size_t start = line_.find_first_not_of(' ');
    if (start == std::string_view::npos) return line_ = {};
    line_.remove_prefix(start);
    const std::string_view found = line_.substr(0, line_.find(' '));
    line_.remove_prefix(found.size());
    return found;
  }
  double number() {
    const std::string_view found = word();
    double value = std::nan("");
    std::from_chars(found.data(), found.data() + found.size(), value);
    good_ = good_ && std::isfinite(value);
    return value;
  }
  Eigen::VectorXd row(Eigen::Index count) {
    Eigen::VectorXd values(count);
    for (Eigen::Index i = 0; i < count; ++i) values[i] = number();
    return values;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::string_view rest() const { return line_; }

 private:
  std::string_view text_;
  std::string_view line_;
  bool good_ = true;
};

std::string numbers_in(const Eigen::VectorXd& values) {
  std::string text;
  for (const double value : values) text += fmt::format(" {:.5g}", value);
  return text;
}

NamingRule rule_in(Lines& lines) {
  NamingRule rule;
  rule.from = lines.number();
  rule.right = static_cast<int>(lines.number());
  rule.named = static_cast<int>(lines.number());
  return rule;
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
  static constexpr Unit kUnits[] = {{1, 0.84},    {1000, 0.06},  {10, 0.04}, {25.4, 0.02},
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

Result<Learned> parse_learned(std::string_view text) {
  const Error malformed{ErrorCode::kMalformed,
                        "The learned weights are not what ./dev train writes."};
  Learned learned;
  const std::span<const ModelClass> classes = all_classes();
  const auto class_count = static_cast<Eigen::Index>(classes.size());
  learned.sizes.resize(classes.size());
  learned.naming.resize(classes.size());
  std::vector<Eigen::VectorXd> columns;
  std::vector<Eigen::VectorXd> direction_columns;
  std::vector<double> middles;
  std::vector<double> spreads;
  Eigen::Index direction_count = 0;
  const auto class_of = [&](std::string_view id) {
    const ModelClass* const found = find_class(id);
    return found == nullptr ? classes.size() : static_cast<std::size_t>(found - classes.data());
  };
  Lines lines(text);
  while (lines.next()) {
    const std::string_view kind = lines.word();
    if (kind == "provenance") {
      learned.provenance.emplace_back(
          lines.rest().substr(std::min<std::size_t>(1, lines.rest().size())));
    } else if (kind == "order") {  // the classes that the columns stand for
      for (const ModelClass& entry : classes)
        if (lines.word() != entry.id) return malformed;
    } else if (kind == "temperature") {
      learned.temperature = lines.number();
    } else if (kind == "size_power") {
      learned.size_power = lines.number();
    } else if (kind == "strange_from") {
      learned.strange_from = lines.number();
    } else if (kind == "directions") {
      direction_count = static_cast<Eigen::Index>(lines.number());
      if (!(direction_count >= 1 && direction_count <= 100)) return malformed;
      learned.centres.resize(class_count, direction_count);
    } else if (kind == "bias") {
      learned.bias = lines.row(class_count);
    } else if (kind == "number") {
      learned.names.emplace_back(lines.word());
      middles.push_back(lines.number());
      spreads.push_back(lines.number());
      columns.push_back(lines.row(class_count));
      direction_columns.push_back(lines.row(direction_count));
    } else if (kind == "tree") {
      learned.trees.emplace_back();
      if (!read_tree(lines.rest(), static_cast<int>(columns.size()),
                     static_cast<int>(class_count), learned.trees.back()))
        return malformed;
    } else if (kind == "class") {
      const std::size_t c = class_of(lines.word());
      if (c == classes.size()) return malformed;
      learned.naming[c] = rule_in(lines);
      SizeOfClass& size = learned.sizes[c];
      size.mean = lines.row(2);
      const Eigen::VectorXd terms = lines.row(3);
      size.covariance << terms[0], terms[1], terms[1], terms[2];
      if (!(size.covariance.determinant() > 0)) return malformed;
      learned.centres.row(static_cast<Eigen::Index>(c)) = lines.row(direction_count);
    } else if (kind == "group") {
      const auto group = static_cast<std::size_t>(lines.number());
      if (group >= kCoarseGroups) return malformed;
      learned.group_naming[group] = rule_in(lines);
    } else {
      return malformed;
    }
    if (!lines.good()) return malformed;
  }
  const auto count = static_cast<Eigen::Index>(columns.size());
  if (count == 0 || learned.bias.size() != class_count || direction_count == 0) return malformed;
  learned.middle = Eigen::Map<Eigen::VectorXd>(middles.data(), count);
  learned.spread = Eigen::Map<Eigen::VectorXd>(spreads.data(), count);
  learned.weights.resize(class_count, count);
  learned.directions.resize(direction_count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    learned.weights.col(i) = columns[static_cast<std::size_t>(i)];
    learned.directions.col(i) = direction_columns[static_cast<std::size_t>(i)];
  }
  return learned;
}

std::string write_learned(const Learned& learned) {
  std::string text =
      "# Written by ./dev train: do not edit. Read by pipeline/classes/learned.cpp.\n";
  for (const std::string& line : learned.provenance) text += "provenance " + line + '\n';
  const std::span<const ModelClass> classes = all_classes();
  text += "order";
  for (const ModelClass& entry : classes) text += fmt::format(" {}", entry.id);
  text += fmt::format(
      "\ntemperature {:.5g}\nsize_power {:.5g}\nstrange_from {:.5g}\ndirections {}\n",
      learned.temperature, learned.size_power, learned.strange_from, learned.directions.rows());
  text += "bias" + numbers_in(learned.bias) + '\n';
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const NamingRule& rule = learned.naming[c];
    const SizeOfClass& size = learned.sizes[c];
    const Eigen::Vector3d terms(size.covariance(0, 0), size.covariance(0, 1),
                                size.covariance(1, 1));
    text += fmt::format("class {} {:.5g} {} {}", classes[c].id, rule.from, rule.right, rule.named);
    text += numbers_in(size.mean) + numbers_in(terms) +
            numbers_in(learned.centres.row(static_cast<Eigen::Index>(c)).transpose()) + '\n';
  }
  for (std::size_t g = 0; g < kCoarseGroups; ++g) {
    const NamingRule& rule = learned.group_naming[g];
    text += fmt::format("group {} {:.5g} {} {}\n", g, rule.from, rule.right, rule.named);
  }
  for (std::size_t i = 0; i < learned.names.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    text += fmt::format("number {} {:.5g} {:.5g}", learned.names[i], learned.middle[k],
                        learned.spread[k]);
    text += numbers_in(learned.weights.col(k)) + numbers_in(learned.directions.col(k)) + '\n';
  }
  for (const Tree& tree : learned.trees) text += "tree " + write_tree(tree) + '\n';
  return text;
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
  const Eigen::VectorXd score =
      (learned.weights * judgement.standard + learned.bias +
       (forest.array() + kForestFloor).log().matrix()) /
      (2 * learned.temperature);
  judgement.by_shape = (score.array() - score.maxCoeff()).exp().matrix();
  judgement.by_shape /= judgement.by_shape.sum();
  judgement.probability = judgement.by_shape;
  if (const std::optional<Eigen::Vector2d> size = size_of(numbers)) {
    for (Eigen::Index c = 0; c < score.size(); ++c)
      judgement.probability[c] *= std::pow(
          learned.sizes[static_cast<std::size_t>(c)].likelihood_in_any_unit(*size),
          learned.size_power);
    judgement.probability /= judgement.probability.sum();
  }
  const std::span<const ModelClass> classes = all_classes();
  for (std::size_t c = 0; c < classes.size(); ++c)
    judgement.group[static_cast<std::size_t>(classes[c].group)] +=
        judgement.probability[static_cast<Eigen::Index>(c)];
  const Eigen::VectorXd place = learned.directions * judgement.standard;
  judgement.strangeness =
      std::sqrt((learned.centres.rowwise() - place.transpose()).rowwise().squaredNorm().minCoeff());
  return judgement;
}

std::optional<std::size_t> named_class(const Learned& learned, const Judgement& judgement) {
  Eigen::Index best = 0;
  const double most = judgement.probability.maxCoeff(&best);
  const auto position = static_cast<std::size_t>(best);
  if (judgement.strangeness > learned.strange_from) return std::nullopt;
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
