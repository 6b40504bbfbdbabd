#pragma once
/// The solid a printer would make of a mesh, however broken: its volume and what had to be decided.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geometry/solid/cells.hpp"
#include "geometry/solid/chain.hpp"
#include "geometry/solid/nesting.hpp"

namespace pg {

class Subject;

/// Method  chain.hpp says it in a paragraph: weld, clean, close cracks, make winding agree, close
/// holes by
///         their rims, find shells and how they nest, find where triangles cut each other, sum. A
///         clean mesh (closed, oriented, nothing crossing) skips all repairs; one of a single shell
///         is a plain sum.
/// Limits  An inner shell's winding cannot be told from a wrong one; lids stand for surface nobody
/// has
///         seen. `plus_minus_mm3` holds the other reading in both cases.
/// Cost    A million clean triangles 1 s on two threads of a busy machine, nearly all of it the
/// search for crossings.
struct Solid {
  std::optional<std::string> none;  ///< Why there is no solid; all numbers are then 0.
  FourReadings volume_mm3;          ///< By the definition: `.nonzero`.
  double plus_minus_mm3 = 0.0;      ///< From measuring and from reading together.
  double reading_mm3 = 0.0;     ///< The part of it that another reading of the surface would give.
  double outer_area_mm2 = 0.0;  ///< Of surface that bounds material.
  std::size_t shells = 0;
  std::size_t inverted_shells = 0;
  double welded_distance_mm = 0.0;
  std::size_t t_junctions = 0;
  std::vector<Vec3> t_junctions_at_mm;
  double lid_area_mm2 = 0.0;
  std::vector<SolidEvent> events;
  std::vector<Cavity> cavities;             ///< Exact; in the coordinates of the mesh.
  BigVector<std::uint32_t> cavity_of_face;  ///< The one in front of it, or kNone; empty: no cavity.
  /// The closed surface that was measured, about `centre_mm`; empty when it is the mesh as given.
  std::shared_ptr<const Chain> mended;
  Vec3 centre_mm = Vec3::Zero();

  [[nodiscard]] static Solid of(const Subject& subject);
  [[nodiscard]] const SolidEvent* find(SolidNote kind) const;
};

/// The one shared by all measurements of a subject.
[[nodiscard]] const Solid& solid_of(const Subject& subject);

}  // namespace pg
