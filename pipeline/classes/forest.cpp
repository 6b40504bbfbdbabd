#include "pipeline/classes/forest.hpp"

#include <fmt/format.h>

#include <charconv>

namespace pg {
namespace {

constexpr std::size_t kMostNodes = 100'000;

class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  template <class T>
  bool next(T& value) {
    const std::size_t start = text_.find_first_not_of(' ');
    if (start == std::string_view::npos) return false;
    text_.remove_prefix(start);
    const std::size_t length = std::min(text_.find(' '), text_.size());
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + length, value);
    if (error != std::errc() || end != text_.data() + length) return false;
    text_.remove_prefix(length);
    return true;
  }

 private:
  std::string_view text_;
};

}  // namespace

Eigen::VectorXd shares_of(const std::vector<Tree>& trees, const Eigen::VectorXd& standard,
                          Eigen::Index classes) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(classes);
  if (trees.empty()) return Eigen::VectorXd::Constant(classes, 1.0 / static_cast<double>(classes));
  for (const Tree& tree : trees) {
    const Tree::Node* node = &tree.nodes[0];
    while (node->number >= 0) {
      const bool below = standard[node->number] < static_cast<double>(node->threshold);
      node = &tree.nodes[static_cast<std::size_t>(below ? node->below : node->above)];
    }
    for (const auto& [kind, share] : node->shares) sum[kind] += static_cast<double>(share);
  }
  return sum / sum.sum();
}

std::string write_tree(const Tree& tree) {
  std::string text = fmt::format("{}", tree.nodes.size());
  for (const Tree::Node& node : tree.nodes) {
    if (node.number >= 0) {
      text += fmt::format(" {} {:.4g} {} {}", node.number, node.threshold, node.below, node.above);
    } else {
      text += fmt::format(" -1 {}", node.shares.size());
      for (const auto& [kind, share] : node.shares) text += fmt::format(" {} {:.3g}", kind, share);
    }
  }
  return text;
}

bool read_tree(std::string_view text, int numbers, int classes, Tree& tree) {
  Words words(text);
  std::size_t count = 0;
  if (!words.next(count) || count == 0 || count > kMostNodes) return false;
  tree.nodes.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    Tree::Node& node = tree.nodes[i];
    if (!words.next(node.number) || node.number >= numbers) return false;
    if (node.number >= 0) {
      if (!words.next(node.threshold) || !words.next(node.below) || !words.next(node.above))
        return false;
      // Children come later, so that no way leads round in a circle.
      for (const int child : {node.below, node.above})
        if (child <= static_cast<int>(i) || child >= static_cast<int>(count)) return false;
      continue;
    }
    std::size_t shares = 0;
    if (!words.next(shares) || shares == 0 || shares > static_cast<std::size_t>(classes))
      return false;
    node.shares.resize(shares);
    for (auto& [kind, share] : node.shares)
      if (!words.next(kind) || !words.next(share) || kind < 0 || kind >= classes || !(share > 0))
        return false;
  }
  return true;
}

}  // namespace pg
