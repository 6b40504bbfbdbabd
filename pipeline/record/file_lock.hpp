#pragma once
/// One program at a time.

#include <chrono>

namespace pg {

/// Takes the lock (flock) of an open file, and says whether it could. Waits for a lock that is about
/// to go: of a program killed in the midst of starting another, the lock stays for a moment with
/// the one that was starting.
[[nodiscard]] bool take_file_lock(int descriptor, std::chrono::milliseconds patience =
                                                      std::chrono::milliseconds(2000));

}  // namespace pg
