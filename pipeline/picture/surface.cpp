#include "pipeline/picture/surface.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/wall/wall_field.hpp"

namespace pg {
namespace {

constexpr float kNoWall = -1.0F;
constexpr double kCellGrowth = 1.3;
constexpr int kCellBits = 20;  // a coordinate of a cell; three fit a key

struct Coarse {
  std::vector<Vec3> positions_mm;
  std::vector<float> wall_mm;
  std::vector<Triangle> triangles;
};

std::vector<float> walls_of(const Subject& subject, const Reading& reading) {
  std::vector<float> walls(subject.mesh().positions_mm.size(), kNoWall);
  if (reading.find("wall_sphere_mm") == nullptr) return walls;
  const WallField& field = wall_field_of(subject);
  for_each_index(walls.size(), [&](std::size_t v) {
    if (field.is_wall(v)) walls[v] = static_cast<float>(field.sphere_mm[v]);
  });
  return walls;
}

float thinner(float a, float b) {
  if (a == kNoWall) return b;
  return b == kNoWall ? a : std::min(a, b);
}

/// One corner for each cell that has any.
Coarse clustered(const TriMesh& mesh, const std::vector<float>& walls, const Box3& box,
                 double cell_mm) {
  struct Keyed {
    std::uint64_t key;
    VertexId vertex;
  };
  std::vector<Keyed> order(mesh.positions_mm.size());
  for_each_index(order.size(), [&](std::size_t v) {
    std::uint64_t key = 0;
    for (int axis = 0; axis < 3; ++axis) {
      const double place = (mesh.positions_mm[v][axis] - box.min[axis]) / cell_mm;
      key = key << kCellBits | static_cast<std::uint64_t>(place);
    }
    order[v] = {key, static_cast<VertexId>(v)};
  });
  std::sort(order.begin(), order.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.vertex < b.vertex;
  });
  Coarse coarse;
  std::vector<VertexId> becomes(order.size());
  for (std::size_t i = 0; i < order.size();) {
    Vec3 sum = Vec3::Zero();
    float wall = kNoWall;
    std::size_t j = i;
    for (; j < order.size() && order[j].key == order[i].key; ++j) {
      sum += mesh.positions_mm[order[j].vertex];
      wall = thinner(wall, walls[order[j].vertex]);
      becomes[order[j].vertex] = static_cast<VertexId>(coarse.positions_mm.size());
    }
    coarse.positions_mm.push_back(sum / static_cast<double>(j - i));
    coarse.wall_mm.push_back(wall);
    i = j;
  }
  for (const auto& [a, b, c] : mesh.triangles) {
    const Triangle mapped{becomes[a], becomes[b], becomes[c]};
    if (mapped[0] != mapped[1] && mapped[1] != mapped[2] && mapped[2] != mapped[0])
      coarse.triangles.push_back(mapped);
  }
  return coarse;
}

Coarse coarse_of(const TriMesh& mesh, const std::vector<float>& walls, const Box3& box,
                 std::size_t triangles_max) {
  if (mesh.triangles.size() <= triangles_max) {
    Coarse same;
    same.positions_mm.assign(mesh.positions_mm.begin(), mesh.positions_mm.end());
    same.wall_mm = walls;
    same.triangles.assign(mesh.triangles.begin(), mesh.triangles.end());
    return same;
  }
  const double area_mm2 = 0.5 * ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t face) {
    return mesh.face_cross(static_cast<FaceId>(face)).norm();
  });
  // A surface through a grid has about two triangles for each cell it crosses.
  const double least_mm = box.size().maxCoeff() / ((1 << kCellBits) - 2);
  double cell_mm = std::max(std::sqrt(area_mm2 / static_cast<double>(triangles_max)), least_mm);
  while (true) {
    Coarse coarse = clustered(mesh, walls, box, cell_mm);
    if (coarse.triangles.size() <= triangles_max) return coarse;
    cell_mm *= kCellGrowth;
  }
}

void put(std::string& bytes, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift);
}
void put(std::string& bytes, float value) {
  put(bytes, std::bit_cast<std::uint32_t>(value));
}

}  // namespace

std::string surface_bytes(const Subject& subject, const Reading& reading,
                          const SurfaceOptions& options) {
  const TriMesh& mesh = subject.mesh();
  const Box3 box = bounding_box(mesh);
  const double rule_mm = subject.rules().wall_min_mm;
  const double high_mm =
      std::max(reading.number_of("wall_sphere_mm", "p95").value_or(0), 2 * rule_mm);
  const Coarse coarse =
      coarse_of(mesh, walls_of(subject, reading), box, options.triangles_max);
  std::string bytes = "PGS1";
  bytes.reserve(48 + 16 * coarse.positions_mm.size() + 12 * coarse.triangles.size());
  put(bytes, static_cast<std::uint32_t>(coarse.positions_mm.size()));
  put(bytes, static_cast<std::uint32_t>(coarse.triangles.size()));
  put(bytes, static_cast<std::uint32_t>(mesh.triangles.size()));
  put(bytes, static_cast<float>(rule_mm));
  put(bytes, static_cast<float>(high_mm));
  for (const Vec3& corner : {box.min, box.max})
    for (int axis = 0; axis < 3; ++axis) put(bytes, static_cast<float>(corner[axis]));
  for (const Vec3& position : coarse.positions_mm)
    for (int axis = 0; axis < 3; ++axis) put(bytes, static_cast<float>(position[axis]));
  for (const float wall : coarse.wall_mm) put(bytes, wall);
  for (const Triangle& triangle : coarse.triangles)
    for (const VertexId corner : triangle) put(bytes, corner);
  return bytes;
}

}  // namespace pg
