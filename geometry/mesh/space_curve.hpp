#pragma once
/// An order in which what is near in space is near in memory.

#include <array>
#include <cstdint>

#include "geometry/big_vector.hpp"

namespace pg {

/// Method  Morton's curve over the box that holds all but the outermost hundredth of a sample of
///         the places and as much again to every side, so that a speck far away does not blunt it.
class SpaceCurve {
 public:
  using Place = std::array<float, 3>;
  struct Keyed {
    std::uint64_t key;
    std::uint32_t item;
  };

  /// For `count` items, whose places are sampled by `place(i)`.
  template <class PlaceOf>
  [[nodiscard]] static SpaceCurve over(std::size_t count, PlaceOf&& place) {
    constexpr std::size_t kSample = 4000;
    BigVector<Place> sample;
    const std::size_t step = count < kSample ? 1 : count / kSample;
    for (std::size_t i = 0; i < count; i += step) sample.push_back(place(i));
    return SpaceCurve(count, std::move(sample));
  }

  [[nodiscard]] std::uint64_t key(const Place& place) const;
  /// By key, equal ones in the order they had; in parallel, the same for any number of threads.
  void sort(BigVector<Keyed>& list) const;

 private:
  SpaceCurve(std::size_t count, BigVector<Place> sample);

  int bits_ = 0;  // an axis
  Place origin_{};
  float cells_per_length_ = 0.0f;
};

}  // namespace pg
