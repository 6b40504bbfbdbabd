#include "geometry/mesh/scattered.hpp"

#include <algorithm>

#include "geometry/mesh/space_curve.hpp"
#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr std::size_t kShort = 20'000;  // triangles: all of it fits into the cache anyway
constexpr double kFar = 16;             // longest sides of a triangle

template <class Point>
Vec3 as_vec(const Point& p) {
  return Vec3(p[0], p[1], p[2]);
}

/// Corner k of triangle i.
template <class Point>
const Point& corner(const BigVector<Point>& corners, const BigVector<Triangle>& triangles,
                    std::size_t i, std::size_t k) {
  return corners[triangles.empty() ? 3 * i + k : triangles[i][k]];
}

/// Judged on a few thousand neighbours in the list, spread over all of it.
template <class Point>
bool scattered(const BigVector<Point>& corners, const BigVector<Triangle>& triangles,
               std::size_t count) {
  constexpr std::size_t kSample = 4000;
  const std::size_t step = count / kSample;
  std::size_t far = 0, judged = 0;
  for (std::size_t i = 0; i + 1 < count; i += step, ++judged) {
    const Vec3 a = as_vec(corner(corners, triangles, i, 0)),
               b = as_vec(corner(corners, triangles, i, 1)),
               c = as_vec(corner(corners, triangles, i, 2)),
               next = as_vec(corner(corners, triangles, i + 1, 0));
    const double side = std::max({(b - a).norm(), (c - b).norm(), (a - c).norm()});
    far += (next - a).norm() > kFar * side ? 1 : 0;
  }
  return 2 * far > judged;
}

template <class T>
void take_in_order(std::span<T> list, const BigVector<SpaceCurve::Keyed>& order) {
  BigVector<T> old(list.begin(), list.end());
  for_each_index(list.size(), [&](std::size_t i) { list[i] = old[order[i].item]; });
}

/// Numbers corners by first use; a corner that no triangle uses comes last.
template <class Point>
void renumber_corners(BigVector<Point>& corners, BigVector<Triangle>& triangles) {
  BigVector<std::uint32_t> number(corners.size(), kNone);
  std::uint32_t next = 0;
  for (Triangle& triangle : triangles) {
    for (VertexId& v : triangle) {
      if (number[v] == kNone) number[v] = next++;
      v = number[v];
    }
  }
  for (std::uint32_t& n : number)
    if (n == kNone) n = next++;
  BigVector<Point> old(std::move(corners));
  corners.resize(old.size());
  for_each_index(old.size(), [&](std::size_t i) { corners[number[i]] = old[i]; });
}

}  // namespace

template <class Point>
void gather_scattered(BigVector<Point>& corners, BigVector<Triangle>& triangles,
                      std::span<std::uint32_t> part_of_face) {
  const std::size_t count = triangles.empty() ? corners.size() / 3 : triangles.size();
  if (count < kShort || !scattered(corners, triangles, count)) return;
  const auto place = [&](std::size_t i) {
    const Point& p = corner(corners, triangles, i, 0);
    return SpaceCurve::Place{static_cast<float>(p[0]), static_cast<float>(p[1]),
                             static_cast<float>(p[2])};
  };
  const SpaceCurve curve = SpaceCurve::over(count, place);
  BigVector<SpaceCurve::Keyed> order(count);
  for_each_index(count, [&](std::size_t i) {
    order[i] = {curve.key(place(i)), static_cast<std::uint32_t>(i)};
  });
  curve.sort(order);
  if (!part_of_face.empty()) take_in_order(part_of_face, order);
  if (triangles.empty()) {
    BigVector<Point> old(std::move(corners));
    corners.resize(old.size());
    for_each_index(count, [&](std::size_t i) {
      for (std::size_t k = 0; k < 3; ++k)
        corners[3 * i + k] = old[3 * std::size_t{order[i].item} + k];
    });
  } else {
    take_in_order(std::span<Triangle>(triangles), order);
    renumber_corners(corners, triangles);
  }
}

template void gather_scattered<Vec3f>(BigVector<Vec3f>&, BigVector<Triangle>&,
                                      std::span<std::uint32_t>);
template void gather_scattered<Vec3>(BigVector<Vec3>&, BigVector<Triangle>&,
                                     std::span<std::uint32_t>);

}  // namespace pg
