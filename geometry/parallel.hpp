#pragma once
/// Parallel loops whose results do not depend on the number of threads.
///
/// Work is cut into chunks of a fixed size; each chunk writes to its own slot; slots are combined
/// in index order. No atomic add on floating point, no chunk sized by thread count. (A plain
/// tbb::parallel_reduce gave 16 different sums in 200 runs; ordered chunks give one.)

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pg {

/// Elements per chunk where the work per element is small and even. Part of the results: changing
/// it changes the last digits of sums.
inline constexpr std::size_t kChunk = 4096;

[[nodiscard]] constexpr std::size_t chunk_count(std::size_t count, std::size_t chunk = kChunk) {
  return (count + chunk - 1) / chunk;
}

/// Calls `body(begin, end, chunk_index)` for every chunk of [0, count), in parallel.
template <class Body>
void for_each_chunk(std::size_t count, Body&& body, std::size_t chunk = kChunk) {
  const std::size_t chunks = chunk_count(count, chunk);
  if (chunks <= 1) {
    if (count > 0) body(std::size_t{0}, count, std::size_t{0});
    return;
  }
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, chunks, 1),
      [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t c = range.begin(); c != range.end(); ++c)
          body(c * chunk, std::min(count, (c + 1) * chunk), c);
      },
      tbb::simple_partitioner());
}

/// Calls `body(i)` for every i of [0, count), in parallel; `body` writes only to slot i.
template <class Body>
void for_each_index(std::size_t count, Body&& body, std::size_t chunk = kChunk) {
  for_each_chunk(
      count,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) body(i);
      },
      chunk);
}

/// Reduces [0, count): `fold(accumulator, i)` inside a chunk, `join(a, b)` over chunks in index
/// order.
template <class T, class Fold, class Join>
[[nodiscard]] T ordered_reduce(std::size_t count, const T& identity, Fold&& fold, Join&& join,
                               std::size_t chunk = kChunk) {
  std::vector<T> slots(chunk_count(count, chunk), identity);
  for_each_chunk(
      count,
      [&](std::size_t begin, std::size_t end, std::size_t index) {
        T local = identity;
        for (std::size_t i = begin; i != end; ++i) fold(local, i);
        slots[index] = std::move(local);
      },
      chunk);
  T total = identity;
  for (T& slot : slots) join(total, slot);
  return total;
}

/// Sum of `term(i)` over [0, count): the same bits for any number of threads.
template <class T, class Term>
[[nodiscard]] T ordered_sum(std::size_t count, const T& zero, Term&& term) {
  return ordered_reduce(
      count, zero, [&](T& sum, std::size_t i) { sum += term(i); },
      [](T& sum, const T& slot) { sum += slot; });
}

/// Number of i in [0, count) for which `test(i)` holds.
template <class Test>
[[nodiscard]] std::size_t count_if(std::size_t count, Test&& test) {
  return ordered_sum<std::size_t>(count, 0,
                                  [&](std::size_t i) { return test(i) ? std::size_t{1} : 0; });
}

}  // namespace pg
