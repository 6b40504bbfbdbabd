#pragma once
/// Sound files of every format, each by the choices of a fuzzer: dialects that a right reader
/// takes.

#include <string>
#include <vector>

#include "tests/fuzz/choices.hpp"

namespace pg::fuzz {

struct AnyFile {
  std::string name;  ///< "x.obj"
  std::string bytes;
  std::size_t triangles = 0;  ///< What polygons count as, instances included.
  bool polygons = false;      ///< Some faces have more than three corners.
};

[[nodiscard]] AnyFile any_file(Choices& choices);

}  // namespace pg::fuzz
