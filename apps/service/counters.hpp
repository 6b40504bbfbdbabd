#pragma once
/// How often what was answered, for monitoring; no id, name or address is in it.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "apps/service/case_book.hpp"

namespace pg::service {

/// Any thread may call anything.
class Counters {
 public:
  void answered(int status, std::chrono::steady_clock::duration took);

  std::atomic<std::int64_t> connections{0};  ///< Open now.

  /// Prometheus text, version 0.0.4.
  [[nodiscard]] std::string text(const CaseBook::Counts& record) const;

 private:
  /// Upper limits in seconds; what took longer counts in the last alone.
  static constexpr std::array<double, 6> kLimits_s = {0.001, 0.005, 0.02, 0.1, 0.5, 2.5};

  std::array<std::atomic<std::uint64_t>, 6> by_class_{};  ///< By status / 100.
  std::array<std::atomic<std::uint64_t>, kLimits_s.size() + 1> by_time_{};
  std::atomic<std::uint64_t> microseconds_{0};
};

}  // namespace pg::service
