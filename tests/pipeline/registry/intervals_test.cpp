// Intervals against published examples and against simulation.

#include "pipeline/registry/profile/intervals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

TEST(Intervals, AShareHasWilsonsInterval) {
  // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662, 15 of 148 is 0.0624 to 0.1605.
  const Interval a = share_interval(81, 263);
  EXPECT_NEAR(a.low, 0.2553, 5e-5);
  EXPECT_NEAR(a.high, 0.3662, 5e-5);
  const Interval b = share_interval(15, 148);
  EXPECT_NEAR(b.low, 0.0624, 5e-5);
  EXPECT_NEAR(b.high, 0.1605, 5e-5);
  EXPECT_EQ(share_interval(0, 20).low, 0);
  EXPECT_NEAR(share_interval(0, 20).high, 0.1611, 5e-5);  // the same table
}

TEST(Intervals, ADifferenceOfSharesHasNewcombesInterval) {
  // Newcombe 1998 (the second paper), table II, method 10: 56/70 - 48/80 is 0.0524 to 0.3339.
  const Interval d = difference_interval(56, 70, 48, 80);
  EXPECT_NEAR(d.low, 0.0524, 5e-5);
  EXPECT_NEAR(d.high, 0.3339, 5e-5);
}

TEST(Intervals, AMeanHasStudentsInterval) {
  // 1..10: mean 5.5, s 3.02765, t(9) 2.26216.
  std::vector<double> values;
  for (int i = 1; i <= 10; ++i) values.push_back(i);
  const auto interval = mean_interval(values);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 5.5 - 2.262157 * 3.027650 / std::sqrt(10), 1e-5);
  EXPECT_NEAR(interval->high, 5.5 + 2.262157 * 3.027650 / std::sqrt(10), 1e-5);
  EXPECT_FALSE(mean_interval({1.0}));
}

TEST(Intervals, TheMediansIntervalHoldsTheMedianAtLeast95Times) {
  shapes::Random random(7);
  int held = 0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> values(25);
    for (double& value : values) value = -std::log(1 - random.uniform());  // median ln 2
    std::sort(values.begin(), values.end());
    const Interval interval = spread_of(values).median_interval;
    held += interval.low <= std::log(2) && std::log(2) <= interval.high;
  }
  // Exact cover of 25 values is 0.9567; four standard deviations of 4,000 trials are 0.013.
  EXPECT_NEAR(static_cast<double>(held) / kTrials, 0.9567, 0.013);
}

TEST(Intervals, QuartilesAreBetweenNeighbours) {
  const Spread spread = spread_of({1, 2, 3, 4});
  EXPECT_DOUBLE_EQ(spread.quarter, 1.75);
  EXPECT_DOUBLE_EQ(spread.median, 2.5);
  EXPECT_DOUBLE_EQ(spread.three_quarters, 3.25);
  EXPECT_DOUBLE_EQ(spread.mean, 2.5);
}

TEST(Intervals, TheRankSumErrsAsOftenAsItSaysAndSeesAShift) {
  shapes::Random random(11);
  int wrong = 0;
  constexpr int kTrials = 4000;
  std::vector<double> a(20), b(30);
  for (int trial = 0; trial < kTrials; ++trial) {
    for (double& value : a) value = random.uniform();
    for (double& value : b) value = random.uniform();
    wrong += rank_sum_p(a, b) < 0.05;
  }
  // Four standard deviations of 4,000 trials at 0.05 are 0.014; the correction makes it a little
  // less.
  EXPECT_NEAR(static_cast<double>(wrong) / kTrials, 0.048, 0.014);
  for (double& value : b) value += 0.5;
  EXPECT_LT(rank_sum_p(a, b), 0.01);
  EXPECT_EQ(rank_sum_p({1, 1, 1}, {1, 1}), 1.0);
}

}  // namespace
}  // namespace pg
