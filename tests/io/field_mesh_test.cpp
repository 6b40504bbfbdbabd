#include "io/write/field_mesh.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "io/format.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// A tetrahedron with one marked point, one line, and numbers of every type.
FieldMesh sample() {
  const TriMesh mesh = shapes::tetrahedron(1);
  FieldMesh fields;
  fields.points_mm = mesh.positions_mm;
  fields.triangles = mesh.triangles;
  fields.marks = {2};
  fields.lines = {{0, 3}};
  fields.point_fields = {
      {"wall_mm", "wall thickness; NaN: none",
       BigVector<float>{0.5f, 1.5f, 2.5f, std::numeric_limits<float>::quiet_NaN()}}};
  fields.cell_fields = {{"kind", "", BigVector<std::int32_t>{1, 2, 3, 3, 3, 3}},
                        {"weight", "", BigVector<double>{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}}};
  return fields;
}

TEST(FieldMesh, PlyReadsBackAsTheSameTriangles) {
  const FieldMesh fields = sample();
  const std::string file = field_file(fields, FieldFormat::kPly);
  const Bytes bytes(reinterpret_cast<const std::byte*>(file.data()), file.size());
  const Result<Model> model = read_model(bytes, "fields.ply", {});
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_EQ(model->triangle_count(), 4u);
  const Soup& soup = model->parts.front().soup;
  EXPECT_EQ(soup.triangles, fields.triangles);
  EXPECT_EQ(std::get<BigVector<Vec3>>(soup.corners), fields.points_mm);
}

TEST(FieldMesh, VtpIsAsciiXmlWithAllArraysAndCounts) {
  const std::string file = field_file(sample(), FieldFormat::kVtp);
  EXPECT_TRUE(std::all_of(file.begin(), file.end(), [](char c) { return c > 0; }));
  for (const char* const part :
       {"NumberOfPoints=\"4\" NumberOfVerts=\"1\" NumberOfLines=\"1\"", "NumberOfPolys=\"4\"",
        "type=\"Float32\" Name=\"wall_mm\"", "type=\"Int32\" Name=\"kind\"",
        "type=\"Float64\" Name=\"weight\"", "<!-- wall_mm: wall thickness; NaN: none -->"})
    EXPECT_NE(file.find(part), std::string::npos) << part;
  // 8 bytes of count (24), then 1, 2, 3, 3, 3, 3 as 32-bit numbers, in one base64 stream.
  EXPECT_NE(file.find("\nGAAAAAAAAAABAAAAAgAAAAMAAAADAAAAAwAAAAMAAAA=\n"), std::string::npos);
}

TEST(FieldMesh, SuffixDecidesAndAnotherIsRefusedInASentence) {
  EXPECT_EQ(*field_format_of("a/b.VTP"), FieldFormat::kVtp);
  EXPECT_EQ(*field_format_of("b.ply"), FieldFormat::kPly);
  const auto other = field_format_of("b.stl");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find(".vtp"), std::string::npos);
}

TEST(FieldMesh, AFolderThatIsNotThereIsAnErrorAndLeavesNothing) {
  const auto saved = save_fields(sample(), "/nonexistent/folder/out.vtp");
  ASSERT_FALSE(saved);
  EXPECT_NE(saved.error().message.find("cannot be written"), std::string::npos);
}

TEST(FieldMesh, SavedBytesAreTheFileAndNothingElseIsLeft) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "field_mesh_test";
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(save_fields(sample(), folder / "out.vtp"));
  std::ifstream in(folder / "out.vtp", std::ios::binary);
  const std::string read((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(read, field_file(sample(), FieldFormat::kVtp));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace pg
