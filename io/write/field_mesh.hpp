#pragma once
/// Points, lines and triangles with named numbers on them, written for ParaView, MeshLab and
/// programs: where the faults are, how thick the wall is.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/result.hpp"

namespace pg {

/// One number a point or cell. A value that cannot be had is NaN; say so in `meaning`.
struct Field {
  std::string name;     ///< With its unit: "wall_sphere_mm". Letters, digits and _ only.
  std::string meaning;  ///< One line for the file's comments; ASCII. May be empty.
  std::variant<BigVector<float>, BigVector<double>, BigVector<std::int32_t>> values;
};

/// Cells are numbered points first, then lines, then triangles; indices are below points_mm.size().
struct FieldMesh {
  BigVector<Vec3> points_mm;
  BigVector<VertexId> marks;  ///< Single points that are cells of their own.
  BigVector<std::array<VertexId, 2>> lines;
  BigVector<Triangle> triangles;
  std::vector<Field> point_fields;  ///< One value a point.
  std::vector<Field> cell_fields;   ///< One value a cell.

  [[nodiscard]] std::size_t cell_count() const {
    return marks.size() + lines.size() + triangles.size();
  }
};

enum class FieldFormat : std::uint8_t {
  kVtp,  ///< VTK XML PolyData, base64: plain ASCII, opens in ParaView and 3D Slicer.
  kPly,  ///< Binary little-endian; triangles as `face`, lines as `edge`, single points as `mark`.
};

/// By the suffix (.vtp, .ply, any case); else an error that says which there are.
[[nodiscard]] Result<FieldFormat> field_format_of(const std::filesystem::path& path);

/// The file's bytes. The same mesh gives the same bytes: no date, no locale, no name.
[[nodiscard]] std::string field_file(const FieldMesh& mesh, FieldFormat format);

/// Writes beside the target and renames, so that a reader never sees half a file.
[[nodiscard]] Result<Ok> save_fields(const FieldMesh& mesh, const std::filesystem::path& path);

}  // namespace pg
