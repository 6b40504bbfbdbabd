#include "apps/printgauge/analyze_fields.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>

#include "geometry/parallel.hpp"
#include "geometry/wall/wall_field.hpp"
#include "io/write/field_mesh.hpp"

namespace pg::app {
namespace {

namespace fs = std::filesystem;

/// `value(v)` where `has(v)`, else NaN.
template <class Has, class Value>
BigVector<float> column(std::size_t count, const Has& has, const Value& value) {
  BigVector<float> values(count);
  for_each_index(count, [&](std::size_t v) {
    values[v] = has(v) ? static_cast<float>(value(v)) : std::numeric_limits<float>::quiet_NaN();
  });
  return values;
}

}  // namespace

FieldMesh wall_fields_of(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const WallField& field = wall_field_of(subject);
  FieldMesh out;
  out.points_mm.assign(mesh.positions_mm.begin(), mesh.positions_mm.end());
  out.triangles.assign(mesh.triangles.begin(), mesh.triangles.end());
  const std::size_t count = mesh.positions_mm.size();
  const auto has_ray = [&](std::size_t v) { return field.ray_reason[v] == WallReason::kMeasured; };
  const auto has_ball = [&](std::size_t v) {
    return field.sphere_reason[v] == WallReason::kMeasured;
  };
  out.point_fields.push_back(
      {"wall_ray_mm", "along the inward normal to where the solid ends; NaN: see wall_reason",
       column(count, has_ray, [&](std::size_t v) { return field.ray_mm[v]; })});
  out.point_fields.push_back(
      {"wall_sphere_mm",
       "diameter of the largest ball inside that touches here; NaN: see wall_reason",
       column(count, has_ball, [&](std::size_t v) { return field.sphere_mm[v]; })});
  out.point_fields.push_back(
      {"wall_separation_deg",
       "between the ball's contacts seen from its centre: 180 plates, under 120 an edge",
       column(count, has_ball, [&](std::size_t v) { return field.separation_deg[v]; })});
  BigVector<std::int32_t> reasons(count);
  for_each_index(count, [&](std::size_t v) {
    reasons[v] = static_cast<std::int32_t>(field.sphere_reason[v]);
  });
  std::string meaning = "why there is no ball:";
  for (int reason = 0; reason <= static_cast<int>(WallReason::kBuried); ++reason)
    meaning += fmt::format(" {} {}", reason, wall_reason_id(static_cast<WallReason>(reason)));
  out.point_fields.push_back({"wall_reason", std::move(meaning), std::move(reasons)});
  return out;
}

Result<Ok> FieldsWriter::prepare() const {
  if (!wanted()) return Ok{};
  std::error_code failed;
  fs::create_directories(dir_, failed);
  if (fs::is_directory(dir_, failed)) return Ok{};
  return Error{ErrorCode::kUnreadable,
               fmt::format("{} is no folder and cannot be made one; name another.", dir_)};
}

void FieldsWriter::write(const Subject& subject, const std::string& model_file) {
  if (!wanted()) return;
  const std::string stem = fs::path(model_file).stem().string();
  std::string name = stem;
  for (int number = 2; !used_.insert(name).second; ++number)
    name = fmt::format("{}-{}", stem, number);
  const auto saved = save_fields(wall_fields_of(subject),
                                 fs::path(dir_) / (name + ".vtp"));
  if (saved) return;
  failed_ = true;
  fmt::print(stderr, "printgauge analyze: {}\n", saved.error().message);
}

}  // namespace pg::app
