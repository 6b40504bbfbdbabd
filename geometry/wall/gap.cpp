#include "geometry/wall/gap.hpp"

namespace pg::wall {
namespace {

constexpr double kFacingCosine = -0.5;  // within 60 degrees

}  // namespace

Gap narrower(const Gap& a, const Gap& b) {
  if (a.mm != b.mm) return a.mm < b.mm ? a : b;
  return a.vertex <= b.vertex ? a : b;
}

Gap gap_to(const SurfaceHit& hit, const TriMesh& mesh, VertexId vertex, const Vec3& from_mm,
           const Vec3& outward, bool turned) {
  if (hit.back_side != turned) return {};
  const Vec3 cross = mesh.face_cross(hit.face) * (turned ? -1 : 1);
  if (cross.dot(outward) > kFacingCosine * cross.norm()) return {};
  return {hit.distance, vertex, from_mm, from_mm + hit.distance * outward};
}

}  // namespace pg::wall
