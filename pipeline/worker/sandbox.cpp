#include "pipeline/worker/sandbox.hpp"

#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

namespace pg {
namespace {

/// Needs nothing but what the process already has.
constexpr int kAllowed[] = {
    // what is open
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(lseek),
    SCMP_SYS(fstat), SCMP_SYS(close), SCMP_SYS(poll), SCMP_SYS(ppoll),
    // memory
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    // threads
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(getcpu),
    SCMP_SYS(membarrier), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
    // signals to itself
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(tgkill),
    // clocks and chance
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(getrusage)};

struct FilterFree {
  void operator()(void* filter) const { seccomp_release(filter); }
};

Error no_sandbox(int error) {
  return {ErrorCode::kUnsupported,
          std::string("The sandbox cannot be set up (") + std::strerror(error) +
              "): this system's kernel lacks seccomp or forbids it. Run where it has it."};
}

/// Memory that can be written and run is never needed, nor are new processes.
int add_conditional_rules(scmp_filter_ctx filter) {
  const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  if (const int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable))
    return e;
  if (const int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable))
    return e;
  if (const int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                     SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)))
    return e;
  // Its flags lie in memory, out of the filter's sight: the C library then falls back to clone.
  if (const int e = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0)) return e;
  // fstat, as the C library makes it of an open descriptor.
  if (const int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                     SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH)))
    return e;
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                          SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
}

Result<Ok> load_filter() {
  const std::unique_ptr<void, FilterFree> filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (filter == nullptr) return no_sandbox(ENOMEM);
  int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  for (const int call : kAllowed)
    if (error == 0) error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
  if (error == 0) error = add_conditional_rules(filter.get());
  if (error == 0) error = seccomp_load(filter.get());
  if (error != 0) return no_sandbox(-error);
  return ok();
}

Result<Ok> limit(int resource, rlim_t most) {
  rlimit now{};
  getrlimit(static_cast<__rlimit_resource_t>(resource), &now);
  const rlim_t hard = now.rlim_max == RLIM_INFINITY ? most : std::min(now.rlim_max, most);
  const rlimit wanted{.rlim_cur = hard, .rlim_max = hard};
  if (setrlimit(static_cast<__rlimit_resource_t>(resource), &wanted) != 0) return no_sandbox(errno);
  return ok();
}

}  // namespace

void leave_no_core() {
  // core(5): a file would be smaller than the smallest core, as with 0; at 1, and only there, the
  // kernel does not start the program behind a "|" in its core_pattern either.
  rlimit least{};
  getrlimit(RLIMIT_CORE, &least);
  least.rlim_cur = least.rlim_max = std::min<rlim_t>(least.rlim_max, 1);
  setrlimit(RLIMIT_CORE, &least);
}

Result<Ok> lock_down(const SandboxLimits& limits) {
  const std::pair<int, rlim_t> all[] = {
      {RLIMIT_AS, limits.memory_bytes},
      {RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds)},
      {RLIMIT_CORE, 0},
      {RLIMIT_FSIZE, 0},
      {RLIMIT_NOFILE, 16}};
  for (const auto& [resource, most] : all)
    if (Result<Ok> done = limit(resource, most); !done) return done;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return no_sandbox(errno);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return no_sandbox(errno);
  return load_filter();
}

}  // namespace pg
