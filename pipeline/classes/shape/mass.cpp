// How the mass of a filled body lies: moments, distances within, spherical harmonics (Kazhdan,
// Funkhouser, Rusinkiewicz 2003), silhouettes along the axes, tunnels; and its outside.

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"
#include "pipeline/classes/shape/body.hpp"

namespace pg {
namespace {

constexpr std::size_t kPairs = 16384;
constexpr std::size_t kShells = 4;
constexpr int kBands = 6;

struct Moments {
  Vec3 centre;
  Mat3 axes;    // columns, the longest first
  double mean;  // root mean square distance from the centre: in cells
  Vec3 deviation;
};

Moments moments_of(const Body& body) {
  Vec3 sum = Vec3::Zero();
  for (const Vec3& at : body.places) sum += at;
  const auto count = static_cast<double>(body.cells.size());
  const Vec3 centre = sum / count;
  Mat3 second = Mat3::Zero();
  for (const Vec3& at : body.places) second += (at - centre) * (at - centre).transpose();
  second /= count;
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(second);
  Moments moments;
  moments.centre = centre;
  moments.mean = std::sqrt(std::max(second.trace(), 1e-18));
  for (int k = 0; k < 3; ++k) {
    moments.axes.col(k) = solver.eigenvectors().col(2 - k);
    moments.deviation[k] = std::sqrt(std::max(solver.eigenvalues()[2 - k], 1e-18));
  }
  return moments;
}

void add_moments(const Body& body, const Moments& moments, ShapeNumbers& numbers) {
  numbers.add("mass_deviation_2_1", log_of(moments.deviation[1] / moments.deviation[0]));
  numbers.add("mass_deviation_3_2", log_of(moments.deviation[2] / moments.deviation[1]));
  numbers.add("mass_radius", log_of(moments.mean));
  for (int axis = 0; axis < 3; ++axis) {
    double third = 0;
    double fourth = 0;
    for (const Vec3& at : body.places) {
      const double x = moments.axes.col(axis).dot(at - moments.centre) / moments.deviation[axis];
      third += x * x * x;
      fourth += x * x * x * x;
    }
    const auto count = static_cast<double>(body.cells.size());
    numbers.add("mass_skew_" + std::to_string(axis + 1), std::abs(third) / count);
    numbers.add("mass_kurtosis_" + std::to_string(axis + 1), log_of(fourth / count));
  }
}

void add_distances(const Body& body, const Moments& moments, ShapeNumbers& numbers) {
  std::array<double, 10> apart{};
  const auto pick = [&](std::size_t i) {
    return body.places[static_cast<std::size_t>(mixed_fraction(i) *
                                                static_cast<double>(body.places.size()))];
  };
  for (std::size_t i = 0; i < kPairs; ++i) {
    const double d = (pick(2 * i) - pick(2 * i + 1)).norm() / moments.mean;
    ++apart[static_cast<std::size_t>(std::min(d / 0.33, 9.0))];
  }
  for (std::size_t bin = 0; bin < apart.size(); ++bin)
    numbers.add("mass_distance_" + std::to_string(bin), apart[bin] / static_cast<double>(kPairs));
}

/// What a spherical harmonic of degree l and order m is scaled with; at l * (kBands + 1) + m.
std::array<double, (kBands + 1) * (kBands + 1)> scales_of_harmonics() {
  std::array<double, (kBands + 1) * (kBands + 1)> scales{};
  for (int l = 0; l <= kBands; ++l)
    for (int m = 0; m <= l; ++m) {
      double ratio = 2.0 * l + 1;
      for (int k = l - m + 1; k <= l + m; ++k) ratio /= k;
      scales[static_cast<std::size_t>(l * (kBands + 1) + m)] = std::sqrt(ratio);
    }
  return scales;
}

/// Real spherical harmonics up to kBands at a direction, without the normalising of the whole.
std::array<double, (kBands + 1) * (kBands + 1)> harmonics(const Vec3& d) {
  static const std::array<double, (kBands + 1) * (kBands + 1)> kScales = scales_of_harmonics();
  std::array<double, (kBands + 1) * (kBands + 1)> values{};
  // Associated Legendre functions times sin^m, fully normalised (Sloan 2008).
  std::array<double, kBands + 1> cosines{};
  std::array<double, kBands + 1> sines{};
  cosines[0] = 1;
  for (std::size_t m = 1; m <= kBands; ++m) {
    cosines[m] = d.x() * cosines[m - 1] - d.y() * sines[m - 1];
    sines[m] = d.x() * sines[m - 1] + d.y() * cosines[m - 1];
  }
  double diagonal = 1;  // P(m, m) without sin^m, which is in cosines and sines
  for (int m = 0; m <= kBands; ++m) {
    if (m > 0) diagonal *= -(2.0 * m - 1);
    double before = 0;
    double legendre = diagonal;
    for (int l = m; l <= kBands; ++l) {
      if (l > m) {
        const double next = ((2.0 * l - 1) * d.z() * legendre - (l + m - 1.0) * before) / (l - m);
        before = legendre;
        legendre = next;
      }
      const double scale = kScales[static_cast<std::size_t>(l * (kBands + 1) + m)] * legendre *
                           (m > 0 ? std::numbers::sqrt2 : 1.0);
      const auto at = [&](int order) { return static_cast<std::size_t>(l * (l + 1) + order); };
      values[at(m)] = scale * cosines[static_cast<std::size_t>(m)];
      if (m > 0) values[at(-m)] = scale * sines[static_cast<std::size_t>(m)];
    }
  }
  return values;
}

/// Share of the mass in shells about its centre, and how uneven it lies over each: the power of
/// each band, which does not turn with the model.
void add_harmonics(const Body& body, const Moments& moments, ShapeNumbers& numbers) {
  constexpr std::size_t kTerms = (kBands + 1) * (kBands + 1);
  std::array<std::array<double, kTerms>, kShells> sum{};
  for (const Vec3& at : body.places) {
    const Vec3 d = (at - moments.centre) / moments.mean;
    const double r = d.norm();
    if (!(r > 1e-9)) continue;
    const auto shell = static_cast<std::size_t>(std::min(r / 0.5, kShells - 1.0));
    const std::array<double, kTerms> values = harmonics(d / r);
    for (std::size_t k = 0; k < kTerms; ++k) sum[shell][k] += values[k];
  }
  for (std::size_t shell = 0; shell < kShells; ++shell) {
    const double mass = sum[shell][0];
    const std::string which = std::to_string(shell);
    numbers.add("shell_" + which, mass / static_cast<double>(body.cells.size()));
    for (int l = 1; l <= kBands; ++l) {
      double power = 0;
      for (int m = -l; m <= l; ++m) {
        const double value = sum[shell][static_cast<std::size_t>(l * (l + 1) + m)];
        power += value * value;
      }
      // Few cells are uneven by chance.
      numbers.add("shell_" + which + "_band_" + std::to_string(l),
                  mass < 30 ? std::nan("") : std::sqrt(power / (2.0 * l + 1)) / mass);
    }
  }
}

/// Along each axis of the grid (those of the surface): how much of its rectangle the silhouette
/// fills, how often a line enters, how deep the mass is.
void add_silhouettes(const Body& body, ShapeNumbers& numbers) {
  const Grid& grid = body.grid;
  const std::array<std::size_t, 3> strides = grid.strides();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t u = (axis + 1) % 3;
    const std::size_t v = (axis + 2) % 3;
    double covered = 0;
    double entries = 0;
    double rims = 0;
    std::array<int, 2> low = {grid.cells[u], grid.cells[v]};
    std::array<int, 2> high = {-1, -1};
    std::vector<std::uint8_t> shadow(
        static_cast<std::size_t>(grid.cells[u]) * static_cast<std::size_t>(grid.cells[v]), 0);
    const auto at = [&](int a, int b) -> std::uint8_t& {
      return shadow[static_cast<std::size_t>(a) +
                    static_cast<std::size_t>(grid.cells[u]) * static_cast<std::size_t>(b)];
    };
    for (int b = 0; b < grid.cells[v]; ++b)
      for (int a = 0; a < grid.cells[u]; ++a) {
        bool inside = false;
        const std::size_t first =
            static_cast<std::size_t>(a) * strides[u] + static_cast<std::size_t>(b) * strides[v];
        for (int k = 0; k < grid.cells[axis]; ++k) {
          const bool here = grid.body[first + static_cast<std::size_t>(k) * strides[axis]] != 0;
          if (here && !inside) entries += 1;
          inside = here;
          if (here) at(a, b) = 1;
        }
        if (!at(a, b)) continue;
        covered += 1;
        low = {std::min(low[0], a), std::min(low[1], b)};
        high = {std::max(high[0], a), std::max(high[1], b)};
      }
    for (int b = 1; b + 1 < grid.cells[v]; ++b)
      for (int a = 1; a + 1 < grid.cells[u]; ++a)
        if (at(a, b) && !(at(a - 1, b) && at(a + 1, b) && at(a, b - 1) && at(a, b + 1))) rims += 1;
    const double rectangle = (high[0] - low[0] + 1.0) * (high[1] - low[1] + 1.0);
    const std::string which = std::to_string(axis + 1);
    numbers.add("silhouette_fill_" + which, covered / rectangle);
    numbers.add("silhouette_entries_" + which, log_of(entries / covered));
    numbers.add("silhouette_rim_" + which, log_of(rims / std::sqrt(covered)));
  }
}

/// 1 less the Euler number of the cells with depth of at least `from` cells, as cubes: the number
/// of tunnels where they hang together.
double tunnels_of(const Body& body, float from) {
  const Grid& grid = body.grid;
  const std::array<std::size_t, 3> strides = grid.strides();
  double euler = 0;
  // Each corner of cells is looked at once, with the edges, faces and cube that begin there.
  for (int z = 1; z < grid.cells[2]; ++z)
    for (int y = 1; y < grid.cells[1]; ++y)
      for (int x = 1; x < grid.cells[0]; ++x) {
        std::array<bool, 8> c{};
        bool any = false;
        const float* const here = body.depth.data() + grid.index(x, y, z);
        for (std::size_t k = 0; k < 8; ++k) {
          const std::size_t back = (k & 1) + (k >> 1 & 1) * strides[1] + (k >> 2 & 1) * strides[2];
          c[k] = *(here - back) >= from;
          any = any || c[k];
        }
        if (!any) continue;
        euler += 1;  // the corner
        euler -= (c[0] || c[2] || c[4] || c[6]) + (c[0] || c[1] || c[4] || c[5]) +
                 (c[0] || c[1] || c[2] || c[3]);                    // edges
        euler += (c[0] || c[4]) + (c[0] || c[2]) + (c[0] || c[1]);  // faces
        euler -= c[0];                                              // the cube
      }
  return 1 - euler;
}

}  // namespace

