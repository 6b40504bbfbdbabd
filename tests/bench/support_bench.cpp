// Supports of one direction and the best pose. Not a test: prints times and ratios.
//
//   support_bench [FILE...]
//
// CPU time of all threads is given beside the time on the clock: on a busy machine it says more.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "geometry/mesh/weld.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/best_pose.hpp"
#include "geometry/support/columns.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"

namespace {

using pg::TriMesh;
using pg::Vec3;

struct Spent {
  double seconds = 1e300, cpu_seconds = 1e300;
};

/// The least of a few runs.
Spent spent(int runs, const std::function<void()>& work) {
  Spent least;
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    work();
    least.cpu_seconds =
        std::min(least.cpu_seconds, static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
    least.seconds =
        std::min(least.seconds,
                 std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

void measure(const std::string& name, TriMesh mesh) {
  const pg::Subject subject(std::move(mesh));
  const pg::RoundSurface& round = pg::round_surface_of(subject);
  pg::PosedMesh pose;
  const Spent posing =
      spent(5, [&] { pose = pg::pose_mesh(subject.mesh(), Vec3::UnitZ(), 45, false, &round); });
  pg::Columns columns;
  const Spent standing = spent(5, [&] { columns = pg::support_columns(subject.mesh(), pose); });
  // Tree, hull and topology are shared with other measurements: made before.
  (void)pg::hull_of(subject);
  (void)pg::spatial_of(subject);
  double support_mm3 = 0;
  const Spent posed = spent(2, [&] {
    const auto best = pg::best_pose(subject, pg::PoseGoal::kSupport);
    support_mm3 = best ? best->best.support_volume_mm3 : -1;
  });
  std::printf(
      "%-28s %8zu triangles  pose %.4f s (cpu %.4f)  columns %.4f s (cpu %.4f)  %.1f mm3  "
      "best pose %.3f s (cpu %.3f)  %.1f mm3\n",
      name.c_str(), subject.mesh().triangles.size(), posing.seconds, posing.cpu_seconds,
      standing.seconds, standing.cpu_seconds, columns.volume_mm3, posed.seconds, posed.cpu_seconds,
      support_mm3);
}

}  // namespace

int main(int argc, char** argv) {
  for (const int triangles : {100'000, 1'000'000}) {
    const int around = triangles == 100'000 ? 129 : 408;
    measure("sphere", pg::shapes::sphere(40, triangles));
    measure("torus", pg::shapes::torus(30, 10, 3 * around, around));
    measure("torus, turned", pg::shapes::transformed(pg::shapes::torus(30, 10, 3 * around, around),
                                                     pg::shapes::a_rotation()));
  }
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path path(argv[i]);
    const auto bytes = pg::load_file(path, {});
    if (!bytes) continue;
    auto model = pg::read_model(*bytes, path.filename().string(), {});
    if (!model) continue;
    std::vector<pg::Soup> soups;
    for (pg::Part& part : model->parts) soups.push_back(std::move(part.soup));
    measure(path.stem().string().substr(0, 28), pg::weld_exactly(std::move(soups), 1).mesh);
  }
}
