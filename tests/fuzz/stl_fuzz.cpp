#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pg::fuzz::read_and_check(pg::fuzz::as_bytes(data, size), "x.stl");
  return 0;
}
