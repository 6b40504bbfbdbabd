#include "geometry/solid/solid.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"
#include "geometry/solid/clean.hpp"
#include "geometry/solid/cracks.hpp"
#include "geometry/solid/lids.hpp"
#include "geometry/solid/nesting.hpp"
#include "geometry/solid/self_intersections.hpp"
#include "geometry/solid/winding.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

// Lids with more than this share of the whole surface say that there was no solid to begin with. An
// open half ball has a third exactly; the margin is for its facets.
constexpr double kLidShareMost = 0.34;
constexpr double kMovedBy = 1e-9;    // of the diagonal: general position (arrangement.cpp)
constexpr double kRounding = 1e-12;  // of diagonal times area
constexpr double kNegativeShare = 1e-7;
constexpr const char* kTooManyCrossings =
    "the surface crosses or covers itself nearly everywhere, too often to tell inside from outside "
    "within bounded work; repair it first";

/// A copy about the centre of the box; nothing else changed.
Chain centred(const TriMesh& mesh, RepairLog& log) {
  const Box3 box = bounding_box(mesh);
  log.centre = box.centre();
  log.diagonal_mm = box.diagonal();
  Chain chain;
  chain.mesh.positions_mm.resize(mesh.positions_mm.size());
  for_each_index(mesh.positions_mm.size(), [&](std::size_t v) {
    chain.mesh.positions_mm[v] = mesh.positions_mm[v] - log.centre;
  });
  chain.mesh.triangles = mesh.triangles;
  return chain;
}

/// Nothing where closing cracks was given up.
std::optional<Chain> repaired(const TriMesh& mesh, RepairLog& log) {
  TriMesh copy = sorted_copy(mesh, log);
  clean(copy, log);
  if (!close_cracks(copy, log)) return std::nullopt;
  make_winding_agree(copy, Topology::of(copy), log);
  const Topology turned = Topology::of(copy);  // turning a triangle renumbers its sides
  return close_chain(std::move(copy), turned, log);
}

/// Notes pairs of triangles that meet in the coordinates as they are, by shells.
void note_crossings(const Chain& chain, const Shells& shells, const std::vector<Cut>& cuts,
                    RepairLog& log) {
  struct Count {
    std::size_t across = 0, within = 0;
    FaceId across_at = kNone, within_at = kNone;
  };
  const auto points = [&](FaceId f) {
    return std::array<Vec3, 3>{chain.mesh.corner(f, 0), chain.mesh.corner(f, 1),
                               chain.mesh.corner(f, 2)};
  };
  const auto share_vertex = [&](FaceId f, FaceId g) {
    for (const VertexId v : chain.mesh.triangles[f])
      for (const VertexId w : chain.mesh.triangles[g])
        if (v == w) return true;
    return false;
  };
  const Count total = ordered_reduce(
      cuts.size(), Count{},
      [&](Count& c, std::size_t i) {
        const auto& [f, g, from, to] = cuts[i];
        // A pair that shares a vertex always meets there; its cut is real when it has some length.
        const bool real = share_vertex(f, g) ? (to - from).norm() > 1e-6 * log.diagonal_mm
                                             : triangles_meet(points(f), points(g));
        if (f > g || !real) return;
        if (shells.of_face[f] != shells.of_face[g]) {
          if (c.across++ == 0) c.across_at = f;
        } else if (c.within++ == 0) {
          c.within_at = f;
        }
      },
      [](Count& a, const Count& b) {
        if (a.across == 0) a.across_at = b.across_at;
        if (a.within == 0) a.within_at = b.within_at;
        a.across += b.across;
        a.within += b.within;
      },
      256);
  if (total.across > 0)
    log.note(SolidNote::kShellsOverlap, total.across, 0.0, chain.mesh.face_centre(total.across_at));
  if (total.within > 0)
    log.note(SolidNote::kSelfCrossing, total.within, 0.0, chain.mesh.face_centre(total.within_at));
}

