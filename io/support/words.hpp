#pragma once
/// Findings that several readers raise, and the words they share.

#include <string>
#include <string_view>

#include "geometry/finding.hpp"

namespace pg {

inline constexpr FindingKind kNonFiniteFacets = {
    "non_finite_facets", Severity::kError,
    "Facets have a corner that is not a number or infinite; they were left out.",
    "Export the model again; if it comes back, mend the mesh in the program that made it."};
inline constexpr FindingKind kTrailingBytes = {
    "trailing_bytes", Severity::kWarning,
    "The file goes on behind its last element; what is there was not read.",
    "Harmless when a program adds bytes of its own; else copy or export the file again."};
inline constexpr FindingKind kCoordinateSpace = {
    "coordinate_space", Severity::kInfo,
    "A mark in the file says which way its axes run (LPS or RAS).",
    "Nothing to do: a turn about an axis changes no size."};
inline constexpr FindingKind kTangledPolygons = {
    "tangled_polygons", Severity::kWarning,
    "Polygons cross or fold back on themselves, so that their triangles are a guess.",
    "Triangulate the model in the program that made it and export it again."};

/// "1 facet", "7 facets".
[[nodiscard]] inline std::string count_words(std::size_t count, std::string_view one,
                                             std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

/// `what` and `option`: "The OBJ file holds 12 triangles", "--max-triangles".
[[nodiscard]] inline std::string over_limit_words(const std::string& what, std::size_t limit,
                                                  std::string_view option) {
  return what + ", over the limit of " + std::to_string(limit) + "; raise " + std::string(option) +
         " if it is meant to be so large.";
}

/// `what` and `where`: "The OBJ file has a line", "line 7".
[[nodiscard]] inline std::string long_token_words(std::string_view what, std::size_t limit,
                                                  const std::string& where) {
  return std::string(what) + " of more than " + std::to_string(limit) + " bytes in " + where +
         "; raise --max-token-bytes if it is meant to be so long.";
}

[[nodiscard]] inline std::string out_of_time_words(double seconds) {
  return "Reading took longer than the limit of " + std::to_string(static_cast<long>(seconds)) +
         " s; raise --max-seconds if the file is meant to be so large.";
}

}  // namespace pg
