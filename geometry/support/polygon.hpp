#pragma once
/// Small convex polygons in the plane, clipped by half-planes.

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstddef>

#include "geometry/check.hpp"

namespace pg {

using Vec2 = Eigen::Vector2d;

/// The function offset + gradient . point.
struct Linear {
  double offset = 0;
  Vec2 gradient = Vec2::Zero();
  [[nodiscard]] double operator()(const Vec2& p) const { return offset + gradient.dot(p); }
};

/// Counter-clockwise. A cut adds one corner at most; `kRoom` leaves a dozen cuts after kCrowded,
/// where the owner has to split it.
class Polygon {
 public:
  static constexpr std::size_t kRoom = 32;
  static constexpr std::size_t kCrowded = 16;

  Polygon() = default;
  // Corners in use only: most polygons have four of the thirty-two.
  Polygon(const Polygon& other) : size_(other.size_) {
    std::copy_n(other.corners_.begin(), size_, corners_.begin());
  }
  Polygon& operator=(const Polygon& other) {
    size_ = other.size_;
    std::copy_n(other.corners_.begin(), size_, corners_.begin());
    return *this;
  }

  void add(const Vec2& p) {
    PG_CHECK(size_ < kRoom);
    corners_[size_++] = p;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Vec2& operator[](std::size_t i) const { return corners_[i]; }

  [[nodiscard]] double area() const {
    double twice = 0;
    for (std::size_t i = 2; i < size_; ++i) twice += cross(i);
    return twice / 2;
  }
  /// Area centroid; the first corner when there is no area.
  [[nodiscard]] Vec2 centroid() const {
    double twice = 0;
    Vec2 moment = Vec2::Zero();
    for (std::size_t i = 2; i < size_; ++i) {
      const double part = cross(i);
      twice += part;
      moment += part * ((corners_[i - 1] - corners_[0]) + (corners_[i] - corners_[0]));
    }
    return twice > 0 ? Vec2(corners_[0] + moment / (3 * twice)) : corners_[0];
  }
  /// A point well inside, at no round fraction, so that it falls on no symmetry line of other
  /// facets. From the largest triangle of the fan: cuts along a shared side leave corners that
  /// nearly coincide.
  [[nodiscard]] Vec2 some_point() const {
    std::size_t largest = 2;
    for (std::size_t i = 3; i < size_; ++i)
      if (cross(i) > cross(largest)) largest = i;
    return 0.4716 * corners_[0] + 0.3171 * corners_[largest - 1] + 0.2113 * corners_[largest];
  }

  /// Whether `line` is positive anywhere.
  [[nodiscard]] bool meets(const Linear& line) const {
    return std::any_of(corners_.begin(), corners_.begin() + static_cast<std::ptrdiff_t>(size_),
                       [&](const Vec2& corner) { return line(corner) > 0; });
  }

  /// The part where `line` >= 0.
  [[nodiscard]] Polygon where_positive(const Linear& line) const {
    std::array<double, kRoom> value;
    bool all = true;
    for (std::size_t i = 0; i < size_; ++i) {
      value[i] = line(corners_[i]);
      all = all && value[i] >= 0;
    }
    if (all) return *this;
    Polygon part;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::size_t j = i + 1 == size_ ? 0 : i + 1;
      if (value[i] >= 0) part.add(corners_[i]);
      if ((value[i] >= 0) != (value[j] >= 0)) {
        const double t = value[i] / (value[i] - value[j]);
        part.add(corners_[i] + t * (corners_[j] - corners_[i]));
      }
    }
    return part;
  }
  [[nodiscard]] Polygon where_negative(const Linear& line) const {
    return where_positive({-line.offset, -line.gradient});
  }

  /// The corners from `first` to `last`: one half of a split along a chord.
  [[nodiscard]] Polygon slice(std::size_t first, std::size_t last) const {
    Polygon part;
    for (std::size_t i = first; i <= last; ++i) part.add(corners_[i % size_]);
    return part;
  }

 private:
  [[nodiscard]] double cross(std::size_t i) const {
    const Vec2 a = corners_[i - 1] - corners_[0], b = corners_[i] - corners_[0];
    return a[0] * b[1] - a[1] * b[0];
  }
  std::array<Vec2, kRoom> corners_;
  std::size_t size_ = 0;
};

}  // namespace pg