double signed_term(const Chain& chain, FaceId f) {
  const auto& [a, b, c] = chain.mesh.triangles[f];
  const auto& p = chain.mesh.positions_mm;
  return p[a].dot(p[b].cross(p[c])) / 6.0;
}

/// For each triangle without cuts, the winding number in front of it: one ray for each region of
/// such triangles that hang together over two-sided edges.
BigVector<std::int32_t> winding_of_whole(const Chain& chain, const Topology& topology,
                                         const Arrangement& arrangement,
                                         const BigVector<std::uint8_t>& is_cut) {
  const std::size_t faces = chain.mesh.triangles.size();
  BigVector<std::uint32_t> parent(faces);
  for_each_index(faces, [&](std::size_t i) { parent[i] = static_cast<std::uint32_t>(i); });
  const auto root = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto sides = topology.sides(static_cast<EdgeId>(e));
    if (sides.size() != 2 || is_cut[sides[0] / 3] != 0 || is_cut[sides[1] / 3] != 0) continue;
    const std::uint32_t a = root(sides[0] / 3), b = root(sides[1] / 3);
    if (a != b) parent[std::max(a, b)] = std::min(a, b);
  }
  BigVector<FaceId> best(faces, kNone);  // at a root: the triangle with the largest projection
  BigVector<double> size(faces);
  for_each_index(faces, [&](std::size_t f) {
    size[f] = std::abs(arrangement.cross(static_cast<FaceId>(f))[2]);
  });
  for (std::size_t f = 0; f < faces; ++f) {
    if (is_cut[f] != 0) continue;
    FaceId& leader = best[root(static_cast<std::uint32_t>(f))];
    if (leader == kNone || size[f] > size[leader]) leader = static_cast<FaceId>(f);
  }
  BigVector<std::int32_t> front(faces, 0);
  for_each_index(
      faces,
      [&](std::size_t f) {
        const FaceId leader = best[f];
        if (leader == kNone) return;
        const Vec3 p = (arrangement.corner(leader, 0) + arrangement.corner(leader, 1) +
                        arrangement.corner(leader, 2)) /
                       3.0;
        front[f] = arrangement.winding_in_front(leader, p);
      },
      1024);
  for (std::size_t f = 0; f < faces; ++f)  // roots are lowest: known before their members
    if (is_cut[f] == 0) front[f] = front[root(static_cast<std::uint32_t>(f))];
  return front;
}

Contribution integrate(const Chain& chain, const Topology& topology, const Arrangement& arrangement,
                       const std::vector<Cut>& cuts) {
  const std::size_t faces = chain.mesh.triangles.size();
  BigVector<std::uint8_t> is_cut(faces, 0);
  std::vector<std::size_t> first_cut;  // where the cuts of each cut triangle begin
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (i == 0 || cuts[i].face != cuts[i - 1].face) first_cut.push_back(i);
    is_cut[cuts[i].face] = 1;
  }
  const BigVector<std::int32_t> front = winding_of_whole(chain, topology, arrangement, is_cut);
  Contribution total = ordered_reduce(
      faces, Contribution{},
      [&](Contribution& sum, std::size_t i) {
        if (is_cut[i] != 0) return;
        const auto f = static_cast<FaceId>(i);
        const int back = front[i] + chain.weight_of(f);
        sum.volume_mm3.add(front[i], back, signed_term(chain, f));
        if ((front[i] != 0) != (back != 0))
          sum.outer_area_mm2 += 0.5 * chain.mesh.face_cross(f).norm();
      },
      [](Contribution& sum, const Contribution& slot) { sum += slot; });
  total += ordered_reduce(
      first_cut.size(), Contribution{},
      [&](Contribution& sum, std::size_t k) {
        const std::size_t begin = first_cut[k];
        const std::size_t end = k + 1 < first_cut.size() ? first_cut[k + 1] : cuts.size();
        sum += cut_face(chain, arrangement, cuts[begin].face, {cuts.data() + begin, end - begin});
      },
      [](Contribution& sum, const Contribution& slot) { sum += slot; }, 16);
  return total;
}

