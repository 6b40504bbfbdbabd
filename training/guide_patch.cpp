// The second maker of guides. It shares the bones with the first and nothing else.

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/corefinement.h>
#include <CGAL/Polygon_mesh_processing/orientation.h>
#include <CGAL/Surface_mesh.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "training/on_models.hpp"

namespace pg::training {
namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Surface = CGAL::Surface_mesh<Kernel::Point_3>;
namespace pmp = CGAL::Polygon_mesh_processing;

std::optional<Surface> surface_of(const TriMesh& mesh) {
  Surface surface;
  std::vector<Surface::Vertex_index> vertices;
  for (const Vec3& p : mesh.positions_mm)
    vertices.push_back(surface.add_vertex({p[0], p[1], p[2]}));
  for (const auto& [a, b, c] : mesh.triangles)
    if (surface.add_face(vertices[a], vertices[b], vertices[c]) == Surface::null_face())
      return std::nullopt;
  return surface;
}

TriMesh mesh_of(const Surface& surface) {
  TriMesh mesh;
  std::map<Surface::Vertex_index, VertexId> names;
  for (const auto v : surface.vertices()) {
    names[v] = static_cast<VertexId>(mesh.positions_mm.size());
    const auto& p = surface.point(v);
    mesh.positions_mm.emplace_back(p.x(), p.y(), p.z());
  }
  for (const auto f : surface.faces()) {
    Triangle corners{};
    std::size_t k = 0;
    for (const auto v : surface.vertices_around_face(surface.halfedge(f)))
      if (k < 3) corners[k++] = names[v];
    mesh.triangles.push_back(corners);
  }
  return mesh;
}

/// Facets around a place: neighbours over edges that lie within reach and face the same way.
std::vector<FaceId> patch_around(const TriMesh& bone, FaceId seed, double reach, double wide,
                                 const Vec3& along) {
  std::map<std::pair<VertexId, VertexId>, std::vector<FaceId>> across_edge;
  for (std::size_t i = 0; i < bone.triangles.size(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      VertexId a = bone.triangles[i][k];
      VertexId b = bone.triangles[i][(k + 1) % 3];
      if (a > b) std::swap(a, b);
      across_edge[{a, b}].push_back(static_cast<FaceId>(i));
    }
  const Vec3 centre = bone.face_centre(seed);
  const Vec3 normal = bone.face_cross(seed).normalized();
  std::set<FaceId> taken = {seed};
  std::vector<FaceId> stack = {seed};
  while (!stack.empty()) {
    const FaceId face = stack.back();
    stack.pop_back();
    for (std::size_t k = 0; k < 3; ++k) {
      VertexId a = bone.triangles[face][k];
      VertexId b = bone.triangles[face][(k + 1) % 3];
      if (a > b) std::swap(a, b);
      for (const FaceId next : across_edge[{a, b}]) {
        if (taken.contains(next)) continue;
        const Vec3 step = bone.face_centre(next) - centre;
        const double x = step.dot(along) / reach;
        const double y = (step - step.dot(along) * along).norm() / wide;
        if (x * x + y * y > 1) continue;
        if (bone.face_cross(next).normalized().dot(normal) < 0.25) continue;
        taken.insert(next);
        stack.push_back(next);
      }
    }
  }
  return {taken.begin(), taken.end()};
}

/// A patch with vertices of its own and long edges halved until the facets are small.
TriMesh piece_of(const TriMesh& bone, const std::vector<FaceId>& faces, double finest) {
  TriMesh piece;
  std::map<VertexId, VertexId> names;
  for (const FaceId face : faces) {
    Triangle corners{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto [it, fresh] = names.try_emplace(bone.triangles[face][k],
                                                 static_cast<VertexId>(piece.positions_mm.size()));
      if (fresh) piece.positions_mm.push_back(bone.positions_mm[it->first]);
      corners[k] = it->second;
    }
    piece.triangles.push_back(corners);
  }
  for (int round = 0; round < 3; ++round) {
    double sum = 0;
    for (std::size_t i = 0; i < piece.triangles.size(); ++i)
      sum += 0.5 * piece.face_cross(static_cast<FaceId>(i)).norm();
    if (sum / static_cast<double>(piece.triangles.size()) < finest * finest ||
        piece.triangles.size() > 6000)
      break;
    piece = shapes::subdivided(piece);
  }
  return piece;
}

/// Means of neighbours, rims included, so that a plate follows the bone but not its pores.
void smooth(BigVector<Vec3>& values, const TriMesh& mesh, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    BigVector<Vec3> sum(values.begin(), values.end());
    std::vector<double> count(values.size(), 1);
    for (const auto& t : mesh.triangles)
      for (std::size_t k = 0; k < 3; ++k) {
        sum[t[k]] += values[t[(k + 1) % 3]];
        count[t[k]] += 1;
      }
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = sum[i] / count[i];
  }
}

/// Two copies of the patch, moved out by `gap` and `gap + wall`, joined along the rim.
TriMesh plate_of(TriMesh piece, double gap, double wall, Random& random) {
  smooth(piece.positions_mm, piece, 2 + static_cast<int>(random.below(4)));
  BigVector<Vec3> normals(piece.positions_mm.size(), Vec3::Zero());
  for (std::size_t i = 0; i < piece.triangles.size(); ++i)
    for (const VertexId v : piece.triangles[i])
      normals[v] += piece.face_cross(static_cast<FaceId>(i));
  for (Vec3& n : normals) n.normalize();
  smooth(normals, piece, 12);
  TriMesh plate;
  const auto count = static_cast<VertexId>(piece.positions_mm.size());
  for (const double out : {gap, gap + wall})
    for (VertexId v = 0; v < count; ++v)
      plate.positions_mm.push_back(piece.positions_mm[v] + out * normals[v].normalized());
  std::set<std::pair<VertexId, VertexId>> edges;
  for (const auto& [a, b, c] : piece.triangles) {
    plate.triangles.push_back({a, c, b});
    plate.triangles.push_back({a + count, b + count, c + count});
    edges.insert({a, b});
    edges.insert({b, c});
    edges.insert({c, a});
  }
  for (const auto& [a, b] : edges) {
    if (edges.contains({b, a})) continue;
    plate.triangles.push_back({a, b, b + count});
    plate.triangles.push_back({a, b + count, a + count});
  }
  return plate;
}

Mat3 frame_of(const Vec3& normal, const Vec3& along) {
  Mat3 frame;
  frame.col(2) = normal;
  frame.col(1) = normal.cross(along).normalized();
  frame.col(0) = frame.col(1).cross(normal);
  return frame;
}

bool unite(Surface& body, const TriMesh& part, bool add) {
  std::optional<Surface> other = surface_of(part);
  if (!other) return false;
  Surface out;
  const bool done =
      add ? pmp::corefine_and_compute_union(body, *other, out,
                                            CGAL::parameters::throw_on_self_intersection(true))
          : pmp::corefine_and_compute_difference(
                body, *other, out, CGAL::parameters::throw_on_self_intersection(true));
  if (!done || out.number_of_faces() == 0) return false;
  out.collect_garbage();
  body = std::move(out);
  return true;
}

TriMesh attempt(const TriMesh& bone, const GuideSize& size, Random& random) {
  const double reach = random.uniform(size.reach_low_mm, size.reach_high_mm);
  const double wide = reach * random.uniform(0.45, 1.0);
  const double wall = random.uniform(size.wall_low_mm, size.wall_high_mm);
  const auto seed = static_cast<FaceId>(random.below(bone.triangles.size()));
  const Vec3 normal = bone.face_cross(seed).normalized();
  const Vec3 along = normal.cross(random.direction()).normalized();
  const std::vector<FaceId> faces = patch_around(bone, seed, reach, wide, along);
  const TriMesh piece = piece_of(bone, faces, 1.5);
  if (faces.size() < 8 || bounding_box(piece).diagonal() < 0.9 * reach) return {};
  std::optional<Surface> body =
      surface_of(plate_of(piece, random.uniform(0.05, 0.3), wall, random));
  if (!body || !CGAL::is_closed(*body)) return {};

  const auto somewhere = [&] {
    return piece.positions_mm[random.below(piece.positions_mm.size())];
  };
  const int sleeves = static_cast<int>(random.below(6));
  std::vector<std::pair<Vec3, Mat3>> holes;
  std::vector<double> radii;
  for (int i = 0; i < sleeves; ++i) {
    const Mat3 frame = frame_of((normal + 0.2 * random.direction()).normalized(), along);
    const Vec3 at = somewhere();
    radii.push_back(random.uniform(0.8, 2.1));
    holes.emplace_back(at, frame);
    if (random.uniform() < 0.7)
      unite(*body,
            shapes::transformed(
                shapes::pipe(0, radii.back() + random.uniform(1, 2.4), random.uniform(6, 14), 28),
                frame, at + (wall + 2) * normal),
            true);
  }
  const int blocks = static_cast<int>(random.below(4));
  std::vector<std::pair<Vec3, Mat3>> slots;
  for (int i = 0; i < blocks; ++i) {
    const double turn = random.uniform(0, 3.1);
    const Mat3 frame =
        frame_of(normal, std::cos(turn) * along + std::sin(turn) * normal.cross(along));
    const Vec3 at = somewhere();
    const double kind = random.uniform();
    if (kind < 0.5) {  // a ridge with a saw slot
      unite(*body,
            shapes::transformed(shapes::box({wide * random.uniform(0.7, 1.7), random.uniform(4, 8),
                                             random.uniform(7, 15)}),
                                frame, at + (wall + 1) * normal),
            true);
      slots.emplace_back(at, frame);
    } else if (kind < 0.75) {  // bar
      unite(*body,
            shapes::transformed(shapes::box({reach * random.uniform(0.8, 2.2), random.uniform(3, 6),
                                             random.uniform(3, 5)}),
                                frame, at + (wall + 1.5) * normal),
            true);
    } else {  // flange or label
      unite(*body,
            shapes::transformed(
                shapes::prism({{-6, 0}, {7, 0}, {5, 9}, {-5, 8}}, random.uniform(1.5, 3)), frame,
                at + wall * normal),
            true);
    }
  }
  if (blocks == 0 && random.uniform() < 0.5)
    slots.emplace_back(somewhere(), frame_of(normal, along));
  for (std::size_t i = 0; i < holes.size(); ++i)
    unite(*body,
          shapes::transformed(shapes::pipe(0, radii[i], 90, 24), holes[i].second, holes[i].first),
          false);
  for (const auto& [at, frame] : slots)
    unite(*body,
          shapes::transformed(
              shapes::box({wide * random.uniform(0.5, 1.4), random.uniform(0.8, 1.7), 90}), frame,
              at),
          false);
  return mesh_of(*body);
}

}  // namespace

TriMesh guide_by_patch(const TriMesh& bone_mm, const GuideSize& size, Random& random) {
  for (int tries = 0; tries < 40; ++tries) {
    try {
      TriMesh guide = attempt(bone_mm, size, random);
      if (!guide.triangles.empty()) return guide;
    } catch (const std::exception&) {
      // Plates that cross themselves cannot be united: another place.
    }
  }
  return {};
}

}  // namespace pg::training
