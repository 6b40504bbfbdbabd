#include "pipeline/archive/schedule.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pg {
namespace {

/// One function for all threads.
MakeWork all(std::function<bool(std::size_t)> work) {
  return [work = std::move(work)] {
    return [work](std::size_t item, const Need&) { return work(item); };
  };
}

Need bytes(std::uint64_t memory_bytes) {
  return {.memory_bytes = memory_bytes};
}

TEST(Schedule, EveryItemIsWorkedOnOnce) {
  std::vector<std::atomic<int>> seen(1500);
  run_schedule(
      {.jobs = 4}, seen.size(), [](std::size_t i) { return bytes(i * 7 % 31); },
      all([&](std::size_t i) { return ++seen[i] == 1; }));
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}

TEST(Schedule, LargeOnesComeFirstAndThoseInTurnKeepTheirOrder) {
  std::vector<std::size_t> order;
  run_schedule(
      {.jobs = 1}, 6,
      [](std::size_t i) { return Need{.memory_bytes = 10 * (i + 1), .in_turn = i == 1 || i == 5}; },
      all([&](std::size_t i) {
        order.push_back(i);
        return true;
      }));
  EXPECT_EQ(order, (std::vector<std::size_t>{4, 3, 2, 0, 1, 5}));
}

TEST(Schedule, ModelsInFlightStayWithinTheBudget) {
  std::atomic<std::uint64_t> used = 0, most = 0;
  const auto need = [](std::size_t i) { return std::uint64_t{10 + i % 60}; };
  run_schedule(
      {.jobs = 8, .memory_bytes = 100}, 200, [&](std::size_t i) { return bytes(need(i)); },
      all([&](std::size_t i) {
        const std::uint64_t now = used += need(i);
        for (std::uint64_t old = most; now > old && !most.compare_exchange_weak(old, now);) {
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        used -= need(i);
        return true;
      }));
  EXPECT_LE(most, 100u);
  EXPECT_GT(most, 69u) << "several at once, or the budget is not used";
}

TEST(Schedule, OneOverTheBudgetRunsAlone) {
  std::atomic<int> running = 0;
  std::atomic<bool> company = false;
  run_schedule(
      {.jobs = 4, .memory_bytes = 100}, 9, [](std::size_t i) { return bytes(i == 4 ? 500 : 10); },
      all([&](std::size_t i) {
        ++running;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (i == 4 && running != 1) company = true;
        --running;
        return true;
      }));
  EXPECT_FALSE(company);
}

TEST(Schedule, AnExceptionStopsTheRunAndComesOut) {
  std::atomic<int> done = 0;
  EXPECT_THROW(run_schedule(
                   {.jobs = 3, .memory_bytes = 10}, 10'000, [](std::size_t) { return bytes(10); },
                   all([&](std::size_t i) -> bool {
                     if (i == 5) throw std::runtime_error("no");
                     ++done;
                     return true;
                   })),
               std::runtime_error);
  EXPECT_LT(done, 10'000);
}

}  // namespace
}  // namespace pg
