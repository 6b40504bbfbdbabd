#pragma once
/// System calls of a real program, as strace saw them.

#include <string>
#include <vector>

namespace pg::test {

struct SystemCall {
  int thread = 0;
  std::string name;       ///< "pwrite64"
  std::string arguments;  ///< As strace writes them; descriptors with their paths: 5</tmp/a>.
  long result = -1;

  [[nodiscard]] bool done() const { return result >= 0; }
  /// The path of the descriptor that is its first argument; empty: none.
  [[nodiscard]] std::string descriptor_path() const;
  /// The n-th path that it is given, from 0, with the folder that it is relative to.
  [[nodiscard]] std::string path(int n) const;
};

/// Whether this machine has strace and lets us trace.
[[nodiscard]] bool can_trace();

/// Calls in the order in which they returned. Input: the file that `strace -f -y -a 1 -o` wrote.
[[nodiscard]] std::vector<SystemCall> read_trace(const std::string& file);

}  // namespace pg::test
