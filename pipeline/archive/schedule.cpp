#include "pipeline/archive/schedule.hpp"

#include <tbb/task_arena.h>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace pg {
namespace {

class Admission {
 public:
  explicit Admission(std::uint64_t budget) : budget_(budget) {}
  void enter(std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return budget_ == 0 || used_ == 0 || used_ + bytes <= budget_; });
    used_ += bytes;
  }
  void leave(std::uint64_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      used_ -= bytes;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t budget_;
  std::uint64_t used_ = 0;
};

struct Run {
  const std::size_t count;
  const std::function<Need(std::size_t)>& need;
  const std::function<bool(std::size_t)>& work;
  Admission admission;
  std::mutex turn;
  std::size_t next = 0;
  std::atomic<bool> stop = false;
  std::mutex failing;  // not `turn`: who holds that may be waiting for the memory of who failed
  std::exception_ptr failure;

  void fail(std::exception_ptr exception) {
    const std::lock_guard lock(failing);
    if (!failure) failure = std::move(exception);
    stop = true;
  }
};

bool work_one(Run& run, tbb::task_arena& alone) {
  std::size_t item = 0;
  Need need;
  {
    const std::lock_guard lock(run.turn);
    if (run.stop || run.next >= run.count) return false;
    item = run.next++;
    need = run.need(item);
    run.admission.enter(need.memory_bytes);
  }
  try {
    // In an arena of one the loops of a small model run here and take no other thread's time.
    const bool go_on = need.large ? run.work(item) : alone.execute([&] { return run.work(item); });
    if (!go_on) run.stop = true;
  } catch (...) {
    run.fail(std::current_exception());
  }
  run.admission.leave(need.memory_bytes);
  return true;
}

}  // namespace

void run_schedule(const Schedule& schedule, std::size_t count,
                  const std::function<Need(std::size_t)>& need,
                  const std::function<bool(std::size_t)>& work) {
  Run run{.count = count, .need = need, .work = work, .admission = Admission(schedule.memory_bytes),
          .turn = {}, .failing = {}, .failure = {}};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < schedule.jobs; ++i)
    threads.emplace_back([&run] {
      try {
        tbb::task_arena alone(1, 1);
        while (work_one(run, alone)) {
        }
      } catch (...) {
        run.fail(std::current_exception());
      }
    });
  for (std::thread& thread : threads) thread.join();
  if (run.failure) std::rethrow_exception(run.failure);
}

}  // namespace pg
