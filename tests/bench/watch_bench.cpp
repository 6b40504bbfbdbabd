// How soon a dropped file stands in the record, how many in a minute, and how much memory that
// takes: the real `printgauge watch` over models made here.
//
//   watch_bench PRINTGAUGE latency FILES TRIANGLES   files one after the other, each when the last
//                                                    is recorded
//   watch_bench PRINTGAUGE rate FILES TRIANGLES      files that are all there at the start
//   watch_bench PRINTGAUGE memory FILES TRIANGLES    the same, and the resident size over time
//
// What follows is for `watch`, as --only size,volume where many files matter more than what is
// measured of each.
//
// Latency is told by the program itself: from the last look that settles a file (its time of change
// plus --settle, or the look that found it, whichever is later) to the line that says "recorded".
// Processor seconds are those of the watcher and its worker; with other load on the machine they
// tell more than the clock.

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "testdata/shapes.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr double kSettleS = 0.2;

/// A lump with bumps, different for each number: about as many triangles as asked for.
pg::TriMesh model(int number, int triangles) {
  const double size = 20 + number % 40;
  pg::TriMesh mesh = pg::shapes::sphere(size, triangles);
  const double phase = 0.37 * number;
  for (pg::Vec3& p : mesh.positions_mm) {
    const pg::Vec3 d = p.normalized();
    p *= 1 + 0.1 * std::sin(4 * d[0] + phase) * std::cos(3 * d[1] - phase) + 0.07 * std::sin(5 * d[2] + 2 * phase);
  }
  return mesh;
}

void drop(const fs::path& root, int number, int triangles) {
  const fs::path folder = root / ("case-" + std::to_string(100 + number % 50));
  fs::create_directories(folder);
  const std::vector<std::byte> bytes = pg::shapes::as_binary_stl(model(number, triangles));
  const fs::path part = folder / (std::to_string(number) + ".stl.part");
  std::ofstream(part, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  fs::rename(part, folder / (std::to_string(number) + ".stl"));
}

/// What is asked for.
struct Asked {
  std::string program;
  fs::path folder;
  int files = 0;
  int triangles = 0;
  std::vector<std::string> more;  ///< Options of `watch`.
};

struct Watcher {
  pid_t process = 0;
  int lines = -1;  ///< What it says.
  std::string rest;

  explicit Watcher(const Asked& asked) {
    const auto& [program, folder, files, triangles, more] = asked;
    int ends[2];
    if (pipe(ends) != 0) std::exit(1);
    process = fork();
    if (process == 0) {
      dup2(ends[1], 2);
      close(ends[0]);
      close(ends[1]);
      const std::string root = (folder / "in").string(), store = (folder / "state/record.sqlite").string(),
                        settle = std::to_string(kSettleS);
      std::vector<std::string> words = {program, "watch", root, "--store", store, "--settle", settle};
      words.insert(words.end(), more.begin(), more.end());
      std::vector<char*> arguments;
      for (std::string& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      execv(program.c_str(), arguments.data());
      _exit(127);
    }
    close(ends[1]);
    lines = ends[0];
  }
  /// The next line that holds `word`; false: the program ended.
  bool until(const char* word) {
    for (;;) {
      for (std::size_t end; (end = rest.find('\n')) != std::string::npos;) {
        const std::string line = rest.substr(0, end);
        rest.erase(0, end + 1);
        if (line.find(word) != std::string::npos) return true;
      }
      char piece[4096];
      const ssize_t got = read(lines, piece, sizeof piece);
      if (got <= 0) return false;
      rest.append(piece, static_cast<std::size_t>(got));
    }
  }
  /// Processor seconds of it and its worker.
  double end() {
    kill(process, SIGTERM);
    int status = 0;
    rusage used{};
    wait4(process, &status, 0, &used);
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
  }
};

double resident_mib(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;)
    if (word == "VmRSS:") {
      double kib = 0;
      status >> kib;
      return kib / 1024;
    }
  return 0;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  std::error_code error;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(parent) + "/task", error)) {
    std::ifstream list(task.path() / "children");
    for (pid_t child = 0; list >> child;) all.push_back(child);
  }
  return all;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void latency(const Asked& asked) {
  const auto& [program, folder, files, triangles, more] = asked;
  Watcher watcher(asked);
  watcher.until("watching");
  std::vector<double> all;
  for (int i = 0; i < files + 1; ++i) {
    const auto start = Clock::now();
    drop(folder / "in", i, triangles);
    const double dropped = seconds_since(start);
    if (!watcher.until("recorded")) break;
    if (i > 0) all.push_back(seconds_since(start) - dropped - kSettleS);  // the first starts the worker
    std::this_thread::sleep_for(100ms);
  }
  const double used = watcher.end();
  std::sort(all.begin(), all.end());
  std::printf("| latency, %d models of %d triangles | median %.0f ms, 90 %% under %.0f ms | %.0f ms of processor each |\n",
              files, triangles, 1e3 * all[all.size() / 2], 1e3 * all[all.size() * 9 / 10], 1e3 * used / (files + 1));
}

/// Exit status: 1 when the watcher needed noticeably more memory in the second half.
int rate(const Asked& asked, bool memory) {
  const auto& [program, folder, files, triangles, more] = asked;
  for (int i = 0; i < files; ++i) drop(folder / "in", i, triangles);
  const auto start = Clock::now();
  Watcher watcher(asked);
  double watcher_early = 0, watcher_late = 0, worker_most = 0;
  for (int i = 0; i < files; ++i) {
    if (!watcher.until("recorded")) break;
    if (!memory || i % 50 != 0) continue;
    const double now = resident_mib(watcher.process);
    // After all are queued and the heap has its size; the second half must not need more.
    (i < files / 2 ? watcher_early : watcher_late) = std::max(i < files / 2 ? watcher_early : watcher_late, now);
    for (const pid_t child : children_of(watcher.process)) worker_most = std::max(worker_most, resident_mib(child));
  }
  const double passed = seconds_since(start);
  const double used = watcher.end();
  std::printf("| %d models of %d triangles | %.1f s | %.1f s of processor, %.1f ms each |\n", files, triangles, passed, used, 1e3 * used / files);
  if (!memory) return 0;
  std::printf("| memory over %d models | watcher %.1f MiB in the first half, %.1f MiB in the second | worker %.0f MiB at most |\n",
              files, watcher_early, watcher_late, worker_most);
  constexpr double kGrowthMib = 2;  // a page of the allocator more or less
  return watcher_late > watcher_early + kGrowthMib ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::string mode = argv[2];
  std::string pattern = (fs::temp_directory_path() / "watch-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return 1;
  const Asked asked{fs::absolute(argv[1]), pattern, std::atoi(argv[3]), std::atoi(argv[4]),
                    std::vector<std::string>(argv + 5, argv + argc)};
  fs::create_directories(asked.folder / "in");
  int status = 0;
  if (mode == "latency") {
    latency(asked);
  } else {
    status = rate(asked, mode == "memory");
  }
  fs::remove_all(asked.folder);
  return status;
}
