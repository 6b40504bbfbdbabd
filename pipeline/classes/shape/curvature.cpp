// Curvature at three scales: shape index and curvedness (Koenderink, van Doorn 1992).

#include <algorithm>
#include <array>
#include <numbers>

#include "geometry/parallel.hpp"
#include "pipeline/classes/bending.hpp"
#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

constexpr std::size_t kAsked = 512;
constexpr double kFlat = 0.3;  // curvedness times radius
constexpr std::size_t kIndexBins = 5;

struct Scale {
  const char* name;
  Bending::Scale of;
};
// Patches of about 0.4, 2 and 6 % of the surface.
constexpr Scale kScales[] = {
    {"fine", {4096, 16, 0.7}}, {"middle", {1024, 20, 1.2}}, {"coarse", {320, 20, 4.0}}};

constexpr Scale kOutsideScales[] = {{"middle", {1024, 20, 1.2}}, {"coarse", {320, 20, 4.0}}};

void add_scale(const SurfaceSampling& sampling, const std::string& prefix, const Scale& scale,
               ShapeNumbers& numbers) {
  const std::size_t asked = std::min(kAsked, sampling.points.size());
  std::vector<Bend> all(asked);
  const Bending bending(sampling, scale.of);
  for_each_index(
      asked, [&](std::size_t i) { all[i] = bending.at(i); }, 16);
  std::array<double, kIndexBins> bins{};
  std::vector<double> curvedness;
  double flat = 0;
  double cylinder = 0;
  double rough = 0;
  double mean_sum = 0;
  for (const Bend& bend : all) {
    if (!bend.known) continue;
    const double curved =
        std::sqrt(0.5 * (bend.larger * bend.larger + bend.smaller * bend.smaller));
    curvedness.push_back(curved);
    rough += bend.rough;
    mean_sum += std::clamp(0.5 * (bend.larger + bend.smaller), -10.0, 10.0);
    const double a = std::abs(bend.larger);
    const double b = std::abs(bend.smaller);
    if (curved < kFlat) {
      ++flat;
      continue;
    }
    if (std::min(a, b) < 0.25 * std::max(a, b)) ++cylinder;
    // 1 cap, 0.5 ridge, 0 saddle, -0.5 rut, -1 cup.
    const double index =
        2 / std::numbers::pi * std::atan2(bend.larger + bend.smaller, bend.larger - bend.smaller);
    ++bins[static_cast<std::size_t>(std::clamp((index + 1) * 2 + 0.5, 0.0, 4.0))];
  }
  const std::string name = prefix + scale.name + "_";
  const double count = std::max(1.0, static_cast<double>(curvedness.size()));
  static constexpr const char* kBinNames[kIndexBins] = {"cup", "rut", "saddle", "ridge", "cap"};
  for (std::size_t bin = 0; bin < kIndexBins; ++bin)
    numbers.add(name + kBinNames[bin], bins[bin] / count);
  numbers.add(name + "flat", flat / count);
  numbers.add(name + "cylinder", cylinder / count);
  numbers.add(name + "rough", log_of(rough / count));
  numbers.add(name + "mean", mean_sum / count);
  for (const int percent : {10, 50, 90})
    numbers.add(name + std::to_string(percent),
                curvedness.empty() ? std::nan("") : log_of(quantile(curvedness, 0.01 * percent)));
}

}  // namespace

void add_curvature_numbers(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  for (const Scale& scale : kScales) add_scale(sampling, "bend_", scale, numbers);
}

void add_outside_curvature_numbers(const SurfaceSampling& outside, ShapeNumbers& numbers) {
  // Below a few cells the grid's own steps are seen.
  for (const Scale& scale : kOutsideScales) add_scale(outside, "outside_", scale, numbers);
}

}  // namespace pg
