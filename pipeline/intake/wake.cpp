#include "pipeline/intake/wake.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "geometry/check.hpp"

namespace pg {

Wake::Wake() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  PG_CHECK(descriptor_ >= 0);  // out of descriptors before anything has begun
}

Wake::~Wake() {
  close(descriptor_);
}

void Wake::ring() const {
  const std::uint64_t one = 1;
  // Fails only when the counter is full: then it rings already.
  [[maybe_unused]] const ssize_t rung = write(descriptor_, &one, sizeof one);
}

void Wake::quiet() const {
  std::uint64_t rung = 0;
  [[maybe_unused]] const ssize_t taken = read(descriptor_, &rung, sizeof rung);
}

}  // namespace pg
