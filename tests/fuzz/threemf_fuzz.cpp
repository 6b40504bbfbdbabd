// The bytes as they are, and the bytes as the model part of a sound package.

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/threemf_package.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pg::fuzz::read_and_check(pg::fuzz::as_bytes(data, size), "x.3mf");
  pg::fuzz::read_and_check(pg::test::packed({reinterpret_cast<const char*>(data), size}), "x.3mf");
  return 0;
}
