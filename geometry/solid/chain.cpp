#include "geometry/solid/chain.hpp"

#include <algorithm>

#include "geometry/parallel.hpp"

namespace pg {

void RepairLog::note(SolidNote kind, std::size_t count, double amount, std::optional<Vec3> at) {
  if (at) *at += centre;
  for (SolidEvent& event : events) {
    if (event.kind != kind) continue;
    event.count += count;
    event.amount += amount;
    if (!event.at_mm) event.at_mm = at;
    return;
  }
  events.push_back({kind, count, amount, at});
}

const SolidEvent* RepairLog::find(SolidNote kind) const {
  for (const SolidEvent& event : events)
    if (event.kind == kind) return &event;
  return nullptr;
}

double total_area(const TriMesh& mesh) {
  return ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t f) {
    return 0.5 * mesh.face_cross(static_cast<FaceId>(f)).norm();
  });
}

}  // namespace pg
