#pragma once
/// BigVector: std::vector for arrays of millions of plain elements.
///
/// Two differences from the default allocator, both for speed on fresh memory: elements are left
/// uninitialised by `resize` (they are about to be overwritten), and arrays over a few megabytes
/// are aligned to huge pages and ask for them (a fresh 50 MB array costs 12,000 page faults
/// otherwise, which is dearer than parsing the file into it).

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace pg {

[[nodiscard]] void* big_allocate(std::size_t bytes);
void big_deallocate(void* pointer, std::size_t bytes) noexcept;

template <class T>
struct BigAllocator {
  using value_type = T;
  BigAllocator() = default;
  template <class U>
  BigAllocator(const BigAllocator<U>&) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(big_allocate(count * sizeof(T)));
  }
  void deallocate(T* pointer, std::size_t count) noexcept {
    big_deallocate(pointer, count * sizeof(T));
  }
  template <class U>
  void construct(U* pointer) {
    ::new (static_cast<void*>(pointer)) U;  // default, not value, initialisation
  }
  template <class U, class... Args>
  void construct(U* pointer, Args&&... args) {
    ::new (static_cast<void*>(pointer)) U(std::forward<Args>(args)...);
  }
  template <class U>
  bool operator==(const BigAllocator<U>&) const {
    return true;
  }
};

template <class T>
using BigVector = std::vector<T, BigAllocator<T>>;

}  // namespace pg
