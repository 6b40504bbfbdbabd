#include "testdata/drilled.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace pg::shapes {
namespace {

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

class Plate {
 public:
  VertexId vertex(double x, double y, double z) {
    const auto [it, fresh] = number_.try_emplace(std::array<double, 3>{x, y, z},
                                                 static_cast<VertexId>(mesh.positions_mm.size()));
    if (fresh) mesh.positions_mm.push_back({x, y, z});
    return it->second;
  }
  void triangle(VertexId a, VertexId b, VertexId c) { mesh.triangles.push_back({a, b, c}); }
  void quad(VertexId a, VertexId b, VertexId c, VertexId d) {
    triangle(a, b, c);
    triangle(a, c, d);
  }
  TriMesh mesh;

 private:
  std::map<std::array<double, 3>, VertexId> number_;
};

using Loop = std::vector<std::array<double, 2>>;

/// The ring between a square and a convex outline inside it, both about `middle`, by turning angle.
void add_ring(Plate& plate, const Loop& square, const Loop& outline, const Vec3& middle, double z,
              bool up) {
  const auto angle_of = [&](const std::array<double, 2>& p) {
    return std::atan2(p[1] - middle[1], p[0] - middle[0]);
  };
  const auto sorted = [&](Loop loop) {
    std::sort(loop.begin(), loop.end(),
              [&](const auto& p, const auto& q) { return angle_of(p) < angle_of(q); });
    return loop;
  };
  const Loop outer = sorted(square), inner = sorted(outline);
  const auto turn = [&](const Loop& loop, std::size_t i) {
    return angle_of(loop[i % loop.size()]) + (i >= loop.size() ? 2 * std::numbers::pi : 0);
  };
  const auto vertex = [&](const Loop& loop, std::size_t i) {
    const auto& p = loop[i % loop.size()];
    return plate.vertex(p[0], p[1], z);
  };
  const auto add = [&](VertexId a, VertexId b, VertexId c) {
    up ? plate.triangle(a, b, c) : plate.triangle(a, c, b);
  };
  std::size_t i = 0, j = 0;  // passed so far, of the outer and the inner loop
  while (i < outer.size() || j < inner.size()) {
    if (j == inner.size() || (i < outer.size() && turn(outer, i + 1) < turn(inner, j + 1))) {
      add(vertex(outer, i), vertex(outer, i + 1), vertex(inner, j));
      ++i;
    } else {
      add(vertex(inner, j), vertex(outer, i), vertex(inner, j + 1));
      ++j;
    }
  }
}

void add_cut(Plate& plate, const Loop& outline, const Vec3& middle, double top, double bottom,
             bool blind) {
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const auto& p = outline[i];
    const auto& q = outline[(i + 1) % outline.size()];
    plate.quad(plate.vertex(p[0], p[1], bottom), plate.vertex(p[0], p[1], top),
               plate.vertex(q[0], q[1], top), plate.vertex(q[0], q[1], bottom));
    if (blind)
      plate.triangle(plate.vertex(middle[0], middle[1], bottom), plate.vertex(p[0], p[1], bottom),
                     plate.vertex(q[0], q[1], bottom));
  }
}

}  // namespace

Cut round_cut(double diameter, int sides, double turn_deg, double depth) {
  Cut cut{.outline = {}, .depth = depth};
  for (int i = 0; i < sides; ++i) {
    const double angle = radians(turn_deg) + 2 * std::numbers::pi * i / sides;
    cut.outline.push_back({diameter / 2 * std::cos(angle), diameter / 2 * std::sin(angle)});
  }
  return cut;
}

Cut slot_cut(double length, double width, double turn_deg, double depth) {
  const double c = std::cos(radians(turn_deg)), s = std::sin(radians(turn_deg));
  Cut cut{.outline = {}, .depth = depth};
  for (const auto& [x, y] : {std::pair(1, 1), {-1, 1}, {-1, -1}, {1, -1}}) {
    const double a = x * length / 2, b = y * width / 2;
    cut.outline.push_back({c * a - s * b, s * a + c * b});
  }
  return cut;
}

Vec3 cell_middle(std::size_t cut, std::size_t cuts, int columns, double cell) {
  const auto across = static_cast<std::size_t>(columns);
  const auto rows = static_cast<double>(cuts / across);
  return {cell * (static_cast<double>(cut % across) + 0.5 - 0.5 * columns),
          cell * (static_cast<double>(cut / across) + 0.5 - 0.5 * rows), 0};
}

TriMesh drilled_plate(const std::vector<Cut>& cuts, int columns, double cell, double thickness) {
  Plate plate;
  const double top = thickness / 2, bottom = -thickness / 2;
  const auto rows = static_cast<int>(cuts.size()) / columns;
  // Corners of cells from whole numbers, so that neighbours have the same bits.
  const auto corner_x = [&](int i) { return cell * i - 0.5 * cell * columns; };
  const auto corner_y = [&](int j) { return cell * j - 0.5 * cell * rows; };
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const int i = static_cast<int>(k) % columns, j = static_cast<int>(k) / columns;
    const Loop square = {{corner_x(i), corner_y(j)},
                         {corner_x(i + 1), corner_y(j)},
                         {corner_x(i + 1), corner_y(j + 1)},
                         {corner_x(i), corner_y(j + 1)}};
    const Vec3 middle = cell_middle(k, cuts.size(), columns, cell);
    Loop outline = cuts[k].outline;
    for (auto& p : outline) p = {p[0] + middle[0], p[1] + middle[1]};
    const bool blind = cuts[k].depth > 0;
    const auto whole = [&](double z, bool up) {
      std::array<VertexId, 4> v;
      for (std::size_t c = 0; c < 4; ++c) v[c] = plate.vertex(square[c][0], square[c][1], z);
      up ? plate.quad(v[0], v[1], v[2], v[3]) : plate.quad(v[0], v[3], v[2], v[1]);
    };
    if (outline.empty()) {
      whole(top, true);
    } else {
      add_ring(plate, square, outline, middle, top, true);
      add_cut(plate, outline, middle, top, blind ? top - cuts[k].depth : bottom, blind);
    }
    if (outline.empty() || blind) {
      whole(bottom, false);
    } else {
      add_ring(plate, square, outline, middle, bottom, false);
    }
  }
  const auto side = [&](double x0, double y0, double x1, double y1) {
    plate.quad(plate.vertex(x0, y0, bottom), plate.vertex(x1, y1, bottom),
               plate.vertex(x1, y1, top), plate.vertex(x0, y0, top));
  };
  for (int i = 0; i < columns; ++i) {
    side(corner_x(i), corner_y(0), corner_x(i + 1), corner_y(0));
    side(corner_x(i + 1), corner_y(rows), corner_x(i), corner_y(rows));
  }
  for (int j = 0; j < rows; ++j) {
    side(corner_x(columns), corner_y(j), corner_x(columns), corner_y(j + 1));
    side(corner_x(0), corner_y(j + 1), corner_x(0), corner_y(j));
  }
  return std::move(plate.mesh);
}

}  // namespace pg::shapes
