#include "io/write/field_mesh.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "geometry/check.hpp"
#include "io/write/encoders.hpp"

namespace pg {
namespace {

bool lengths_fit(const std::vector<Field>& fields, std::size_t count) {
  return std::all_of(fields.begin(), fields.end(), [&](const Field& field) {
    return std::visit([&](const auto& values) { return values.size() == count; }, field.values);
  });
}

Error cannot_write(const std::string& why) {
  return {ErrorCode::kUnreadable,
          "The file cannot be written: " + why + "; check the folder, its rights and the disk."};
}

}  // namespace

Result<FieldFormat> field_format_of(const std::filesystem::path& path) {
  std::string suffix = path.extension().string();
  for (char& c : suffix)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (suffix == ".vtp") return FieldFormat::kVtp;
  if (suffix == ".ply") return FieldFormat::kPly;
  return Error{ErrorCode::kUnsupported,
               "The name must end in .vtp (ParaView, 3D Slicer) or .ply (MeshLab)."};
}

std::string field_file(const FieldMesh& mesh, FieldFormat format) {
  PG_CHECK(lengths_fit(mesh.point_fields, mesh.points_mm.size()));
  PG_CHECK(lengths_fit(mesh.cell_fields, mesh.cell_count()));
  return format == FieldFormat::kVtp ? vtp_file(mesh) : ply_file(mesh);
}

Result<Ok> save_fields(const FieldMesh& mesh, const std::filesystem::path& path) {
  const Result<FieldFormat> format = field_format_of(path);
  if (!format) return format.error();
  const std::string bytes = field_file(mesh, *format);
  std::filesystem::path beside = path;
  beside += ".part";
  std::ofstream file(beside, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    const Error error = cannot_write(std::strerror(errno));
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
    return error;
  }
  std::error_code failed;
  std::filesystem::rename(beside, path, failed);
  if (failed) {
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
    return cannot_write(failed.message());
  }
  return ok();
}

}  // namespace pg
