#pragma once
/// What a process that touches untrusted bytes gives up before it does.

#include <cstddef>

#include "geometry/result.hpp"

namespace pg {

struct SandboxLimits {
  std::size_t memory_bytes = std::size_t{8} << 30;  ///< Address space; beyond it memory runs out.
  int cpu_seconds = 1200;                            ///< All threads together, over its whole life.
};

/// For good, for this process and those it starts: when it dies, nothing of its memory, where names
/// may stand, is written to a core file or handed to a program that collects them.
void leave_no_core();

/// For good, for this process and all its threads: no new files, sockets, programs or processes, no
/// tracing of others, no core files, no new privileges. Reading and writing what is already open,
/// memory, threads and clocks remain. Any other system call ends the process at once (SIGSYS).
///
/// Method  seccomp-bpf by libseccomp, an allow list, SCMP_ACT_KILL_PROCESS for the rest; rlimits;
///         PR_SET_NO_NEW_PRIVS. All threads of the process come under the filter (TSYNC).
/// Error   kUnsupported, when the kernel has no seccomp: untrusted bytes must not be touched then.
[[nodiscard]] Result<Ok> lock_down(const SandboxLimits& limits);

}  // namespace pg
