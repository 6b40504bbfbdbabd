#include "pipeline/archive/report/profile.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "pipeline/archive/report/rows.hpp"

namespace pg {
namespace {

constexpr Property kProperties[] = {{"volume_mm3", "Volume", "mm³", true},
                                    {"surface_area_mm2", "Surface area", "mm²", true},
                                    {"max_extent_mm", "Largest extent", "mm", true},
                                    {"wall_sphere_mm_median", "Wall, median", "mm", true},
                                    {"wall_sphere_mm_p5", "Wall, thinnest 5 %", "mm", true},
                                    {"support_volume_mm3", "Support as posed", "mm³", true},
                                    {"trapped_volume_mm3", "Trapped volume", "mm³", true},
                                    {"planar_share", "Flat share of the surface", "", false},
                                    {"cylindrical_share", "Round share of the surface", "", false},
                                    {"genus", "Genus", "", false},
                                    {"components", "Pieces of surface", "", true},
                                    {"self_intersections", "Crossing triangles", "pairs", true},
                                    {"triangles", "Triangles", "", true}};

enum Fixed : std::size_t {
  kPath,
  kStatus,
  kError,
  kErrorText,
  kClass,
  kGroup,
  kFindings,
  kSha256,
  kBytes,
  kFixed
};
constexpr std::string_view kFixedColumns[kFixed] = {
    "path", "status", "error", "error_text", "class", "class_group", "findings", "sha256", "bytes"};

double number_of(const std::string& cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size()
             ? value
             : std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find(';', from), text.size());
    words.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

std::string kind_of(const std::string& model_class, const std::string& group) {
  if (!model_class.empty() && model_class != "unknown") return model_class;
  if (!group.empty() && group != "unknown") return group;
  return "unknown";
}

ProfiledModel model_of(std::span<const std::string> cells,
                       const std::vector<std::size_t>& numbers) {
  ProfiledModel model{.path = cells[kPath],
                      .error = cells[kError],
                      .error_text = cells[kErrorText],
                      .kind = kind_of(cells[kClass], cells[kGroup]),
                      .findings = split(cells[kFindings]),
                      .sha256 = cells[kSha256],
                      .bytes = number_of(cells[kBytes])};
  if (model.error.empty() && cells[kStatus] == "refused") model.error = "refused";
  for (const std::size_t place : numbers) model.values.push_back(number_of(cells[place]));
  return model;
}

}  // namespace

Result<Profile> load_profile(const std::string& path) {
  std::vector<std::string> columns(std::begin(kFixedColumns), std::end(kFixedColumns));
  for (const Property& property : kProperties) columns.emplace_back(property.column);
  Profile profile;
  std::vector<std::size_t> numbers;
  bool is_table = false;
  const auto has = [&](const std::vector<bool>& there) {
    is_table = there[kStatus] || there[kPath];
    for (std::size_t i = 0; i < std::size(kProperties); ++i) {
      if (!there[kFixed + i]) continue;
      profile.properties.push_back(kProperties[i]);
      numbers.push_back(kFixed + i);
    }
  };
  const auto read = read_rows(path, columns, has, [&](std::span<const std::string> cells) {
    profile.models.push_back(model_of(cells, numbers));
  });
  if (!read) return read.error();
  if (!is_table)
    return Error{ErrorCode::kMalformed,
                 "This table has neither a path nor a status; a report needs what batch writes "
                 "without --columns, or at least these two."};
  return profile;
}

}  // namespace pg
