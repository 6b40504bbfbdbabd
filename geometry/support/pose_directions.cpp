#include "geometry/support/pose_directions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pg {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
/// So near to a line is on it; and so many of the eight directions lines may take.
constexpr double kOnLine = 1e-5;
constexpr std::size_t kOnLines = 4;

}  // namespace

void best_first(std::vector<Tried>& tried) {
  std::stable_sort(tried.begin(), tried.end(),
                   [](const Tried& a, const Tried& b) { return a.cost < b.cost; });
}

std::vector<Tried> apart(const std::vector<Tried>& tried, double degrees, std::size_t most) {
  const double same = std::cos(degrees * kRadians);
  std::vector<Tried> kept;
  for (const Tried& t : tried) {
    if (kept.size() >= most) break;
    const bool near = std::any_of(kept.begin(), kept.end(),
                                  [&](const Tried& k) { return k.up.dot(t.up) > same; });
    if (!near) kept.push_back(t);
  }
  return kept;
}

Vec3 onto_line(const PoseFrame& frame, const Vec3& plane, const Vec3& up) {
  const Vec3 across = up - up.dot(plane) * plane;
  const Vec3 side = across.norm() > 1e-9 ? Vec3(across.normalized()) : Vec3(plane.unitOrthogonal());
  const double rule = frame.rule_deg * kRadians;
  return -std::cos(rule) * plane + std::sin(rule) * side;
}

std::array<Vec3, 8> around(const PoseFrame& frame, const Vec3& up, double step_deg, double spin) {
  Eigen::Index least_along = 0;
  (frame.axes.transpose() * up).cwiseAbs().minCoeff(&least_along);
  const Vec3 axis = frame.axes.col(least_along);
  const Vec3 x = (axis - axis.dot(up) * up).normalized(), y = up.cross(x);
  const double step = step_deg * kRadians;
  std::array<Vec3, 8> there;
  for (std::size_t i = 0; i < there.size(); ++i) {
    const double across = i % 2 == 0 ? 0 : std::numbers::pi;
    const double angle = spin + across + std::numbers::pi / 4 * static_cast<double>(i / 2);
    there[i] = std::cos(step) * up + std::sin(step) * (std::cos(angle) * x + std::sin(angle) * y);
  }
  std::size_t taken = 0;
  for (const Vec3& plane : frame.planes) {
    if (taken + 2 > kOnLines) break;
    const Vec3 on_line = onto_line(frame, plane, up);
    const double off = (on_line - up).norm();
    if (off > step) continue;
    if (off > kOnLine) {
      there[taken++] = on_line;
      continue;
    }
    const Vec3 along = step * plane.cross(on_line).normalized();
    there[taken++] = onto_line(frame, plane, on_line + along);
    there[taken++] = onto_line(frame, plane, on_line - along);
  }
  return there;
}

}  // namespace pg
