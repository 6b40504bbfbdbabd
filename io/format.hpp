#pragma once
/// How a format describes itself. A new one is a file in io/formats/ and a line in its catalogue.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/result.hpp"
#include "io/limits.hpp"
#include "io/model.hpp"

namespace pg {

using Bytes = std::span<const std::byte>;

/// How sure a format is that bytes are its own; the surest wins, suffixes break ties.
enum class Likeness : std::uint8_t { kNo, kMaybe, kLikely, kCertain };

struct Format {
  std::string_view id;                     ///< "stl-binary"
  std::string_view title;                  ///< "STL, binary"
  std::vector<std::string_view> suffixes;  ///< Lower case, with the dot.
  std::string_view units;                  ///< What the format says about units, in words.
  std::string_view notes;                  ///< What is read and what is refused, in a sentence.
  Likeness (*looks_like)(Bytes bytes);
  Result<Model> (*read)(Bytes bytes, const ReadLimits& limits);
  std::vector<FindingKind> findings = {};
};

/// All formats, in the order of the catalogue.
[[nodiscard]] std::span<const Format> all_formats();

/// True when a file name ends in the suffix of some format (upper or lower case).
[[nodiscard]] bool has_known_suffix(std::string_view name);

/// Picks the reader by content, then by the suffix of `name` (only its suffix is looked at), and
/// reads. Never throws for bad input; never opens anything but `bytes`; success means at least one
/// triangle.
[[nodiscard]] Result<Model> read_model(Bytes bytes, std::string_view name,
                                       const ReadLimits& limits);

}  // namespace pg
