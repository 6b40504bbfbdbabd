#include "geometry/solid/self_intersections.hpp"

#include <algorithm>

#include "geometry/solid/box_tree.hpp"
#include "geometry/solid/predicates.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

using Points = std::array<Vec3, 3>;

/// An axis along which the triangle does not project to a line; there is one, as it has area.
int projection_axis(const Points& t) {
  const Vec3 normal = (t[1] - t[0]).cross(t[2] - t[0]);
  Eigen::Index axis = 0;
  normal.cwiseAbs().maxCoeff(&axis);
  for (int k = 0; k < 3; ++k) {
    const int candidate = (static_cast<int>(axis) + k) % 3;
    if (orientation_along(candidate, t[0], t[1], t[2]) != 0) return candidate;
  }
  return static_cast<int>(axis);
}

/// r, known to be on the line through p and q, lies between them.
bool between(const Vec3& p, const Vec3& q, const Vec3& r) {
  return ((r.array() >= p.cwiseMin(q).array()) && (r.array() <= p.cwiseMax(q).array())).all();
}

bool segments_meet_in_plane(int axis, const Vec3& p, const Vec3& q, const Vec3& r, const Vec3& s) {
  const int r_side = orientation_along(axis, p, q, r), s_side = orientation_along(axis, p, q, s);
  const int p_side = orientation_along(axis, r, s, p), q_side = orientation_along(axis, r, s, q);
  if (r_side * s_side < 0 && p_side * q_side < 0) return true;
  return (r_side == 0 && between(p, q, r)) || (s_side == 0 && between(p, q, s)) ||
         (p_side == 0 && between(r, s, p)) || (q_side == 0 && between(r, s, q));
}

bool inside_in_plane(int axis, const Points& t, const Vec3& p) {
  const int a = orientation_along(axis, t[0], t[1], p);
  const int b = orientation_along(axis, t[1], t[2], p);
  const int c = orientation_along(axis, t[2], t[0], p);
  return (a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0);
}

bool coplanar_segment_meets(const Points& t, const Vec3& p, const Vec3& q) {
  const int axis = projection_axis(t);
  for (std::size_t k = 0; k < 3; ++k)
    if (segments_meet_in_plane(axis, t[k], t[(k + 1) % 3], p, q)) return true;
  return inside_in_plane(axis, t, p);
}

/// Segment pq against triangle t, given on which sides of its plane the ends lie.
bool segment_meets(const Points& t, const Vec3& p, const Vec3& q, int p_side, int q_side) {
  if (p_side * q_side > 0) return false;
  if (p_side == 0 && q_side == 0) return coplanar_segment_meets(t, p, q);
  bool any_left = false, any_right = false;
  for (std::size_t k = 0; k < 3; ++k) {
    const int turn = orientation(p, q, t[k], t[(k + 1) % 3]);
    any_left = any_left || turn > 0;
    any_right = any_right || turn < 0;
  }
  return !(any_left && any_right);
}

std::array<int, 3> sides_of(const PlaneSide& plane, const Points& u) {
  return {plane(u[0]), plane(u[1]), plane(u[2])};
}

bool all_on_one_side(const std::array<int, 3>& sides) {
  return (sides[0] > 0 && sides[1] > 0 && sides[2] > 0) ||
         (sides[0] < 0 && sides[1] < 0 && sides[2] < 0);
}

bool apart_meet(const Points& t, const PlaneSide& plane, const Points& u) {
  const std::array<int, 3> u_sides = sides_of(plane, u);
  if (all_on_one_side(u_sides)) return false;
  const std::array<int, 3> t_sides = sides_of(PlaneSide(u[0], u[1], u[2]), t);
  if (all_on_one_side(t_sides)) return false;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t n = (k + 1) % 3;
    if (segment_meets(t, u[k], u[n], u_sides[k], u_sides[n])) return true;
    if (segment_meets(u, t[k], t[n], t_sides[k], t_sides[n])) return true;
  }
  return false;
}

