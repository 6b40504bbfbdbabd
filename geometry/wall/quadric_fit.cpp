#include "geometry/wall/quadric_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace pg::wall {
namespace {

constexpr double kSagittaTimes = 4;  // a: sagittas K h^2 / 8 that hide a contact

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

}  // namespace

bool Neighbours::add(VertexId v) {
  if (v == centre || full()) return false;
  std::size_t at = (v * 0x9E3779B1u) >> 26;
  while (slots_[at] != kNone) {
    if (slots_[at] == v) return false;
    at = (at + 1) % slots_.size();
  }
  slots_[at] = v;
  list[count++] = v;
  return true;
}

void Neighbours::set_mean_edge(const WallMesh& wall) {
  mean_edge_mm = 0;
  for (std::size_t i = 0; i != count; ++i)
    mean_edge_mm += (wall.positions_mm[list[i]] - wall.positions_mm[centre]).norm();
  if (count > 0) mean_edge_mm /= static_cast<double>(count);
}

double angle_at(const WallMesh& wall, std::uint32_t facet, VertexId v) {
  const Triangle& corners = wall.facets[facet];
  const std::size_t at = corners[0] == v ? 0 : corners[1] == v ? 1 : 2;
  const Vec3& p = wall.positions_mm[v];
  const Vec3 d0 = wall.positions_mm[corners[(at + 1) % 3]] - p;
  const Vec3 d1 = wall.positions_mm[corners[(at + 2) % 3]] - p;
  return std::atan2(wall.normal(facet).dot(d0.cross(d1)), d0.dot(d1));
}

void fit_quadric(const WallMesh& wall, const Neighbours& neighbours, VertexFit& fit) {
  constexpr std::size_t kPoints = Neighbours::kMost + 1;
  const double h = neighbours.mean_edge_mm;
  if (neighbours.count < 3 || !(h > 0)) return;
  const Vec3 n = fit.normal;
  const Vec3 u = n.unitOrthogonal();
  const Vec3 w = n.cross(u);
  const Vec3& p = wall.positions_mm[neighbours.centre];

  Matrix6 normal_matrix = Matrix6::Zero();  // lower half
  Vector6 right = Vector6::Zero();
  std::array<std::array<double, 7>, kPoints> rows;
  std::array<double, kPoints> weights;
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
  for (std::size_t i = 0; i != neighbours.count; ++i) {
    const Vec3 d = (wall.positions_mm[neighbours.list[i]] - p) / h;
    add(i + 1, d.dot(u), d.dot(w), d.dot(n));
  }
  const int points = static_cast<int>(neighbours.count) + 1;
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

}  // namespace pg::wall
