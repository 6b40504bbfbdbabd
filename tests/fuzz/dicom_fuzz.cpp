// The bytes as they are, and the bytes as the document in a sound header.

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/dicom_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pg::fuzz::read_and_check(pg::fuzz::as_bytes(data, size), "x.stl.dcm");
  const std::string file = pg::test::DicomWriter{}.encapsulate(
      pg::test::kEncapsulatedObj, "um", {reinterpret_cast<const char*>(data), size});
  pg::fuzz::read_and_check({reinterpret_cast<const std::byte*>(file.data()), file.size()}, "x");
  return 0;
}
