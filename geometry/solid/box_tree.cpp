#include "geometry/solid/box_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geometry/mesh/space_curve.hpp"

namespace pg {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

float below(double x) {
  const auto f = static_cast<float>(x);
  return double{f} <= x ? f : std::nextafter(f, -kInfinity);
}
float above(double x) {
  const auto f = static_cast<float>(x);
  return double{f} >= x ? f : std::nextafter(f, kInfinity);
}

}  // namespace

RoundBox RoundBox::around(const Vec3& a, const Vec3& b, const Vec3& c) {
  RoundBox box;
  for (int axis = 0; axis < 3; ++axis) {
    const auto k = static_cast<std::size_t>(axis);
    box.min[k] = below(std::min({a[axis], b[axis], c[axis]}));
    box.max[k] = above(std::max({a[axis], b[axis], c[axis]}));
  }
  return box;
}

void RoundBox::extend(const RoundBox& other) {
  for (std::size_t k = 0; k < 3; ++k) {
    min[k] = std::min(min[k], other.min[k]);
    max[k] = std::max(max[k], other.max[k]);
  }
}

BoxTree BoxTree::of(BigVector<RoundBox> boxes) {
  BoxTree tree;
  const std::size_t count = boxes.size();
  if (count == 0) return tree;
  const auto centre = [&](std::size_t i) {
    const RoundBox& box = boxes[i];
    return SpaceCurve::Place{0.5f * (box.min[0] + box.max[0]), 0.5f * (box.min[1] + box.max[1]),
                             0.5f * (box.min[2] + box.max[2])};
  };
  const SpaceCurve curve = SpaceCurve::over(count, centre);
  BigVector<SpaceCurve::Keyed> keyed(count);
  for_each_index(count, [&](std::size_t i) {
    keyed[i] = {curve.key(centre(i)), static_cast<std::uint32_t>(i)};
  });
  curve.sort(keyed);
  tree.order_.resize(count);
  tree.boxes_.resize(count);
  for_each_index(count, [&](std::size_t i) {
    tree.order_[i] = keyed[i].item;
    tree.boxes_[i] = boxes[keyed[i].item];
  });
  boxes = BigVector<RoundBox>();  // "= {}" would keep the memory
  keyed = BigVector<SpaceCurve::Keyed>();
  const BigVector<RoundBox>* lower = &tree.boxes_;
  tree.levels_.reserve(20);
  do {
    BigVector<RoundBox> level((lower->size() + kFan - 1) / kFan);
    for_each_index(level.size(), [&](std::size_t n) {
      RoundBox box = (*lower)[n * kFan];
      for (std::size_t i = n * kFan + 1; i < std::min(lower->size(), (n + 1) * kFan); ++i)
        box.extend((*lower)[i]);
      level[n] = box;
    });
    tree.levels_.push_back(std::move(level));
    lower = &tree.levels_.back();
  } while (lower->size() > 1);
  return tree;
}

}  // namespace pg
