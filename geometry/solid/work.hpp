#pragma once
/// What one question about crossings may cost, so that hostile meshes end.

#include <atomic>
#include <cstdint>

namespace pg {

/// Counts work from many threads. Whether the limit was passed depends on the work alone, not on
/// the threads: either all of it is done and counted, or its sum is over the limit.
class WorkMeter {
 public:
  explicit WorkMeter(std::uint64_t limit) : limit_(limit) {}
  /// False once the limit is passed: the caller gives up.
  [[nodiscard]] bool spend(std::uint64_t units) {
    return used_.fetch_add(units, std::memory_order_relaxed) + units <= limit_;
  }
  [[nodiscard]] bool passed() const { return used_.load(std::memory_order_relaxed) > limit_; }

 private:
  std::uint64_t limit_;
  std::atomic<std::uint64_t> used_ = 0;
};

/// All units are steps: a box tried, a line passed in a cell. What costs more counts as several.
inline constexpr std::uint64_t kStepsOfPair = 8;        ///< Of triangles whose boxes meet.
inline constexpr std::uint64_t kStepsOfPairKept = 400;  ///< It takes memory, and work that follows.
inline constexpr std::uint64_t kStepsOfPassed = 20;     ///< By a ray: some keep it.
inline constexpr std::uint64_t kStepsOfEvent = 50;      ///< A slab of a cut triangle begins.

/// For one search for pairs, and for all rays and cells of one solid: some seconds of work. A sound
/// mesh needs about 300 a triangle.
[[nodiscard]] constexpr std::uint64_t step_limit(std::size_t triangles) {
  return 1'000'000'000 + 1000 * std::uint64_t{triangles};
}

/// For closing cracks, over all its passes: a mesh with every corner torn off needs 5000 a
/// triangle.
[[nodiscard]] constexpr std::uint64_t crack_step_limit(std::size_t triangles) {
  return 1'000'000'000 + 10'000 * std::uint64_t{triangles};
}

}  // namespace pg
