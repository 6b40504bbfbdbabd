#include "pipeline/analysis/frugal.hpp"

#include <malloc.h>

#include <algorithm>
#include <numeric>

#include "geometry/solid/self_intersections.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/support/best_pose.hpp"
#include "geometry/support/columns.hpp"
#include "geometry/support/pose.hpp"
#include "geometry/support/round_surface.hpp"
#include "geometry/wall/turned_faces.hpp"
#include "geometry/wall/wall_field.hpp"
#include "pipeline/analysis/catalogue.hpp"

namespace pg {
namespace {

void give_up_before_walls(const Subject& subject, bool walls_kept) {
  // The last that needs the topology, where there are walls.
  if (!self_intersections(subject).given_up && spatial_of(subject).usable())
    (void)wall::turned_faces_of(subject);
  subject.forget<ConvexHull>();
  subject.forget<PosedMesh>();
  subject.forget<Columns>();
  subject.forget<RoundSurface>();
  subject.forget<Topology>();
  if (!walls_kept) subject.forget<Solid>();
}

}  // namespace

SharedBy shared_by(const Measurement& measurement) {
  if (measurement.name == "best_pose" || measurement.group == "trapped") return SharedBy::kPoses;
  // The material that is printed is that of the supports too.
  if (measurement.group == "supports" || measurement.name == "material") return SharedBy::kPose;
  if (measurement.group == "walls") return SharedBy::kWalls;
  if (measurement.group == "features") return SharedBy::kFeatures;
  // Those that fit a box or a printer around it.
  const bool hull = measurement.name == "hull_volume" || measurement.name == "max_extent" ||
                    measurement.name == "oriented_box" || measurement.group == "fit";
  return hull ? SharedBy::kHull : SharedBy::kSurface;
}

std::vector<std::size_t> frugal_order() {
  const auto all = all_measurements();
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return shared_by(all[a]) < shared_by(all[b]);
  });
  return order;
}

void return_freed_memory() {
  malloc_trim(0);
}

void give_up_before(SharedBy next, const Subject& subject, bool walls_kept) {
  if (next == SharedBy::kPoses) {
    (void)pose_numbers(subject, Vec3::UnitZ());
    subject.forget<PosedMesh>();
  }
  if (next == SharedBy::kWalls) give_up_before_walls(subject, walls_kept);
  if (next == SharedBy::kFeatures && !walls_kept) subject.forget<WallField>();
  return_freed_memory();
  if (next == SharedBy::kPose) {
    (void)spatial_of(subject);
    return_freed_memory();  // its pieces
  }
}

}  // namespace pg
