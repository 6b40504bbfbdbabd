#include "geometry/wall/ball_walk.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "geometry/spatial/float4.hpp"

// Compiled twice, for every x86-64 and for those with AVX2, and chosen at run time. By pragma and
// not by a file of its own with -mavx2: inline functions of headers would be compiled with it too,
// and the linker might keep those for everybody.
#if defined(__x86_64__)
#include <immintrin.h>
#define PG_CHOOSES_AVX2
#endif

namespace pg::wall {

namespace plain {
#include "geometry/spatial/float8_body.hpp"
#include "geometry/wall/ball_walk_body.hpp"
}  // namespace plain

#if defined(PG_CHOOSES_AVX2)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#define PG_COMPILED_FOR_AVX2
namespace avx2 {
#include "geometry/spatial/float8_body.hpp"
#include "geometry/wall/ball_walk_body.hpp"
}  // namespace avx2
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

void walk_tree_plain(const BallSearch& search, VertexId vertex, Contact& best) {
  plain::Walk(search, vertex, best).run();
}

void walk_tree(const BallSearch& search, VertexId vertex, Contact& best) {
#if defined(PG_CHOOSES_AVX2)
  static const bool has_avx2 = __builtin_cpu_supports("avx2");
  if (has_avx2) return avx2::Walk(search, vertex, best).run();
#endif
  plain::Walk(search, vertex, best).run();
}

}  // namespace pg::wall
