#include "geometry/wall/local_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg::wall {
namespace {

constexpr int kNeighboursMax = 40;
constexpr double kRad = std::numbers::pi / 180;
constexpr double kSagittaTimes = 4;  // a: sagittas K h^2 / 8 that hide a contact

/// Normal by angles and what kind of place a vertex is: before fitting.
struct RawNormal {
  Vec3 normal;
  VertexKind kind;
};

/// A few distinct vertex numbers.
class SmallSet {
 public:
  /// False when it is in already, or when there is no more room.
  bool insert(VertexId v) {
    if (count_ == kMost) return false;
    std::size_t at = (v * 0x9E3779B1u) >> 25;
    while (slots_[at] != kNone) {
      if (slots_[at] == v) return false;
      at = (at + 1) % slots_.size();
    }
    slots_[at] = v;
    ++count_;
    return true;
  }
  SmallSet() { slots_.fill(kNone); }

 private:
  static constexpr std::size_t kMost = 96;
  std::array<VertexId, 128> slots_;
  std::size_t count_ = 0;
};

/// An edge at a vertex, with the first and the last of its facets there.
struct Spoke {
  VertexId to;
  int facets;
  std::uint32_t first, second;
};

void put_spoke(VertexId to, std::uint32_t facet, Spoke& spoke) {
  if (spoke.facets++ == 0) {
    spoke.to = to;
    spoke.first = facet;
  }
  spoke.second = facet;
}

/// The edges at a vertex: of nearly every one without asking for memory, of a hub by sorting.
class Spokes {
 public:
  Spokes(const WallMesh& wall, VertexId v) {
    const auto facets = wall.facets_at(v);
    if (facets.size() > kFewFacets) {
      find_many(wall, v);
      return;
    }
    for (const std::uint32_t f : facets)
      for (const VertexId to : wall.facets[f]) {
        if (to == v) continue;
        std::size_t i = 0;
        while (i != count_ && few_[i].to != to) ++i;
        if (i == count_) few_[count_++].facets = 0;
        put_spoke(to, f, few_[i]);
      }
  }
  [[nodiscard]] std::span<const Spoke> all() const {
    return many_.empty() ? std::span(few_.data(), count_) : std::span<const Spoke>(many_);
  }

 private:
  static constexpr std::size_t kFewFacets = 64;

  void find_many(const WallMesh& wall, VertexId v) {
    std::vector<std::pair<VertexId, std::uint32_t>> sides;
    for (const std::uint32_t f : wall.facets_at(v))
      for (const VertexId to : wall.facets[f])
        if (to != v) sides.emplace_back(to, f);
    std::sort(sides.begin(), sides.end());
    for (const auto& [to, f] : sides) {
      if (many_.empty() || many_.back().to != to) many_.push_back({to, 0, 0, 0});
      put_spoke(to, f, many_.back());
    }
  }