/// The plain sum of one shell that crosses nothing.
Contribution plain_sum(const Chain& chain) {
  return ordered_reduce(
      chain.mesh.triangles.size(), Contribution{},
      [&](Contribution& sum, std::size_t i) {
        const auto f = static_cast<FaceId>(i);
        sum.volume_mm3.add(0, 1, signed_term(chain, f));
        sum.outer_area_mm2 += 0.5 * chain.mesh.face_cross(f).norm();
      },
      [](Contribution& sum, const Contribution& slot) { sum += slot; });
}

/// What other readings of the same surface would give, where there are any.
double reading_doubt(const FourReadings& v, const Nesting& nesting, RepairLog& log) {
  double doubt = 0.0;
  if (nesting.nested_same_winding || log.even_split) doubt += std::abs(v.nonzero - v.even_odd);
  // Any of the inner shells may then be a cavity or none.
  if (log.even_split) doubt = std::max(doubt, nesting.inner_volume_mm3);
  const double negative = std::abs(v.nonzero - v.positive);
  if (negative > kNegativeShare * v.nonzero) {
    doubt += negative;
    log.note(SolidNote::kNegativeWinding, 1, negative);
  }
  if (nesting.cavity_pokes_out) doubt += std::abs(v.nonzero - v.plain);
  return doubt;
}

/// What measurements of the empty space need of the surface.
void keep_surface(Solid& solid, Chain chain, bool as_given, const Shells& shells, Nesting nesting,
                  const Vec3& centre) {
  solid.cavities = std::move(nesting.cavities);
  for (Cavity& cavity : solid.cavities) cavity.box_mm.min += centre, cavity.box_mm.max += centre;
  if (!solid.cavities.empty()) {
    solid.cavity_of_face.resize(shells.of_face.size());
    for_each_index(shells.of_face.size(), [&](std::size_t f) {
      solid.cavity_of_face[f] = nesting.cavity_of_shell[shells.of_face[f]];
    });
  }
  if (as_given) return;
  solid.mended = std::make_shared<const Chain>(std::move(chain));
  solid.centre_mm = centre;
}

/// Of shells that faced inward, were taken for solid and cross one that faced outward: each may
/// have been meant as a cavity that pokes out.
double turned_crossing_volume(const Shells& shells, const Nesting& nesting,
                              const std::vector<Cut>& cuts) {
  if (nesting.inverted == 0) return 0.0;
  std::vector<std::uint8_t> doubtful(shells.count(), 0);
  for (const Cut& cut : cuts) {
    const std::uint32_t shell = shells.of_face[cut.face];
    if (nesting.turned[shell] != 0 && nesting.turned[shells.of_face[cut.other]] == 0)
      doubtful[shell] = 1;
  }
  double sum = 0.0;
  for (std::size_t s = 0; s < shells.count(); ++s)
    if (doubtful[s] != 0) sum += std::abs(shells.volume_mm3[s]);
  return sum;
}

Solid finish(Solid solid, RepairLog log) {
  solid.welded_distance_mm = log.welded_distance_mm;
  solid.t_junctions = log.t_junctions;
  solid.t_junctions_at_mm = std::move(log.t_junctions_at_mm);
  solid.lid_area_mm2 = log.lid_area_mm2;
  solid.events = std::move(log.events);
  return solid;
}

Solid refuse(std::string why, RepairLog log) {
  Solid solid;
  solid.none = std::move(why);
  return finish(std::move(solid), std::move(log));
}

}  // namespace

