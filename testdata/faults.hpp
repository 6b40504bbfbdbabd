#pragma once
/// The faults of real model files, made on purpose, each with the volume that is right.
///
/// A *body* is a sound mesh. A *deed* does one thing that goes wrong in practice to any specimen,
/// so deeds follow each other; a *piece* is a faulty mesh of its own (cubes, a bow-tie) for what
/// cannot be done to an arbitrary body. All of it is seeded and the same on every machine.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg::faults {

/// A mesh as a file would hold it, and the surface that it stands for.
struct Specimen {
  TriMesh mesh;
  /// Closed surfaces whose plain signed sum is the right volume; it goes along when the mesh is
  /// moved, so that coordinates rounded on the way are no error of the measurement.
  TriMesh sound;
  Vec3 inside = Vec3::Zero();  ///< Centre of a ball that lies in the material ...
  double room_mm = 0.0;        ///< ... and its radius.
  bool surface_missing = false;
  bool inside_out = false;  ///< The whole mesh was turned.
  /// Which of the shells were wound inward on purpose can no longer be known: as many triangles say
  /// one as the other.
  bool sense_lost = false;
  bool has_inner_shell = false;

  /// More than one reading is right: the value may be either, `plus_minus` has to hold both.
  [[nodiscard]] bool ambiguous() const { return sense_lost && has_inner_shell; }
  [[nodiscard]] double volume_mm3() const;  ///< Summed in long double about the middle.
  void move(const std::function<Vec3(const Vec3&)>& to);  ///< Mesh and sound surface alike.
};

/// A body with a ball inside it. Coordinates are rounded to single precision first, as in an STL
/// file.
[[nodiscard]] Specimen of_body(TriMesh body, const Vec3& inside, double room_mm);

/// One of `findings` (separated by spaces) is right to see on it; empty: nothing is wrong.
struct Deed {
  const char* id;
  const char* findings;
  void (*apply)(Specimen& specimen, std::uint64_t seed);
};
struct Piece {
  const char* id;
  const char* findings;
  Specimen (*make)(int triangles);  ///< Of about so many; 0: as few as the shape needs.
};

[[nodiscard]] std::span<const Deed> deeds();
[[nodiscard]] std::span<const Piece> pieces();

/// Bodies for the deeds, of about so many triangles: ball, torus, shell, cylinder, bone.
struct Body {
  const char* id;
  Specimen (*make)(int triangles);
};
[[nodiscard]] std::span<const Body> bodies();

}  // namespace pg::faults
