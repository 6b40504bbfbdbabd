#pragma once
/// Two pieces of work at once.

#include <tbb/parallel_invoke.h>

namespace pg {

/// Runs both, side by side where there is a thread to spare, and returns when both are done. What
/// they compute must not depend on which runs first.
template <class First, class Second>
void side_by_side(First&& first, Second&& second) {
  tbb::parallel_invoke(first, second);
}

}  // namespace pg
