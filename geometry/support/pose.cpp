#include "geometry/support/pose.hpp"

#include <cmath>
#include <numbers>

#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

/// Six times the signed volume, from one corner; only its sign is used.
bool faces_inward(const TriMesh& mesh) {
  if (mesh.triangles.empty()) return false;
  const Vec3 origin = mesh.positions_mm[mesh.triangles[0][0]];
  return ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t face) {
           const auto& [a, b, c] = mesh.triangles[face];
           return (mesh.positions_mm[a] - origin)
               .dot((mesh.positions_mm[b] - origin).cross(mesh.positions_mm[c] - origin));
         }) < 0;
}

}  // namespace

Mat3 turn_to_z(const Vec3& up) {
  if (up[0] == 0 && up[1] == 0) {
    Mat3 turn = Mat3::Identity();
    if (up[2] < 0) turn(1, 1) = turn(2, 2) = -1;
    return turn;
  }
  // Duff et al., Building an orthonormal basis, revisited, JCGT 6, 2017.
  const double sign = std::copysign(1.0, up[2]);
  const double a = -1 / (sign + up[2]);
  const double b = up[0] * up[1] * a;
  Mat3 turn;
  turn.row(0) = Vec3(1 + sign * up[0] * up[0] * a, sign * b, -sign * up[0]);
  turn.row(1) = Vec3(b, sign + up[1] * up[1] * a, -up[1]);
  turn.row(2) = up;
  return turn;
}

PosedMesh pose_mesh(const TriMesh& mesh, const Vec3& up, double overhang_angle_deg,
                    bool inside_out) {
  PosedMesh pose;
  pose.inside_out = inside_out;
  pose.turn = turn_to_z(up);
  pose.at_mm.resize(mesh.positions_mm.size());
  const bool as_is = pose.turn == Mat3::Identity();
  for_each_index(mesh.positions_mm.size(), [&](std::size_t v) {
    pose.at_mm[v] = as_is ? mesh.positions_mm[v] : Vec3(pose.turn * mesh.positions_mm[v]);
  });
  const Box3 box = ordered_reduce(
      pose.at_mm.size(), Box3{}, [&](Box3& b, std::size_t v) { b.extend(pose.at_mm[v]); },
      [](Box3& b, const Box3& other) { b.extend(other); });
  if (box.empty()) return pose;
  pose.corner_mm = box.min;
  pose.size_mm = box.size();
  pose.same_height_mm = kSameHeightShare * box.diagonal();
  for_each_index(pose.at_mm.size(), [&](std::size_t v) { pose.at_mm[v] -= box.min; });

  const double steepest = std::cos((overhang_angle_deg - kSlantSlackDeg) * std::numbers::pi / 180);
  pose.lie.resize(mesh.triangles.size());
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    const auto& [i, j, k] = mesh.triangles[f];
    const Vec3 &a = pose.at_mm[i], &b = pose.at_mm[j], &c = pose.at_mm[k];
    const Vec3 normal = (b - a).cross(c - a);
    const double length = normal.norm();
    const double rise = inside_out ? -normal[2] : normal[2];
    // A shadow a billion times smaller than the facet is the rounding of a vertical wall.
    if (std::abs(rise) <= 1e-9 * length) {
      pose.lie[f] = Lie::kVertical;
    } else if (rise > 0) {
      pose.lie[f] = Lie::kUp;
    } else {
      const bool flat = -rise > steepest * length;
      const bool rests = std::max({a[2], b[2], c[2]}) <= pose.same_height_mm;
      pose.lie[f] = flat && !rests ? Lie::kOverhang : Lie::kDown;
    }
  });
  return pose;
}

const PosedMesh& given_pose(const Subject& subject) {
  return subject.shared<PosedMesh>([](const Subject& s) {
    const bool inside_out =
        s.topology().watertight() && s.topology().oriented() && faces_inward(s.mesh());
    return pose_mesh(s.mesh(), Vec3::UnitZ(), s.rules().overhang_angle_deg, inside_out);
  });
}

}  // namespace pg