  std::array<Spoke, 2 * kFewFacets> few_;  // two a facet where none shares an edge
  std::size_t count_ = 0;
  std::vector<Spoke> many_;
};

/// Normal by angles at the vertex, and what kind of place it is.
RawNormal look_at_facets(const WallMesh& wall, VertexId v) {
  Vec3 outward = Vec3::Zero();
  const Vec3& p = wall.positions_mm[v];
  for (const std::uint32_t f : wall.facets_at(v)) {
    const Triangle& facet = wall.facets[f];
    const std::size_t at = facet[0] == v ? 0 : facet[1] == v ? 1 : 2;
    const Vec3 d0 = wall.positions_mm[facet[(at + 1) % 3]] - p;
    const Vec3 d1 = wall.positions_mm[facet[(at + 2) % 3]] - p;
    const Vec3 normal = wall.normal(f);
    outward += std::atan2(normal.dot(d0.cross(d1)), d0.dot(d1)) * normal;
  }
  bool convex = false, concave = false, rim = false;
  const double crease = std::cos(kCreaseDeg * kRad);
  const Spokes spokes(wall, v);
  for (const Spoke& spoke : spokes.all()) {
    if (spoke.facets != 2) {
      rim = true;
      continue;
    }
    const Vec3 n0 = wall.normal(spoke.first), n1 = wall.normal(spoke.second);
    if (n0.squaredNorm() < 0.5 || n1.squaredNorm() < 0.5 || n0.dot(n1) >= crease) continue;
    // The far corner of one facet lies above or below the other.
    double above = 0;
    for (const VertexId w : wall.facets[spoke.second])
      if (w != v && w != spoke.to) above = n0.dot(wall.positions_mm[w] - p);
    (above > 0 ? concave : convex) = true;
  }
  const double length = outward.norm();
  if (length < 1e-12) return {Vec3::Zero(), VertexKind::kNoNormal};
  return {-outward / length, rim       ? VertexKind::kRim
                             : convex  ? VertexKind::kConvexCrease
                             : concave ? VertexKind::kConcaveCrease
                                       : VertexKind::kSmooth};
}

/// Two rings around v, not through creases, none that looks another way.
int neighbours_of(const WallMesh& wall, const BigVector<RawNormal>& raw, VertexId v,
                  std::array<VertexId, kNeighboursMax>& list, double& mean_edge) {
  SmallSet seen;
  seen.insert(v);
  int count = 0;
  const auto add_ring = [&](VertexId around) {
    for (const std::uint32_t f : wall.facets_at(around))
      for (const VertexId w : wall.facets[f]) {
        if (count == kNeighboursMax) return;
        if (w == around || !seen.insert(w)) continue;
        // Without a normal (0), or over 60 degrees off.
        if (raw[w].normal.dot(raw[v].normal) < 0.5) continue;
        list[static_cast<std::size_t>(count++)] = w;
      }
  };
  add_ring(v);
  const int first_ring = count;
  mean_edge = 0;
  for (int i = 0; i < first_ring; ++i)
    mean_edge +=
        (wall.positions_mm[list[static_cast<std::size_t>(i)]] - wall.positions_mm[v]).norm();
  if (first_ring > 0) mean_edge /= first_ring;
  for (int i = 0; i < first_ring; ++i) {
    const VertexId w = list[static_cast<std::size_t>(i)];
    if (raw[w].kind == VertexKind::kSmooth) add_ring(w);
  }
  return count;
}

using Matrix6 = Eigen::Matrix<double, 6, 6>;
using Vector6 = Eigen::Matrix<double, 6, 1>;

/// Inverse of the Cholesky factor of a symmetric positive matrix (its lower half); false if
/// singular. The inverse of the matrix is its transpose times it.
bool invert_factor(const Matrix6& m, Matrix6& inverse) {
  Matrix6 l = Matrix6::Zero();
  double reciprocal[6];
  for (int j = 0; j < 6; ++j) {
    double d = m(j, j);
    for (int k = 0; k < j; ++k) d -= l(j, k) * l(j, k);
    if (!(d > 1e-10 * m(j, j)) || !(d > 0)) return false;
    reciprocal[j] = 1 / std::sqrt(d);
    for (int i = j + 1; i < 6; ++i) {
      double s = m(i, j);
      for (int k = 0; k < j; ++k) s -= l(i, k) * l(j, k);
      l(i, j) = s * reciprocal[j];
    }
  }
  inverse.setZero();
  for (int j = 0; j < 6; ++j) {
    inverse(j, j) = reciprocal[j];
    for (int i = j + 1; i < 6; ++i) {
      double s = 0;
      for (int k = j; k < i; ++k) s -= l(i, k) * inverse(k, j);
      inverse(i, j) = s * reciprocal[i];
    }
  }
  return true;
}

void fit_vertex(const WallMesh& wall, const BigVector<RawNormal>& raw, VertexId v, VertexFit& fit) {
  std::array<VertexId, kNeighboursMax> list;
  double h = 0;
  const int count = neighbours_of(wall, raw, v, list, h);
  if (count < 3 || !(h > 0)) return;
  const Vec3 n = fit.normal;
  const Vec3 u = n.unitOrthogonal();
  const Vec3 w = n.cross(u);
  const Vec3& p = wall.positions_mm[v];

  Matrix6 normal_matrix = Matrix6::Zero();  // lower half
  Vector6 right = Vector6::Zero();
  std::array<std::array<double, 7>, kNeighboursMax + 1> rows;
  std::array<double, kNeighboursMax + 1> weights;
  const auto add = [&](std::size_t i, double x, double y, double z) {
    const double flat = x * x + y * y;
    const double bulge = flat > 0 ? std::min(2.0, 1 + z * z / flat) : 1;
    rows[i] = {1, x, y, 0.5 * bulge * x * x, bulge * x * y, 0.5 * bulge * y * y, z};
    weights[i] = 1 / (1 + flat / 4);
    const Vector6 row = Eigen::Map<const Vector6>(rows[i].data());
    const Vector6 scaled = weights[i] * row;
    // Two columns at a time, from an even row on: pairs go through one instruction.
    normal_matrix.col(0) += scaled * row[0];
    normal_matrix.col(1) += scaled * row[1];
    normal_matrix.col(2).tail<4>() += scaled.tail<4>() * row[2];
    normal_matrix.col(3).tail<4>() += scaled.tail<4>() * row[3];
    normal_matrix.col(4).tail<2>() += scaled.tail<2>() * row[4];
    normal_matrix.col(5).tail<2>() += scaled.tail<2>() * row[5];
    right += scaled * z;
  };
  add(0, 0, 0, 0);
  for (int i = 0; i < count; ++i) {
    const Vec3 d = (wall.positions_mm[list[static_cast<std::size_t>(i)]] - p) / h;
    add(static_cast<std::size_t>(i) + 1, d.dot(u), d.dot(w), d.dot(n));
  }
  const int points = count + 1;
  Matrix6 inverse_factor;
  if (points < 8 || !invert_factor(normal_matrix, inverse_factor)) {
    // Too few to fit: the normal by angles, as unsure as the neighbours are out of its plane.
    double squares = 0, weight = 0;
    for (int i = 0; i < points; ++i) {
      const double z = rows[static_cast<std::size_t>(i)][6];
      squares += weights[static_cast<std::size_t>(i)] * z * z;
      weight += weights[static_cast<std::size_t>(i)];
    }
    const double height_rms = std::sqrt(squares / weight);
    fit.residual_mm = static_cast<float>(height_rms * h);
    fit.height_error_mm = static_cast<float>(kResidualTimes * height_rms * h);
    fit.normal_error = static_cast<float>(kResidualTimes * height_rms);
    fit.curvature_error = static_cast<float>(std::max(1.0, height_rms) / h);
    return;
  }
  const Vector6 c = inverse_factor.transpose() * (inverse_factor * right);
  double sum = 0, weight = 0;
  for (int i = 0; i < points; ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    double miss = row[6];
    for (std::size_t k = 0; k < 6; ++k) miss -= c[static_cast<Eigen::Index>(k)] * row[k];
    sum += weights[static_cast<std::size_t>(i)] * miss * miss;
    weight += weights[static_cast<std::size_t>(i)];
  }
  const double variance = sum / weight / (1 - 6.0 / points);
  const auto covariance = [&](int k) { return variance * inverse_factor.col(k).squaredNorm(); };
  const double residual = std::sqrt(variance) * h;
  // Sums that do not change when the frame turns about the normal.
  const double normal_error = std::sqrt(0.75 * (covariance(1) + covariance(2)));
  const double curvature_error =
      std::sqrt(0.5 * (covariance(3) + 2 * covariance(4) + covariance(5))) / h;
  const double mean = 0.5 * (c[3] + c[5]) / h;
  const double spread = std::hypot(0.5 * (c[3] - c[5]), c[4]) / h;
  const double larger = std::max(std::fabs(mean + spread), std::fabs(mean - spread));

  fit.normal = (n - c[1] * u - c[2] * w).normalized();
  fit.curvature_max = static_cast<float>(mean + spread);
  fit.curvature_min = static_cast<float>(mean - spread);
  fit.curvature_error = static_cast<float>(curvature_error);
  fit.residual_mm = static_cast<float>(residual);
  fit.height_error_mm =
      static_cast<float>(kResidualTimes * residual + kSagittaTimes * larger * h * h / 8);
  fit.normal_error = static_cast<float>(kResidualTimes * normal_error);
  fit.fitted = true;
}

}  // namespace

BigVector<VertexFit> fit_vertices(const WallMesh& wall) {
  BigVector<RawNormal> raw(wall.vertex_count());
  for_each_index(
      raw.size(), [&](std::size_t v) { raw[v] = look_at_facets(wall, static_cast<VertexId>(v)); },
      1024);
  BigVector<VertexFit> fits(raw.size());
  for_each_index(
      raw.size(),
      [&](std::size_t v) {
        fits[v] = VertexFit{};
        fits[v].normal = raw[v].normal;
        fits[v].kind = raw[v].kind;
        if (raw[v].kind == VertexKind::kSmooth)
          fit_vertex(wall, raw, static_cast<VertexId>(v), fits[v]);
      },
      1024);
  return fits;
}

}  // namespace pg::wall
