#pragma once
/// Counts of what `watch` did since its start, in the text format of Prometheus (exposition format
/// 0.0.4), for node_exporter's textfile collector or any web server. No names, no case ids.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "pipeline/intake/teller.hpp"
#include "pipeline/record/query.hpp"

namespace pg {

/// Not for several threads at once.
class IntakeMetrics {
 public:
  /// `now_s`: seconds since 1970.
  void count(const IntakeEvent& event, double now_s);
  /// `record`: as it stands now; none: it cannot be asked.
  [[nodiscard]] std::string text(const std::optional<RecordStatus>& record) const;
  [[nodiscard]] bool in_trouble() const { return in_trouble_; }

 private:
  static constexpr std::array<double, 8> kSeconds = {0.03, 0.1, 0.3, 1, 3, 10, 60, 600};

  std::uint64_t queued_ = 0;
  std::uint64_t recorded_ = 0;
  std::uint64_t shared_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t changed_ = 0;
  std::uint64_t worker_deaths_ = 0;
  std::uint64_t case_files_ = 0;
  std::uint64_t case_files_refused_ = 0;
  std::uint64_t archived_ = 0;
  std::uint64_t scans_ = 0;
  std::uint64_t troubles_ = 0;
  bool in_trouble_ = false;
  std::size_t files_ = 0;
  double scan_s_ = 0;
  double last_scan_s_ = 0;
  std::array<std::uint64_t, kSeconds.size()> within_{};  ///< Analyses that took at most so long.
  std::uint64_t analyses_ = 0;
  double analyses_s_ = 0;
};

}  // namespace pg
