// Eight floats at a time: one AVX2 register where this is compiled for AVX2, else two Float4.
//
// No include guard on purpose: a file that chooses at run time includes it once a target (with
// PG_COMPILED_FOR_AVX2 set or not), each time inside a namespace of its own (wall/ball_walk.cpp).
// The operations are correctly rounded, so both give the same bits. Needs float4.hpp and
// immintrin.h.

#if defined(PG_COMPILED_FOR_AVX2)

struct Float8 {
  __m256 v;
  Float8() = default;
  Float8(__m256 value) : v(value) {}  // NOLINT(google-explicit-constructor)
  Float8(Float4 first, Float4 second) : v(_mm256_set_m128(second.v, first.v)) {}
  explicit Float8(float value) : v(_mm256_set1_ps(value)) {}  ///< The same in all lanes.
  [[nodiscard]] static Float8 load(const float* from) { return _mm256_loadu_ps(from); }
  void store(float* to) const { _mm256_storeu_ps(to, v); }
};
inline Float8 operator+(Float8 a, Float8 b) {
  return _mm256_add_ps(a.v, b.v);
}
inline Float8 operator-(Float8 a, Float8 b) {
  return _mm256_sub_ps(a.v, b.v);
}
inline Float8 operator*(Float8 a, Float8 b) {
  return _mm256_mul_ps(a.v, b.v);
}
inline Float8 operator/(Float8 a, Float8 b) {
  return _mm256_div_ps(a.v, b.v);
}
inline Float8 min(Float8 a, Float8 b) {
  return _mm256_min_ps(a.v, b.v);
}
inline Float8 max(Float8 a, Float8 b) {
  return _mm256_max_ps(a.v, b.v);
}
inline Float8 sqrt(Float8 a) {
  return _mm256_sqrt_ps(a.v);
}
inline Float8 abs(Float8 a) {
  return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v);
}
/// `a` with its sign turned in the lanes where `by` is negative.
inline Float8 flip_sign(Float8 a, Float8 by) {
  return _mm256_xor_ps(a.v, _mm256_and_ps(_mm256_set1_ps(-0.0f), by.v));
}
/// `a` where `x > y`, else `b`.
inline Float8 select_gt(Float8 x, Float8 y, Float8 a, Float8 b) {
  return _mm256_blendv_ps(b.v, a.v, _mm256_cmp_ps(x.v, y.v, _CMP_GT_OS));
}
inline int mask_le(Float8 a, Float8 b) {
  return _mm256_movemask_ps(_mm256_cmp_ps(a.v, b.v, _CMP_LE_OS));
}
inline int mask_lt(Float8 a, Float8 b) {
  return _mm256_movemask_ps(_mm256_cmp_ps(a.v, b.v, _CMP_LT_OS));
}

#else

struct Float8 {
  Float4 low, high;
  Float8() = default;
  Float8(Float4 first, Float4 second) : low(first), high(second) {}
  explicit Float8(float value) : low(value), high(value) {}  ///< The same in all lanes.
  [[nodiscard]] static Float8 load(const float* from) {
    return {Float4::load(from), Float4::load(from + 4)};
  }
  void store(float* to) const {
    low.store(to);
    high.store(to + 4);
  }
};
inline Float8 operator+(Float8 a, Float8 b) {
  return {a.low + b.low, a.high + b.high};
}
inline Float8 operator-(Float8 a, Float8 b) {
  return {a.low - b.low, a.high - b.high};
}
inline Float8 operator*(Float8 a, Float8 b) {
  return {a.low * b.low, a.high * b.high};
}
inline Float8 operator/(Float8 a, Float8 b) {
  return {a.low / b.low, a.high / b.high};
}
inline Float8 min(Float8 a, Float8 b) {
  return {min(a.low, b.low), min(a.high, b.high)};
}
inline Float8 max(Float8 a, Float8 b) {
  return {max(a.low, b.low), max(a.high, b.high)};
}
inline Float8 sqrt(Float8 a) {
  return {sqrt(a.low), sqrt(a.high)};
}
inline Float8 abs(Float8 a) {
  return {abs(a.low), abs(a.high)};
}
inline Float8 flip_sign(Float8 a, Float8 by) {
  return {flip_sign(a.low, by.low), flip_sign(a.high, by.high)};
}
inline Float8 select_gt(Float8 x, Float8 y, Float8 a, Float8 b) {
  return {select_gt(x.low, y.low, a.low, b.low), select_gt(x.high, y.high, a.high, b.high)};
}
inline int mask_le(Float8 a, Float8 b) {
  return mask_le(a.low, b.low) | mask_le(a.high, b.high) << 4;
}
inline int mask_lt(Float8 a, Float8 b) {
  return mask_lt(a.low, b.low) | mask_lt(a.high, b.high) << 4;
}

#endif

/// Three rows of eight floats: eight points or directions side by side.
struct Float8x3 {
  Float8 x, y, z;
  [[nodiscard]] static Float8x3 load(const float (&rows)[3][8]) {
    return {Float8::load(rows[0]), Float8::load(rows[1]), Float8::load(rows[2])};
  }
};
inline Float8x3 operator+(Float8x3 a, Float8x3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Float8x3 operator-(Float8x3 a, Float8x3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Float8x3 operator*(Float8 s, Float8x3 a) {
  return {s * a.x, s * a.y, s * a.z};
}
inline Float8 dot(Float8x3 a, Float8x3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Float8x3 cross(Float8x3 a, Float8x3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
