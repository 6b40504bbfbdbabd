#pragma once
/// The bytes of a fuzzer as a row of choices: how a target that writes files itself is steered.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace pg::fuzz {

/// Always the first choice once the bytes are used up.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}

  /// A whole number below `count`, 1 to 65536.
  std::size_t below(std::size_t count) {
    std::size_t value = byte();
    if (count > 256) value = 256 * value + byte();
    return value % count;
  }
  std::size_t between(std::size_t least, std::size_t most) {
    return least + below(most - least + 1);
  }
  bool once_in(std::size_t count) { return below(count) == count - 1; }
  template <class T, std::size_t N>
  const T& one_of(const T (&list)[N]) {
    return list[below(N)];
  }

 private:
  std::size_t byte() { return used_ < bytes_.size() ? bytes_[used_++] : 0; }

  std::span<const std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

}  // namespace pg::fuzz
