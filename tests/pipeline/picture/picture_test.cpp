// Previews and sheets: made without a display, the same every time, telling no name.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analyze.hpp"
#include "pipeline/picture/html.hpp"
#include "pipeline/picture/preview.hpp"
#include "pipeline/picture/sheet.hpp"
#include "pipeline/picture/thumbnail.hpp"
#include "pipeline/picture/views.hpp"
#include "testdata/sample.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

BigVector<std::byte> bytes_of(const TriMesh& mesh) {
  const std::vector<std::byte> stl = shapes::as_binary_stl(mesh);
  return {stl.begin(), stl.end()};
}

/// Runs `look` on the measured mesh.
Reading analyzed(const TriMesh& mesh,
                 std::function<void(const Subject&, const Reading&)> look) {
  AnalyzeOptions options;
  options.on_measured = std::move(look);
  return analyze(bytes_of(mesh), "jane-doe.stl", options);
}

/// Width and height from the header of a PNG.
std::pair<unsigned, unsigned> png_size(const std::string& png) {
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8U | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  return {number(16), number(20)};
}

TEST(Preview, IsAPngAndTheSameEveryTime) {
  std::string first;
  std::string second;
  const TriMesh mesh = shapes::pipe(8, 10, 30, 48, 6);
  analyzed(mesh, [&](const Subject& s, const Reading& r) { first = preview_png(s, r); });
  analyzed(mesh, [&](const Subject& s, const Reading& r) { second = preview_png(s, r); });
  ASSERT_GT(first.size(), 10'000U);
  EXPECT_EQ(first.substr(1, 3), "PNG");
  EXPECT_EQ(png_size(first).first, 1800U);
  EXPECT_EQ(first, second);
}

TEST(ListPicture, IsSmallAndTransparentAroundTheModel) {
  std::string png;
  analyzed(shapes::box({20, 10, 5}),
           [&](const Subject& s, const Reading&) { png = list_picture_png(s); });
  EXPECT_EQ(png_size(png), std::pair(192U, 144U));
  constexpr std::size_t kColourType = 25;
  EXPECT_EQ(png.at(kColourType), 6);  // colours with opacity
  EXPECT_LT(png.size(), 60'000U);
}

TEST(Preview, IsMadeOfOpenAndEmptyLookingModelsToo) {
  TriMesh open = shapes::box({20, 10, 5}, 3);
  open.triangles.resize(open.triangles.size() / 2);
  std::string png;
  const Reading reading =
      analyzed(open, [&](const Subject& s, const Reading& r) { png = preview_png(s, r); });
  ASSERT_FALSE(reading.refused);
  EXPECT_EQ(png.substr(1, 3), "PNG");
}

TEST(WallView, RingsTheThinnestPlaceWhereItIs) {
  // A 6 mm plate with a pit from above that leaves 1 mm: the place is under the pit's middle.
  TriMesh plate = shapes::box({40, 40, 6}, 40);
  for (Vec3& p : plate.positions_mm) {
    const double r = std::hypot(p.x() - 8, p.y() - 4);
    if (p.z() > 2.9 && r < 6) p.z() -= 5 * std::pow(1 - r * r / 36, 2);
  }
  std::optional<WallView> wall;
  const Reading reading = analyzed(
      plate, [&](const Subject& s, const Reading& r) { wall = wall_view(s, r, 600, 400); });
  ASSERT_TRUE(wall);
  EXPECT_NEAR(*reading.number_of("wall_sphere_mm", "min"), 1.0, 0.1);
  ASSERT_TRUE(wall->thinnest);
  const View view = fitted_view(plate, Vec3(0.62, -1.0, 0.55), Vec3::UnitZ(), 600, 400);
  EXPECT_NEAR(wall->picture.px_per_mm, 1 / view.mm_per_px, 1e-9);
  const Vec3 expected = view.project({8, 4, -2});
  EXPECT_NEAR(wall->thinnest->x_px, expected.x(), 30);
  EXPECT_NEAR(wall->thinnest->y_px, expected.y(), 30);
}

TEST(FourViews, ShareOneScaleSoThatOneBarHolds) {
  analyzed(shapes::box({60, 20, 5}, 4), [&](const Subject& subject, const Reading&) {
    const FourViews views = four_views(subject, 200, 160);
    EXPECT_DOUBLE_EQ(views.front.px_per_mm, views.top.px_per_mm);
    EXPECT_DOUBLE_EQ(views.front.px_per_mm, views.right.px_per_mm);
    EXPECT_DOUBLE_EQ(views.front.px_per_mm, views.oblique.px_per_mm);
    EXPECT_EQ(views.front.image.width, 200);
    EXPECT_EQ(views.front.image.height, 160);
  });
}

TEST(Sheet, IsOneDocumentThatLoadsNothingAndNamesNobody) {
  std::string html;
  const Reading reading = analyzed(shapes::pipe(8, 10, 30, 48, 6), [&](const auto& s, const auto& r) {
    html = sheet_html(s, r, {.case_id = "case-017", .model = 1, .models = 3, .date = "2026-11-28"});
  });
  EXPECT_EQ(html.rfind("<!DOCTYPE html>", 0), 0U);
  EXPECT_NE(html.find("case-017 · model 1 of 3"), std::string::npos);
  EXPECT_NE(html.find(reading.sha256.substr(0, 12)), std::string::npos);
  EXPECT_EQ(html.find("jane"), std::string::npos);
  for (const char* outside : {"http:", "https:", "<script", "url(", "src=\"/", "<link"})
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
  EXPECT_LT(html.size(), 3'000'000U);
}

TEST(Sheet, HasAHeadingForEveryGroupThatHasValues) {
  std::string html;
  const Reading reading = analyzed(shapes::pipe(8, 10, 30, 48, 6), [&](const auto& s, const auto& r) {
    html = sheet_html(s, r, {.case_id = "", .model = 1, .models = 1, .date = ""});
  });
  for (const Measurement& measurement : all_measurements()) {
    const bool measured = std::any_of(
        measurement.quantities.begin(), measurement.quantities.end(),
        [&](const QuantityInfo& info) { return reading.number_of(info.id).has_value(); });
    std::string title(measurement.group);
    title[0] = static_cast<char>(std::toupper(title[0]));
    if (measured) {
      EXPECT_NE(html.find("<h2>" + title + "</h2>"), std::string::npos) << title;
    }
  }
}

TEST(Sheet, ShowsTextAsText) {
  EXPECT_EQ(escaped("<b a='1'>&\"</b>"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;&lt;/b&gt;");
  std::string html;
  analyzed(shapes::box({5, 5, 5}, 2), [&](const Subject& s, const Reading& r) {
    Reading hostile = r;
    Finding finding;
    finding.text = "<script>alert(1)</script>";
    finding.hint = "<i>";
    hostile.findings.push_back(finding);
    SheetHead head;
    head.case_id = "<img onerror=x>";
    html = sheet_html(s, hostile, head);
  });
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<img onerror"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
}

}  // namespace
}  // namespace pg
