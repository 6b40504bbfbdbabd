#pragma once
/// Trees of questions about standardised numbers, each leaf with the shares of the classes.

#include <string>
#include <vector>

#include <Eigen/Core>

namespace pg {

/// One tree; node 0 is the root.
struct Tree {
  struct Node {
    int number = -1;      ///< Which number is asked about; -1: a leaf.
    float threshold = 0;  ///< Below: go to `below`, else to `above`.
    int below = 0;
    int above = 0;
    std::vector<std::pair<int, float>> shares;  ///< Of a leaf: class and its share.
  };
  std::vector<Node> nodes;
};

/// Mean of the trees' shares; the classes are positions in the catalogue. All alike without trees.
[[nodiscard]] Eigen::VectorXd shares_of(const std::vector<Tree>& trees,
                                        const Eigen::VectorXd& standard, Eigen::Index classes);

/// A tree as words on one line, root first, and back. False: not what write_tree writes.
[[nodiscard]] std::string write_tree(const Tree& tree);
[[nodiscard]] bool read_tree(std::string_view text, int numbers, int classes, Tree& tree);

}  // namespace pg
