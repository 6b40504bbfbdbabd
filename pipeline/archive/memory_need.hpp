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

struct Size {
  std::uint64_t triangles = 0;
  std::uint64_t bytes = 0;
};
/// Memory of an analysis as measured (docs/benchmarks.md), the file itself included as long as it
/// is held; `whole`: everything of the catalogue, of large models frugally (analysis/frugal.hpp).
[[nodiscard]] std::uint64_t analysis_bytes(const Size& size, bool whole);

/// Zero where the file cannot be read: loading it will say why.
[[nodiscard]] Size size_of_file(const std::string& path);
[[nodiscard]] Size size_of_entry(const Source& source);

}  // namespace pg
