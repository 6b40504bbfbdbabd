// Every limit of io/limits.hpp: a file just over it is refused in a sentence that names the option,
// and one at it is read.

#include <gtest/gtest.h>

#include <chrono>

#include "tests/io/read_text.hpp"
#include "tests/support/threemf_package.hpp"

namespace pg {
namespace {

const std::string kTriangles = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 1 2 3\nf 1 2 3\nf 1 2 3\n";

std::string threemf(const std::string& resources, const std::string& build) {
  return "<model xmlns='http://schemas.microsoft.com/3dmanufacturing/core/2015/02'><resources>" +
         resources + "</resources><build>" + build + "</build></model>";
}
const std::string kMeshObject =
    "<object id='1'><mesh><vertices><vertex x='0' y='0' z='0'/><vertex x='1' y='0' z='0'/>"
    "<vertex x='0' y='1' z='0'/></vertices><triangles><triangle v1='0' v2='1' v3='2'/></triangles>"
    "</mesh></object>";
const std::string kPair =
    "<object id='2'><components><component objectid='1'/><component objectid='1'/></components>"
    "</object>";

/// Read under `fits`, refused as too large under `tight` with the option's name.
void expect_limit(Bytes bytes, std::string_view name, const ReadLimits& fits,
                  const ReadLimits& tight, std::string_view option) {
  const auto read = read_model(bytes, name, fits);
  EXPECT_TRUE(read) << option << ": " << read.error().message;
  const auto refused = read_model(bytes, name, tight);
  ASSERT_FALSE(refused) << option;
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge) << refused.error().message;
  EXPECT_NE(refused.error().message.find(option), std::string::npos) << refused.error().message;
}
template <class T>
void expect_limit(Bytes bytes, std::string_view name, T ReadLimits::*limit, T at, T under,
                  std::string_view option) {
  ReadLimits fits, tight;
  fits.*limit = at;
  tight.*limit = under;
  expect_limit(bytes, name, fits, tight, option);
}
Bytes bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
using Size = std::size_t;

TEST(Limits, InputBytesAndTriangles) {
  expect_limit<Size>(bytes_of(kTriangles), "x.obj", &ReadLimits::input_bytes_max, kTriangles.size(),
                     kTriangles.size() - 1, "--max-bytes");
  const std::string facet =
      "facet\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n";
  const std::string stl = "solid\n" + facet + facet + facet + facet + "endsolid\n";
  const std::string ply =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float "
      "z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 "
      "0\n3 "
      "0 1 2\n3 0 1 2\n3 0 1 2\n3 0 1 2\n";
  for (const auto& [text, name] :
       {std::pair{kTriangles, "x.obj"}, std::pair{stl, "x.stl"}, std::pair{ply, "x.ply"}})
    expect_limit<Size>(bytes_of(text), name, &ReadLimits::triangles_max, 4, 3, "--max-triangles");
}

TEST(Limits, ArchivesAndTheirXml) {
  const auto package = test::packed(threemf(kMeshObject + kPair, "<item objectid='2'/>"));
  expect_limit<Size>(package, "x.3mf", &ReadLimits::zip_entries_max, 3, 2, "--max-zip-entries");
  expect_limit<Size>(package, "x.3mf", &ReadLimits::xml_depth_max, 5, 4, "--max-xml-depth");
  expect_limit<Size>(package, "x.3mf", &ReadLimits::triangles_max, 2, 1, "--max-triangles");
  expect_limit<Size>(package, "x.3mf", &ReadLimits::instances_max, 3, 2, "--max-instances");
  expect_limit<Size>(package, "x.3mf", &ReadLimits::component_depth_max, 2, 0,
                     "--max-component-depth");
  expect_limit<Size>(package, "x.3mf", &ReadLimits::inflated_bytes_max, Size{1} << 20, 500,
                     "--max-inflated-bytes");
}

TEST(Limits, InflateRatioHoldsAboveAMebibyte) {
  const auto package = test::packed(
      threemf(kMeshObject, "<item objectid='1'/>") + std::string(Size{2} << 20, ' '), true);
  expect_limit<double>(package, "x.3mf", &ReadLimits::inflate_ratio_max, 10'000.0, 50.0,
                       "--max-inflate-ratio");
}

TEST(Limits, LinesWordsAndTagsInEveryTextFormat) {
  const std::string blanks(2000, ' ');
  const std::string header =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float "
      "z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n";
  const std::vector<std::pair<std::string, std::string>> files = {
      {"v 0 0 0\nv 1 0 0\nv 0 1 0" + blanks + "\nf 1 2 3\n", "x.obj"},
      {"v 0 0 0\nv 1 0 0\nv 0 1 0\n#" + blanks + "\nf 1 2 3\n", "x.obj"},
      {"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 \\\n" + blanks + " 3\n", "x.obj"},
      {header + "0 0 0\n1 0 0\n0 1 0" + blanks + "\n3 0 1 2\n", "x.ply"},
      {"solid " + blanks +
           "x\nfacet\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 "
           "0\nendloop\nendfacet\nendsolid\n",
       "x.stl"},
      {"solid\nfacet\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 " + blanks +
           "0\nendloop\nendfacet\nendsolid\n",
       "x.stl"}};
  for (const auto& [text, name] : files)
    expect_limit<Size>(bytes_of(text), name, &ReadLimits::token_bytes_max, 3000, 1500,
                       "--max-token-bytes");
}

TEST(Limits, VerticesThatNoTriangleUsesAreNotCopiedWithoutEnd) {
  std::string vertices, items;
  for (int i = 0; i < 300; ++i)
    vertices += "<vertex x='" + std::to_string(i % 7) + "' y='1' z='1'/>";
  for (int i = 0; i < 100; ++i) items += "<item objectid='1'/>";
  const std::string object = "<object id='1'><mesh><vertices>" + vertices +
                             "</vertices><triangles><triangle v1='0' v2='1' v3='2'/></triangles>"
                             "</mesh></object>";
  const auto package = test::packed(threemf(object, items));
  expect_limit<Size>(package, "x.3mf", &ReadLimits::triangles_max, 10'000, 9'999,
                     "--max-triangles");
}
TEST(Limits, ManyPathsToOtherPartsTakeLinearTime) {
  std::string items;
  for (int i = 0; i < 40'000; ++i)
    items += "<item objectid='1' p:path='/" + std::to_string(i) + "'/>";
  std::string xml = threemf(kMeshObject, items);
  xml.insert(xml.find(" xmlns="),
             " xmlns:p='http://schemas.microsoft.com/3dmanufacturing/production/2015/06'");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(read_model(test::packed(xml, true), "x.3mf", {}));
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10.0);
}
TEST(Limits, TimeIsALimitToo) {
  std::string text = kTriangles;
  for (int i = 0; i < 20'000; ++i) text += "f 1 2 3\n";
  ReadLimits none;
  none.seconds_max = -1;
  expect_limit(bytes_of(text), "x.obj", {}, none, "--max-seconds");
}

/// In a file without line ends the search for the end of a name must not go to the end of the file
/// for each of many solids.
TEST(Limits, ManySolidsOnOneLineTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text +=
        "solid a facet normal 0 0 1 outer loop vertex 0 0 0 vertex 1 0 0 vertex 0 1 0 endloop "
        "endfacet endsolid a ";
  const auto start = std::chrono::steady_clock::now();
  const auto model = test::read_text(text, "x.stl");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->triangle_count(), 20'000u);
  EXPECT_EQ(model->parts.size(), 20'000u);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 3);
}

}  // namespace
}  // namespace pg
