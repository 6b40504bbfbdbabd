#include "geometry/support/pose_candidates.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr std::size_t kHullFacesTried = 160;
constexpr std::size_t kHullFacesLookedAt = 3000;
constexpr std::size_t kPlaneNormals = 12;
constexpr std::size_t kPlaneNormalsCrossed = 5;
constexpr std::size_t kPlaneNormalsLined = 6;
constexpr int kPlacesOnALine = 16;
constexpr std::size_t kSamplesForPlanes = 4096;
constexpr int kEvenDirections = 500;
const double kSame = std::cos(0.5 * std::numbers::pi / 180);

bool holds(const std::vector<Vec3>& directions, const Vec3& d, double same = 1 - 1e-12) {
  return std::any_of(directions.begin(), directions.end(),
                     [&](const Vec3& other) { return other.dot(d) > same; });
}

void add(std::vector<Vec3>& directions, const Vec3& d) {
  const double length = d.norm();
  if (length > 1e-9 && !holds(directions, d / length)) directions.push_back(d / length);
}

void add_both(std::vector<Vec3>& directions, const Vec3& d) {
  add(directions, d);
  add(directions, -d);
}

std::vector<Vec3> faces_to_stand_on(const ConvexHull& hull) {
  std::vector<std::pair<double, Vec3>> faces;
  for (const Triangle& t : hull.faces) {
    const Vec3& a = hull.points_mm[t[0]];
    const Vec3 cross = (hull.points_mm[t[1]] - a).cross(hull.points_mm[t[2]] - a);
    if (const double length = cross.norm(); length > 0) faces.emplace_back(length, -cross / length);
  }
  const auto larger = [](const auto& a, const auto& b) { return a.first > b.first; };
  std::stable_sort(faces.begin(), faces.end(), larger);
  if (faces.size() > kHullFacesLookedAt) faces.resize(kHullFacesLookedAt);
  // A plane face comes in many triangles: together they rank, the largest of them is its normal.
  std::vector<std::pair<double, Vec3>> merged;
  for (const auto& [area, up] : faces) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&, &normal = up](const auto& m) {
      return m.second.dot(normal) > kSame;
    });
    if (same != merged.end())
      same->first += area;
    else
      merged.emplace_back(area, up);
  }
  std::stable_sort(merged.begin(), merged.end(), larger);
  std::vector<Vec3> ups;
  for (const auto& [area, up] : merged)
    if (ups.size() < kHullFacesTried) ups.push_back(up);
  return ups;
}

