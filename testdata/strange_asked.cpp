// Strange shapes that training never sees.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "testdata/strange.hpp"

namespace pg::shapes {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

Mat3 any_rotation(Random& random) {
  const Vec3 axis = random.direction();
  return rotation(random.uniform(0, 360), axis);
}

/// Triply periodic surfaces, as one side or as a sheet.
TriMesh minimal_surface(Random& random) {
  const double half = half_size(random);
  const double wave = kTurn / (2 * half / random.uniform(1.5, 5));
  const bool diamond = random.uniform() < 0.3;
  const bool sheet = random.uniform() < 0.4;
  const double level = sheet ? random.uniform(0.2, 0.6) : random.uniform(-0.5, 0.5);
  const Field body = outline(random, half);
  return marched(
      [=](const Vec3& at) {
        const double x = wave * at[0], y = wave * at[1], z = wave * at[2];
        const double value =
            diamond
                ? std::cos(x) * std::cos(y) * std::cos(z) - std::sin(x) * std::sin(y) * std::sin(z)
                : std::sin(x) * std::cos(y) + std::sin(y) * std::cos(z) + std::sin(z) * std::cos(x);
        return std::max(body(at), (sheet ? std::abs(value) - level : value - level) / wave);
      },
      Vec3::Constant(half));
}

/// The same without order: random waves added up.
TriMesh sponge_of_waves(Random& random) {
  const double half = half_size(random);
  const double wave = kTurn / (2 * half / random.uniform(2, 5));
  std::array<std::pair<Vec3, double>, 24> waves;
  for (auto& [along, phase] : waves) {
    along = wave * random.direction();
    phase = random.uniform(0, kTurn);
  }
  const double level = random.uniform(-1.5, 1.5);
  const Field body = outline(random, half);
  return marched(
      [=](const Vec3& at) {
        double value = level;
        for (const auto& [along, phase] : waves) value += std::cos(along.dot(at) + phase);
        return std::max(body(at), value / (4 * wave));
      },
      Vec3::Constant(half));
}

TriMesh needles(Random& random) {
  const double half = half_size(random);
  const int count = whole(random, 80, 400);
  const double radius = half * random.uniform(0.01, 0.03);
  const double spread = random.uniform(0.05, 1.5);  // a bundle, or in all directions
  std::vector<TriMesh> all;
  for (int i = 0; i < count; ++i) {
    const Vec3 lean = random.direction();
    const Vec3 along = (Vec3::UnitZ() + spread * lean).normalized();
    const Vec3 shift = random.direction();
    const Vec3 at = 0.4 * half * shift;
    const double length = half * random.uniform(0.5, 1);
    all.push_back(swept({at - length * along, at + 0.8 * length * along, at + length * along},
                        {radius, radius, 0.05 * radius}, 6));
  }
  return together(all);
}

TriMesh menger_sponge(Random& random) {
  const double half = half_size(random);
  const int level = whole(random, 2, 3);
  const int count = level == 2 ? 9 : 27;
  return voxels({count, count, count}, Vec3::Constant(2 * half / count), [](int x, int y, int z) {
    for (; x > 0 || y > 0 || z > 0; x /= 3, y /= 3, z /= 3)
      if ((x % 3 == 1) + (y % 3 == 1) + (z % 3 == 1) >= 2) return false;
    return true;
  });
}

/// A block with mountains on it.
TriMesh terrain(Random& random) {
  const double half = half_size(random);
  const double high = half * random.uniform(0.1, 0.4);
  std::vector<std::array<double, 4>> waves;
  for (int octave = 0; octave < 6; ++octave)
    for (int k = 0; k < 4; ++k) {
      const double wave = (1 << octave) * kTurn / (3 * half);
      const double angle = random.uniform(0, kTurn);
      const double phase = random.uniform(0, kTurn);
      waves.push_back({wave * std::cos(angle), wave * std::sin(angle), phase,
                       high / static_cast<double>(1 << octave) / 2});
    }
  const double deep = half * random.uniform(0.15, 0.5);
  const Field body = block(Vec3::Zero(), {2 * half, 2 * half, 2 * deep + 2 * high});
  return marched(
      [=](const Vec3& at) {
        double ground = at[2];
        for (const auto& [x, y, phase, height] : waves)
          ground -= height * std::sin(x * at[0] + y * at[1] + phase);
        return std::max(body(at), 0.7 * ground);
      },
      {half, half, deep + high});
}

TriMesh chain_mail(Random& random) {
  const double ring = random.uniform(3, 8);
  const double wire = ring * random.uniform(0.12, 0.25);
  const int columns = whole(random, 4, 10), rows = whole(random, 4, 10);
  std::vector<TriMesh> all;
  for (int i = 0; i < columns; ++i)
    for (int j = 0; j < rows; ++j)
      all.push_back(moved(
          transformed(torus(ring, wire, 24, 8), rotation(j % 2 == 0 ? 35 : -35, Vec3::UnitX())),
          {2.1 * ring * i + (j % 2) * 1.05 * ring, 1.2 * ring * j, 0}));
  return together(all);
}

TriMesh loose_balls(Random& random) {
  const double half = half_size(random);
  const int count = whole(random, 20, 150);
  const double radius = half * random.uniform(0.05, 0.14);
  std::vector<TriMesh> all;
  for (int i = 0; i < count; ++i) {
    const Vec3 along = random.direction();
    const Vec3 at = half * std::cbrt(random.uniform()) * along;
    all.push_back(moved(uv_sphere(radius * random.uniform(0.6, 1.2), 8, 14), at));
  }
  return together(all);
}

TriMesh coil_spring(Random& random) {
  const double radius = random.uniform(6, 35);
  const double wire = radius * random.uniform(0.06, 0.25);
  const double pitch = wire * random.uniform(2.4, 6);
  const int turns = whole(random, 4, 12);
  const double narrower = random.uniform() < 0.3 ? random.uniform(0.3, 1) : 0;  // a cone
  std::vector<Vec3> line;
  for (int i = 0; i <= 40 * turns; ++i) {
    const double t = i / 40.0;
    const double r = radius * (1 - narrower * t / turns);
    line.emplace_back(r * std::cos(kTurn * t), r * std::sin(kTurn * t), pitch * t);
  }
  return swept(line, wire, 12);
}

TriMesh gear(Random& random) {
  const double radius = random.uniform(12, 50);
  const int teeth = whole(random, 9, 40);
  const double deep = radius * random.uniform(0.08, 0.25);
  std::vector<double> radii;
  for (int i = 0; i < teeth; ++i)
    for (const double out : {0.0, 0.0, 0.0, 0.1, 0.9, 1.0, 1.0, 0.9, 0.1})
      radii.push_back(radius + out * deep);
  const double thick = radius * random.uniform(0.1, 0.8);
  const double hub = radius * random.uniform(0.2, 0.5);
  return together(
      {star_prism(radii, thick), moved(pipe(0.6 * hub, hub, thick, 40), {0, 0, 0.9 * thick})});
}

/// Letters of 3 x 5 dots, on a plate or without.
TriMesh text(Random& random) {
  static constexpr std::array<int, 12> kLetters = {
      0b010'101'111'101'101, 0b110'101'110'101'110, 0b011'100'100'100'011, 0b110'101'101'101'110,
      0b111'100'110'100'111, 0b111'100'110'100'100, 0b101'101'111'101'101, 0b101'101'110'101'101,
      0b100'100'100'100'111, 0b101'111'111'101'101, 0b111'101'101'101'111, 0b111'010'010'010'010};
  const int letters = whole(random, 3, 9), lines = whole(random, 1, 4);
  std::vector<int> chosen;
  for (int i = 0; i < letters * lines; ++i)
    chosen.push_back(kLetters[random.below(kLetters.size())]);
  const int plate = whole(random, 0, 1);
  const double dot = random.uniform(1.5, 4);
  const double high = dot * random.uniform(0.5, 3);
  return voxels({4 * letters + 1, 6 * lines + 1, plate + 1}, {dot, dot, high},
                [&](int x, int y, int z) {
                  if (z < plate) return true;
                  const int column = x % 4 - 1, row = y % 6 - 1;
                  if (column < 0 || row < 0) return false;
                  const int letter = chosen[static_cast<std::size_t>(x / 4 + letters * (y / 6))];
                  return (letter >> (3 * row + 2 - column) & 1) == 1;
                });
}

TriMesh hairbrush(Random& random) {
  const double half = half_size(random);
  const double wide = half * random.uniform(0.15, 0.4), thick = half * random.uniform(0.05, 0.12);
  const double bristle = half * random.uniform(0.2, 0.5), step = half * random.uniform(0.06, 0.12);
  std::vector<TriMesh> all = {moved(box({2 * half, 2 * wide, 2 * thick}), {0, 0, -thick})};
  for (double x = -0.2 * half; x < 0.95 * half; x += step)
    for (double y = -0.9 * wide; y < 0.95 * wide; y += step)
      all.push_back(swept({{x, y, -0.5 * thick}, {x, y, bristle}}, 0.15 * step, 6));
  return together(all);
}

/// A block full of bubbles, open where they meet each other and the sides.
TriMesh foam(Random& random) {
  const double half = half_size(random);
  const int count = whole(random, 40, 120);
  std::vector<std::pair<Vec3, double>> bubbles;
  for (int i = 0; i < count; ++i) {
    Vec3 at;
    for (int k = 0; k < 3; ++k) at[k] = random.uniform(-half, half);
    bubbles.emplace_back(at, half * random.uniform(0.15, 0.4));
  }
  const Field body = outline(random, half);
  return marched(
      [=](const Vec3& at) {
        double inside = body(at);
        for (const auto& [centre, radius] : bubbles)
          inside = std::max(inside, radius - (at - centre).norm());
        return inside;
      },
      Vec3::Constant(half));
}

TriMesh triangle_soup(Random& random) {
  const double half = half_size(random);
  const int count = whole(random, 200, 1500);
  const double reach = half * random.uniform(0.1, 0.5);
  TriMesh mesh;
  for (int i = 0; i < count; ++i) {
    const Vec3 along = random.direction();
    const Vec3 at = half * std::cbrt(random.uniform()) * along;
    const auto first = static_cast<VertexId>(mesh.positions_mm.size());
    for (int k = 0; k < 3; ++k) mesh.positions_mm.push_back(at + reach * random.direction());
    mesh.triangles.push_back({first, first + 1, first + 2});
  }
  return mesh;
}

TriMesh stack_of_sheets(Random& random) {
  const double half = half_size(random);
  const int sheets = whole(random, 6, 25);
  const double step = 2 * half * random.uniform(0.3, 1) / sheets;
  const double thick = step * random.uniform(0.1, 0.4);
  const double wide = half * random.uniform(0.4, 1), turned = random.uniform() < 0.5 ? 12 : 0;
  std::vector<TriMesh> all;
  for (int i = 0; i < sheets; ++i)
    all.push_back(
        moved(transformed(box({2 * half, 2 * wide, thick}), rotation(turned * i, Vec3::UnitZ())),
              {0, 0, step * i}));
  return together(all);
}

TriMesh basket_weave(Random& random) {
  const double half = half_size(random);
  const int strands = whole(random, 6, 16);
  const double step = 2 * half / strands, wire = step * random.uniform(0.15, 0.3);
  std::vector<TriMesh> all;
  for (const bool across : {false, true})
    for (int i = 0; i < strands; ++i) {
      std::vector<Vec3> line;
      const double aside = (i + 0.5) * step - half;
      for (int k = 0; k <= 8 * strands; ++k) {
        const double along = k * step / 8 - half;
        const double z =
            1.1 * wire *
            std::cos(std::numbers::pi * (along + half) / step - 0.5 * std::numbers::pi) *
            (i % 2 == 0 ? 1 : -1) * (across ? -1 : 1);
        line.push_back(across ? Vec3(aside, along, z) : Vec3(along, aside, z));
      }
      all.push_back(swept(line, wire, 8));
    }
  return transformed(together(all), any_rotation(random));
}

}  // namespace

std::span<const StrangeKind> asked_strange_kinds() {
  static constexpr StrangeKind kAll[] = {
      {"gyroid or diamond surface", minimal_surface},
      {"sponge of random waves", sponge_of_waves},
      {"needles", needles},
      {"Menger sponge", menger_sponge},
      {"terrain", terrain},
      {"chain mail", chain_mail},
      {"loose balls", loose_balls},
      {"coil spring", coil_spring},
      {"gear", gear},
      {"text", text},
      {"hairbrush", hairbrush},
      {"foam", foam},
      {"triangle soup", triangle_soup},
      {"stack of sheets", stack_of_sheets},
      {"basket weave", basket_weave},
  };
  return kAll;
}

}  // namespace pg::shapes
