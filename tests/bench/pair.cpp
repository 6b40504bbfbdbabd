// Times two commands in turn (A B A B ...) and prints a row: medians by the clock and of processor
// time (all processes of the command), ratios pair by pair, peak memory.
//
//   pair_bench RUNS LABEL TARGET -- A [ARG...] -- B [ARG...]
//
// The ratio is B's time over A's: how many times faster A is. Output of the commands is thrown
// away.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

struct Run {
  double seconds;
  double processor_seconds;
  double peak_mib;
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

Run run(const std::vector<char*>& command) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    dup2(null, 2);
    execvp(command[0], command.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 127) {
    std::fprintf(stderr, "pair_bench: %s did not run\n", command[0]);
    std::exit(1);
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  return {passed.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  const int runs = std::atoi(argv[1]);
  std::vector<char*> commands[2];
  int which = -1;
  for (int i = 4; i < argc; ++i) {
    if (std::strcmp(argv[i], "--") == 0 && which < 1) {
      ++which;
    } else {
      commands[which].push_back(argv[i]);
    }
  }
  for (auto& command : commands) command.push_back(nullptr);
  std::vector<double> a, b, ratio, processor_a, processor_b, processor_ratio;
  double peak_a = 0, peak_b = 0;
  run(commands[0]);
  run(commands[1]);
  for (int i = 0; i < runs; ++i) {
    const Run first = run(commands[0]);
    const Run second = run(commands[1]);
    a.push_back(first.seconds);
    b.push_back(second.seconds);
    ratio.push_back(second.seconds / first.seconds);
    processor_a.push_back(first.processor_seconds);
    processor_b.push_back(second.processor_seconds);
    processor_ratio.push_back(second.processor_seconds / first.processor_seconds);
    peak_a = std::max(peak_a, first.peak_mib);
    peak_b = std::max(peak_b, second.peak_mib);
  }
  std::printf(
      "| %s | %.3f s, processor %.3f s, %.0f MiB | %.3f s, processor %.3f s, %.0f MiB "
      "| %.2f (%.2f to %.2f), processor %.2f | %s |\n",
      argv[2], median(a), median(processor_a), peak_a, median(b), median(processor_b), peak_b,
      median(ratio), *std::min_element(ratio.begin(), ratio.end()),
      *std::max_element(ratio.begin(), ratio.end()), median(processor_ratio), argv[3]);
  return 0;
}
