#include "pipeline/archive/schedule.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pg {
namespace {

TEST(Schedule, EveryItemIsWorkedOnOnce) {
  std::vector<std::atomic<int>> seen(500);
  run_schedule({.jobs = 4}, seen.size(), [](std::size_t) { return Need{}; },
               [&](std::size_t i) { return ++seen[i] == 1; });
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}

TEST(Schedule, ModelsInFlightStayWithinTheBudget) {
  std::atomic<std::uint64_t> used = 0, most = 0;
  const auto bytes = [](std::size_t i) { return std::uint64_t{10 + i % 60}; };
  run_schedule({.jobs = 8, .memory_bytes = 100}, 200,
               [&](std::size_t i) { return Need{.memory_bytes = bytes(i), .large = false}; },
               [&](std::size_t i) {
                 const std::uint64_t now = used += bytes(i);
                 for (std::uint64_t old = most; now > old && !most.compare_exchange_weak(old, now);) {
                 }
                 std::this_thread::sleep_for(std::chrono::microseconds(200));
                 used -= bytes(i);
                 return true;
               });
  EXPECT_LE(most, 100u);
  EXPECT_GT(most, 69u) << "several at once, or the budget is not used";
}

TEST(Schedule, OneOverTheBudgetRunsAlone) {
  std::atomic<int> running = 0;
  std::atomic<bool> company = false;
  run_schedule({.jobs = 4, .memory_bytes = 100}, 9,
               [](std::size_t i) {
                 return Need{.memory_bytes = i == 4 ? std::uint64_t{500} : std::uint64_t{10}, .large = false};
               },
               [&](std::size_t i) {
                 ++running;
                 std::this_thread::sleep_for(std::chrono::milliseconds(2));
                 if (i == 4 && running != 1) company = true;
                 --running;
                 return true;
               });
  EXPECT_FALSE(company);
}

TEST(Schedule, AnExceptionStopsTheRunAndComesOut) {
  std::atomic<int> done = 0;
  EXPECT_THROW(run_schedule({.jobs = 3, .memory_bytes = 10}, 10'000,
                            [](std::size_t) { return Need{.memory_bytes = 10, .large = false}; },
                            [&](std::size_t i) -> bool {
                              if (i == 5) throw std::runtime_error("no");
                              ++done;
                              return true;
                            }),
               std::runtime_error);
  EXPECT_LT(done, 10'000);
}

}  // namespace
}  // namespace pg