/// t[0] and u[0] are the shared vertex: only the opposite edges can add a meeting.
bool meet_beside_vertex(const Points& t, const PlaneSide& plane, const Points& u) {
  const int b = plane(u[1]), c = plane(u[2]);
  if (b * c > 0) return false;
  if (segment_meets(t, u[1], u[2], b, c)) return true;
  const PlaneSide other(u[0], u[1], u[2]);
  return segment_meets(u, t[1], t[2], other(t[1]), other(t[2]));
}

/// a and b are shared: the triangles overlap when both tips lie in one plane, on one side of ab.
bool meet_beside_edge(const Vec3& a, const Vec3& b, const Vec3& t_tip, const Vec3& u_tip,
                      const PlaneSide& plane) {
  if (plane(u_tip) != 0) return false;
  const int axis = projection_axis({a, b, t_tip});
  return orientation_along(axis, a, b, t_tip) == orientation_along(axis, a, b, u_tip);
}

class Finder {
 public:
  explicit Finder(const TriMesh& mesh) : mesh_(mesh) {}

  SelfIntersections run() {
    const std::size_t faces = mesh_.triangles.size();
    flat_.resize(faces);
    BigVector<RoundBox> boxes(faces);
    for_each_index(faces, [&](std::size_t f) {
      const auto& [a, b, c] = mesh_.triangles[f];
      const Vec3 &p = mesh_.positions_mm[a], &q = mesh_.positions_mm[b], &r = mesh_.positions_mm[c];
      boxes[f] = RoundBox::around(p, q, r);
      flat_[f] = collinear(p, q, r) ? 1 : 0;
    });
    const BoxTree tree = BoxTree::of(std::move(boxes));
    std::vector<std::vector<std::array<FaceId, 2>>> found(tree.pair_chunks());
    WorkMeter meter(step_limit(faces));
    tree.for_each_pair(meter, [&](std::size_t chunk, FaceId f, FaceId g) {
      if (meet(f, g) && meter.spend(kStepsOfPairKept))
        found[chunk].push_back({std::min(f, g), std::max(f, g)});
    });
    SelfIntersections result;
    result.given_up = meter.passed();
    if (result.given_up) return result;
    for (const auto& part : found)
      result.pairs.insert(result.pairs.end(), part.begin(), part.end());
    std::sort(result.pairs.begin(), result.pairs.end());
    return result;
  }

 private:
  /// Corners of a face, beginning with corner k.
  [[nodiscard]] Points points(const Triangle& t, std::size_t k) const {
    return {mesh_.positions_mm[t[k]], mesh_.positions_mm[t[(k + 1) % 3]],
            mesh_.positions_mm[t[(k + 2) % 3]]};
  }

  [[nodiscard]] bool meet(FaceId f, FaceId g) const {
    const Triangle &t = mesh_.triangles[f], &u = mesh_.triangles[g];
    std::size_t shared = 0, t_sum = 0, u_sum = 0, t_last = 0, u_last = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        if (t[i] != u[j]) continue;
        ++shared;
        t_sum += t_last = i;
        u_sum += u_last = j;
      }
    }
    if (shared == 3) return flat_[f] == 0;
    if (flat_[f] != 0 || flat_[g] != 0) return false;
    // With two shared corners, the tip is the corner whose number is missing from 0 + 1 + 2.
    const std::size_t k = shared == 2 ? 3 - t_sum : t_last;
    const std::size_t m = shared == 2 ? 3 - u_sum : u_last;
    const Points p = points(t, k), q = points(u, m);
    const PlaneSide plane(p[0], p[1], p[2]);
    if (shared == 2) return meet_beside_edge(p[1], p[2], p[0], q[0], plane);
    if (shared == 1) return meet_beside_vertex(p, plane, q);
    return apart_meet(p, plane, q);
  }

  const TriMesh& mesh_;
  BigVector<std::uint8_t> flat_;
};

}  // namespace

bool triangles_meet(const Points& t, const Points& u) {
  return apart_meet(t, PlaneSide(t[0], t[1], t[2]), u);
}

SelfIntersections SelfIntersections::of(const TriMesh& mesh) {
  return Finder(mesh).run();
}

const SelfIntersections& self_intersections(const Subject& subject) {
  return subject.shared<SelfIntersections>(
      [](const Subject& s) { return SelfIntersections::of(s.mesh()); });
}

}  // namespace pg
