// What was learned as text, and back.

#include <fmt/format.h>

#include <Eigen/Dense>
#include <charconv>
#include <cmath>

#include "pipeline/classes/learned.hpp"

namespace pg {
namespace {

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

Result<Learned> parse_learned(std::string_view text) {
  const Error malformed{ErrorCode::kMalformed,
                        "The learned weights are not what ./dev train writes."};
  Learned learned;
  const std::span<const ModelClass> classes = all_classes();
  const auto class_count = static_cast<Eigen::Index>(classes.size());
  learned.sizes.resize(classes.size());
  learned.naming.resize(classes.size());
  std::vector<Eigen::VectorXd> columns;
  std::vector<double> middles;
  std::vector<double> spreads;
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
    } else if (kind == "group_temperature") {
      learned.group_temperature = lines.number();
    } else if (kind == "size_power") {
      learned.size_power = lines.number();
    } else if (kind == "strange_from") {
      learned.strange_from = lines.number();
    } else if (kind == "bias") {
      learned.bias = lines.row(class_count);
    } else if (kind == "number") {
      learned.names.emplace_back(lines.word());
      middles.push_back(lines.number());
      spreads.push_back(lines.number());
      columns.push_back(lines.row(class_count));
    } else if (kind == "tree") {
      learned.trees.emplace_back();
      if (!read_tree(lines.rest(), static_cast<int>(columns.size()), static_cast<int>(class_count),
                     learned.trees.back()))
        return malformed;
    } else if (kind == "strange_tree") {
      learned.strange_trees.emplace_back();
      if (!read_tree(lines.rest(), static_cast<int>(columns.size()), 2,
                     learned.strange_trees.back()))
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
  if (count == 0 || learned.bias.size() != class_count || learned.trees.empty() ||
      learned.strange_trees.empty())
    return malformed;
  learned.middle = Eigen::Map<Eigen::VectorXd>(middles.data(), count);
  learned.spread = Eigen::Map<Eigen::VectorXd>(spreads.data(), count);
  learned.weights.resize(class_count, count);
  for (Eigen::Index i = 0; i < count; ++i)
    learned.weights.col(i) = columns[static_cast<std::size_t>(i)];
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
      "\ntemperature {:.5g}\ngroup_temperature {:.5g}\nsize_power {:.5g}\nstrange_from "
      "{:.5g}\n",
      learned.temperature, learned.group_temperature, learned.size_power, learned.strange_from);
  text += "bias" + numbers_in(learned.bias) + '\n';
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const NamingRule& rule = learned.naming[c];
    const SizeOfClass& size = learned.sizes[c];
    const Eigen::Vector3d terms(size.covariance(0, 0), size.covariance(0, 1),
                                size.covariance(1, 1));
    text += fmt::format("class {} {:.5g} {} {}", classes[c].id, rule.from, rule.right, rule.named);
    text += numbers_in(size.mean) + numbers_in(terms) + '\n';
  }
  for (std::size_t g = 0; g < kCoarseGroups; ++g) {
    const NamingRule& rule = learned.group_naming[g];
    text += fmt::format("group {} {:.5g} {} {}\n", g, rule.from, rule.right, rule.named);
  }
  for (std::size_t i = 0; i < learned.names.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    text += fmt::format("number {} {:.5g} {:.5g}", learned.names[i], learned.middle[k],
                        learned.spread[k]);
    text += numbers_in(learned.weights.col(k)) + '\n';
  }
  for (const Tree& tree : learned.trees) text += "tree " + write_tree(tree) + '\n';
  for (const Tree& tree : learned.strange_trees) text += "strange_tree " + write_tree(tree) + '\n';
  return text;
}

}  // namespace pg