Solid Solid::of(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  RepairLog log;
  if (mesh.triangles.empty()) return refuse("every triangle has collapsed to a line or point", log);

  const Topology& given = subject.topology();
  bool clean_as_given =
      given.watertight() && given.oriented() && given.nonmanifold_edge_count() == 0;
  bool nothing_crosses = false;
  if (clean_as_given) {
    const SelfIntersections& crossings = self_intersections(subject);
    if (crossings.given_up) return refuse(kTooManyCrossings, log);
    nothing_crosses = crossings.pairs.empty();
    // Parts of a 3MF file keep their own vertices: those that touch are to be joined first.
    if (!nothing_crosses && mesh.part_count > 1) clean_as_given = false;
  }

  std::optional<Chain> closed = clean_as_given ? centred(mesh, log) : repaired(mesh, log);
  if (!closed)
    return refuse("too many rims lie on each other to close them within bounded work", log);
  Chain& chain = *closed;
  const double area = total_area(chain.mesh);
  if (chain.mesh.triangles.empty() || area == 0.0)
    return refuse("the surface encloses nothing: it is a sheet without thickness", log);
  if (log.lid_area_mm2 > kLidShareMost * area)
    return refuse(
        "too much surface is missing: the lids that would close it are " +
            std::to_string(static_cast<int>(std::lround(100.0 * log.lid_area_mm2 / area))) +
            " % of the whole",
        log);

  // A centred copy has the edges of the mesh.
  std::optional<Topology> of_repaired;
  if (!clean_as_given) of_repaired = Topology::of(chain.mesh);
  const Topology& topology = of_repaired ? *of_repaired : given;
  Shells shells = Shells::of(chain, topology);
  Solid solid;
  solid.shells = shells.count();
  std::vector<std::uint8_t> crosses(shells.count(), 0);
  Nesting nesting;
  Contribution sum;
  std::vector<Cut> cuts;
  if (shells.count() == 1 && nothing_crosses) {
    nesting = settle_nesting(chain, shells, nullptr, crosses, log);
    sum = plain_sum(chain);
  } else {
    const Arrangement arrangement(chain, log.diagonal_mm);
    if (!nothing_crosses) {
      auto found = arrangement.cuts();
      if (!found) return refuse(kTooManyCrossings, log);
      cuts = std::move(*found);
    }
    for (const Cut& cut : cuts)
      if (shells.of_face[cut.face] != shells.of_face[cut.other])
        crosses[shells.of_face[cut.face]] = 1;
    note_crossings(chain, shells, cuts, log);
    nesting = settle_nesting(chain, shells, &arrangement, crosses, log);
    sum = integrate(chain, topology, arrangement, cuts);
    if (arrangement.gave_up()) return refuse(kTooManyCrossings, log);
  }
  solid.volume_mm3 = sum.volume_mm3;
  solid.outer_area_mm2 = sum.outer_area_mm2;
  solid.inverted_shells = nesting.inverted;
  solid.reading_mm3 =
      reading_doubt(sum.volume_mm3, nesting, log) + turned_crossing_volume(shells, nesting, cuts);
  double cut_area = 0.0;
  for (std::size_t i = 0; i < cuts.size(); ++i)
    if (i == 0 || cuts[i].face != cuts[i - 1].face)
      cut_area += 0.5 * chain.mesh.face_cross(cuts[i].face).norm();
  solid.plus_minus_mm3 = log.plus_minus_mm3 + solid.reading_mm3 +
                         log.diagonal_mm * (kMovedBy * cut_area + kRounding * area);
  keep_surface(solid, std::move(chain), clean_as_given, shells, std::move(nesting), log.centre);
  return finish(std::move(solid), std::move(log));
}

const SolidEvent* Solid::find(SolidNote kind) const {
  for (const SolidEvent& event : events)
    if (event.kind == kind) return &event;
  return nullptr;
}

const Solid& solid_of(const Subject& subject) {
  return subject.shared<Solid>([](const Subject& s) { return Solid::of(s); });
}

}  // namespace pg
