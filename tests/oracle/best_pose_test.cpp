// The best pose against a search by force: many directions, each measured exactly, the best of them
// refined. Three small models and 4,000 directions here; with PG_SOAK set (./dev soak) all twenty
// and 20,000.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "geometry/mesh/weld.hpp"
#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/best_pose.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
constexpr int kRefined = 40;
constexpr double kApartDeg = 1.5, kFirstStepDeg = 1, kLastStepDeg = 0.01;
/// The search under test may be this much above the one by force.
constexpr double kWorse = 1.02;
/// Of the cube on the model's diagonal: best_pose takes volumes nearer than that for equal.
constexpr double kEqualShare = 1e-6;

constexpr std::size_t kInEveryRun = 3;
constexpr const char* kModels[] = {
    // The first kInEveryRun in every test run.
    "orthopaedic_bone/MyoHub__myo_sim__r_femur.stl",
    "orthopaedic_bone/MyoHub__myo_sim__r_pelvis.stl",
    "device_other/PlusToolkit__PlusModelCatalog__MarkerHolder_120mm-even_long.stl",
    "non_medical/mikedh__trimesh__angle_block.stl",
    "device_other/opensim-org__opensim-models__afoCuff.stl",
    "airway_lung/artisynth__artisynth_models__airway.obj",
    "non_medical/alecjacobson__common-3d-test-models__suzanne.obj",
    "non_medical/cadascode__cc0_stl_models__C2_1.stl",
    "vascular_other/Serizona__stl_model__svc.stl",
    "cardiac/Xiangyu-Hu__SPHinXsys__myocardium_simple_rv.stl",
    "dental/sofa-framework__sofa__tooth.obj",
    "cmf_bone/artisynth__artisynth_models__jaw.obj",
    "aortic/openLB__openLB__aorta3d.stl",
    "orthopaedic_bone/probomar__Diplomka__tibia.stl",
    "device_other/PlusToolkit__PlusModelCatalog__NeedleGrabber-BardDuaLok.stl",
    "cmf_bone/artisynth__artisynth_models__ubccranium.obj",
    "organ_other/garretthinton__BrainSPECT__Liver.stl",
    "orthopaedic_bone/MyoHub__myo_sim__ribcage_s.stl",
    "cmf_bone/MyoHub__myo_sim__ground_skull.stl",
    "non_medical/mikedh__trimesh__fandisk.obj",
};

TriMesh mesh_of(const std::filesystem::path& path) {
  const auto bytes = load_file(path, {});
  if (!bytes) return {};
  auto model = read_model(*bytes, path.filename().string(), {});
  if (!model) return {};
  std::vector<Soup> soups;
  for (Part& part : model->parts) soups.push_back(std::move(part.soup));
  return weld_exactly(std::move(soups), 1).mesh;
}

double support_mm3(const Subject& subject, const Vec3& up) {
  const Result<PoseNumbers> numbers = pose_numbers(subject, up);
  return numbers ? numbers->support_volume_mm3 : std::numeric_limits<double>::infinity();
}

struct Tried {
  Vec3 up;
  double volume;
};

/// Downhill in eight directions, the step halved where none goes down.
Tried refined(const Subject& subject, Tried at) {
  for (double step = kFirstStepDeg; step >= kLastStepDeg;) {
    const Vec3 x = at.up.unitOrthogonal(), y = at.up.cross(x);
    Tried best = at;
    for (int i = 0; i < 8; ++i) {
      const double angle = i * std::numbers::pi / 4, s = std::sin(step * kRadians);
      const Vec3 up = (at.up + s * (std::cos(angle) * x + std::sin(angle) * y)).normalized();
      if (const double volume = support_mm3(subject, up); volume < best.volume) best = {up, volume};
    }
    if (best.volume < at.volume)
      at = best;
    else
      step /= 2;
  }
  return at;
}

Tried best_by_force(const Subject& subject, int directions) {
  std::vector<Tried> tried(static_cast<std::size_t>(directions));
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  for_each_index(
      tried.size(),
      [&](std::size_t i) {
        const double z = 1 - (2.0 * static_cast<double>(i) + 1) / directions;
        const double r = std::sqrt(1 - z * z), turn = golden * static_cast<double>(i);
        tried[i].up = Vec3(r * std::cos(turn), r * std::sin(turn), z);
        tried[i].volume = support_mm3(subject, tried[i].up);
      },
      16);
  std::stable_sort(tried.begin(), tried.end(),
                   [](const Tried& a, const Tried& b) { return a.volume < b.volume; });
  std::vector<Tried> starts;
  for (const Tried& t : tried) {
    const bool near = std::any_of(starts.begin(), starts.end(), [&](const Tried& s) {
      return s.up.dot(t.up) > std::cos(kApartDeg * kRadians);
    });
    if (!near && starts.size() < kRefined) starts.push_back(t);
  }
  for_each_index(
      starts.size(), [&](std::size_t i) { starts[i] = refined(subject, starts[i]); }, 1);
  return *std::min_element(starts.begin(), starts.end(),
                           [](const Tried& a, const Tried& b) { return a.volume < b.volume; });
}

bool soaks() {
  return std::getenv("PG_SOAK") != nullptr;
}

class BestPoseOracle : public ::testing::TestWithParam<const char*> {};

TEST_P(BestPoseOracle, IsWithinTwoPercentOfASearchByForce) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  const TriMesh mesh = mesh_of(*shared / "corpus" / GetParam());
  ASSERT_FALSE(mesh.triangles.empty());
  const Subject subject(mesh);
  const Result<BestPose> found = best_pose(subject, PoseGoal::kSupport);
  ASSERT_TRUE(found);
  const Tried forced = best_by_force(subject, soaks() ? 20'000 : 4'000);
  Box3 box;
  for (const Vec3& p : mesh.positions_mm) box.extend(p);
  const double volume = found->best.support_volume_mm3;
  fmt::print("{:76} {:6} facets  found {:12.5g}  by force {:12.5g} mm3  {:.4f}\n", GetParam(),
             mesh.triangles.size(), volume, forced.volume, volume / forced.volume);
  std::fflush(stdout);
  EXPECT_LE(volume, kWorse * forced.volume + kEqualShare * std::pow(box.diagonal(), 3))
      << "up " << forced.up.transpose() << " is better than " << found->best.up.transpose();
}

std::string short_name(const ::testing::TestParamInfo<const char*>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  name.erase(0, name.rfind("__") + 2);
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Shared, BestPoseOracle,
                         ::testing::ValuesIn(kModels, kModels + (soaks() ? std::size(kModels) : kInEveryRun)),
                         short_name);

}  // namespace
}  // namespace pg
