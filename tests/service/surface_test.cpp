// Surfaces for the page: what is in them, what a coarser one keeps, how they are kept.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "pipeline/analyze.hpp"
#include "pipeline/picture/surface.hpp"
#include "pipeline/record/surfaces.hpp"
#include "testdata/head.hpp"
#include "testdata/shapes.hpp"
#include "tests/service/served.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

struct Read {
  std::uint32_t corners = 0, triangles = 0, of_model = 0;
  float max_x = 0;
  std::vector<float> walls;
  std::size_t bytes = 0;
};

std::string surface_of(const TriMesh& mesh, std::size_t triangles_max) {
  std::string bytes;
  AnalyzeOptions options;
  options.on_measured = [&](const Subject& subject, const Reading& reading) {
    bytes = surface_bytes(subject, reading, {.triangles_max = triangles_max});
  };
  const std::vector<std::byte> stl = shapes::as_binary_stl(mesh);
  (void)analyze(BigVector<std::byte>(stl.begin(), stl.end()), "m.stl", options);
  return bytes;
}

Read read(const std::string& bytes) {
  Read r;
  EXPECT_EQ(bytes.substr(0, 4), "PGS1");
  std::memcpy(&r.corners, &bytes[4], 4);
  std::memcpy(&r.triangles, &bytes[8], 4);
  std::memcpy(&r.of_model, &bytes[12], 4);
  std::memcpy(&r.max_x, &bytes[36], 4);
  r.walls.resize(r.corners);
  std::memcpy(r.walls.data(), &bytes[48 + 12 * r.corners], 4 * r.corners);
  r.bytes = bytes.size();
  return r;
}

TEST(Surface, OfASmallModelIsTheModel) {
  const Read box = read(surface_of(shapes::box({30, 10, 10}), 1000));
  EXPECT_EQ(box.corners, 8u);
  EXPECT_EQ(box.triangles, 12u);
  EXPECT_EQ(box.of_model, 12u);
  EXPECT_EQ(box.bytes, 48u + 16 * 8 + 12 * 12);
}

TEST(Surface, OfALargeModelKeepsTheLimitAndTheThinnestWall) {
  const TriMesh pipe = shapes::pipe(8, 10, 30, 200, 50);
  const Read fine = read(surface_of(pipe, 1'000'000));
  const Read coarse = read(surface_of(pipe, 5000));
  EXPECT_EQ(fine.triangles, pipe.triangles.size());
  EXPECT_LE(coarse.triangles, 5000u);
  // A grid that is much too coarse would keep the limit as well.
  EXPECT_GT(coarse.triangles, 1000u);
  EXPECT_EQ(coarse.of_model, fine.of_model);
  EXPECT_EQ(coarse.max_x, fine.max_x);
  const auto thinnest = [](std::vector<float> walls) {
    std::erase_if(walls, [](float wall) { return wall < 0; });
    return walls.empty() ? -1.0F : *std::min_element(walls.begin(), walls.end());
  };
  EXPECT_EQ(thinnest(coarse.walls), thinnest(fine.walls));  // the very number, not a mean
  // The wall of this pipe is 2 mm; a facet of 1/200 of the turn sags by 0.0012 mm.
  EXPECT_NEAR(thinnest(fine.walls), 2.0, 0.01);
}

TEST(Surface, IsKeptByContentAndNothingElseOpensAFile) {
  const test::TempDir dir;
  const std::filesystem::path folder = dir.path() / "surfaces";
  const std::string sha(64, 'a');
  EXPECT_FALSE(kept_surface(folder, sha));
  const Result<Ok> kept = keep_surface(folder, sha, std::string("PGS1\0x", 6));
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept_surface(folder, sha), std::string("PGS1\0x", 6));
  for (const char* wrong : {"", "..", "../record.sqlite", "AAAA", "/etc/passwd"})
    EXPECT_FALSE(kept_surface(folder, wrong)) << wrong;
  EXPECT_FALSE(keeps_picture(folder, sha));
  ASSERT_TRUE(keep_surface(folder, sha, "PGS1", "PNG"));
  EXPECT_TRUE(keeps_picture(folder, sha));
  EXPECT_EQ(kept_picture(folder, sha), "PNG");
}

class ServedSurface : public test::Served {};

TEST_F(ServedSurface, ThatOfAFaceIsNotServedUnlessTheSiteAllowsIt) {
  add_model("case-1", shapes::head_like(5), "2026-01-02T03:04:05.000Z");
  add_box("case-2", 20, "2026-01-02T03:04:06.000Z");
  begin();
  const auto surface_of_model = [&](const std::string& id) {
    const std::int64_t model = (*store_->models(id))[0].id;
    return get("/v1/models/" + std::to_string(model) + "/surface");
  };
  for (const char* id : {"case-1", "case-2"})
    ASSERT_TRUE(keep_surface(folder_.path() / "surfaces", (*store_->models(id))[0].sha256, "PGS1"));
  EXPECT_EQ(surface_of_model("case-1").status, 404);
  EXPECT_NE(surface_of_model("case-1").body.find("--face-pictures"), std::string::npos);
  EXPECT_EQ(surface_of_model("case-2").status, 200);
  api_->faces = true;
  EXPECT_EQ(surface_of_model("case-1").status, 200);
}

TEST_F(ServedSurface, APictureIsNamedInTheListAndServedWithATag) {
  add_box("case-1", 20, "2026-01-02T03:04:05.000Z");
  add_model("case-2", shapes::head_like(5), "2026-01-02T03:04:06.000Z");
  add_queued("case-3");
  for (const char* id : {"case-1", "case-2"})
    ASSERT_TRUE(keep_surface(folder_.path() / "surfaces", (*store_->models(id))[0].sha256, "PGS1",
                             "the picture"));
  begin();
  const auto picture_in_list = [&](const std::string& id) {
    return get("/v1/cases?q=" + id).json()["cases"][0]["picture"];
  };
  EXPECT_EQ(picture_in_list("case-1"), (*store_->models("case-1"))[0].id);
  EXPECT_TRUE(picture_in_list("case-2").is_null());  // shows a face
  EXPECT_TRUE(picture_in_list("case-3").is_null());  // waits
  const auto address_of = [&](const std::string& id) {
    return "/v1/models/" + std::to_string((*store_->models(id))[0].id) + "/picture";
  };
  const std::string address = address_of("case-1");
  const test::Answer picture = get(address);
  EXPECT_EQ(picture.status, 200);
  EXPECT_EQ(picture.body, "the picture");
  EXPECT_EQ(picture.header("Content-Type"), "image/png");
  const std::string known = "If-None-Match: " + picture.header("ETag") + "\r\n";
  EXPECT_EQ(ask("GET", address, reader_, "", known).status, 304);
  EXPECT_EQ(get(address_of("case-2")).status, 404);
  EXPECT_EQ(ask("GET", address).status, 401);
}

TEST_F(ServedSurface, ACaseThatWasAskedForIsThereAnewWhenItChanges) {
  add_box("case-1", 20, "2026-01-02T03:04:05.000Z");
  begin();
  const std::string before = get("/v1/cases/case-1").body;
  add_box("case-1", 30, "2026-01-02T03:04:06.000Z");
  std::string after = before;
  // The server looks every 50 ms here; five seconds are a hundred times that.
  for (int tries = 0; tries < 100 && after == before; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    after = get("/v1/cases/case-1").body;
  }
  EXPECT_EQ(nlohmann::json::parse(after)["models"].size(), 2u);
}

}  // namespace
}  // namespace pg
