#include "apps/printgauge/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace pg::app {

void Progress::row(bool refused) {
  ++done_;
  refused_ += refused ? 1 : 0;
  const auto now = std::chrono::steady_clock::now();
  // Ten times a second is as often as anybody looks.
  if (isatty(STDERR_FILENO) != 1 || now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  const double rate =
      static_cast<double>(done_) / std::chrono::duration<double>(now - start_).count();
  const std::size_t left = total_ - before_ - done_;
  std::fputs(fmt::format("\r\033[K{} of {} models, {:.1f}/s, {:.0f} s left, {} refused",
                         before_ + done_, total_, rate, static_cast<double>(left) / rate, refused_)
                 .c_str(),
             stderr);
}

void Progress::clear() const {
  if (isatty(STDERR_FILENO) == 1) std::fputs("\r\033[K", stderr);
}

}  // namespace pg::app
