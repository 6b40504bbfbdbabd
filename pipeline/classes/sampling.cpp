#include "pipeline/classes/sampling.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <utility>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

std::uint64_t mixed(std::uint64_t index) {
  std::uint64_t z = (index + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

struct Moments {
  double area = 0;
  double six_volumes = 0;
  Vec3 first = Vec3::Zero();
  Mat3 second = Mat3::Zero();
};

/// Relative to `origin`, a place near the surface, so that far-away models lose no digits.
Moments moments_about(const TriMesh& mesh, const Vec3& origin) {
  return ordered_reduce(
      mesh.triangles.size(), Moments{},
      [&](Moments& sum, std::size_t i) {
        const auto face = static_cast<FaceId>(i);
        const Vec3 a = mesh.corner(face, 0) - origin;
        const Vec3 b = mesh.corner(face, 1) - origin;
        const Vec3 c = mesh.corner(face, 2) - origin;
        const Vec3 cross = (b - a).cross(c - a);
        const double area = 0.5 * cross.norm();
        const Vec3 corners = a + b + c;
        sum.area += area;
        sum.six_volumes += a.dot(b.cross(c));
        sum.first += area / 3.0 * corners;
        // The mean of x x^T over a triangle is (sum of corner products + s s^T) / 12.
        sum.second += area / 12.0 *
                      (a * a.transpose() + b * b.transpose() + c * c.transpose() +
                       corners * corners.transpose());
      },
      [](Moments& sum, const Moments& slot) {
        sum.area += slot.area;
        sum.six_volumes += slot.six_volumes;
        sum.first += slot.first;
        sum.second += slot.second;
      });
}

/// The point of a triangle that two numbers in [0, 1) stand for, evenly (Osada et al. 2002, eq. 1).
Vec3 point_in(const TriMesh& mesh, FaceId face, double u, double v) {
  const double root = std::sqrt(u);
  return (1 - root) * mesh.corner(face, 0) + root * (1 - v) * mesh.corner(face, 1) +
         root * v * mesh.corner(face, 2);
}

}  // namespace

double mixed_fraction(std::uint64_t index) {
  return static_cast<double>(mixed(index) >> 11) * 0x1p-53;
}

std::optional<SurfaceSampling> sample_surface(const Subject& subject, std::size_t count) {
  const TriMesh& mesh = subject.mesh();
  if (mesh.triangles.empty()) return std::nullopt;
  const Vec3 origin = bounding_box(mesh).centre();
  const Moments moments = moments_about(mesh, origin);
  if (!(moments.area > 0) || !std::isfinite(moments.area)) return std::nullopt;

  SurfaceSampling sampling;
  sampling.area_mm2 = moments.area;
  const Vec3 mean = moments.first / moments.area;
  sampling.centre = origin + mean;
  const Mat3 covariance = moments.second / moments.area - mean * mean.transpose();
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(covariance);
  sampling.axes = solver.eigenvectors().rowwise().reverse();
  sampling.radius_mm = std::sqrt(std::max(0.0, covariance.trace()));
  if (!(sampling.radius_mm > 0)) return std::nullopt;
  sampling.volume_mm3 = std::abs(moments.six_volumes) / 6.0;
  const double outward = moments.six_volumes < 0 ? -1.0 : 1.0;

  // Where each chunk's strips begin; inside a chunk the faces are walked in order.
  const std::size_t faces = mesh.triangles.size();
  std::vector<double> area_of_chunk(chunk_count(faces), 0.0);
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    double sum = 0;
    for (std::size_t face = begin; face != end; ++face)
      sum += 0.5 * mesh.face_cross(static_cast<FaceId>(face)).norm();
    area_of_chunk[chunk] = sum;
  });
  std::vector<double> area_before(area_of_chunk.size() + 1, 0.0);
  for (std::size_t chunk = 0; chunk < area_of_chunk.size(); ++chunk)
    area_before[chunk + 1] = area_before[chunk] + area_of_chunk[chunk];
  const double total = area_before.back();

  std::vector<double> wanted(count);  // increasing
  for (std::size_t i = 0; i < count; ++i)
    wanted[i] = (static_cast<double>(i) + mixed_fraction(i)) / static_cast<double>(count) * total;
  std::vector<SamplePoint> points(count);
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    auto next = static_cast<std::size_t>(
        std::lower_bound(wanted.begin(), wanted.end(), area_before[chunk]) - wanted.begin());
    const bool last_chunk = chunk + 1 == area_of_chunk.size();
    double reached = area_before[chunk];
    FaceId with_area = static_cast<FaceId>(begin);
    const auto take = [&](FaceId face) {
      const Vec3 at = point_in(mesh, face, mixed_fraction(2 * next + (1u << 20)),
                               mixed_fraction(2 * next + 1 + (1u << 20)));
      points[next++] = {at - sampling.centre, outward * mesh.face_cross(face).normalized(), face};
    };
    for (std::size_t face = begin; face != end; ++face) {
      const double area = 0.5 * mesh.face_cross(static_cast<FaceId>(face)).norm();
      if (area > 0) with_area = static_cast<FaceId>(face);
      reached += area;
      while (next < count && wanted[next] < std::min(reached, area_before[chunk + 1]))
        take(static_cast<FaceId>(face));
    }
    // Rounding may leave the last strip of a chunk unclaimed.
    while (next < count && (last_chunk || wanted[next] < area_before[chunk + 1])) take(with_area);
  });
  // One fixed permutation (Fisher and Yates).
  for (std::size_t i = count - 1; i > 0; --i)
    std::swap(points[i], points[mixed(i + (1u << 24)) % (i + 1)]);
  sampling.points = std::move(points);
  return sampling;
}

