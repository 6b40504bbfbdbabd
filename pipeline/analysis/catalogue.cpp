#include "pipeline/analysis/catalogue.hpp"

#include <algorithm>
#include <utility>

// A measurement is a file in geometry/measure/ and a line here; the order is the order of reports.
#define PG_MEASUREMENTS(ROW) \
  ROW(counts)               \
  ROW(manifoldness)         \
  ROW(boundary)             \
  ROW(genus)                \
  ROW(triangle_quality)     \
  ROW(self_intersections)   \
  ROW(volume)               \
  ROW(aligned_box)          \
  ROW(surface_area)         \
  ROW(signed_volume)        \
  ROW(hull_volume)          \
  ROW(max_extent)           \
  ROW(oriented_box)         \
  ROW(wall_ray)             \
  ROW(wall_sphere)          \
  ROW(thin_regions)         \
  ROW(gap)                  \
  ROW(overhang_area)        \
  ROW(support_volume)       \
  ROW(contact_area)         \
  ROW(islands)              \
  ROW(best_pose)            \
  ROW(trapped)              \
  ROW(drill_holes)          \
  ROW(slots)                \
  ROW(planar_share)         \
  ROW(cylindrical_share)    \
  ROW(fits)                 \
  ROW(material)

namespace pg {

#define PG_DECLARE(id) Measurement describe_##id();
PG_MEASUREMENTS(PG_DECLARE)
#undef PG_DECLARE

std::span<const Measurement> all_measurements() {
#define PG_ENTRY(id) describe_##id(),
  static const Measurement table[] = {PG_MEASUREMENTS(PG_ENTRY)};
#undef PG_ENTRY
  return table;
}

std::vector<Column> all_columns() {
  std::vector<Column> columns;
  for (const Measurement& measurement : all_measurements()) {
    for (const QuantityInfo& quantity : measurement.quantities) {
      const std::string id(quantity.id);
      if (quantity.members.empty())
        columns.push_back({id, quantity.id, quantity.unit, quantity.definition});
      for (const MemberInfo& member : quantity.members) {
        const std::string name = member.name == "value" ? id : id + "_" + std::string(member.name);
        if (member.kind == MemberKind::kVector) {
          for (const char* axis : {"_x", "_y", "_z"})
            columns.push_back({name + axis, quantity.id, member.unit, member.description});
        } else if (member.kind != MemberKind::kRecords) {
          columns.push_back({name, quantity.id, member.unit, member.description});
        }
      }
    }
  }
  return columns;
}

namespace {

/// Edit distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, swap}));
    }
  }
  return row[b.size()];
}

std::vector<std::string_view> selectable_words() {
  std::vector<std::string_view> words = {kClassWord};
  for (const Measurement& measurement : all_measurements()) {
    words.push_back(measurement.name);
    words.push_back(measurement.group);
    for (const QuantityInfo& quantity : measurement.quantities) words.push_back(quantity.id);
  }
  return words;
}

}  // namespace

Result<Selection> Selection::of(std::span<const std::string> words) {
  const std::vector<std::string_view> known = selectable_words();
  for (const std::string& word : words) {
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    const auto nearest = std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
      return distance(a, word) < distance(b, word);
    });
    return Error{ErrorCode::kNotApplicable, "There is no measurement '" + word +
                                                "'; the nearest is '" + std::string(*nearest) +
                                                "' (printgauge list measurements shows all)."};
  }
  Selection selection;
  selection.words_.assign(words.begin(), words.end());
  return selection;
}

bool Selection::has(std::string_view word) const {
  return std::find(words_.begin(), words_.end(), word) != words_.end();
}

bool Selection::wants(const Measurement& measurement) const {
  return std::any_of(measurement.quantities.begin(), measurement.quantities.end(),
                     [&](const QuantityInfo& quantity) { return wants(measurement, quantity); });
}

bool Selection::wants(const Measurement& measurement, const QuantityInfo& quantity) const {
  return everything() || has(measurement.name) || has(measurement.group) || has(quantity.id);
}

bool Selection::wants_class() const {
  return everything() || has(kClassWord);
}

}  // namespace pg
