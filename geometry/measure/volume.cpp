#include "geometry/measure/volume.hpp"

#include <fmt/format.h>

#include <span>

#include "geometry/solid/solid.hpp"

namespace pg {
namespace {

/// How an event is told. `{n}` stands for the count, `{x}` for the amount, `{s}` for a plural s.
struct Telling {
  SolidNote note;
  FindingKind kind;
  const char* text;
};

// Triangles without area, duplicates and mixed winding are told by the measurements that count
// them; here is what was decided about them.
const Telling kTellings[] = {
    {SolidNote::kDuplicates,
     {"duplicates_counted_once", Severity::kInfo,
      "Triangles stored several times were counted once.",
      "Remove duplicate faces before slicing."},
     "{n} repeated triangle{s} counted once."},
    {SolidNote::kDoubleWall,
     {"double_wall_removed", Severity::kWarning,
      "Triangles that lie back to back on each other enclose nothing and were left out.",
      "Shared walls and sheets without thickness do not print: unite the parts, or give the sheet "
      "a "
      "thickness."},
     "{n} triangle{s} back to back on another enclose nothing and were left out of the volume."},
    {SolidNote::kCracksWelded,
     {"cracks_welded", Severity::kInfo, "Vertices that rounding had torn apart were joined.",
      "Re-export with more digits or in a binary format; merge close vertices in a mesh editor."},
     "{n} pair{s} of vertices torn apart by at most {x} mm joined for the volume."},
    {SolidNote::kTJunctions,
     {"t_junctions", Severity::kInfo, "Vertices that lie inside a neighbour's edge.",
      "Remesh or weld the seam: some programs see a crack here."},
     "{n} vertex/vertices inside a neighbour's edge joined for the volume."},
    {SolidNote::kWindingMixed,
     {"winding_mixed", Severity::kWarning,
      "Triangles were turned to agree with their neighbours before measuring.",
      "Unify the normals in a mesh editor."},
     "{n} triangle{s} turned to agree with their neighbours for the volume."},
    {SolidNote::kNotOrientable,
     {"not_orientable", Severity::kWarning,
      "The surface has no consistent outside (like a Moebius strip).",
      "Rebuild the surface where it is marked."},
     "At {n} edge{s} no choice of outside agrees with all neighbours."},
    {SolidNote::kHolesClosed,
     {"holes_closed", Severity::kWarning, "Holes were closed by their rims before measuring.",
      "Close the holes in a mesh editor; plus_minus says what the lids may hide."},
     "{n} hole{s} closed by lids of {x} mm2 together for the volume."},
    {SolidNote::kInvertedShell,
     {"inverted_shell", Severity::kWarning, "Outer shells that face inward were turned.",
      "Flip the normals of these shells."},
     "{n} outer shell{s} faced inward and was counted as solid."},
    {SolidNote::kNestedSameWinding,
     {"nested_same_winding", Severity::kWarning,
      "A shell inside another faces outward like it: solid inside solid, or a cavity wound "
      "wrongly.",
      "If it is meant as a cavity, flip its normals; if not, delete it. plus_minus holds the other "
      "reading."},
     "{n} shell{s} of {x} mm3 inside another and facing outward like it: counted as solid; a "
     "cavity would "
     "have to face inward."},
    {SolidNote::kShellsOverlap,
     {"shells_overlap", Severity::kWarning,
      "Different shells cross or touch; shared material was counted once.",
      "Unite the parts (boolean union) before slicing."},
     "Shells cross or touch in {n} pair{s} of triangles; what they share was counted once."},
    {SolidNote::kSelfCrossing,
     {"shell_crosses_itself", Severity::kWarning,
      "One shell crosses itself; regions were counted by their winding number.",
      "Repair the surface there."},
     "A shell crosses itself in {n} pair{s} of triangles; regions were counted by their winding "
     "number."},
    {SolidNote::kLoosePartInCavity,
     {"loose_part_in_cavity", Severity::kInfo, "A solid part lies loose inside a cavity.",
      "It cannot be taken out after printing; delete it if it is not meant."},
     "{n} loose part{s} inside a cavity counted as solid."},
    {SolidNote::kCavity,
     {"cavity", Severity::kInfo, "A closed cavity inside the solid.",
      "Resin and powder stay inside: plan drain holes, or fill the cavity."},
     "{n} closed cavity/cavities of {x} mm3 together left out of the volume."},
    {SolidNote::kCavityPokesOut,
     {"cavity_pokes_out", Severity::kWarning,
      "A shell that faces inward crosses the surface around it.",
      "Subtract the cavity properly (boolean difference)."},
     "{n} inward-facing shell{s} crosses the surface around it; what sticks out was counted as "
     "material."},
    {SolidNote::kNegativeWinding,
     {"negative_winding_counted", Severity::kWarning,
      "Regions that are inside out were counted as material.",
      "Repair the winding there; plus_minus holds the other reading."},
     "Regions that are inside out, {x} mm3 together, were counted as material."},
};

std::string tell(const Telling& telling, const SolidEvent& event) {
  std::string text = telling.text;
  const bool one = event.count == 1;
  const auto replace = [&](std::string_view from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  replace("{n}", std::to_string(event.count));
  replace("{x}", fmt::format("{:.4g}", event.amount));
  replace("{s}", one ? "" : "s");
  replace("vertex/vertices", one ? "vertex" : "vertices");
  replace("cavity/cavities", one ? "cavity" : "cavities");
  if (!one) {
    replace("crosses the surface around it; what sticks",
            "cross the surface around them; what sticks");
    replace("and was counted as solid", "and were counted as solid");
  }
  return text;
}

const std::vector<QuantityInfo>& quantities() {
  static const std::vector<QuantityInfo> list = {
      {"volume_mm3",
       "Volume",
       "mm3",
       "Of the solid a printer would make: overlaps once, cavities left out, holes closed by their "
       "rims.",
       {{"value", "mm3", "Where the winding number is not zero."},
        {"even_odd", "mm3", "Read by the even-odd rule, as some slicers do."},
        {"positive", "mm3", "Without regions that are inside out."},
        {"plain_sum", "mm3", "Signed sum over the repaired surface; overlaps count twice."}}},
      {"outer_area_mm2", "Outer area", "mm2", "Area of the surface that bounds material."},
      {"inverted_components", "Inverted shells", "1", "Outer shells that face inward."},
      {"welded_distance_mm", "Welded distance", "mm",
       "Largest distance that a vertex had to move to close a crack; 0 without cracks."},
      {"t_junctions", "T-junctions", "1", "Vertices on a rim that lie inside a neighbour's edge."}};
  return list;
}

Measured run(const Subject& subject) {
  const Solid& solid = solid_of(subject);
  Measured result;
  if (solid.none) {
    for (const char* id : {"volume_mm3", "outer_area_mm2", "inverted_components"})
      result.absent.push_back({id, *solid.none});
  } else {
    const FourReadings& v = solid.volume_mm3;
    result.values.push_back(Quantity{.id = "volume_mm3",
                                     .members = {{"value", v.nonzero},
                                                 {"even_odd", v.even_odd},
                                                 {"positive", v.positive},
                                                 {"plain_sum", v.plain}},
                                     .plus_minus = solid.plus_minus_mm3,
                                     .method = {}});
    result.values.push_back(number("outer_area_mm2", solid.outer_area_mm2));
    result.values.push_back(count("inverted_components", solid.inverted_shells));
  }
  result.values.push_back(number("welded_distance_mm", solid.welded_distance_mm));
  result.values.push_back(count("t_junctions", solid.t_junctions));
  for (const Telling& telling : kTellings) {
    const SolidEvent* const event = solid.find(telling.note);
    if (event == nullptr) continue;
    Finding finding =
        make_finding(telling.kind, tell(telling, *event), static_cast<std::int64_t>(event->count));
    finding.at_mm = event->at_mm;
    if (telling.note == SolidNote::kTJunctions)
      for (const Vec3& at : solid.t_junctions_at_mm) add_place(finding, at);
    result.findings.push_back(std::move(finding));
  }
  return result;
}

}  // namespace

Measurement describe_volume() {
  std::vector<FindingKind> kinds;
  for (const Telling& telling : kTellings) kinds.push_back(telling.kind);
  return {
      .name = "volume",
      .group = "size",
      .needs = "surface that encloses something",
      .source =
          "Jacobson et al., Robust inside-outside segmentation using generalized winding numbers, "
          "SIGGRAPH 2013; Zhou et al., Mesh arrangements for solid geometry, SIGGRAPH 2016",
      .quantities = quantities(),
      .findings = kinds,
      .run = run};
}

}  // namespace pg
