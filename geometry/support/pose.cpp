#include "geometry/support/pose.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

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

Vec3 cross_of(const TriMesh& mesh, const PosedMesh& pose, std::size_t face) {
  const auto& [i, j, k] = mesh.triangles[face];
  return (pose.at_mm[j] - pose.at_mm[i]).cross(pose.at_mm[k] - pose.at_mm[i]);
}

bool rests_on_plate(const TriMesh& mesh, const PosedMesh& pose, std::size_t face) {
  for (const VertexId v : mesh.triangles[face])
    if (pose.at_mm[v][2] > pose.same_height_mm) return false;
  return true;
}

void lie_of_facets(const TriMesh& mesh, double overhang_angle_deg, PosedMesh& pose) {
  const double steepest = std::cos((overhang_angle_deg - kSlantSlackDeg) * kRadians);
  pose.lie.resize(mesh.triangles.size());
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    const Vec3 normal = cross_of(mesh, pose, f);
    const double length = normal.norm();
    const double rise = pose.inside_out ? -normal[2] : normal[2];
    // A shadow a billion times smaller than the facet is the rounding of a vertical wall.
    if (std::abs(rise) <= 1e-9 * length)
      pose.lie[f] = Lie::kVertical;
    else if (rise > 0)
      pose.lie[f] = Lie::kUp;
    else
      pose.lie[f] =
          -rise > steepest * length && !rests_on_plate(mesh, pose, f) ? Lie::kOverhang : Lie::kDown;
  });
}

/// Angle between the horizontal and a facet that looks down, from how far its normal falls.
double slant(double fall) {
  return std::acos(std::clamp(fall, -1.0, 1.0));
}

/// Flatness at the corners of a facet from its own and that at its sides' middles.
template <class Fall>
std::array<double, 3> flatness_at_corners(const RoundSurface& round, FaceId face, double own,
                                          double rule, const Fall& fall) {
  std::array<double, 3> middle = {own, own, own};
  for (std::size_t k = 0; k < 3; ++k)
    if (const FaceId other = round.neighbour(face, k); other != kNone)
      middle[k] = (own + rule - slant(fall(other))) / 2;
  // Side k runs from corner k to k + 1; a corner has the two sides at it, less the one opposite.
  return {middle[0] + middle[2] - middle[1], middle[0] + middle[1] - middle[2],
          middle[1] + middle[2] - middle[0]};
}

/// Cuts the facets of round surfaces that the line of the rule crosses.
void cut_round_facets(const TriMesh& mesh, const RoundSurface& round, double overhang_angle_deg,
                      PosedMesh& pose) {
  const Vec3 down = (pose.inside_out ? 1 : -1) * pose.turn.row(2).transpose();
  const auto fall_of = [&](FaceId face) { return round.normal(face).dot(down); };
  // Half the turn at each of two sides: a corner differs from the facet by at most that much.
  const double reach = 1.5 * kRoundTurnDeg * kRadians, rule = overhang_angle_deg * kRadians;
  const double steepest = std::cos(std::min(rule + reach, std::numbers::pi / 2));
  const double flattest = std::cos(std::max(rule - reach, 0.0));
  const std::size_t faces = mesh.triangles.size();
  std::vector<std::vector<PartialOverhang>> found(chunk_count(faces));
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t f = begin; f != end; ++f) {
      if (pose.lie[f] != Lie::kDown && pose.lie[f] != Lie::kOverhang) continue;
      const auto face = static_cast<FaceId>(f);
      const double fall = fall_of(face);
      if (fall < steepest || fall > flattest) continue;
      if (pose.lie[f] == Lie::kDown && rests_on_plate(mesh, pose, f)) continue;
      const double own = rule - slant(fall);
      PartialOverhang partial{face, flatness_at_corners(round, face, own, rule, fall_of)};
      const auto [low, high] =
          std::minmax_element(partial.flatness.begin(), partial.flatness.end());
      const double small = std::max(kSlantSlackDeg * kRadians, kCornerShare * (*high - *low));
      if (*high - *low <= kSlantSlackDeg * kRadians) continue;  // flat: its own lie stands
      if (*low >= -small) {
        pose.lie[f] = Lie::kOverhang;
      } else if (*high <= small) {
        pose.lie[f] = Lie::kDown;
      } else {
        for (double& value : partial.flatness)
          if (std::abs(value) <= small) value = 0;
        pose.lie[f] = Lie::kOverhang;
        found[chunk].push_back(partial);
      }
    }
  });
  for (const auto& some : found) pose.partial.insert(pose.partial.end(), some.begin(), some.end());
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

double PartialOverhang::share() const {
  // One corner is on its own side of the line; the triangle it cuts off is a share of two sides'.
  const auto& [a, b, c] = flatness;
  const int positive = (a > 0 ? 1 : 0) + (b > 0 ? 1 : 0) + (c > 0 ? 1 : 0);
  if (positive == 0) return 0;
  const bool lone_is_positive = positive == 1;
  const int negative = (a < 0 ? 1 : 0) + (b < 0 ? 1 : 0) + (c < 0 ? 1 : 0);
  if (negative == 0) return 1;
  std::size_t lone = 0;
  for (std::size_t k = 0; k < 3; ++k)
    if (lone_is_positive ? flatness[k] > 0 : flatness[k] < 0) lone = k;
  const double f = flatness[lone], g = flatness[(lone + 1) % 3], h = flatness[(lone + 2) % 3];
  const double cut_off = f / (f - g) * (f / (f - h));
  return lone_is_positive ? cut_off : 1 - cut_off;
}

const PartialOverhang* PosedMesh::partial_of(FaceId face) const {
  const auto at =
      std::lower_bound(partial.begin(), partial.end(), face,
                       [](const PartialOverhang& entry, FaceId f) { return entry.face < f; });
  return at != partial.end() && at->face == face ? &*at : nullptr;
}

PosedMesh pose_mesh(const TriMesh& mesh, const Vec3& up, double overhang_angle_deg, bool inside_out,
                    const RoundSurface* round) {
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

  lie_of_facets(mesh, overhang_angle_deg, pose);
  if (round != nullptr) cut_round_facets(mesh, *round, overhang_angle_deg, pose);
  return pose;
}

double overhanging_mm2(const TriMesh& mesh, const PosedMesh& pose) {
  return ordered_sum(pose.lie.size(), 0.0, [&](std::size_t f) {
    const auto face = static_cast<FaceId>(f);
    const double share = pose.hanging_share(face);
    return share == 0 ? 0.0 : share * mesh.face_cross(face).norm() / 2;
  });
}

bool is_inside_out(const Subject& subject) {
  struct InsideOut {
    bool value;
  };
  return subject
      .shared<InsideOut>([](const Subject& s) {
        return InsideOut{s.topology().watertight() && s.topology().oriented() &&
                         faces_inward(s.mesh())};
      })
      .value;
}

PosedMesh pose_of(const Subject& subject, const Vec3& up) {
  return pose_mesh(subject.mesh(), up, subject.rules().overhang_angle_deg, is_inside_out(subject),
                   &round_surface_of(subject));
}

const PosedMesh& given_pose(const Subject& subject) {
  return subject.shared<PosedMesh>(
      [](const Subject& s) { return pose_of(s, Vec3::UnitZ()); });
}

}  // namespace pg
