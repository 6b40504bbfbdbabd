#include "geometry/wall/smooth_groups.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "geometry/parallel.hpp"
#include "geometry/wall/quadric_fit.hpp"

namespace pg::wall {
namespace {

/// A hub of more on an edge is the tip of a fan or of a cone: flat, or no surface to fit.
constexpr std::size_t kFacetsMax = 64;

constexpr double kFlatCosine = 1 - 1e-6;  // of 0.08 degrees

[[nodiscard]] bool is_crease(VertexKind kind) {
  return kind == VertexKind::kConvexCrease || kind == VertexKind::kConcaveCrease;
}

/// Facets at a crease vertex that go on into each other smoothly.
struct Group {
  VertexId vertex;
  std::vector<std::uint32_t> facets;
  Vec3 normal = Vec3::Zero();  // into the solid, by angles
};

[[nodiscard]] std::size_t corner_at(const Triangle& facet, VertexId v) {
  return facet[0] == v ? 0 : facet[1] == v ? 1 : 2;
}

/// They share an edge at v and bend by less than a crease there.
[[nodiscard]] bool go_on(const WallMesh& wall, VertexId v, std::uint32_t a, std::uint32_t b) {
  const Vec3 na = wall.normal(a), nb = wall.normal(b);
  static const double crease = std::cos(kCreaseDeg * std::numbers::pi / 180);
  if (na.squaredNorm() < 0.5 || nb.squaredNorm() < 0.5 || na.dot(nb) < crease) return false;
  for (const VertexId w : wall.facets[a])
    if (w != v)
      for (const VertexId u : wall.facets[b])
        if (u == w) return true;
  return false;
}

/// The facets at v that are reached smoothly from one of them; a bit of `taken` for each facet there.
std::vector<std::uint32_t> reached_from(const WallMesh& wall, VertexId v, std::size_t first,
                                        std::uint64_t& taken) {
  const auto facets = wall.facets_at(v);
  std::vector<std::uint32_t> reached = {facets[first]};
  taken |= std::uint64_t{1} << first;
  for (std::size_t at = 0; at != reached.size(); ++at)
    for (std::size_t next = 0; next != facets.size(); ++next)
      if ((taken >> next & 1) == 0 && go_on(wall, v, reached[at], facets[next])) {
        taken |= std::uint64_t{1} << next;
        reached.push_back(facets[next]);
      }
  std::sort(reached.begin(), reached.end());
  return reached;
}

/// The smooth groups of two facets or more. One that is flat tells nothing that its facets do not;
/// one none of whose facets looks its way is a tip.
std::vector<Group> groups_at(const WallMesh& wall, VertexId v) {
  std::vector<Group> groups;
  const std::size_t count = wall.facets_at(v).size();
  if (count > kFacetsMax) return groups;
  std::uint64_t taken = 0;
  for (std::size_t first = 0; first != count; ++first) {
    if ((taken >> first & 1) != 0) continue;
    Group group{v, reached_from(wall, v, first, taken)};
    if (group.facets.size() < 2) continue;
    Vec3 outward = Vec3::Zero();
    for (const std::uint32_t f : group.facets) outward += angle_at(wall, f, v) * wall.normal(f);
    const double length = outward.norm();
    if (length < 1e-12) continue;
    group.normal = -outward / length;
    double most = -1, least = 1;
    for (const std::uint32_t f : group.facets) {
      const double cosine = -wall.normal(f).dot(group.normal);
      most = std::max(most, cosine);
      least = std::min(least, cosine);
    }
    if (least < kFlatCosine && most >= static_cast<double>(kLiftCosine))
      groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace

class GroupFinder {
 public:
  GroupFinder(const WallMesh& wall, const BigVector<VertexFit>& fits) : wall_(wall), fits_(fits) {
    std::vector<std::vector<Group>> found(wall.vertex_count());
    for_each_index(
        wall.vertex_count(),
        [&](std::size_t v) {
          if (is_crease(fits[v].kind)) found[v] = groups_at(wall, static_cast<VertexId>(v));
        },
        1024);
    for (std::vector<Group>& at_vertex : found)
      for (Group& group : at_vertex) groups_.push_back(std::move(group));
  }

  CornerShapes run() {
    CornerShapes shapes;
    shapes.wall_ = &wall_;
    if (groups_.empty()) return shapes;
    shapes.corners_ = wall_.facets;
    for (std::size_t g = 0; g != groups_.size(); ++g)
      for (const std::uint32_t f : groups_[g].facets)
        shapes.corners_[f][corner_at(wall_.facets[f], groups_[g].vertex)] =
            static_cast<VertexId>(wall_.vertex_count() + g);
    shapes.group_fits_.resize(groups_.size());
    for_each_index(
        groups_.size(),
        [&](std::size_t g) { shapes.group_fits_[g] = fit(groups_[g], shapes.corners_); }, 64);
    return shapes;
  }

 private:
  /// Two rings over the group's facets and those that go on smoothly from them.
  VertexFit fit(const Group& group, const BigVector<Triangle>& corners) const {
    VertexFit result;
    result.normal = group.normal;
    result.kind = fits_[group.vertex].kind;
    Neighbours list;
    list.centre = group.vertex;
    std::array<VertexId, Neighbours::kMost> shape_of;  // of each neighbour
    const auto add_ring = [&](std::span<const std::uint32_t> facets) {
      for (const std::uint32_t f : facets)
        for (std::size_t i = 0; i != 3; ++i) {
          const VertexId shape = corners[f][i];
          if (normal_of(shape).dot(group.normal) < 0.5) continue;
          if (list.add(wall_.facets[f][i])) shape_of[list.count - 1] = shape;
        }
    };
    add_ring(group.facets);
    list.set_mean_edge(wall_);
    const std::size_t first_ring = list.count;
    for (std::size_t i = 0; i != first_ring; ++i) {
      const VertexId shape = shape_of[i];
      if (shape >= wall_.vertex_count())
        add_ring(groups_[shape - wall_.vertex_count()].facets);
      else if (fits_[shape].kind == VertexKind::kSmooth)
        add_ring(wall_.facets_at(shape));
    }
    fit_quadric(wall_, list, result);
    if (!result.fitted || result.normal.dot(group.normal) < bend_cosine(group)) {
      result.normal = group.normal;
      take_as_regular(list, result);
    }
    // An edge stays where it is, however rough what ends there: roughness would hide it.
    result.residual_mm = 0;
    return result;
  }

  /// Of the facet that looks farthest from the group's normal: a fit that turns more is none of the
  /// surface (through the two ends of a rod it finds a sphere).
  [[nodiscard]] double bend_cosine(const Group& group) const {
    double least = 1;
    for (const std::uint32_t f : group.facets)
      least = std::min(least, -wall_.normal(f).dot(group.normal));
    return least;
  }

  /// Nothing to fit, as on a rod that has vertices at its ends only: the normal by angles is taken
  /// as it is, the curvature as no larger than that of any arc to a neighbour.
  void take_as_regular(const Neighbours& list, VertexFit& fit) const {
    double most = 0;
    for (std::size_t i = 0; i != list.count; ++i) {
      const Vec3 d = wall_.positions_mm[list.list[i]] - wall_.positions_mm[list.centre];
      most = std::max(most, 2 * std::fabs(d.dot(fit.normal)) / d.squaredNorm());
    }
    fit.curvature_max = static_cast<float>(most);
    fit.curvature_min = -fit.curvature_max;
    fit.curvature_error = fit.curvature_max;
    fit.normal_error = 0;
    fit.fitted = true;
  }

  [[nodiscard]] const Vec3& normal_of(VertexId shape) const {
    return shape < wall_.vertex_count() ? fits_[shape].normal
                                        : groups_[shape - wall_.vertex_count()].normal;
  }

  const WallMesh& wall_;
  const BigVector<VertexFit>& fits_;
  std::vector<Group> groups_;  // by vertex, then by facet
};

CornerShapes CornerShapes::of(const WallMesh& wall, const BigVector<VertexFit>& fits) {
  return GroupFinder(wall, fits).run();
}

}  // namespace pg::wall
