#pragma once
/// How a subcommand of printgauge is made: a file here and a line in main.cpp.

#include <CLI/CLI.hpp>
#include <functional>

namespace pg::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitRefused = 1;  ///< Some input was refused or failed; the others are done.
inline constexpr int kExitUsage = 2;
inline constexpr int kExitOurs = 3;  ///< Store, disk, a bug.

/// A subcommand adds its options to `app` and returns what to run; the int is the exit status.
using Command = std::function<int()> (*)(CLI::App& app);

}  // namespace pg::app
