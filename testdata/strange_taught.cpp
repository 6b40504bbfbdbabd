// Strange shapes that training may have.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "testdata/strange.hpp"

namespace pg::shapes {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

/// Rods between the corners of cubes, with or without their diagonals.
TriMesh strut_lattice(Random& random) {
  const double half = half_size(random);
  const int cells = whole(random, 2, 5);
  const double step = 2 * half / cells, radius = step * random.uniform(0.04, 0.15);
  const bool straight = random.uniform() < 0.6, diagonal = !straight || random.uniform() < 0.4;
  std::vector<TriMesh> all;
  const auto inside = [&](const Vec3& at) { return at.cwiseAbs().maxCoeff() < half + 1e-6; };
  for (int x = 0; x <= cells; ++x)
    for (int y = 0; y <= cells; ++y)
      for (int z = 0; z <= cells; ++z) {
        const Vec3 at = Vec3(x, y, z) * step - Vec3::Constant(half);
        const auto strut = [&](const Vec3& way) {
          if (inside(at + step * way)) all.push_back(swept({at, at + step * way}, radius, 8));
        };
        if (straight)
          for (int k = 0; k < 3; ++k) strut(Vec3::Unit(k));
        if (diagonal)
          for (const double a : {-1.0, 1.0})
            for (const double b : {-1.0, 1.0}) strut({a, b, 1});
      }
  return together(all);
}

TriMesh heap_of_cubes(Random& random) {
  const double half = half_size(random);
  const int count = whole(random, 15, 120);
  std::vector<TriMesh> all;
  for (int i = 0; i < count; ++i) {
    const Vec3 along = random.direction();
    const Vec3 axis = random.direction();
    Vec3 size;
    for (int k = 0; k < 3; ++k) size[k] = half * random.uniform(0.08, 0.4);
    const double turn = random.uniform(0, 360);
    all.push_back(
        transformed(box(size), rotation(turn, axis), half * std::cbrt(random.uniform()) * along));
  }
  return together(all);
}

TriMesh honeycomb(Random& random) {
  const double half = half_size(random);
  const double pitch = half * random.uniform(0.2, 0.5), hole = pitch * random.uniform(0.35, 0.47);
  const double high = half * random.uniform(0.05, 0.6);
  const Field body = random.uniform() < 0.6 ? block(Vec3::Zero(), {2 * half, 2 * half, 2 * high})
                                            : cylinder(Vec3::Zero(), Vec3::UnitZ(), half, 2 * high);
  return marched(
      [=](const Vec3& at) {
        double nearest = 1e9;
        // Two rectangular grids make the hexagonal one.
        for (const double shift : {0.0, 0.5}) {
          const double wide = pitch * std::sqrt(3.0);
          const double x = at[0] - pitch * (std::round(at[0] / pitch - shift) + shift);
          const double y = at[1] - wide * (std::round(at[1] / wide - shift) + shift);
          nearest = std::min(nearest, std::hypot(x, y));
        }
        return std::max(body(at), hole - nearest);
      },
      {half, half, high});
}

TriMesh spiky_ball(Random& random) {
  const double half = half_size(random);
  const double core = half * random.uniform(0.25, 0.7), root = half * random.uniform(0.03, 0.12);
  const int spikes = whole(random, 30, 200);
  std::vector<TriMesh> all = {uv_sphere(core, 24, 40)};
  for (int i = 0; i < spikes; ++i) {
    const Vec3 along = random.direction();
    all.push_back(
        swept({0.8 * core * along, half * random.uniform(0.8, 1) * along}, {root, 0.05 * root}, 8));
  }
  return together(all);
}

/// A tree of ways without loops on a plate: from each cell one wall less, up or to the right.
TriMesh labyrinth(Random& random) {
  const int cells = whole(random, 5, 14);
  const double step = random.uniform(1, 3);
  std::vector<bool> up(static_cast<std::size_t>(cells * cells));
  for (std::size_t i = 0; i < up.size(); ++i) up[i] = random.uniform() < 0.5;
  const int plate = whole(random, 0, 1);
  const double high = step * random.uniform(0.7, 4);
  return voxels({2 * cells + 1, 2 * cells + 1, 1 + plate}, {step, step, high},
                [&](int x, int y, int z) {
                  if (z < plate || x == 0 || y == 0 || x == 2 * cells || y == 2 * cells)
                    return true;
                  if (x % 2 == 1 && y % 2 == 1) return false;
                  if (x % 2 == 0 && y % 2 == 0) return true;
                  const auto cell = static_cast<std::size_t>((x - 1) / 2 + cells * ((y - 1) / 2));
                  return y % 2 == 0 ? !up[cell] : static_cast<bool>(up[cell]);
                });
}

/// Six or other corners, each with smaller ones, straight up.
TriMesh snowflake(Random& random) {
  const double half = half_size(random);
  const int corners = whole(random, 3, 9);
  const double deep = random.uniform(0.3, 0.75), finer = random.uniform(0, 0.4);
  std::vector<double> radii;
  const auto zigzag = [](double t) { return std::abs(2 * (t - std::floor(t)) - 1); };
  for (int i = 0; i < 60 * corners; ++i) {
    const double coarse = zigzag(i / 60.0), fine = zigzag(i / 12.0);
    radii.push_back(half * (1 - deep * (1 - coarse)) * (1 - finer * (1 - fine)));
  }
  return star_prism(radii, half * random.uniform(0.05, 1.5));
}

TriMesh auger(Random& random) {
  const double radius = random.uniform(8, 35), length = radius * random.uniform(1.5, 6);
  const double pitch = radius * random.uniform(0.4, 1.5), blade = pitch * random.uniform(0.06, 0.2);
  const double core = radius * random.uniform(0.1, 0.4);
  const Field body = cylinder(Vec3::Zero(), Vec3::UnitZ(), radius, length);
  return marched(
      [=](const Vec3& at) {
        const double turned = at[2] - pitch * std::atan2(at[1], at[0]) / kTurn;
        const double from_blade = std::abs(turned - pitch * std::round(turned / pitch)) - blade;
        return std::max(body(at), std::min(0.7 * from_blade, std::hypot(at[0], at[1]) - core));
      },
      {radius, radius, 0.5 * length});
}

TriMesh tangle_of_wire(Random& random) {
  const double half = half_size(random);
  const double step = 0.06 * half, bend = random.uniform(0.2, 0.7);
  std::vector<Vec3> line = {Vec3::Zero()};
  Vec3 way = random.direction();
  const int points = whole(random, 150, 700);
  for (int i = 1; i < points; ++i) {
    way = (way + bend * random.direction()).normalized();
    // Back to the middle from outside.
    if (line.back().norm() > 0.85 * half) way = (way - 0.5 * line.back().normalized()).normalized();
    line.push_back(line.back() + step * way);
  }
  return swept(line, half * random.uniform(0.012, 0.04), 8);
}

TriMesh nested_shells(Random& random) {
  const double half = half_size(random);
  const double step = half / random.uniform(3, 9), thick = step * random.uniform(0.1, 0.35);
  const double square = random.uniform();  // from balls to cubes
  const double cut = half * random.uniform(-0.3, 0.6);
  return marched(
      [=](const Vec3& at) {
        const double r = (1 - square) * at.norm() + square * at.cwiseAbs().maxCoeff();
        return std::max({r - half, at[2] - cut,
                         std::abs(r - step * (std::round(r / step - 0.5) + 0.5)) - thick});
      },
      Vec3::Constant(half));
}

TriMesh bundle_of_straws(Random& random) {
  const double radius = random.uniform(1.5, 6), wall = radius * random.uniform(0.1, 0.3);
  const int rings = whole(random, 2, 5);
  const double length = random.uniform(20, 120);
  const double apart = random.uniform(1.95, 2.6) * radius;
  std::vector<TriMesh> all;
  for (int i = -rings; i <= rings; ++i)
    for (int j = -rings; j <= rings; ++j) {
      if (std::abs(i + j) > rings) continue;
      const double own = length * random.uniform(0.7, 1);
      all.push_back(moved(pipe(radius - wall, radius, own, 20),
                          {apart * (i + 0.5 * j), apart * 0.866 * j, 0.5 * own}));
    }
  return together(all);
}

TriMesh crumpled_sheet(Random& random) {
  const double half = half_size(random), high = half * random.uniform(0.2, 0.5);
  std::vector<std::array<double, 3>> waves;
  for (int i = 0; i < 8; ++i) {
    const double wave = kTurn / (half * random.uniform(0.4, 1.2));
    const double angle = random.uniform(0, kTurn);
    waves.push_back({wave * std::cos(angle), wave * std::sin(angle), random.uniform(0, kTurn)});
  }
  const double thick = half * random.uniform(0.02, 0.06);
  const Field body = block(Vec3::Zero(), {2 * half, 2 * half, 4 * high});
  return marched(
      [=](const Vec3& at) {
        double ground = 0;
        Vec3 slope(0, 0, 1);
        for (const auto& [x, y, phase] : waves) {
          const double folded =
              std::asin(0.95 * std::sin(x * at[0] + y * at[1] + phase)) * 0.25 * high;
          ground += folded;
          const double steep = 0.25 * high * std::cos(x * at[0] + y * at[1] + phase);
          slope += Vec3(steep * x, steep * y, 0);
        }
        return std::max(body(at), std::abs(at[2] - ground) / slope.norm() - thick);
      },
      {half, half, 2 * high});
}

TriMesh pyramid_of_pyramids(Random& random) {
  const double half = half_size(random);
  const std::array<Vec3, 4> corners = {Vec3(1, 1, 1), Vec3(1, -1, -1), Vec3(-1, 1, -1),
                                       Vec3(-1, -1, 1)};
  std::vector<Vec3> centres = {Vec3::Zero()};
  double size = half;
  const int rounds = whole(random, 2, 4);
  for (int round = 0; round < rounds; ++round) {
    size *= 0.5;
    std::vector<Vec3> finer;
    for (const Vec3& at : centres)
      for (const Vec3& corner : corners) finer.push_back(at + size * corner);
    centres = std::move(finer);
  }
  size *= random.uniform(1.02, 1.3);
  TriMesh mesh;
  for (const Vec3& at : centres) {
    const auto first = static_cast<VertexId>(mesh.positions_mm.size());
    for (const Vec3& corner : corners) mesh.positions_mm.push_back(at + size * corner);
    for (const Triangle& t :
         {Triangle{0, 1, 2}, Triangle{0, 3, 1}, Triangle{0, 2, 3}, Triangle{1, 3, 2}})
      mesh.triangles.push_back({first + t[0], first + t[1], first + t[2]});
  }
  return mesh;
}

TriMesh random_voxels(Random& random) {
  const int count = whole(random, 6, 16);
  const double share = random.uniform(0.2, 0.6), half = half_size(random);
  std::vector<bool> filled(static_cast<std::size_t>(count * count * count));
  for (std::size_t i = 0; i < filled.size(); ++i) filled[i] = random.uniform() < share;
  return voxels({count, count, count}, Vec3::Constant(2 * half / count), [&](int x, int y, int z) {
    return static_cast<bool>(filled[static_cast<std::size_t>((x * count + y) * count + z)]);
  });
}

}  // namespace

std::span<const StrangeKind> taught_strange_kinds() {
  static constexpr StrangeKind kAll[] = {
      {"strut lattice", strut_lattice},
      {"heap of cubes", heap_of_cubes},
      {"honeycomb", honeycomb},
      {"spiky ball", spiky_ball},
      {"labyrinth", labyrinth},
      {"snowflake", snowflake},
      {"auger", auger},
      {"tangle of wire", tangle_of_wire},
      {"nested shells", nested_shells},
      {"bundle of straws", bundle_of_straws},
      {"crumpled sheet", crumpled_sheet},
      {"pyramid of pyramids", pyramid_of_pyramids},
      {"random voxels", random_voxels},
  };
  return kAll;
}

}  // namespace pg::shapes
