#include "testdata/shapes.hpp"

#include <cmath>
#include <cstring>
#include <map>
#include <numbers>
#include <utility>

namespace pg::shapes {
namespace {

constexpr double kPi = std::numbers::pi;

/// Grid of vertices wrapped in u (and v when `wrap_v`), two triangles a cell, outward for a
/// right-handed (u, v) parametrisation.
void add_quad(TriMesh& mesh, VertexId a, VertexId b, VertexId c, VertexId d) {
  mesh.triangles.push_back({a, b, c});
  mesh.triangles.push_back({a, c, d});
}

}  // namespace

TriMesh box(const Vec3& size, int cells) {
  std::map<std::array<int, 3>, VertexId> index;
  TriMesh mesh;
  const auto vertex = [&](const std::array<int, 3>& at) {
    const auto [it, fresh] = index.try_emplace(at, static_cast<VertexId>(mesh.positions_mm.size()));
    if (fresh)
      mesh.positions_mm.push_back(Vec3((static_cast<double>(at[0]) / cells - 0.5) * size[0],
                                       (static_cast<double>(at[1]) / cells - 0.5) * size[1],
                                       (static_cast<double>(at[2]) / cells - 0.5) * size[2]));
    return it->second;
  };
  for (int axis = 0; axis < 3; ++axis) {
    const int u = (axis + 1) % 3;
    const int v = (axis + 2) % 3;
    for (const int side : {0, cells}) {
      for (int i = 0; i < cells; ++i) {
        for (int j = 0; j < cells; ++j) {
          const auto at = [&](int du, int dv) {
            std::array<int, 3> p{};
            p[static_cast<std::size_t>(axis)] = side;
            p[static_cast<std::size_t>(u)] = i + du;
            p[static_cast<std::size_t>(v)] = j + dv;
            return vertex(p);
          };
          if (side == cells) {
            add_quad(mesh, at(0, 0), at(1, 0), at(1, 1), at(0, 1));
          } else {
            add_quad(mesh, at(0, 0), at(0, 1), at(1, 1), at(1, 0));
          }
        }
      }
    }
  }
  return mesh;
}

TriMesh tetrahedron(double leg) {
  TriMesh mesh;
  for (const Vec3& p : {Vec3(0, 0, 0), Vec3(leg, 0, 0), Vec3(0, leg, 0), Vec3(0, 0, leg)})
    mesh.positions_mm.push_back(p);
  for (const Triangle& t :
       {Triangle{0, 2, 1}, Triangle{0, 1, 3}, Triangle{0, 3, 2}, Triangle{1, 2, 3}})
    mesh.triangles.push_back(t);
  return mesh;
}

TriMesh uv_sphere(double radius, int rings, int segments) {
  TriMesh mesh;
  mesh.positions_mm.push_back(Vec3(0, 0, radius));
  for (int i = 1; i < rings; ++i) {
    const double polar = kPi * i / rings;
    for (int j = 0; j < segments; ++j) {
      const double around = 2 * kPi * j / segments;
      mesh.positions_mm.push_back(radius * Vec3(std::sin(polar) * std::cos(around),
                                                std::sin(polar) * std::sin(around),
                                                std::cos(polar)));
    }
  }
  mesh.positions_mm.push_back(Vec3(0, 0, -radius));
  const auto at = [&](int ring, int segment) {
    return static_cast<VertexId>(1 + (ring - 1) * segments + segment % segments);
  };
  const auto south = static_cast<VertexId>(mesh.positions_mm.size() - 1);
  for (int j = 0; j < segments; ++j) mesh.triangles.push_back({0, at(1, j), at(1, j + 1)});
  for (int i = 1; i + 1 < rings; ++i)
    for (int j = 0; j < segments; ++j)
      add_quad(mesh, at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
  for (int j = 0; j < segments; ++j)
    mesh.triangles.push_back({south, at(rings - 1, j + 1), at(rings - 1, j)});
  return mesh;
}

TriMesh sphere(double radius, int triangles) {
  const int rings = std::max(3, static_cast<int>(std::lround(std::sqrt(triangles / 4.0))));
  return uv_sphere(radius, rings, 2 * rings);
}

TriMesh icosphere(double radius, int level) {
  const double t = (1 + std::sqrt(5.0)) / 2;
  TriMesh mesh;
  for (const Vec3& p : {Vec3(-1, t, 0), Vec3(1, t, 0), Vec3(-1, -t, 0), Vec3(1, -t, 0),
                        Vec3(0, -1, t), Vec3(0, 1, t), Vec3(0, -1, -t), Vec3(0, 1, -t),
                        Vec3(t, 0, -1), Vec3(t, 0, 1), Vec3(-t, 0, -1), Vec3(-t, 0, 1)})
    mesh.positions_mm.push_back(p.normalized() * radius);
  for (const Triangle& f :
       {Triangle{0, 11, 5},  Triangle{0, 5, 1},  Triangle{0, 1, 7},  Triangle{0, 7, 10},
        Triangle{0, 10, 11}, Triangle{1, 5, 9},  Triangle{5, 11, 4}, Triangle{11, 10, 2},
        Triangle{10, 7, 6},  Triangle{7, 1, 8},  Triangle{3, 9, 4},  Triangle{3, 4, 2},
        Triangle{3, 2, 6},   Triangle{3, 6, 8},  Triangle{3, 8, 9},  Triangle{4, 9, 5},
        Triangle{2, 4, 11},  Triangle{6, 2, 10}, Triangle{8, 6, 7},  Triangle{9, 8, 1}})
    mesh.triangles.push_back(f);
  for (int i = 0; i < level; ++i) mesh = subdivided(mesh);
  for (Vec3& p : mesh.positions_mm) p = p.normalized() * radius;
  return mesh;
}

TriMesh torus(double ring_radius, double tube_radius, int ring_segments, int tube_segments) {
  TriMesh mesh;
  for (int i = 0; i < ring_segments; ++i) {
    const double u = 2 * kPi * i / ring_segments;
    for (int j = 0; j < tube_segments; ++j) {
      const double v = 2 * kPi * j / tube_segments;
      const double r = ring_radius + tube_radius * std::cos(v);
      mesh.positions_mm.push_back(
          Vec3(r * std::cos(u), r * std::sin(u), tube_radius * std::sin(v)));
    }
  }
  const auto at = [&](int i, int j) {
    return static_cast<VertexId>((i % ring_segments) * tube_segments + j % tube_segments);
  };
  for (int i = 0; i < ring_segments; ++i)
    for (int j = 0; j < tube_segments; ++j)
      add_quad(mesh, at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
  return mesh;
}

TriMesh pipe(double inner_radius, double outer_radius, double height, int segments, int levels) {
  TriMesh mesh;
  const bool hollow = inner_radius > 0;
  const auto add_wall = [&](double radius) {
    const auto first = static_cast<VertexId>(mesh.positions_mm.size());
    for (int level = 0; level <= levels; ++level)
      for (int j = 0; j < segments; ++j) {
        const double a = 2 * kPi * j / segments;
        mesh.positions_mm.push_back(Vec3(radius * std::cos(a), radius * std::sin(a),
                                         height * (static_cast<double>(level) / levels - 0.5)));
      }
    return first;
  };
  const VertexId outer = add_wall(outer_radius);
  const VertexId inner = hollow ? add_wall(inner_radius) : 0;
  const auto at = [&](VertexId wall, int level, int j) {
    return wall + static_cast<VertexId>(level * segments + j % segments);
  };
  for (int level = 0; level < levels; ++level)
    for (int j = 0; j < segments; ++j) {
      add_quad(mesh, at(outer, level, j), at(outer, level, j + 1), at(outer, level + 1, j + 1),
               at(outer, level + 1, j));
      if (hollow)
        add_quad(mesh, at(inner, level, j), at(inner, level + 1, j), at(inner, level + 1, j + 1),
                 at(inner, level, j + 1));
    }
  if (hollow) {
    for (int j = 0; j < segments; ++j) {
      add_quad(mesh, at(outer, levels, j), at(outer, levels, j + 1), at(inner, levels, j + 1),
               at(inner, levels, j));
      add_quad(mesh, at(outer, 0, j), at(inner, 0, j), at(inner, 0, j + 1), at(outer, 0, j + 1));
    }
  } else {
    const auto bottom = static_cast<VertexId>(mesh.positions_mm.size());
    mesh.positions_mm.push_back(Vec3(0, 0, -height / 2));
    mesh.positions_mm.push_back(Vec3(0, 0, height / 2));
    for (int j = 0; j < segments; ++j) {
      mesh.triangles.push_back({bottom, at(outer, 0, j + 1), at(outer, 0, j)});
      mesh.triangles.push_back({bottom + 1, at(outer, levels, j), at(outer, levels, j + 1)});
    }
  }
  return mesh;
}

TriMesh shell(double inner, double outer, int triangles_per_sphere) {
  return together(
      {sphere(outer, triangles_per_sphere), inverted(sphere(inner, triangles_per_sphere))});
}

TriMesh prism(const std::vector<std::array<double, 2>>& polygon, double height) {
  TriMesh mesh;
  const auto n = static_cast<VertexId>(polygon.size());
  for (const double z : {0.0, height})
    for (const auto& [x, y] : polygon) mesh.positions_mm.push_back(Vec3(x, y, z));
  for (VertexId i = 0; i < n; ++i) add_quad(mesh, i, (i + 1) % n, n + (i + 1) % n, n + i);
  // Ear clipping.
  std::vector<VertexId> rest(n);
  for (VertexId i = 0; i < n; ++i) rest[i] = i;
  const auto cross = [&](VertexId a, VertexId b, VertexId c) {
    return (polygon[b][0] - polygon[a][0]) * (polygon[c][1] - polygon[a][1]) -
           (polygon[b][1] - polygon[a][1]) * (polygon[c][0] - polygon[a][0]);
  };
  while (rest.size() >= 3) {
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const VertexId a = rest[(i + rest.size() - 1) % rest.size()];
      const VertexId b = rest[i];
      const VertexId c = rest[(i + 1) % rest.size()];
      if (cross(a, b, c) <= 0) continue;
      bool ear = true;
      for (const VertexId p : rest)
        if (p != a && p != b && p != c && cross(a, b, p) >= 0 && cross(b, c, p) >= 0 &&
            cross(c, a, p) >= 0)
          ear = false;
      if (!ear) continue;
      mesh.triangles.push_back({a, c, b});
      mesh.triangles.push_back({n + a, n + b, n + c});
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  return mesh;
}

TriMesh transformed(TriMesh mesh, const Mat3& linear, const Vec3& shift) {
  for (Vec3& p : mesh.positions_mm) p = linear * p + shift;
  return mesh;
}

Mat3 rotation(double degrees, const Vec3& axis) {
  return Eigen::AngleAxisd(degrees * kPi / 180, axis.normalized()).toRotationMatrix();
}

Mat3 a_rotation() {
  return rotation(37.3, Vec3(0.31, -0.72, 0.55));
}

TriMesh scaled(TriMesh mesh, double factor) {
  for (Vec3& p : mesh.positions_mm) p *= factor;
  return mesh;
}

TriMesh moved(TriMesh mesh, const Vec3& shift) {
  for (Vec3& p : mesh.positions_mm) p += shift;
  return mesh;
}

TriMesh inverted(TriMesh mesh) {
  for (Triangle& t : mesh.triangles) std::swap(t[1], t[2]);
  return mesh;
}

TriMesh together(const std::vector<TriMesh>& meshes) {
  TriMesh all;
  for (const TriMesh& mesh : meshes) {
    const auto base = static_cast<VertexId>(all.positions_mm.size());
    all.positions_mm.insert(all.positions_mm.end(), mesh.positions_mm.begin(),
                            mesh.positions_mm.end());
    for (const Triangle& t : mesh.triangles)
      all.triangles.push_back({t[0] + base, t[1] + base, t[2] + base});
  }
  return all;
}

TriMesh shuffled(TriMesh mesh, std::uint64_t seed) {
  Random random(seed);
  const std::size_t vertices = mesh.positions_mm.size();
  std::vector<VertexId> number(vertices);
  for (std::size_t i = 0; i < vertices; ++i) number[i] = static_cast<VertexId>(i);
  for (std::size_t i = vertices; i > 1; --i) std::swap(number[i - 1], number[random.below(i)]);
  BigVector<Vec3> positions(vertices);
  for (std::size_t i = 0; i < vertices; ++i) positions[number[i]] = mesh.positions_mm[i];
  mesh.positions_mm = std::move(positions);
  for (Triangle& t : mesh.triangles) {
    const std::size_t turn = random.below(3);
    t = {number[t[turn]], number[t[(turn + 1) % 3]], number[t[(turn + 2) % 3]]};
  }
  for (std::size_t i = mesh.triangles.size(); i > 1; --i) {
    const std::size_t j = random.below(i);
    std::swap(mesh.triangles[i - 1], mesh.triangles[j]);
    if (!mesh.part_of_face.empty()) std::swap(mesh.part_of_face[i - 1], mesh.part_of_face[j]);
  }
  return mesh;
}

TriMesh subdivided(const TriMesh& mesh) {
  TriMesh fine;
  fine.positions_mm = mesh.positions_mm;
  fine.part_count = mesh.part_count;
  std::map<std::pair<VertexId, VertexId>, VertexId> middles;
  const auto middle = [&](VertexId a, VertexId b) {
    const auto [it, fresh] =
        middles.try_emplace(std::minmax(a, b), static_cast<VertexId>(fine.positions_mm.size()));
    if (fresh) fine.positions_mm.push_back(0.5 * (mesh.positions_mm[a] + mesh.positions_mm[b]));
    return it->second;
  };
  for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
    const auto& [a, b, c] = mesh.triangles[f];
    const VertexId ab = middle(a, b), bc = middle(b, c), ca = middle(c, a);
    for (const Triangle& t :
         {Triangle{a, ab, ca}, Triangle{ab, b, bc}, Triangle{ca, bc, c}, Triangle{ab, bc, ca}}) {
      fine.triangles.push_back(t);
      if (!mesh.part_of_face.empty()) fine.part_of_face.push_back(mesh.part_of_face[f]);
    }
  }
  return fine;
}

TriMesh with_noise(TriMesh mesh, double amplitude, std::uint64_t seed) {
  Random random(seed);
  for (Vec3& p : mesh.positions_mm) p += amplitude * random.uniform() * random.direction();
  return mesh;
}

Soup as_float_soup(const TriMesh& mesh) {
  BigVector<Vec3f> corners;
  corners.reserve(3 * mesh.triangles.size());
  for (const Triangle& t : mesh.triangles)
    for (const VertexId v : t) {
      const Vec3& p = mesh.positions_mm[v];
      corners.push_back(
          {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])});
    }
  return Soup{.corners = std::move(corners), .triangles = {}, .weld_group = 0};
}

Soup as_double_soup(const TriMesh& mesh) {
  BigVector<Vec3> corners;
  corners.reserve(3 * mesh.triangles.size());
  for (const Triangle& t : mesh.triangles)
    for (const VertexId v : t) corners.push_back(mesh.positions_mm[v]);
  return Soup{.corners = std::move(corners), .triangles = {}, .weld_group = 0};
}

std::vector<std::byte> as_binary_stl(const TriMesh& mesh) {
  constexpr std::size_t kHeader = 80;
  constexpr std::size_t kFacet = 50;
  std::vector<std::byte> bytes(kHeader + 4 + kFacet * mesh.triangles.size());
  const auto count = static_cast<std::uint32_t>(mesh.triangles.size());
  std::memcpy(bytes.data() + kHeader, &count, 4);
  std::byte* at = bytes.data() + kHeader + 4;
  for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
    const Vec3 normal = mesh.face_cross(static_cast<FaceId>(f)).normalized();
    float numbers[12];
    for (int k = 0; k < 3; ++k) numbers[k] = static_cast<float>(normal[k]);
    for (int c = 0; c < 3; ++c)
      for (int k = 0; k < 3; ++k)
        numbers[3 + 3 * c + k] = static_cast<float>(mesh.corner(static_cast<FaceId>(f), c)[k]);
    std::memcpy(at, numbers, sizeof numbers);
    at += kFacet;
  }
  return bytes;
}

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::size_t Random::below(std::size_t bound) {
  return static_cast<std::size_t>((static_cast<__uint128_t>(next()) * bound) >> 64);
}

Vec3 Random::direction() {
  const double z = uniform(-1, 1);
  const double a = uniform(0, 2 * kPi);
  const double r = std::sqrt(1 - z * z);
  return {r * std::cos(a), r * std::sin(a), z};
}

}  // namespace pg::shapes
