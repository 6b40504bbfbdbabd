#include "geometry/big_vector.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace pg {
namespace {

constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;
constexpr std::size_t kHugeFromBytes = 2 * kHugePageBytes;

}  // namespace

void* big_allocate(std::size_t bytes) {
  if (bytes < kHugeFromBytes) return ::operator new(bytes);
  void* pointer = nullptr;
  if (posix_memalign(&pointer, kHugePageBytes, bytes) != 0) throw std::bad_alloc();
  madvise(pointer, bytes, MADV_HUGEPAGE);  // a wish: refusal costs only time
  return pointer;
}

void big_deallocate(void* pointer, std::size_t bytes) noexcept {
  if (bytes < kHugeFromBytes) {
    ::operator delete(pointer);
  } else {
    std::free(pointer);
  }
}

}  // namespace pg
