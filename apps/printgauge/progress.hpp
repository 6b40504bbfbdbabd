#pragma once
/// How far a long run is, on a terminal's last line.

#include <chrono>
#include <cstddef>

namespace pg::app {

class Progress {
 public:
  /// `before`: rows that an earlier run has made.
  Progress(std::size_t total, std::size_t before) : total_(total), before_(before) {}
  void row(bool refused);
  /// Takes the line away.
  void clear() const;

 private:
  std::size_t total_;
  std::size_t before_;
  std::size_t done_ = 0;
  std::size_t refused_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_ = start_;
};

}  // namespace pg::app
