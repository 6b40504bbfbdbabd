#include "pipeline/archive/schedule.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

namespace pg {
namespace {

constexpr std::size_t kWindow = 512;

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

struct Item {
  std::size_t number = 0;
  Need need;
};

class Run {
 public:
  Run(const Schedule& schedule, std::size_t count, const std::function<Need(std::size_t)>& need)
      : count_(count), need_(need), admission_(schedule.memory_bytes) {}

  void work(const MakeWork& make_work) {
    try {
      const Work work = make_work();
      while (work_one(work)) {
      }
    } catch (...) {
      fail(std::current_exception());
    }
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  bool work_one(const Work& work) {
    Item item;
    {
      const std::lock_guard lock(turn_);
      if (stop_ || !take(item)) return false;
      admission_.enter(item.need.memory_bytes);
    }
    try {
      if (!work(item.number, item.need)) stop_ = true;
    } catch (...) {
      fail(std::current_exception());
    }
    admission_.leave(item.need.memory_bytes);
    return true;
  }

  bool take(Item& item) {
    if (window_.empty()) fill();
    if (window_.empty()) return false;
    item = window_.back();
    window_.pop_back();
    return true;
  }

  /// The window is taken from its end.
  void fill() {
    for (; next_ < count_ && window_.size() < kWindow; ++next_)
      window_.push_back({next_, need_(next_)});
    const auto weight = [](const Item& item) {
      return item.need.in_turn ? std::uint64_t{0} : item.need.memory_bytes;
    };
    std::reverse(window_.begin(), window_.end());
    std::stable_sort(window_.begin(), window_.end(),
                     [&](const Item& a, const Item& b) { return weight(a) < weight(b); });
  }

  void fail(std::exception_ptr exception) {
    const std::lock_guard lock(failing_);
    if (!failure_) failure_ = std::move(exception);
    stop_ = true;
  }

  std::size_t count_;
  const std::function<Need(std::size_t)>& need_;
  Admission admission_;
  std::mutex turn_;
  std::vector<Item> window_;
  std::size_t next_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex failing_;  // not `turn_`: who holds that may be waiting for the memory of who failed
  std::exception_ptr failure_;
};

}  // namespace

void run_schedule(const Schedule& schedule, std::size_t count,
                  const std::function<Need(std::size_t)>& need, const MakeWork& make_work) {
  Run run(schedule, count, need);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < schedule.jobs; ++i) threads.emplace_back([&] { run.work(make_work); });
  for (std::thread& thread : threads) thread.join();
  run.rethrow();
}

}  // namespace pg
