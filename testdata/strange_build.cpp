// What strange shapes are built from.

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "testdata/strange.hpp"

namespace pg::shapes {

double half_size(Random& random) {
  return random.uniform(15, 70);
}

int whole(Random& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::size_t>(high - low + 1)));
}

TriMesh swept(const std::vector<Vec3>& line, const std::vector<double>& radii, int sides) {
  TriMesh mesh;
  Vec3 side = Vec3::Zero();
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Vec3 along =
        (line[std::min(i + 1, line.size() - 1)] - line[i > 0 ? i - 1 : 0]).normalized();
    // The last ring's side, made square to the line: rings do not twist against each other.
    side -= side.dot(along) * along;
    if (side.norm() < 1e-6) side = along.unitOrthogonal();
    side.normalize();
    const Vec3 up = along.cross(side);
    for (int k = 0; k < sides; ++k) {
      const double angle = 2 * std::numbers::pi * k / sides;
      mesh.positions_mm.push_back(line[i] +
                                  radii[i] * (std::cos(angle) * side + std::sin(angle) * up));
    }
  }
  const auto at = [sides](std::size_t ring, int k) {
    return static_cast<VertexId>(ring) * static_cast<VertexId>(sides) +
           static_cast<VertexId>(k % sides);
  };
  for (std::size_t i = 0; i + 1 < line.size(); ++i)
    for (int k = 0; k < sides; ++k) {
      mesh.triangles.push_back({at(i, k), at(i, k + 1), at(i + 1, k + 1)});
      mesh.triangles.push_back({at(i, k), at(i + 1, k + 1), at(i + 1, k)});
    }
  for (int k = 1; k + 1 < sides; ++k) {
    const std::size_t last = line.size() - 1;
    mesh.triangles.push_back({at(0, 0), at(0, k + 1), at(0, k)});
    mesh.triangles.push_back({at(last, 0), at(last, k), at(last, k + 1)});
  }
  return mesh;
}

TriMesh swept(const std::vector<Vec3>& line, double radius, int sides) {
  return swept(line, std::vector<double>(line.size(), radius), sides);
}

TriMesh star_prism(const std::vector<double>& radii, double height) {
  TriMesh mesh;
  const auto count = static_cast<VertexId>(radii.size());
  for (const double z : {-0.5 * height, 0.5 * height}) {
    for (VertexId i = 0; i < count; ++i) {
      const double angle = 2 * std::numbers::pi * i / count;
      mesh.positions_mm.push_back(Vec3(radii[i] * std::cos(angle), radii[i] * std::sin(angle), z));
    }
    mesh.positions_mm.push_back(Vec3(0, 0, z));
  }
  const VertexId upper = count + 1;
  for (VertexId i = 0; i < count; ++i) {
    const VertexId j = (i + 1) % count;
    mesh.triangles.push_back({count, j, i});
    mesh.triangles.push_back({upper + count, upper + i, upper + j});
    mesh.triangles.push_back({i, j, upper + j});
    mesh.triangles.push_back({i, upper + j, upper + i});
  }
  return mesh;
}

TriMesh voxels(const std::array<int, 3>& count, const Vec3& cell,
               const std::function<bool(int, int, int)>& filled) {
  TriMesh mesh;
  std::map<std::array<int, 3>, VertexId> known;
  const auto is_filled = [&](const std::array<int, 3>& at) {
    for (std::size_t k = 0; k < 3; ++k)
      if (at[k] < 0 || at[k] >= count[k]) return false;
    return filled(at[0], at[1], at[2]);
  };
  const auto corner = [&](const std::array<int, 3>& at) {
    const auto [it, fresh] = known.try_emplace(at, static_cast<VertexId>(mesh.positions_mm.size()));
    if (fresh)
      mesh.positions_mm.push_back(Vec3((at[0] - 0.5 * count[0]) * cell[0],
                                       (at[1] - 0.5 * count[1]) * cell[1],
                                       (at[2] - 0.5 * count[2]) * cell[2]));
    return it->second;
  };
  const auto add_side = [&](std::array<int, 3> at, std::size_t axis, bool upper) {
    const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
    at[axis] += upper ? 1 : 0;
    std::array<VertexId, 4> square{};
    for (std::size_t k = 0; k < 4; ++k) {
      std::array<int, 3> here = at;
      here[u] += k == 1 || k == 2 ? 1 : 0;
      here[v] += k >= 2 ? 1 : 0;
      square[k] = corner(here);
    }
    if (!upper) std::swap(square[1], square[3]);
    mesh.triangles.push_back({square[0], square[1], square[2]});
    mesh.triangles.push_back({square[0], square[2], square[3]});
  };
  for (int x = 0; x < count[0]; ++x)
    for (int y = 0; y < count[1]; ++y)
      for (int z = 0; z < count[2]; ++z) {
        if (!is_filled({x, y, z})) continue;
        for (std::size_t axis = 0; axis < 3; ++axis)
          for (const bool upper : {false, true}) {
            std::array<int, 3> beside = {x, y, z};
            beside[axis] += upper ? 1 : -1;
            if (!is_filled(beside)) add_side({x, y, z}, axis, upper);
          }
      }
  return mesh;
}

TriMesh marched(const Field& field, const Vec3& half) {
  Box3 box;
  box.extend(Vec3(-1.05 * half));
  box.extend(Vec3(1.05 * half));
  const Vec3 size = box.size();
  // A hundred thousand cells at most.
  return mesh_of(field, box, std::max(size.maxCoeff() / 90, std::cbrt(size.prod() / 1e5)));
}

Field outline(Random& random, double half) {
  const double kind = random.uniform();
  if (kind < 0.5) return block(Vec3::Zero(), Vec3::Constant(2 * half));
  if (kind < 0.8) return ball(Vec3::Zero(), half);
  return cylinder(Vec3::Zero(), Vec3::UnitZ(), half, 2 * half);
}

}  // namespace pg::shapes