/// Normals that many samples share, commonest first.
std::vector<Vec3> plane_normals(const PoseSamples& samples) {
  std::vector<std::pair<std::size_t, Vec3>> found;
  const std::size_t count = std::min(kSamplesForPlanes, samples.normal.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (samples.face[i] == kNone) continue;
    const Vec3& n = samples.normal[i];
    const auto same = std::find_if(found.begin(), found.end(),
                                   [&](const auto& f) { return f.second.dot(n) > kSame; });
    if (same != found.end())
      ++same->first;
    else if (found.size() < 512)
      found.emplace_back(1, n);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Vec3> normals;
  for (const auto& [times, n] : found)
    if (normals.size() < kPlaneNormals && times > count / 100) normals.push_back(n);
  return normals;
}

/// Columns are the eigenvectors of a symmetric matrix, of rising eigenvalue.
Mat3 axes_of(const Mat3& matrix) {
  return Eigen::SelfAdjointEigenSolver<Mat3>(matrix).eigenvectors();
}

struct MainAxes {
  Mat3 of_place, of_normal;  // columns
};

/// Sums over facets, exact for the polyhedron.
struct Moments {
  double area = 0;
  Vec3 first = Vec3::Zero();
  Mat3 place = Mat3::Zero(), normal = Mat3::Zero();

  void add_facet(const TriMesh& mesh, FaceId face, const Vec3& origin) {
    const Vec3 cross = mesh.face_cross(face);
    const double twice_area = cross.norm();
    if (!(twice_area > 0)) return;
    Vec3 sum = Vec3::Zero();
    Mat3 squares = Mat3::Zero();
    for (int k = 0; k < 3; ++k) {
      const Vec3 p = mesh.corner(face, k) - origin;
      sum += p;
      squares += p * p.transpose();
    }
    area += twice_area / 2;
    first += twice_area / 6 * sum;
    place += twice_area / 24 * (squares + sum * sum.transpose());
    normal += cross * cross.transpose() / (2 * twice_area);
  }
  void join(const Moments& other) {
    area += other.area;
    first += other.first;
    place += other.place;
    normal += other.normal;
  }
};

/// Eigenvectors have no sign; that of `of_place` is chosen by where the body is skewed to, so that
/// it turns with the body.
MainAxes main_axes(const TriMesh& mesh) {
  const Vec3 origin = mesh.positions_mm[0];
  Moments moments = ordered_reduce(
      mesh.triangles.size(), Moments{},
      [&](Moments& m, std::size_t f) { m.add_facet(mesh, static_cast<FaceId>(f), origin); },
      [](Moments& m, const Moments& other) { m.join(other); });
  if (!(moments.area > 0)) return {Mat3::Identity(), Mat3::Identity()};
  const Vec3 centre = moments.first / moments.area;
  moments.place -= moments.area * centre * centre.transpose();
  MainAxes axes{axes_of(moments.place), axes_of(moments.normal)};
  const Vec3 skew = ordered_reduce(
      mesh.triangles.size(), Vec3(Vec3::Zero()),
      [&](Vec3& sum, std::size_t f) {
        const auto face = static_cast<FaceId>(f);
        const Vec3 d = axes.of_place.transpose() * (mesh.face_centre(face) - origin - centre);
        sum += mesh.face_cross(face).norm() * d.cwiseProduct(d).cwiseProduct(d);
      },
      [](Vec3& sum, const Vec3& other) { sum += other; });
  for (Eigen::Index k = 0; k < 2; ++k)
    if (skew[k] < 0) axes.of_place.col(k) *= -1;
  axes.of_place.col(2) = axes.of_place.col(0).cross(axes.of_place.col(1));
  return axes;
}

}  // namespace

PoseCandidates pose_candidates(const TriMesh& mesh, const ConvexHull& hull,
                               const PoseSamples& samples, double rule_deg) {
  PoseCandidates candidates;
  for (const Vec3& up : faces_to_stand_on(hull)) add(candidates.exact, up);
  const MainAxes axes = main_axes(mesh);
  candidates.frame.axes = axes.of_place;
  candidates.frame.rule_deg = rule_deg;
  for (Eigen::Index k = 0; k < 3; ++k) {
    add_both(candidates.exact, axes.of_place.col(k));
    add_both(candidates.exact, axes.of_normal.col(k));
  }
  candidates.frame.planes = plane_normals(samples);
  const std::vector<Vec3>& planes = candidates.frame.planes;
  for (const Vec3& n : planes) add_both(candidates.exact, n);
  for (std::size_t i = 0; i < std::min(planes.size(), kPlaneNormalsCrossed); ++i)
    for (std::size_t j = 0; j < i; ++j) add_both(candidates.exact, planes[i].cross(planes[j]));

  for (std::size_t i = 0; i < std::min(planes.size(), kPlaneNormalsLined); ++i) {
    const Vec3 x = Eigen::AngleAxisd(0.1, planes[i]) * axes.of_place.col(0).cross(planes[i]);
    if (x.norm() < 1e-6) continue;
    for (int k = 0; k < kPlacesOnALine; ++k)
      add(candidates.exact,
          onto_line(candidates.frame, planes[i],
                    Eigen::AngleAxisd(2 * std::numbers::pi * k / kPlacesOnALine, planes[i]) * x));
  }

  // A spiral of equal areas: Saff and Kuijlaars, Distributing many points on a sphere, 1997.
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  for (int i = 0; i < kEvenDirections; ++i) {
    const double z = 1 - (2.0 * i + 1) / kEvenDirections, r = std::sqrt(1 - z * z);
    candidates.even.push_back(axes.of_place *
                              Vec3(r * std::cos(golden * i), r * std::sin(golden * i), z));
  }
  return candidates;
}

}  // namespace pg
