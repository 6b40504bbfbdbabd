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
  bool large = false;  ///< Worth every thread.
};

/// Runs `work` for the items 0 to count-1 on `jobs` threads, begun in order. A model waits until
/// its estimated memory fits beside that of the models in flight, and those behind it wait with it,
/// so that a large one gets its turn; one that is over the budget alone runs alone. `need` is
/// called in order, by one thread at a time; `work` returns false to stop the run. An exception in
/// either stops it and comes out here.
void run_schedule(const Schedule& schedule, std::size_t count,
                  const std::function<Need(std::size_t)>& need,
                  const std::function<bool(std::size_t)>& work);

}  // namespace pg
