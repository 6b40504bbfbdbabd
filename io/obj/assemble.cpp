#include "io/obj/assemble.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "geometry/parallel.hpp"
#include "io/support/polygon.hpp"

namespace pg::obj {
namespace {

/// Triangles of one piece; returns polygons that could not be cut cleanly.
std::size_t fill_triangles(const Piece& piece, const BigVector<Vec3>& vertices, Triangle* out) {
  std::size_t tangled = 0;
  std::size_t corner = 0;
  const auto plain = [&](std::size_t until) {
    for (; corner < until; corner += 3)
      *out++ = {piece.corners[corner], piece.corners[corner + 1], piece.corners[corner + 2]};
  };
  std::vector<Vec3> points;
  std::vector<LocalTriangle> cut;
  for (const Piece::Polygon& polygon : piece.polygons) {
    plain(polygon.first);
    const std::uint32_t* const ring = piece.corners.data() + polygon.first;
    points.clear();
    cut.clear();
    for (std::uint32_t k = 0; k < polygon.corners; ++k) points.push_back(vertices[ring[k]]);
    if (triangulate_polygon(points, cut) == PolygonCut::kImperfect) ++tangled;
    for (const LocalTriangle& t : cut) *out++ = {ring[t[0]], ring[t[1]], ring[t[2]]};
    corner = polygon.first + polygon.corners;
  }
  plain(piece.corners.size());
  return tangled;
}

/// The triangle that begins with or holds a corner of a piece.
std::size_t triangles_before(const Piece& piece, std::size_t corner, std::size_t& polygon,
                             std::size_t& extra) {
  while (polygon < piece.polygons.size() && piece.polygons[polygon].first < corner)
    extra += piece.polygons[polygon++].corners - 3;
  // A polygon of n corners takes n places and gives n - 2 triangles: 3 (n - 2) = n + 2 (n - 3).
  return (corner + 2 * extra) / 3;
}

}  // namespace

std::optional<OutOfRange> resolve(std::vector<Piece>& pieces, const std::vector<std::size_t>& base,
                                  std::size_t total) {
  std::vector<std::size_t> bad(pieces.size(), kNever);
  for_each_chunk(
      pieces.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) {
          Piece& piece = pieces[i];
          for (const std::size_t corner : piece.backward)
            piece.corners[corner] += static_cast<std::uint32_t>(base[i]);
          std::uint32_t highest = 0;
          for (const std::uint32_t vertex : piece.corners) highest = std::max(highest, vertex);
          if (piece.corners.empty() || highest < total) continue;
          for (std::size_t c = 0; c < piece.corners.size() && bad[i] == kNever; ++c)
            if (piece.corners[c] >= total) bad[i] = c;
        }
      },
      1);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (bad[i] != kNever) return OutOfRange{i, bad[i]};
  return std::nullopt;
}

Assembled assemble(std::vector<Piece>& pieces, const std::vector<std::size_t>& base,
                   std::size_t vertices, std::size_t triangles) {
  Assembled all;
  all.vertices.resize(vertices);
  std::vector<std::size_t> first_triangle(pieces.size(), 0);
  for (std::size_t i = 1; i < pieces.size(); ++i)
    first_triangle[i] = first_triangle[i - 1] + pieces[i - 1].triangles;

  std::map<std::string_view, std::size_t> known;
  const auto part_of = [&](std::string_view name) {
    const auto [entry, fresh] = known.try_emplace(name, all.names.size());
    if (fresh) all.names.emplace_back(name);
    return entry->second;
  };
  all.runs.push_back({0, part_of({})});
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::size_t polygon = 0;
    std::size_t extra = 0;
    for (const Piece::Group& group : pieces[i].groups) {
      const std::size_t at =
          first_triangle[i] + triangles_before(pieces[i], group.first_corner, polygon, extra);
      if (all.runs.back().first_triangle == at)
        all.runs.back().part = part_of(group.name);
      else
        all.runs.push_back({at, part_of(group.name)});
    }
  }

  for_each_chunk(
      pieces.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) {
          if (!pieces[i].vertices.empty())
            std::memcpy(static_cast<void*>(all.vertices.data() + base[i]),
                        pieces[i].vertices.data(), pieces[i].vertices.size() * sizeof(Vec3));
          pieces[i].vertices = BigVector<Vec3>();
        }
      },
      1);
  all.triangles.resize(triangles);
  std::vector<std::size_t> tangled(pieces.size(), 0);
  for_each_chunk(
      pieces.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) {
          tangled[i] =
              fill_triangles(pieces[i], all.vertices, all.triangles.data() + first_triangle[i]);
          pieces[i].corners = BigVector<std::uint32_t>();
        }
      },
      1);
  for (const std::size_t count : tangled) all.tangled += count;
  return all;
}

std::vector<Part> split_parts(Assembled all) {
  std::vector<std::size_t> sizes(all.names.size(), 0);
  const auto run_end = [&](std::size_t r) {
    return r + 1 < all.runs.size() ? all.runs[r + 1].first_triangle : all.triangles.size();
  };
  for (std::size_t r = 0; r < all.runs.size(); ++r)
    sizes[all.runs[r].part] += run_end(r) - all.runs[r].first_triangle;
  const auto used =
      std::count_if(sizes.begin(), sizes.end(), [](std::size_t size) { return size > 0; });
  std::vector<Part> parts;
  if (used == 1) {
    const auto only =
        std::find_if(sizes.begin(), sizes.end(), [](std::size_t size) { return size > 0; });
    parts.push_back({.name = std::move(all.names[static_cast<std::size_t>(only - sizes.begin())]),
                     .soup = {.corners = std::move(all.vertices),
                              .triangles = std::move(all.triangles),
                              .weld_group = 0}});
    return parts;
  }
  std::vector<std::vector<std::size_t>> runs_of(all.names.size());
  for (std::size_t r = 0; r < all.runs.size(); ++r)
    if (run_end(r) > all.runs[r].first_triangle) runs_of[all.runs[r].part].push_back(r);
  std::vector<std::uint32_t> owner(all.vertices.size(), kNone);
  std::vector<std::uint32_t> local(all.vertices.size());
  for (std::size_t part = 0; part < all.names.size(); ++part) {
    if (runs_of[part].empty()) continue;
    BigVector<Vec3> corners;
    BigVector<Triangle> triangles;
    triangles.reserve(sizes[part]);
    for (const std::size_t r : runs_of[part])
      for (std::size_t t = all.runs[r].first_triangle; t < run_end(r); ++t) {
        Triangle triangle = all.triangles[t];
        for (VertexId& vertex : triangle) {
          if (owner[vertex] != part) {
            owner[vertex] = static_cast<std::uint32_t>(part);
            local[vertex] = static_cast<std::uint32_t>(corners.size());
            corners.push_back(all.vertices[vertex]);
          }
          vertex = local[vertex];
        }
        triangles.push_back(triangle);
      }
    parts.push_back(
        {.name = std::move(all.names[part]),
         .soup = {
             .corners = std::move(corners), .triangles = std::move(triangles), .weld_group = 0}});
  }
  return parts;
}

}  // namespace pg::obj
