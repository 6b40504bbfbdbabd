#include "geometry/solid/arrangement.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

#include "geometry/solid/predicates.hpp"

namespace pg {
namespace {

constexpr double kMove = 1e-9;  // of the diagonal, the whole width of the hash

std::uint64_t mix(std::uint64_t x) {  // SplitMix64
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

/// In [-0.5, 0.5).
double from_bits(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1p-53 - 0.5;
}

Vec3 jitter(const Vec3& p, std::uint64_t index) {
  std::uint64_t h = mix(index);
  for (int k = 0; k < 3; ++k) h = mix(h ^ std::bit_cast<std::uint64_t>(p[k] + 0.0));
  const std::uint64_t h1 = mix(h), h2 = mix(h1);
  return {from_bits(h), from_bits(h1), from_bits(h2)};
}

/// By about 67 degrees around an axis without any symmetry; entries from the quaternion
/// (sqrt 2, sqrt 3 / 2, sqrt 5 / 4, sqrt 7 / 3), normalised.
Mat3 fixed_turn() {
  const Eigen::Quaterniond q(std::sqrt(2.0), std::sqrt(3.0) / 2.0, std::sqrt(5.0) / 4.0,
                             std::sqrt(7.0) / 3.0);
  return q.normalized().toRotationMatrix();
}

/// Where edge (a, b), whose ends lie on both sides, passes through the plane. Always taken from the
/// lower vertex, so that the two triangles at the edge get the same point.
Vec3 piercing(const Vec3& a, const Vec3& b, const Vec3& on_plane, const Vec3& normal) {
  const double da = normal.dot(a - on_plane), db = normal.dot(b - on_plane);
  const double gap = da - db;
  const double t = gap != 0.0 ? std::clamp(da / gap, 0.0, 1.0) : 0.5;
  return a + t * (b - a);
}

}  // namespace

Arrangement::Arrangement(const Chain& chain, double diagonal_mm)
    : chain_(chain), diagonal_(diagonal_mm), steps_(step_limit(chain.mesh.triangles.size())) {
  const TriMesh& mesh = chain.mesh;
  const Mat3 turn = fixed_turn();
  positions_.resize(mesh.positions_mm.size());
  for_each_index(positions_.size(), [&](std::size_t v) {
    positions_[v] =
        turn * mesh.positions_mm[v] + kMove * diagonal_ * jitter(mesh.positions_mm[v], v);
  });
  BigVector<RoundBox> boxes(mesh.triangles.size());
  for_each_index(boxes.size(), [&](std::size_t i) {
    const auto f = static_cast<FaceId>(i);
    boxes[i] = RoundBox::around(corner(f, 0), corner(f, 1), corner(f, 2));
  });
  tree_ = BoxTree::of(std::move(boxes));
}

int Arrangement::passes(const Vec3& p, FaceId f) const {
  const Triangle& t = chain_.mesh.triangles[f];
  int turn = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    // An edge is judged from its lower to its higher vertex and a zero counts as positive: of two
    // neighbours exactly one is hit, even by a ray through their edge.
    const VertexId from = t[k], to = t[(k + 1) % 3];
    int side =
        orientation_along(2, positions_[std::min(from, to)], positions_[std::max(from, to)], p);
    if (side == 0) side = 1;
    if (from > to) side = -side;
    if (k > 0 && side != turn) return 0;
    turn = side;
  }
  const double height = cross(f).dot(p - positions_[t[0]]);
  return height * turn < 0.0 ? turn : 0;
}

int Arrangement::winding_in_front(FaceId f, const Vec3& p) const {
  int winding = 0;
  for_each_above(p, f, [&](FaceId g, int sign) { winding += sign * chain_.weight_of(g); });
  return cross(f)[2] > 0.0 ? winding : winding - chain_.weight_of(f);
}

std::optional<std::vector<Cut>> Arrangement::cuts() const {
  const TriMesh& mesh = chain_.mesh;
  // Where an edge of `t` passes through triangle f, the sides of the edge's ends known.
  const auto pierce = [&](VertexId a, VertexId b, int a_side, int b_side,
                          FaceId f) -> std::optional<Vec3> {
    if (a_side * b_side >= 0) return std::nullopt;
    if (a > b) std::swap(a, b);
    bool left = false, right = false;
    for (std::size_t k = 0; k < 3; ++k) {
      const int turn =
          orientation(positions_[a], positions_[b], corner(f, k), corner(f, (k + 1) % 3));
      left = left || turn > 0;
      right = right || turn < 0;
    }
    if (left && right) return std::nullopt;
    return piercing(positions_[a], positions_[b], corner(f, 0), cross(f));
  };
  std::vector<std::vector<Cut>> found(tree_.pair_chunks());
  WorkMeter meter(step_limit(mesh.triangles.size()));
  tree_.for_each_pair(meter, [&](std::size_t chunk, FaceId f, FaceId g) {
    const Triangle &t = mesh.triangles[f], &u = mesh.triangles[g];
    VertexId shared = kNone;
    for (const VertexId v : t) {
      if (v != u[0] && v != u[1] && v != u[2]) continue;
      if (shared != kNone) return;  // two shared: they meet along that edge only
      shared = v;
    }
    std::array<int, 3> u_sides{}, t_sides{};
    const PlaneSide t_plane(corner(f, 0), corner(f, 1), corner(f, 2));
    int above = 0, below = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      if (u[k] == shared) continue;
      u_sides[k] = t_plane(positions_[u[k]]);
      above += u_sides[k] > 0 ? 1 : 0;
      below += u_sides[k] < 0 ? 1 : 0;
    }
    if (above == 0 || below == 0) return;
    const PlaneSide u_plane(corner(g, 0), corner(g, 1), corner(g, 2));
    above = below = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      if (t[k] == shared) continue;
      t_sides[k] = u_plane(positions_[t[k]]);
      above += t_sides[k] > 0 ? 1 : 0;
      below += t_sides[k] < 0 ? 1 : 0;
    }
    if (above == 0 || below == 0) return;
    std::array<Vec3, 6> ends;
    std::size_t count = 0;
    if (shared != kNone) ends[count++] = positions_[shared];
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t n = (k + 1) % 3;
      if (const auto p = pierce(u[k], u[n], u_sides[k], u_sides[n], f)) ends[count++] = *p;
      if (const auto p = pierce(t[k], t[n], t_sides[k], t_sides[n], g)) ends[count++] = *p;
    }
    if (count != 2) return;  // apart; three would need four coplanar points
    if (!meter.spend(kStepsOfPairKept)) return;
    found[chunk].push_back({f, g, ends[0], ends[1]});
    found[chunk].push_back({g, f, ends[0], ends[1]});
  });
  if (meter.passed()) return std::nullopt;
  std::vector<Cut> all;
  for (auto& part : found) {
    all.insert(all.end(), part.begin(), part.end());
    std::vector<Cut>().swap(part);  // both at once would be twice the memory
  }
  std::sort(all.begin(), all.end(), [](const Cut& a, const Cut& b) {
    return std::pair(a.face, a.other) < std::pair(b.face, b.other);
  });
  return all;
}

}  // namespace pg
