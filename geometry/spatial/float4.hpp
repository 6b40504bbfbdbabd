#pragma once
/// Four floats at a time: SSE2 where there is one (every x86-64), plain loops elsewhere.
///
/// Only operations that are correctly rounded (or exact) are here, so both ways give the same bits.

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#else
#include <cmath>
#include <utility>
#endif

namespace pg {

#if defined(__SSE2__)

struct Float4 {
  __m128 v;
  Float4() = default;
  Float4(__m128 value) : v(value) {}                       // NOLINT(google-explicit-constructor)
  explicit Float4(float value) : v(_mm_set1_ps(value)) {}  ///< The same in all lanes.
  [[nodiscard]] static Float4 load(const float* from) { return _mm_loadu_ps(from); }
  void store(float* to) const { _mm_storeu_ps(to, v); }
};
inline Float4 operator+(Float4 a, Float4 b) {
  return _mm_add_ps(a.v, b.v);
}
inline Float4 operator-(Float4 a, Float4 b) {
  return _mm_sub_ps(a.v, b.v);
}
inline Float4 operator*(Float4 a, Float4 b) {
  return _mm_mul_ps(a.v, b.v);
}
inline Float4 operator/(Float4 a, Float4 b) {
  return _mm_div_ps(a.v, b.v);
}
inline Float4 min(Float4 a, Float4 b) {
  return _mm_min_ps(a.v, b.v);
}
inline Float4 max(Float4 a, Float4 b) {
  return _mm_max_ps(a.v, b.v);
}
inline Float4 sqrt(Float4 a) {
  return _mm_sqrt_ps(a.v);
}
inline Float4 abs(Float4 a) {
  return _mm_andnot_ps(_mm_set1_ps(-0.0f), a.v);
}
/// `a` with its sign turned in the lanes where `by` is negative.
inline Float4 flip_sign(Float4 a, Float4 by) {
  return _mm_xor_ps(a.v, _mm_and_ps(_mm_set1_ps(-0.0f), by.v));
}
/// Bit i is set where the comparison holds in lane i.
inline int mask_le(Float4 a, Float4 b) {
  return _mm_movemask_ps(_mm_cmple_ps(a.v, b.v));
}
inline int mask_lt(Float4 a, Float4 b) {
  return _mm_movemask_ps(_mm_cmplt_ps(a.v, b.v));
}
/// `a` where `x > y`, else `b`.
inline Float4 select_gt(Float4 x, Float4 y, Float4 a, Float4 b) {
  const __m128 mask = _mm_cmpgt_ps(x.v, y.v);
  return _mm_or_ps(_mm_and_ps(mask, a.v), _mm_andnot_ps(mask, b.v));
}
/// Four rows become four columns.
inline void transpose(Float4& a, Float4& b, Float4& c, Float4& d) {
  _MM_TRANSPOSE4_PS(a.v, b.v, c.v, d.v);
}

#else

struct Float4 {
  float v[4];
  Float4() = default;
  explicit Float4(float value) : v{value, value, value, value} {}
  [[nodiscard]] static Float4 load(const float* from) {
    Float4 r;
    for (int i = 0; i < 4; ++i) r.v[i] = from[i];
    return r;
  }
  void store(float* to) const {
    for (int i = 0; i < 4; ++i) to[i] = v[i];
  }
};
#define PG_FLOAT4_OP(NAME, EXPRESSION)     \
  inline Float4 NAME(Float4 a, Float4 b) { \
    Float4 r;                              \
    for (int i = 0; i < 4; ++i) {          \
      const float x = a.v[i], y = b.v[i];  \
      r.v[i] = EXPRESSION;                 \
    }                                      \
    return r;                              \
  }
PG_FLOAT4_OP(operator+, x + y)
PG_FLOAT4_OP(operator-, x - y)
PG_FLOAT4_OP(operator*, x* y)
PG_FLOAT4_OP(operator/, x / y)
PG_FLOAT4_OP(min, x < y ? x : y)
PG_FLOAT4_OP(max, x > y ? x : y)
PG_FLOAT4_OP(flip_sign, std::signbit(y) ? -x : x)
#undef PG_FLOAT4_OP
inline Float4 sqrt(Float4 a) {
  for (float& x : a.v) x = std::sqrt(x);
  return a;
}
inline Float4 abs(Float4 a) {
  for (float& x : a.v) x = std::fabs(x);
  return a;
}
inline int mask_le(Float4 a, Float4 b) {
  int mask = 0;
  for (int i = 0; i < 4; ++i) mask |= a.v[i] <= b.v[i] ? 1 << i : 0;
  return mask;
}
inline int mask_lt(Float4 a, Float4 b) {
  int mask = 0;
  for (int i = 0; i < 4; ++i) mask |= a.v[i] < b.v[i] ? 1 << i : 0;
  return mask;
}
inline Float4 select_gt(Float4 x, Float4 y, Float4 a, Float4 b) {
  for (int i = 0; i < 4; ++i)
    if (!(x.v[i] > y.v[i])) a.v[i] = b.v[i];
  return a;
}
inline void transpose(Float4& a, Float4& b, Float4& c, Float4& d) {
  Float4* const row[4] = {&a, &b, &c, &d};
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < i; ++j) std::swap(row[i]->v[j], row[j]->v[i]);
}

#endif

/// Three rows of four floats: four points or directions side by side.
struct Float4x3 {
  Float4 x, y, z;
};
inline Float4x3 operator+(Float4x3 a, Float4x3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Float4x3 operator-(Float4x3 a, Float4x3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Float4x3 operator*(Float4 s, Float4x3 a) {
  return {s * a.x, s * a.y, s * a.z};
}
inline Float4 dot(Float4x3 a, Float4x3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Float4x3 cross(Float4x3 a, Float4x3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

}  // namespace pg
