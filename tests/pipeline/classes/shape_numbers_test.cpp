#include "pipeline/classes/shape/numbers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "pipeline/classes/forest.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

double number_of(TriMesh mesh, std::string_view name) {
  const Subject subject(std::move(mesh));
  const ShapeNumbers numbers = shape_numbers(subject, shape_features(subject));
  const auto at = std::find(numbers.names.begin(), numbers.names.end(), name);
  EXPECT_NE(at, numbers.names.end()) << name;
  return numbers.values[static_cast<std::size_t>(at - numbers.names.begin())];
}

TEST(ShapeNumbers, CountTunnelsOfTheFilledBody) {
  // Logarithm of 1 + tunnels; the grid's cells are a hundredth of the ring.
  EXPECT_DOUBLE_EQ(number_of(shapes::torus(30, 8, 90, 40), "tunnels_1"), std::log(2));
  EXPECT_DOUBLE_EQ(number_of(shapes::sphere(20, 5000), "tunnels_1"), 0);
  EXPECT_DOUBLE_EQ(number_of(shapes::box({60, 40, 30}), "tunnels_1"), 0);
}

TEST(ShapeNumbers, HarmonicsOfABallAreEvenAndDoNotTurnWithTheModel) {
  // A ball has no power but its whole; what is left is the grid's steps.
  EXPECT_LT(number_of(shapes::sphere(20, 5000), "shell_1_band_2"), 0.02);
  EXPECT_LT(number_of(shapes::sphere(20, 5000), "shell_1_band_6"), 0.02);
  const TriMesh slab = shapes::box({80, 50, 12});
  const double first = number_of(slab, "shell_2_band_2");
  EXPECT_GT(first, 0.2);
  // Cells lie along the surface's own axes: only the sampling is another.
  EXPECT_NEAR(
      number_of(shapes::transformed(slab, shapes::a_rotation(), Vec3(9, 8, 7)), "shell_2_band_2"),
      first, 0.05);
}

TEST(ShapeNumbers, SilhouettesOfABoxAreFull) {
  for (const char* const name : {"silhouette_fill_1", "silhouette_fill_2", "silhouette_fill_3"})
    EXPECT_GT(number_of(shapes::box({60, 40, 30}), name), 0.97) << name;
  // A ball's shadow: pi / 4 of its square, to a cell in thirty.
  EXPECT_NEAR(number_of(shapes::sphere(20, 5000), "silhouette_fill_1"), 0.785, 0.04);
}

Tree small_tree() {
  Tree tree;
  tree.nodes.resize(3);
  tree.nodes[0] = {1, 0.5F, 1, 2, {}};
  tree.nodes[1] = {-1, 0, 0, 0, {{0, 1.0F}}};
  tree.nodes[2] = {-1, 0, 0, 0, {{0, 0.25F}, {2, 0.75F}}};
  return tree;
}

TEST(Forest, AsksItsQuestionsAndIsReadAsItIsWritten) {
  Eigen::VectorXd low(2);
  low << 9, 0.4;
  Eigen::VectorXd high(2);
  high << -9, 0.6;
  const std::vector<Tree> trees = {small_tree()};
  EXPECT_DOUBLE_EQ(shares_of(trees, low, 3)[0], 1);
  EXPECT_DOUBLE_EQ(shares_of(trees, high, 3)[2], 0.75);
  EXPECT_DOUBLE_EQ(shares_of({}, high, 4)[3], 0.25);
  Tree again;
  ASSERT_TRUE(read_tree(write_tree(small_tree()), 2, 3, again));
  EXPECT_EQ(write_tree(again), write_tree(small_tree()));
}

TEST(Forest, RefusesWhatWouldLeadNowhereOrRoundInACircle) {
  Tree tree;
  EXPECT_FALSE(read_tree("", 2, 3, tree));
  EXPECT_FALSE(read_tree("3 1 0.5 1 2 -1 1 0 1", 2, 3, tree));           // ends early
  EXPECT_FALSE(read_tree("3 1 0.5 0 2 -1 1 0 1 -1 1 0 1", 2, 3, tree));  // back to the root
  EXPECT_FALSE(read_tree("3 1 0.5 1 3 -1 1 0 1 -1 1 0 1", 2, 3, tree));  // beyond the end
  EXPECT_FALSE(read_tree("3 5 0.5 1 2 -1 1 0 1 -1 1 0 1", 2, 3, tree));  // no such number
  EXPECT_FALSE(read_tree("1 -1 1 7 1", 2, 3, tree));                     // no such class
  EXPECT_TRUE(read_tree("3 1 0.5 1 2 -1 1 0 1 -1 1 0 1", 2, 3, tree));
}

}  // namespace
}  // namespace pg
