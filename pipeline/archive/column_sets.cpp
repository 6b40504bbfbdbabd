#include "pipeline/archive/column_sets.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace pg {
namespace {

using How = StudyColumn::How;

constexpr char kMark = ':';

std::string cell_of(const std::map<std::string, std::string>& cells, std::string_view name) {
  const auto cell = cells.find(std::string(name));
  return cell == cells.end() ? "" : cell->second;
}

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::span<const StudyColumn> thingi10k_columns() {
  static const std::vector<StudyColumn> columns = {
      {"num_vertices", How::kSame, {"vertices"}},
      {"num_faces", How::kSame, {"triangles"}},
      {"num_connected_components", How::kSame, {"components"}},
      {"num_duplicated_faces", How::kSame, {"duplicate_triangles"}},
      {"euler_characteristic",
       How::kEuler,
       {"vertices", "edges", "triangles", "degenerate_triangles"}},
      {"num_self_intersections", How::kSame, {"self_intersections"}},
      {"vertex_manifold", How::kOneIfNone, {"nonmanifold_vertices"}},
      {"edge_manifold", How::kOneIfNone, {"nonmanifold_edges"}},
      {"oriented", How::kOneIfTrue, {"oriented"}},
      {"total_area", How::kSame, {"surface_area_mm2"}},
      {"solid", How::kOneIfTrue, {"solid"}}};
  return columns;
}

const StudyColumn* find_study_column(std::string_view column) {
  const std::size_t mark = column.find(kMark);
  if (mark == std::string_view::npos || column.substr(0, mark) != kThingi10k) return nullptr;
  for (const StudyColumn& one : thingi10k_columns())
    if (one.name == column.substr(mark + 1)) return &one;
  return nullptr;
}

std::string_view head_of(std::string_view column) {
  const std::size_t mark = column.find(kMark);
  return mark == std::string_view::npos ? column : column.substr(mark + 1);
}

std::string study_cell(const StudyColumn& column, const std::map<std::string, std::string>& cells) {
  const std::string first = cell_of(cells, column.from.front());
  switch (column.how) {
    case How::kSame:
      return first;
    case How::kOneIfTrue:
      return first.empty() ? "" : first == "true" ? "1" : "0";
    case How::kOneIfNone:
      return first.empty() ? "" : first == "0" ? "1" : "0";
    case How::kEuler: {
      std::int64_t parts[4] = {};
      for (std::size_t i = 0; i < 4; ++i) {
        const auto number = number_of(cell_of(cells, column.from[i]));
        if (!number) return "";
        parts[i] = *number;
      }
      return parts[3] == 0 ? std::to_string(parts[0] - parts[1] + parts[2]) : "";
    }
  }
  return "";
}

}  // namespace pg
