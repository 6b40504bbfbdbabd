#include "geometry/solid/predicates.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace pg {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;  // Shewchuk's epsilon
constexpr double kBound3 = (7.0 + 56.0 * kEpsilon) * kEpsilon;           // his o3derrboundA
constexpr double kBound2 = (3.0 + 16.0 * kEpsilon) * kEpsilon;           // his ccwerrboundA
// Below this a product may have lost digits to underflow, and the bounds do not hold.
constexpr double kTiny = 1e-200;
constexpr double kHuge = 1e+150;

int sign_of(double x) {
  return (x > 0.0) - (x < 0.0);
}

struct TwoTerms {
  double high, low;
};

TwoTerms two_sum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

TwoTerms split(double a) {
  const double c = 134217729.0 * a;  // 2^27 + 1 (Dekker)
  const double high = c - (c - a);
  return {high, a - high};
}

TwoTerms two_product(double a, double b) {
  const double product = a * b;
  const TwoTerms x = split(a), y = split(b);
  const double error = ((product - x.high * y.high) - x.low * y.high) - x.high * y.low;
  return {product, x.low * y.low - error};
}

/// Adds a number to a nonoverlapping expansion ordered by magnitude; zeros are left out.
template <std::size_t N>
struct Expansion {
  std::array<double, N> terms;
  std::size_t size = 0;

  void add(double value) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const TwoTerms sum = two_sum(value, terms[i]);
      value = sum.high;
      if (sum.low != 0.0) terms[kept++] = sum.low;
    }
    if (value != 0.0) terms[kept++] = value;
    size = kept;
  }
  void add_product(double a, double b) {
    const TwoTerms product = two_product(a, b);
    if (product.low != 0.0) add(product.low);
    if (product.high != 0.0) add(product.high);
  }
  [[nodiscard]] int sign() const { return size == 0 ? 0 : sign_of(terms[size - 1]); }
};

/// True when a - b is exactly `difference`.
bool exact_difference(double a, double b, double difference) {
  const double b_part = a - difference;
  const double a_part = difference + b_part;
  return b_part - b == 0.0 && a - a_part == 0.0;
}

bool exact_difference(const Vec3& a, const Vec3& b, const Vec3& difference) {
  return exact_difference(a[0], b[0], difference[0]) &&
         exact_difference(a[1], b[1], difference[1]) && exact_difference(a[2], b[2], difference[2]);
}

/// Products of three stay clear of overflow, and of underflow unless they are zero.
bool safe(const Vec3& v) {
  for (int i = 0; i < 3; ++i) {
    const double size = std::abs(v[i]);
    if (size != 0.0 && !(size > 1e-60 && size < 1e+60)) return false;
  }
  return true;
}

struct Cross {
  Vec3 value, bound;
};

Cross cross_with_bound(const Vec3& u, const Vec3& v) {
  Cross cross;
  for (int i = 0; i < 3; ++i) {
    const int j = (i + 1) % 3, k = (i + 2) % 3;
    const double p = u[j] * v[k], q = u[k] * v[j];
    cross.value[i] = p - q;
    cross.bound[i] = std::abs(p) + std::abs(q);
  }
  return cross;
}

int filtered(const Vec3& normal, const Vec3& bound, const Vec3& w) {
  const double det = normal[0] * w[0] + normal[1] * w[1] + normal[2] * w[2];
  const double permanent =
      bound[0] * std::abs(w[0]) + bound[1] * std::abs(w[1]) + bound[2] * std::abs(w[2]);
  if (!(permanent > kTiny && permanent < kHuge)) return 0;
  return std::abs(det) > kBound3 * permanent ? sign_of(det) : 0;
}

}  // namespace

PlaneSide::PlaneSide(const Vec3& a, const Vec3& b, const Vec3& c) : a_(a), b_(b), c_(c) {
  const Cross cross = cross_with_bound(b - a, c - a);
  normal_ = cross.value;
  bound_ = cross.bound;
}

int PlaneSide::sure(const Vec3& point) const {
  return filtered(normal_, bound_, point - a_);
}

int orientation(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d) {
  const Vec3 u = b - a, v = c - a, w = d - a;
  const Cross cross = cross_with_bound(u, v);
  if (const int sign = filtered(cross.value, cross.bound, w); sign != 0) return sign;
  if (!exact_difference(b, a, u) || !exact_difference(c, a, v) || !exact_difference(d, a, w) ||
      !safe(u) || !safe(v) || !safe(w))
    return exact::orientation(a, b, c, d);
  Expansion<32> det;
  for (int i = 0; i < 3; ++i) {
    if (w[i] == 0.0) continue;
    const int j = (i + 1) % 3, k = (i + 2) % 3;
    Expansion<8> minor;
    minor.add_product(u[j], v[k]);
    minor.add_product(-u[k], v[j]);
    for (std::size_t t = 0; t < minor.size; ++t) det.add_product(minor.terms[t], w[i]);
  }
  return det.sign();
}

int orientation_along(int axis, const Vec3& a, const Vec3& b, const Vec3& c) {
  const int i = (axis + 1) % 3, j = (axis + 2) % 3;
  const double ux = b[i] - a[i], uy = b[j] - a[j], vx = c[i] - a[i], vy = c[j] - a[j];
  const double p = ux * vy, q = uy * vx;
  const double det = p - q, permanent = std::abs(p) + std::abs(q);
  if (permanent > kTiny && permanent < kHuge && std::abs(det) > kBound2 * permanent)
    return sign_of(det);
  if (!exact_difference(b[i], a[i], ux) || !exact_difference(b[j], a[j], uy) ||
      !exact_difference(c[i], a[i], vx) || !exact_difference(c[j], a[j], vy) ||
      !safe({ux, uy, 0.0}) || !safe({vx, vy, 0.0}))
    return exact::orientation_along(axis, a, b, c);
  Expansion<8> sum;
  sum.add_product(ux, vy);
  sum.add_product(-uy, vx);
  return sum.sign();
}

bool collinear(const Vec3& a, const Vec3& b, const Vec3& c) {
  const Cross cross = cross_with_bound(b - a, c - a);
  for (int i = 0; i < 3; ++i)
    if (cross.bound[i] > kTiny && cross.bound[i] < kHuge &&
        std::abs(cross.value[i]) > kBound2 * cross.bound[i])
      return false;
  for (int axis = 0; axis < 3; ++axis)
    if (orientation_along(axis, a, b, c) != 0) return false;
  return true;
}

}  // namespace pg
