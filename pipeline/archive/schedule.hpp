#pragma once
/// Who works on which model when: small models side by side, a large one with every thread, all of
/// them within a budget of memory.

#include <cstddef>
#include <cstdint>
#include <functional>

namespace pg {

struct Schedule {
  unsigned jobs = 1;
  std::uint64_t memory_bytes = 0;  ///< Budget of the models in flight; 0: none.
};

/// What one model will need.
struct Need {
  std::uint64_t memory_bytes = 0;
  bool large = false;    ///< Worth every thread.
  bool in_turn = false;  ///< Cheaper to reach after those before it: not moved forward.
};

/// Begins the next item and returns its work, which is run on one of the threads. Work returns
/// false to stop the run.
using Work = std::function<bool(std::size_t item, const Need& need)>;
/// One a thread, made on it.
using MakeWork = std::function<Work()>;

/// Runs the items 0 to count-1 on `jobs` threads, each once: in windows of a few hundred, in each
/// the largest first, so that no large one is left for the end. A model waits until its estimated
/// memory fits beside that of the models in flight, and those behind it wait with it, so that it
/// gets its turn; one that is over the budget alone runs alone. `need` is called in order, by one
/// thread at a time. An exception stops the run and comes out here.
void run_schedule(const Schedule& schedule, std::size_t count,
                  const std::function<Need(std::size_t)>& need, const MakeWork& make_work);

}  // namespace pg
