#pragma once
/// What `watch` says of what happens: log lines on stderr, counts in a file.

#include <spdlog/spdlog.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "pipeline/intake/metrics.hpp"
#include "pipeline/record/store.hpp"

namespace pg::app {

enum class LogFormat { kText, kJson };

/// Hears one event at a time. Says case ids and the beginnings of hashes, no names.
class WatchListener {
 public:
  /// `metrics`: empty: none are kept.
  WatchListener(Store& store, LogFormat format, std::filesystem::path metrics);
  void hear(const IntakeEvent& event);

 private:
  void log(const IntakeEvent& event);
  void write_metrics();

  Store& store_;
  LogFormat format_;
  std::filesystem::path metrics_file_;
  std::shared_ptr<spdlog::logger> log_;
  IntakeMetrics metrics_;
  std::chrono::steady_clock::time_point metrics_due_{};
  bool metrics_failed_ = false;
};

}  // namespace pg::app
