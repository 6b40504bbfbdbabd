#include "pipeline/record/file_lock.hpp"

#include <sys/file.h>

#include <thread>

namespace pg {

bool take_file_lock(int descriptor, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kBetween{20};
  const auto until = std::chrono::steady_clock::now() + patience;
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kBetween);
  }
  return true;
}

}  // namespace pg
