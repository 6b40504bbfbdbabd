#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "testdata/faults.hpp"
#include "testdata/shapes.hpp"

namespace pg::faults {
namespace {

using shapes::inverted;
using shapes::moved;
using shapes::Random;
using shapes::together;

Vec3 as_float(const Vec3& p) {
  return p.cast<float>().cast<double>();
}

double size_of(const Specimen& s) {
  return bounding_box(s.mesh).diagonal();
}

void flip(Triangle& t) {
  std::swap(t[1], t[2]);
}

void flip_share(Specimen& s, double share, std::uint64_t seed) {
  Random random(seed);
  for (Triangle& t : s.mesh.triangles)
    if (random.uniform() < share) flip(t);
}

void drop_share(Specimen& s, double share, std::uint64_t seed) {
  Random random(seed);
  std::erase_if(s.mesh.triangles, [&](const Triangle&) { return random.uniform() < share; });
  s.surface_missing = true;
}

/// A ball inside the material, wound like the surface around it.
TriMesh ball_in(const Specimen& s, double share_of_room) {
  const auto faces = std::clamp<std::size_t>(s.mesh.triangles.size() / 4, 200, 20000);
  const TriMesh ball =
      moved(shapes::sphere(share_of_room * s.room_mm, static_cast<int>(faces)), s.inside);
  return s.inside_out ? inverted(ball) : ball;
}

void add(Specimen& s, const TriMesh& mesh) {
  s.mesh = together({s.mesh, mesh});
}

void add_sound(Specimen& s, const TriMesh& mesh) {
  s.sound = together({s.sound, s.inside_out ? inverted(mesh) : mesh});
}

/// Two balls of one size would be neither in nor around each other: what comes next goes into the
/// wall that is left around the ball added last.
void leave_room_in_wall(Specimen& s) {
  s.inside += Vec3(0.85 * s.room_mm, 0, 0);
  s.room_mm *= 0.14;
  s.has_inner_shell = true;
}

/// Every triangle with corners of its own, moved as told: every edge may be a crack.
template <class Move>
void tear(Specimen& s, Move&& move) {
  TriMesh torn;
  for (const Triangle& t : s.mesh.triangles) {
    const auto first = static_cast<VertexId>(torn.positions_mm.size());
    for (const VertexId v : t) torn.positions_mm.push_back(move(s.mesh.positions_mm[v]));
    torn.triangles.push_back({first, first + 1, first + 2});
  }
  s.mesh = std::move(torn);
}

void flip_one(Specimen& s, std::uint64_t seed) {
  flip(s.mesh.triangles[Random(seed).below(s.mesh.triangles.size())]);
}

void flip_half(Specimen& s, std::uint64_t seed) {
  flip_share(s, 0.5, seed);
  s.sense_lost = true;
}

void flip_third(Specimen& s, std::uint64_t seed) {
  flip_share(s, 0.3, seed);
}

void flip_cap(Specimen& s, std::uint64_t) {
  const Box3 box = bounding_box(s.mesh);
  const double above = box.max[2] - 0.15 * box.size()[2];
  for (std::size_t f = 0; f < s.mesh.triangles.size(); ++f)
    if (s.mesh.face_centre(static_cast<FaceId>(f))[2] > above) flip(s.mesh.triangles[f]);
}

void invert(Specimen& s, std::uint64_t) {
  s.mesh = inverted(std::move(s.mesh));
  s.inside_out = !s.inside_out;
}

void lose_hundredth(Specimen& s, std::uint64_t seed) {
  drop_share(s, 0.01, seed);
}

void flip_lose_and_carry_far(Specimen& s, std::uint64_t seed) {
  flip_share(s, 0.3, seed);
  drop_share(s, 0.01, seed + 1);
  s.move([](const Vec3& p) { return as_float(p + Vec3(1000, -2000, 3000)); });
}

void offset(Specimen& s, std::uint64_t) {
  s.move([](const Vec3& p) { return as_float(p + Vec3(4096, 4096, 4096)); });
}

void add_cavity(Specimen& s, std::uint64_t) {
  const TriMesh hollow = inverted(ball_in(s, 0.7));
  add(s, hollow);
  add_sound(s, hollow);
  leave_room_in_wall(s);
}

void add_cavity_with_core(Specimen& s, std::uint64_t seed) {
  const TriMesh core = ball_in(s, 0.4);
  add_cavity(s, seed);
  add(s, core);
  add_sound(s, core);
}

void add_outward_inner(Specimen& s, std::uint64_t) {
  add(s, ball_in(s, 0.7));
  leave_room_in_wall(s);
}

void add_two_outward_inner(Specimen& s, std::uint64_t seed) {
  const TriMesh innermost = ball_in(s, 0.35);
  add_outward_inner(s, seed);
  add(s, innermost);
}

void store_twice(Specimen& s, std::uint64_t) {
  s.mesh = together({s.mesh, s.mesh});
}

void store_some_twice(Specimen& s, std::uint64_t seed) {
  Random random(seed);
  const BigVector<Triangle> all = s.mesh.triangles;
  for (const Triangle& t : all)
    if (random.uniform() < 0.05) s.mesh.triangles.push_back(t);
}

/// To the grid of a file with three decimals, by a writer that rounds each corner for itself: up
/// or down. (1e-3 mm of a model of 70 mm; the share keeps that for models of other sizes.)
void round_corners(Specimen& s, std::uint64_t seed) {
  Random random(seed);
  const double grid = 1e-3 * size_of(s) / 70.0;
  tear(s, [&](const Vec3& p) {
    Vec3 q;
    for (int k = 0; k < 3; ++k) q[k] = grid * std::floor(p[k] / grid + random.uniform());
    return q;
  });
}

void shake_corners(Specimen& s, std::uint64_t seed) {
  Random random(seed);
  const double by = 1e-6 * size_of(s) / 70.0;
  tear(s, [&](const Vec3& p) { return Vec3(p + by * random.direction()); });
}

/// Some triangles are split at a side's middle that their neighbours know nothing of.
void split_one_sided(Specimen& s, std::uint64_t seed) {
  Random random(seed);
  TriMesh& mesh = s.mesh;
  const std::size_t faces = mesh.triangles.size();
  for (std::size_t f = 0; f < faces; ++f) {
    if (f > 0 && random.uniform() > 0.05) continue;
    const auto [a, b, c] = mesh.triangles[f];
    const auto middle = static_cast<VertexId>(mesh.positions_mm.size());
    mesh.positions_mm.push_back(as_float(0.5 * (mesh.positions_mm[a] + mesh.positions_mm[b])));
    mesh.triangles[f] = {a, middle, c};
    mesh.triangles.push_back({middle, b, c});
  }
}

/// A hundred triangles without area: on an edge and its middle, or with two corners in one place.
void add_degenerate(Specimen& s, std::uint64_t seed) {
  Random random(seed);
  TriMesh& mesh = s.mesh;
  const std::size_t faces = mesh.triangles.size();
  for (int i = 0; i < 100; ++i) {
    const Triangle t = mesh.triangles[random.below(faces)];
    if (i % 2 == 0) {
      mesh.triangles.push_back({t[0], t[1], t[1]});
    } else {
      const auto middle = static_cast<VertexId>(mesh.positions_mm.size());
      mesh.positions_mm.push_back(0.5 * (mesh.positions_mm[t[0]] + mesh.positions_mm[t[1]]));
      mesh.triangles.push_back({t[0], t[1], middle});
    }
  }
}

/// A sheet without thickness that stands on an edge of the outermost triangle, once or twice (back
/// to back).
void add_fin(Specimen& s, bool two_sided) {
  TriMesh& mesh = s.mesh;
  std::size_t top = 0;
  for (std::size_t f = 1; f < mesh.triangles.size(); ++f)
    if (mesh.face_centre(static_cast<FaceId>(f))[2] > mesh.face_centre(static_cast<FaceId>(top))[2])
      top = f;
  const auto [a, b, c] = mesh.triangles[top];
  const auto first = static_cast<VertexId>(mesh.positions_mm.size());
  const Vec3 up(0, 0, 0.1 * size_of(s));
  mesh.positions_mm.push_back(mesh.positions_mm[a] + up);
  mesh.positions_mm.push_back(mesh.positions_mm[b] + up);
  for (const Triangle& t : {Triangle{a, b, first + 1}, Triangle{a, first + 1, first}}) {
    mesh.triangles.push_back(t);
    if (two_sided) mesh.triangles.push_back({t[0], t[2], t[1]});
  }
}

void add_fin_once(Specimen& s, std::uint64_t) {
  add_fin(s, false);
}

void add_fin_twice(Specimen& s, std::uint64_t) {
  add_fin(s, true);
}

/// Fifty tetrahedra in a row beside the model.
void add_specks(Specimen& s, std::uint64_t) {
  const Box3 box = bounding_box(s.mesh);
  const double leg = 0.004 * box.diagonal();
  std::vector<TriMesh> specks;
  for (int i = 0; i < 50; ++i)
    specks.push_back(moved(shapes::tetrahedron(leg),
                           {box.max[0] + 5 * leg, box.min[1] + 2 * leg * i, box.min[2]}));
  const TriMesh all = together(specks);
  add(s, all);
  s.sound = together({s.sound, all});
}

const Deed kDeeds[] = {
    {"one_facet_flipped", "winding_mixed", flip_one},
    {"half_flipped", "winding_mixed", flip_half},
    {"third_flipped", "winding_mixed", flip_third},
    {"cap_inward", "winding_mixed", flip_cap},
    {"all_inverted", "inverted_shell", invert},
    {"hundredth_missing", "holes_closed", lose_hundredth},
    {"third_flipped_hundredth_missing_far", "holes_closed", flip_lose_and_carry_far},
    {"cavity", "cavity", add_cavity},
    {"cavity_with_loose_core", "loose_part_in_cavity", add_cavity_with_core},
    {"inner_shell_outward", "nested_same_winding", add_outward_inner},
    {"three_nested_outward", "nested_same_winding", add_two_outward_inner},
    {"shell_twice", "duplicates_counted_once", store_twice},
    {"twentieth_twice", "duplicates_counted_once", store_some_twice},
    {"corners_rounded", "cracks_welded", round_corners},
    {"corners_shaken", "cracks_welded", shake_corners},
    {"t_junctions", "t_junctions", split_one_sided},
    {"degenerate_facets", "degenerate_triangles", add_degenerate},
    {"fin_single", "nonmanifold_edges open_boundary", add_fin_once},
    {"fin_two_sided", "double_wall_removed", add_fin_twice},
    {"specks_beside", "fragments", add_specks},
    {"offset_4096", "", offset},
};

}  // namespace

std::span<const Deed> deeds() {
  return kDeeds;
}

}  // namespace pg::faults
