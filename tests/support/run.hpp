#pragma once
/// Running the real binary as a user would.

#include <string>
#include <utility>
#include <vector>

namespace pg::test {

struct Outcome {
  int status = -1;             ///< Exit status; 128 + N when killed by signal N.
  std::string out;             ///< stdout
  std::string err;             ///< stderr
  double seconds = 0;          ///< Wall time.
  std::size_t peak_bytes = 0;  ///< Largest resident size.
};

/// Runs a program with arguments, extra environment ("NAME=value"), and text on stdin.
[[nodiscard]] Outcome run_program(const std::string& program,
                                  const std::vector<std::string>& arguments,
                                  const std::vector<std::string>& environment = {},
                                  const std::string& input = {});

}  // namespace pg::test
