#include "testdata/implicit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pg::shapes {
namespace {

/// Samples of a field on a grid, and the surface vertices made so far, one an edge of the grid.
class Grid {
 public:
  Grid(const Field& field, const Box3& box, double step) : origin_(box.min), step_(step) {
    for (int k = 0; k < 3; ++k)
      count_[k] = static_cast<std::size_t>(std::ceil(box.size()[k] / step)) + 1;
    values_.resize(count_[0] * count_[1] * count_[2]);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      values_[i] = field(point(i));
      if (values_[i] == 0) values_[i] = 1e-12;  // no vertex exactly on a grid point
    }
  }

  [[nodiscard]] TriMesh surface() {
    // Six tetrahedra around the cube's diagonal 0-7; corner k has the bits x, y, z.
    static constexpr int kTetrahedra[6][4] = {{0, 1, 3, 7}, {0, 3, 2, 7}, {0, 2, 6, 7},
                                              {0, 6, 4, 7}, {0, 4, 5, 7}, {0, 5, 1, 7}};
    for (std::size_t z = 0; z + 1 < count_[2]; ++z)
      for (std::size_t y = 0; y + 1 < count_[1]; ++y)
        for (std::size_t x = 0; x + 1 < count_[0]; ++x) {
          std::array<std::size_t, 8> corner;
          bool inside = false, outside = false;
          for (std::size_t k = 0; k < 8; ++k) {
            corner[k] = index(x + (k & 1), y + (k >> 1 & 1), z + (k >> 2));
            (values_[corner[k]] < 0 ? inside : outside) = true;
          }
          if (!inside || !outside) continue;
          for (const auto& t : kTetrahedra)
            add_tetrahedron(
                {corner[static_cast<std::size_t>(t[0])], corner[static_cast<std::size_t>(t[1])],
                 corner[static_cast<std::size_t>(t[2])], corner[static_cast<std::size_t>(t[3])]});
        }
    return std::move(mesh_);
  }

 private:
  [[nodiscard]] std::size_t index(std::size_t x, std::size_t y, std::size_t z) const {
    return (z * count_[1] + y) * count_[0] + x;
  }
  [[nodiscard]] Vec3 point(std::size_t i) const {
    return origin_ + step_ * Vec3(static_cast<double>(i % count_[0]),
                                  static_cast<double>(i / count_[0] % count_[1]),
                                  static_cast<double>(i / count_[0] / count_[1]));
  }
  VertexId vertex(std::size_t a, std::size_t b) {
    if (a > b) std::swap(a, b);
    const auto [it, fresh] = on_edge_.try_emplace(a * values_.size() + b,
                                                  static_cast<VertexId>(mesh_.positions_mm.size()));
    if (fresh) {
      // Kept off the grid points, so that no triangle collapses.
      const double t = std::clamp(values_[a] / (values_[a] - values_[b]), 0.02, 0.98);
      mesh_.positions_mm.push_back((1 - t) * point(a) + t * point(b));
    }
    return it->second;
  }
  /// Adds a triangle so that it faces from `in` (inside) to `out` (outside).
  void add(VertexId a, VertexId b, VertexId c, std::size_t in, std::size_t out) {
    const Vec3& p = mesh_.positions_mm[a];
    const Vec3 cross = (mesh_.positions_mm[b] - p).cross(mesh_.positions_mm[c] - p);
    if (cross.dot(point(out) - point(in)) < 0) std::swap(b, c);
    mesh_.triangles.push_back({a, b, c});
  }
  void add_tetrahedron(std::array<std::size_t, 4> corners) {
    std::stable_partition(corners.begin(), corners.end(),
                          [&](std::size_t i) { return values_[i] < 0; });
    const auto inside = std::count_if(corners.begin(), corners.end(),
                                      [&](std::size_t i) { return values_[i] < 0; });
    const auto& [p, q, r, s] = corners;
    if (inside == 1) add(vertex(p, q), vertex(p, r), vertex(p, s), p, q);
    if (inside == 3) add(vertex(s, p), vertex(s, q), vertex(s, r), p, s);
    if (inside == 2) {
      const VertexId pr = vertex(p, r), ps = vertex(p, s), qr = vertex(q, r), qs = vertex(q, s);
      add(pr, ps, qs, p, r);
      add(pr, qs, qr, p, r);
    }
  }

  Vec3 origin_;
  double step_;
  std::array<std::size_t, 3> count_{};
  std::vector<double> values_;
  std::unordered_map<std::size_t, VertexId> on_edge_;
  TriMesh mesh_;
};

}  // namespace

TriMesh mesh_of(const Field& field, const Box3& box, double step) {
  return Grid(field, box, step).surface();
}

Field ball(const Vec3& centre, double radius) {
  return [=](const Vec3& p) { return (p - centre).norm() - radius; };
}

Field ellipsoid(const Vec3& centre, const Vec3& radii) {
  return [=](const Vec3& p) {
    // First-order distance: f / |grad f|.
    const Vec3 q = (p - centre).cwiseQuotient(radii);
    const double k0 = q.norm();
    const double k1 = q.cwiseQuotient(radii).norm();
    return k1 > 1e-12 ? k0 * (k0 - 1) / k1 : -radii.minCoeff();
  };
}

Field capsule(const Vec3& from, const Vec3& to, double from_radius, double to_radius) {
  return [=](const Vec3& p) {
    const Vec3 d = to - from;
    const double t = std::clamp((p - from).dot(d) / d.squaredNorm(), 0.0, 1.0);
    return (p - from - t * d).norm() - ((1 - t) * from_radius + t * to_radius);
  };
}

Field block(const Vec3& centre, const Vec3& size) {
  return [=](const Vec3& p) {
    const Vec3 q = (p - centre).cwiseAbs() - 0.5 * size;
    return q.cwiseMax(0.0).norm() + std::min(q.maxCoeff(), 0.0);
  };
}

Field half_space(const Vec3& point, const Vec3& outward) {
  const Vec3 normal = outward.normalized();
  return [=](const Vec3& p) { return (p - point).dot(normal); };
}

Field cylinder(const Vec3& centre, const Vec3& axis, double radius, double length) {
  const Vec3 direction = axis.normalized();
  return [=](const Vec3& p) {
    const double along = (p - centre).dot(direction);
    return std::max((p - centre - along * direction).norm() - radius, std::abs(along) - length / 2);
  };
}

Field join(Field a, Field b) {
  return [a = std::move(a), b = std::move(b)](const Vec3& p) { return std::min(a(p), b(p)); };
}

Field blend(Field a, Field b, double radius) {
  return [a = std::move(a), b = std::move(b), radius](const Vec3& p) {
    const double x = a(p);
    const double y = b(p);
    const double h = std::max(radius - std::abs(x - y), 0.0) / radius;
    return std::min(x, y) - h * h * radius / 4;
  };
}

Field common(Field a, Field b) {
  return [a = std::move(a), b = std::move(b)](const Vec3& p) { return std::max(a(p), b(p)); };
}

Field without(Field a, Field b) {
  return [a = std::move(a), b = std::move(b)](const Vec3& p) { return std::max(a(p), -b(p)); };
}

Field grown(Field a, double by) {
  return [a = std::move(a), by](const Vec3& p) { return a(p) - by; };
}

}  // namespace pg::shapes
