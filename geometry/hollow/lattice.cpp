#include "geometry/hollow/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr double kCrossingsMost = 3e6;  // at kLatticeNodesMost, and in proportion
// Steps between the box of the surface and the rim, in general position: no node on a round number.
constexpr double kMargin[3] = {2.6180, 2.5321, 2.4142};

struct Line {
  double u = 0, v = 0;
};

/// Sign of the edge function p x q after moving the line by (e, e^2), when it is 0.
bool side_of_moved(const Line& p, const Line& q) {
  const double dv = p.v - q.v;
  return dv != 0 ? dv > 0 : q.u - p.u > 0;
}

/// p and q relative to the line. Swapping them gives exactly the opposite.
bool positive(const Line& p, const Line& q, double value) {
  return value != 0 ? value > 0 : side_of_moved(p, q);
}

/// A triangle in lattice coordinates, seen along an axis.
struct Seen {
  Line corner[3];
  double along[3];

  /// Where the line through (u, v) passes it; the sign tells the side. 0: it does not.
  int passes(double u, double v, double& at) const {
    Line r[3];
    for (int k = 0; k < 3; ++k) r[k] = {corner[k].u - u, corner[k].v - v};
    double edge[3];
    bool side[3];
    for (int k = 0; k < 3; ++k) {
      const Line &p = r[(k + 1) % 3], &q = r[(k + 2) % 3];
      edge[k] = p.u * q.v - p.v * q.u;
      side[k] = positive(p, q, edge[k]);
    }
    if (side[0] != side[1] || side[1] != side[2]) return 0;
    const double sum = edge[0] + edge[1] + edge[2];
    if (sum == 0) return 0;
    at = (edge[0] * along[0] + edge[1] * along[1] + edge[2] * along[2]) / sum;
    return sum > 0 ? 1 : -1;
  }

  /// The part of row v that may be inside: between the crossings of the edges with it.
  bool reach(double v, double& from, double& to) const {
    from = INFINITY, to = -INFINITY;
    for (int k = 0; k < 3; ++k) {
      const Line &p = corner[k], &q = corner[(k + 1) % 3];
      if (std::min(p.v, q.v) > v || std::max(p.v, q.v) < v) continue;
      if (p.v == q.v) {
        from = std::min({from, p.u, q.u}), to = std::max({to, p.u, q.u});
      } else {
        const double u = p.u + (q.u - p.u) * ((v - p.v) / (q.v - p.v));
        from = std::min(from, u), to = std::max(to, u);
      }
    }
    return from <= to;
  }
};

}  // namespace

double lattice_step_mm(const Surface& surface, double finest_mm, const Room& room_mm,
                       double nodes_most) {
  const Vec3 size = bounding_box(surface.mesh).size() + room_mm.below + room_mm.above;
  // Each family sees the area projected along its axis.
  const double seen_mm2 = ordered_sum(surface.mesh.triangles.size(), 0.0, [&](std::size_t f) {
    return 0.5 * surface.mesh.face_cross(static_cast<FaceId>(f)).cwiseAbs().sum();
  });
  double step =
      std::max(finest_mm, std::sqrt(seen_mm2 / (kCrossingsMost / kLatticeNodesMost * nodes_most)));
  while ((size / step + Vec3::Constant(7)).prod() > nodes_most) step *= 1.02;
  return step;
}

Lattice::Lattice(const Surface& surface, double step_mm, const Room& room_mm) : step_(step_mm) {
  const Box3 box = bounding_box(surface.mesh);
  const Vec3 size = box.size() + room_mm.below + room_mm.above;
  for (int k = 0; k < 3; ++k) {
    const auto axis = static_cast<std::size_t>(k);
    origin_[k] = box.min[k] - room_mm.below[k] - kMargin[axis] * step_;
    counts_[axis] = static_cast<std::uint32_t>(std::floor(size[k] / step_ + kMargin[axis]) + 4);
  }
  stride_ = {1, counts_[0], static_cast<std::size_t>(counts_[0]) * counts_[1]};
  flags_.assign(stride_[2] * counts_[2], 0);
  for (int axis = 0; axis < 3; ++axis) cut(surface, axis);
  mark_nodes();
  mark_links();
}

