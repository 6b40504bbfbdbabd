#pragma once
/// How much memory a model will take, told from its size and its first bytes.

#include <cstdint>
#include <string>
#include <string_view>

#include "io/format.hpp"
#include "pipeline/archive/sources.hpp"

namespace pg {

/// Triangles in a file of so many bytes that begins with `head`: exact for binary STL, else from
/// the fewest bytes a triangle takes in the format, so rather too many.
[[nodiscard]] std::uint64_t likely_triangles(Bytes head, std::uint64_t bytes,
                                             std::string_view name);

/// Memory of a whole analysis, as measured (docs/benchmarks.md), with what the file itself takes.
[[nodiscard]] std::uint64_t analysis_bytes(std::uint64_t triangles, std::uint64_t bytes);

struct Size {
  std::uint64_t triangles = 0;
  std::uint64_t memory_bytes = 0;
};
/// Zero where the file cannot be read: loading it will say why.
[[nodiscard]] Size size_of_file(const std::string& path);
[[nodiscard]] Size size_of_entry(const Source& source);

}  // namespace pg