namespace {

constexpr std::size_t kSamples = 4096;

struct SharedSampling {
  std::optional<SurfaceSampling> sampling;
};

}  // namespace

const std::optional<SurfaceSampling>& surface_sampling(const Subject& subject) {
  return subject
      .shared<SharedSampling>(
          [](const Subject& of) { return SharedSampling{sample_surface(of, kSamples)}; })
      .sampling;
}

Mat3 frame_at(const Vec3& normal, const Mat3& axes) {
  int least = 0;
  (axes.transpose() * normal).cwiseAbs().minCoeff(&least);
  Mat3 frame;
  frame.col(0) = normal.cross(axes.col(least)).normalized();
  frame.col(1) = normal.cross(frame.col(0));
  frame.col(2) = normal;
  return frame;
}

std::array<double, 3> mirror_distances(const SurfaceSampling& sampling, std::size_t mirrored,
                                       std::size_t targets) {
  // Mirrored ones from the end of the list, so that none is its own target.
  targets = std::min(targets, sampling.points.size() / 2);
  mirrored = std::min(mirrored, targets);
  Eigen::Array3Xd target(3, static_cast<Eigen::Index>(targets));
  for (std::size_t j = 0; j < targets; ++j)
    target.col(static_cast<Eigen::Index>(j)) = sampling.points[j].at;
  const Eigen::ArrayXd x = target.row(0), y = target.row(1), z = target.row(2);
  std::array<double, 3> apart{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Vec3 normal = sampling.axes.col(static_cast<Eigen::Index>(axis));
    std::vector<double> distance(mirrored);
    for_each_index(
        mirrored,
        [&](std::size_t i) {
          const Vec3& at = sampling.points[sampling.points.size() - 1 - i].at;
          const Vec3 image = at - 2 * normal.dot(at) * normal;
          distance[i] = std::sqrt(
              ((x - image[0]).square() + ((y - image[1]).square() + (z - image[2]).square()))
                  .minCoeff());
        },
        64);
    double sum = 0;
    for (const double d : distance) sum += d;
    apart[axis] = sum / static_cast<double>(mirrored) / sampling.radius_mm;
  }
  return apart;
}

}  // namespace pg