void add_mass_numbers(const Body& body, ShapeNumbers& numbers) {
  const Moments moments = moments_of(body);
  add_moments(body, moments, numbers);
  add_distances(body, moments, numbers);
  add_harmonics(body, moments, numbers);
  add_silhouettes(body, numbers);
  for (const int from : {1, 2}) {
    const double tunnels = tunnels_of(body, static_cast<float>(from));
    numbers.add("tunnels_" + std::to_string(from),
                (tunnels < 0 ? -1 : 1) * std::log1p(std::abs(tunnels)));
  }
}

SurfaceSampling outside_of(const Body& body, std::size_t count) {
  const Grid& grid = body.grid;
  // Blurred twice over the neighbours, so that normals do not step with the cells.
  std::vector<float> blurred(grid.count());
  for (std::size_t i = 0; i < grid.count(); ++i) blurred[i] = grid.body[i] != 0 ? 1.0f : 0.0f;
  const std::array<std::size_t, 3> strides = grid.strides();
  for (int round = 0; round < 3; ++round)
    for (const std::size_t stride : strides) {
      const std::vector<float> before = blurred;
      for (std::size_t i = stride; i + stride < grid.count(); ++i)
        blurred[i] = 0.5f * before[i] + 0.25f * (before[i - stride] + before[i + stride]);
    }
  std::vector<std::size_t> rim;
  for (const std::size_t cell : body.cells) {
    const auto edge = [&](std::size_t stride) {
      return grid.body[cell - stride] == 0 || grid.body[cell + stride] == 0;
    };
    if (edge(strides[0]) || edge(strides[1]) || edge(strides[2])) rim.push_back(cell);
  }
  SurfaceSampling outside;
  outside.area_mm2 = static_cast<double>(rim.size()) * grid.step * grid.step;  // roughly
  Vec3 sum = Vec3::Zero();
  const std::size_t picked = std::min(count, rim.size());
  for (std::size_t i = 0; i < picked; ++i) {
    // A partial shuffle: every prefix is a sample.
    const std::size_t k =
        i + static_cast<std::size_t>(mixed_fraction(i) * static_cast<double>(rim.size() - i));
    std::swap(rim[i], rim[k]);
    Vec3 normal = Vec3::Zero();
    for (std::size_t axis = 0; axis < 3; ++axis)
      normal[static_cast<Eigen::Index>(axis)] =
          blurred[rim[i] - strides[axis]] - blurred[rim[i] + strides[axis]];
    if (!(normal.norm() > 1e-6)) continue;  // a sheet one cell thick has no side
    outside.points.push_back({grid.centre(rim[i]), normal.normalized(), 0});
    sum += outside.points.back().at;
  }
  if (outside.points.empty()) return outside;
  outside.centre = sum / static_cast<double>(outside.points.size());
  double squares = 0;
  for (SamplePoint& point : outside.points) {
    point.at -= outside.centre;
    squares += point.at.squaredNorm();
  }
  outside.radius_mm = std::sqrt(squares / static_cast<double>(outside.points.size()));
  return outside;
}

}  // namespace pg
