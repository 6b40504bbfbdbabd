// The faults of tests/geometry/solid on bones of the shared corpus.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "geometry/solid/self_intersections.hpp"
#include "geometry/spatial/spatial.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "tests/geometry/solid/verdict.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

constexpr std::size_t kBones = 2;

/// The file as a sound body of one shell with the widest ball found inside; empty if it is none.
std::optional<faults::Specimen> as_body(const std::filesystem::path& file) {
  auto bytes = load_file(file, ReadLimits{});
  if (!bytes) return std::nullopt;
  auto model = read_model(*bytes, file.filename().string(), ReadLimits{});
  if (!model || model->triangle_count() < 2000 || model->triangle_count() > 25'000)
    return std::nullopt;
  std::vector<Soup> soups;
  for (Part& part : model->parts) soups.push_back(std::move(part.soup));
  TriMesh mesh = weld_exactly(std::move(soups)).mesh;
  // Some files are in metres: 4096 mm away nothing would be left of them in single precision.
  const Box3 box = bounding_box(mesh);
  mesh = shapes::scaled(shapes::moved(std::move(mesh), -box.centre()), 100.0 / box.diagonal());
  const Subject subject(mesh);
  const Topology& topology = subject.topology();
  const Solid& solid = solid_of(subject);
  if (!topology.watertight() || !topology.oriented() || topology.component_count() != 1 ||
      !self_intersections(subject).pairs.empty() || solid.inverted_shells > 0)
    return std::nullopt;
  const Spatial& spatial = spatial_of(subject);
  Vec3 inside = Vec3::Zero();
  double room = 0.0;
  for (std::size_t f = 0; f < mesh.triangles.size(); f += 10) {
    const auto face = static_cast<FaceId>(f);
    const Vec3 from = mesh.face_centre(face), inward = -mesh.face_cross(face).normalized();
    const auto hit = spatial.first_hit(from, inward, 0.0, 1e9, face);
    if (!hit) continue;
    const Vec3 middle = from + 0.5 * hit->distance * inward;
    const double distance = spatial.closest_point(middle).distance;
    if (distance > room) room = distance, inside = middle;
  }
  return faults::of_body(std::move(mesh), inside, 0.95 * room);
}

TEST(FaultyBones, EveryFaultOnBonesOfTheCorpus) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(*shared / "corpus" / "orthopaedic_bone"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::size_t bones = 0;
  for (const auto& file : files) {
    if (bones == kBones) break;
    const std::optional<faults::Specimen> body = as_body(file);
    if (!body) continue;
    ++bones;
    for (const faults::Deed& deed : faults::deeds()) {
      faults::Specimen specimen = *body;
      deed.apply(specimen, 3);
      test::expect_right(specimen, file.filename().string() + " " + deed.id);
    }
  }
  EXPECT_EQ(bones, kBones);
}

}  // namespace
}  // namespace pg
