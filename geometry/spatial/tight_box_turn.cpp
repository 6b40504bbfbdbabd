#include "geometry/spatial/tight_box_turn.hpp"

#include <algorithm>
#include <utility>

namespace pg {
namespace {

constexpr int kPivotsMax = 500;

}  // namespace

bool LeastTurn::minimise(std::vector<Rival>& rivals) {
  begin();
  do
    if (!descend()) return false;
  while (take_in_worst(rivals));
  return true;
}

void LeastTurn::begin() {
  pivots_ = 0;
  rows_.clear();
  x_.fill(0);
  for (std::size_t j = 0; j < kUnknowns; ++j) {
    column_name_[j] = j;
    cost_[j] = j < 3 ? 0 : 1;
  }
  for (std::size_t k = 0; k < 3; ++k) {
    Row row;
    row.coefficient[k] = 1;
    row.limit = 2;
    row.name = kUnknowns + k;
    rows_.push_back(row);
  }
}

bool LeastTurn::descend() {
  for (; pivots_ < kPivotsMax; ++pivots_) {
    const auto out = std::min_element(rows_.begin(), rows_.end(),
                                      [](const Row& a, const Row& b) { return a.limit < b.limit; });
    if (!(out->limit < -1e-15)) {
      x_.fill(0);
      for (const Row& row : rows_)
        if (row.name < kUnknowns) x_[row.name] = row.limit;
      return true;
    }
    std::size_t in = kUnknowns;
    double least = 0;
    for (std::size_t j = 0; j < kUnknowns; ++j) {
      if (out->coefficient[j] >= -1e-12) continue;
      const double ratio = cost_[j] / -out->coefficient[j];
      if (in == kUnknowns || ratio < least ||
          (ratio == least && column_name_[j] < column_name_[in]))
        least = ratio, in = j;
    }
    if (in == kUnknowns) return false;
    exchange(*out, in);
  }
  return false;
}

void LeastTurn::exchange(Row& pivot, std::size_t in) {
  const double inverse = 1 / pivot.coefficient[in];
  for (double& c : pivot.coefficient) c *= inverse;
  pivot.coefficient[in] = inverse;
  pivot.limit *= inverse;
  for (Row& row : rows_) {
    if (&row == &pivot) continue;
    const double factor = row.coefficient[in];
    if (factor == 0) continue;
    row.coefficient[in] = 0;
    subtract(row, factor, pivot);
  }
  const double factor = cost_[in];
  cost_[in] = 0;
  for (std::size_t j = 0; j < kUnknowns; ++j) cost_[j] -= factor * pivot.coefficient[j];
  std::swap(column_name_[in], pivot.name);
}

void LeastTurn::subtract(Row& row, double factor, const Row& other) {
  for (std::size_t j = 0; j < kUnknowns; ++j) row.coefficient[j] -= factor * other.coefficient[j];
  row.limit -= factor * other.limit;
}

bool LeastTurn::take_in_worst(std::vector<Rival>& rivals) {
  constexpr double kTooHigh = 1e-13;
  std::array<Rival*, kBoxSides> worst{};
  std::array<double, kBoxSides> least;
  least.fill(-kTooHigh);
  for (Rival& rival : rivals) {
    const double left = rival.limit - rival.rise[0] * x_[0] - rival.rise[1] * x_[1] -
                        rival.rise[2] * x_[2] + x_[3 + rival.side];
    if (left < least[rival.side] && !rival.taken)
      least[rival.side] = left, worst[rival.side] = &rival;
  }
  bool any = false;
  for (Rival* const rival : worst) {
    if (rival == nullptr) continue;
    any = rival->taken = true;
    add(*rival);
  }
  return any;
}

void LeastTurn::add(const Rival& rival) {
  std::array<double, kUnknowns> of_unknown{};
  for (std::size_t k = 0; k < 3; ++k) of_unknown[k] = rival.rise[k];
  of_unknown[3 + rival.side] = -1;
  Row row;
  row.limit = rival.limit;
  row.name = kUnknowns + rows_.size();
  for (std::size_t j = 0; j < kUnknowns; ++j)
    if (column_name_[j] < kUnknowns) row.coefficient[j] = of_unknown[column_name_[j]];
  for (const Row& other : rows_)
    if (other.name < kUnknowns && of_unknown[other.name] != 0)
      subtract(row, of_unknown[other.name], other);
  rows_.push_back(row);
}

}  // namespace pg