Node Lattice::first_node(int axis, std::size_t line) const {
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  const std::size_t nu = counts_[static_cast<std::size_t>(u)];
  return static_cast<Node>(line % nu * stride(u) + line / nu * stride(v));
}

void Lattice::cut(const Surface& surface, int axis) {
  const int u_axis = (axis + 1) % 3, v_axis = (axis + 2) % 3;
  const auto nu = static_cast<double>(counts_[static_cast<std::size_t>(u_axis)]);
  const auto nv = static_cast<double>(counts_[static_cast<std::size_t>(v_axis)]);
  const std::size_t faces = surface.mesh.triangles.size();
  std::vector<std::vector<Crossing>> found(chunk_count(faces));
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t f = begin; f != end; ++f) {
      Seen seen;
      double v_low = INFINITY, v_high = -INFINITY;
      for (int k = 0; k < 3; ++k) {
        const Vec3 at = (surface.mesh.corner(static_cast<FaceId>(f), k) - origin_) / step_;
        seen.corner[k] = {at[u_axis], at[v_axis]};
        seen.along[k] = at[axis];
        v_low = std::min(v_low, at[v_axis]), v_high = std::max(v_high, at[v_axis]);
      }
      const int weight = surface.weight.empty() ? 1 : surface.weight[f];
      const double last = std::min(std::floor(v_high), nv - 1);
      for (double v = std::max(0.0, std::ceil(v_low)); v <= last; ++v) {
        double from = 0, to = 0;
        if (!seen.reach(v, from, to)) continue;
        // The reach is rounded: one line more on either side, which the exact sides then judge.
        const double end_u = std::min(std::floor(to) + 1, nu - 1);
        for (double u = std::max(0.0, std::ceil(from) - 1); u <= end_u; ++u) {
          Crossing crossing;
          const int sign = seen.passes(u, v, crossing.at);
          if (sign == 0) continue;
          crossing.line = static_cast<std::uint32_t>(v * nu + u);
          crossing.winding = -sign * weight;  // a face that looks along the axis is left through
          crossing.face = static_cast<FaceId>(f);
          found[chunk].push_back(crossing);
        }
      }
    }
  });
  const auto a = static_cast<std::size_t>(axis);
  first_[a].assign(lines(axis) + 1, 0);
  for (const auto& list : found)
    for (const Crossing& crossing : list) ++first_[a][crossing.line + 1];
  for (std::size_t line = 0; line < lines(axis); ++line) first_[a][line + 1] += first_[a][line];
  crossings_[a].resize(first_[a].back());
  BigVector<std::uint32_t> next(first_[a].begin(), first_[a].end() - 1);
  for (const auto& list : found)
    for (const Crossing& crossing : list) crossings_[a][next[crossing.line]++] = crossing;
  for_each_index(lines(axis), [&](std::size_t line) {
    std::sort(crossings_[a].begin() + first_[a][line], crossings_[a].begin() + first_[a][line + 1],
              [](const Crossing& p, const Crossing& q) {
                return p.at != q.at ? p.at < q.at : p.face < q.face;
              });
  });
}

void Lattice::mark_nodes() {
  for_each_index(lines(0), [&](std::size_t line) {
    const Node first = first_node(0, line);
    const auto list = crossings(0, line);
    int winding = 0;
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < counts_[0]; ++i) {
      while (next < list.size() && list[next].at <= i) winding += list[next++].winding;
      if (winding != 0) flags_[first + i] = kMaterial;
    }
  });
}

void Lattice::mark_links() {
  for (int axis = 0; axis < 3; ++axis) {
    const std::size_t far = stride(axis);
    const std::uint32_t count = counts_[static_cast<std::size_t>(axis)];
    for_each_index(lines(axis), [&](std::size_t line) {
      const Node first = first_node(axis, line);
      const auto list = crossings(axis, line);
      std::size_t next = 0;
      for (std::uint32_t i = 0; i + 1 < count; ++i) {
        while (next < list.size() && list[next].at <= i) ++next;
        const bool free = next == list.size() || list[next].at > i + 1;
        const auto node = static_cast<Node>(first + i * far);
        if (free && empty(node) && empty(static_cast<Node>(node + far)))
          flags_[node] |= static_cast<std::uint8_t>(kLink << axis);
      }
    });
  }
}

}  // namespace pg::hollow
