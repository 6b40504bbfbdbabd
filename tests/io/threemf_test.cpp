#include <gtest/gtest.h>

#include "tests/io/read_text.hpp"
#include "tests/support/threemf_package.hpp"

namespace pg {
namespace {

const std::string kMesh =
    "<mesh><vertices><vertex x='0' y='0' z='0'/><vertex x='1' y='0' z='0'/><vertex x='0' y='1' "
    "z='0'/></vertices>"
    "<triangles><triangle v1='0' v2='1' v3='2'/></triangles></mesh>";

std::string model_xml(const std::string& resources, const std::string& build,
                      const std::string& attributes = "") {
  std::string xml = "<model xmlns='http://schemas.microsoft.com/3dmanufacturing/core/2015/02' ";
  xml.append(attributes)
      .append("><resources>")
      .append(resources)
      .append("</resources><build>")
      .append(build)
      .append("</build></model>");
  return xml;
}
std::string object(int id, const std::string& content) {
  std::string xml = "<object id='";
  return xml.append(std::to_string(id)).append("'>").append(content).append("</object>");
}
Result<Model> read(const std::string& xml) {
  return read_model(test::packed(xml), "x.3mf", {});
}

TEST(ThreeMf, UnitIsDeclaredAndOffsetsAreInIt) {
  const auto model = read(model_xml(
      object(1, kMesh), "<item objectid='1' transform='1 0 0 0 1 0 0 0 1 5 6 7'/>", "unit='inch'"));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->declared_unit, LengthUnit::kInch);
  EXPECT_EQ(test::corners_of(model->parts[0], 0)[0], Vec3(5, 6, 7));
}
TEST(ThreeMf, MirroredMeshesGoOnFacingOutward) {
  const auto model = read(
      model_xml(object(1, kMesh), "<item objectid='1' transform='-1 0 0 0 1 0 0 0 1 0 0 0'/>"));
  ASSERT_TRUE(model);
  const auto c = test::corners_of(model->parts[0], 0);
  EXPECT_GT((c[1] - c[0]).cross(c[2] - c[0])[2],
            0);  // the mirror keeps z, so the face still looks up
}
TEST(ThreeMf, ComponentTransformComesBeforeTheItems) {
  const auto model = read(model_xml(
      object(1, kMesh) + object(2,
                                "<components><component objectid='1' transform='1 0 0 0 1 0 0 0 1 "
                                "1 0 0'/><component objectid='1'/></components>"),
      "<item objectid='2' transform='2 0 0 0 2 0 0 0 2 0 0 0'/>"));
  ASSERT_TRUE(model);
  ASSERT_EQ(model->parts.size(), 2u);
  EXPECT_EQ(test::corners_of(model->parts[0], 0)[0], Vec3(2, 0, 0));
  EXPECT_NE(model->parts[0].soup.weld_group, model->parts[1].soup.weld_group);
}
TEST(ThreeMf, ExponentialComponentsAreRefusedBeforeTheyExpand) {
  std::string resources = object(1, kMesh);
  for (int id = 2; id < 60; ++id) {
    const std::string child = "<component objectid='" + std::to_string(id - 1) + "'/>";
    resources += object(id, "<components>" + child + child + "</components>");
  }
  const auto model = read(model_xml(resources, "<item objectid='59'/>"));
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kTooLarge);
}
TEST(ThreeMf, TextThatLooksLikeVerticesIsNoVertex) {
  std::string mesh = kMesh;
  mesh.insert(mesh.find("<vertex x='1'"), "<![CDATA[es><vertex x='9' y='9' z='9'/>]]>");
  const auto model = read(model_xml(object(1, mesh), "<item objectid='1'/>"));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(test::corners_of(model->parts[0], 0)[1], Vec3(1, 0, 0));
}
TEST(ThreeMf, AComponentWhosePathLeadsToItselfIsRefused) {
  const std::string production =
      "xmlns:p='http://schemas.microsoft.com/3dmanufacturing/production/2015/06'";
  const auto pair_of = [&](int component) {
    return model_xml(object(1, kMesh) +
                         object(2, "<components><component p:path='/m.model' objectid='" +
                                       std::to_string(component) + "'/></components>") +
                         object(3, "<components><component objectid='2'/></components>"),
                     "<item objectid='3'/>", production);
  };
  EXPECT_TRUE(read(pair_of(1))) << "its own part by name is allowed";
  for (const int later : {2, 3}) {
    const auto model = read(pair_of(later));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::kMalformed);
    EXPECT_NE(model.error().message.find("not defined before it"), std::string::npos)
        << model.error().message;
  }
}
TEST(ThreeMf, BrokenMeshesAreRefusedWithTheirLine) {
  for (const auto& [good, bad] :
       std::vector<std::pair<std::string, std::string>>{{"x='1'", "x='1,5'"},
                                                        {"x='1'", "x='nan'"},
                                                        {"x='1'", ""},
                                                        {"x='1'", "x='abc'"},
                                                        {"v3='2'", "v3='3'"},
                                                        {"v3='2'", "v3='1'"},
                                                        {"v3='2'", "v3='-1'"},
                                                        {"v3='2'", "v3='4294967298'"}}) {
    std::string mesh = "\n" + kMesh;
    mesh.replace(mesh.find(good), good.size(), bad);
    const auto model = read(model_xml(object(1, mesh), "<item objectid='1'/>"));
    ASSERT_FALSE(model) << bad;
    EXPECT_NE(model.error().message.find("line 2"), std::string::npos) << model.error().message;
  }
}
TEST(ThreeMf, CyclesSingularTransformsDoctypesAndUnknownExtensionsAreRefused) {
  EXPECT_FALSE(read(model_xml(object(1, "<components><component objectid='1'/></components>"),
                              "<item objectid='1'/>")));
  EXPECT_FALSE(read(
      model_xml(object(1, kMesh), "<item objectid='1' transform='1 0 0 0 1 0 0 0 0 0 0 0'/>")));
  EXPECT_FALSE(read("<!DOCTYPE model>" + model_xml(object(1, kMesh), "<item objectid='1'/>")));
  EXPECT_FALSE(read(model_xml(object(1, kMesh), "<item objectid='1'/>",
                              "xmlns:q='urn:q' requiredextensions='q'")));
}
TEST(ThreeMf, IdentifiersOfTheProductionExtensionAreCheckedForTheirForm) {
  const auto with = [](const std::string& uuid) {
    std::string mesh = object(1, kMesh);
    mesh.insert(mesh.find('>'), " p:UUID='" + uuid + "'");
    return read(model_xml(mesh, "<item objectid='1'/>",
                          "xmlns:p='http://schemas.microsoft.com/3dmanufacturing/production/2015/"
                          "06'"));
  };
  EXPECT_FALSE(test::has_finding(*with("8b8f2d1a-0c3e-4f57-9a68-1b2c3d4e5F60"), "departs_from_3mf",
                                 Severity::kError));
  for (const char* const wrong :
       {"", "x", "8b8f2d1a-0c3e-4f57-9a68-1b2c3d4e5f6", "8b8f2d1a_0c3e_4f57_9a68_1b2c3d4e5f60",
        "8b8f2d1g-0c3e-4f57-9a68-1b2c3d4e5f60"})
    EXPECT_TRUE(test::has_finding(*with(wrong), "departs_from_3mf", Severity::kError)) << wrong;
}
TEST(ThreeMf, ElementsAcrossThePiecesOfTheStreamAreReadTheSame) {
  // Longer than the pieces that are inflated at once, with elements of every length at their ends.
  std::string vertices, triangles;
  for (int i = 0; i < 30'000; ++i) {
    const std::string pad(static_cast<std::size_t>(i % 37), i % 2 == 0 ? ' ' : '\n');
    vertices += "<vertex " + pad + "x='" + std::to_string(i) + ".5' y='1' z='" +
                std::to_string(i % 7) + "'/>" + pad;
    if (i >= 2)
      triangles += "<triangle v1='" + std::to_string(i - 2) + "' " + pad + "v2='" +
                   std::to_string(i - 1) + "' v3='" + std::to_string(i) + "'/>";
  }
  const auto model =
      read(model_xml(object(1, "<mesh><vertices>" + vertices + "</vertices><triangles>" +
                                   triangles + "</triangles></mesh>"),
                     "<item objectid='1'/>"));
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_EQ(model->triangle_count(), 29'998u);
  for (int i = 2; i < 30'000; ++i)
    ASSERT_EQ(test::corners_of(model->parts[0], static_cast<std::size_t>(i - 2))[2],
              Vec3(i + 0.5, 1, i % 7));
}
TEST(ThreeMf, ScannerAndParserReadTheSame) {
  // An entity reference, a comment and properties leave the scanner's path; the result must not
  // change.
  std::string slow = kMesh;
  slow.replace(slow.find("x='1'"), 5, "x='&#49;'")
      .insert(slow.find("<triangle "), "<!-- <triangle v1='9' -->");
  const auto fast_model = read(model_xml(object(1, kMesh), "<item objectid='1'/>"));
  const auto slow_model = read(model_xml(object(1, slow), "<item objectid='1'/>"));
  ASSERT_TRUE(fast_model && slow_model);
  EXPECT_EQ(slow_model->triangle_count(), 1u);
  EXPECT_EQ(test::corners_of(fast_model->parts[0], 0), test::corners_of(slow_model->parts[0], 0));
}

}  // namespace
}  // namespace pg
