#pragma once
/// Made-up models of the classes that the corpus has few or none of, and of the others so that a
/// maker's hand says nothing. Only ever for training: no figure is measured on them, except where
/// one guide maker is tested against the other.

#include <span>
#include <string_view>

#include "geometry/mesh/tri_mesh.hpp"
#include "testdata/shapes.hpp"

namespace pg::training {

using shapes::Random;

struct Generator {
  std::string_view class_id;
  std::string_view name;
  TriMesh (*make)(Random& random);  ///< Life-size, in mm.
};

[[nodiscard]] std::span<const Generator> all_generators();

TriMesh make_arch(Random& random);         ///< Thoracic aorta with three branches.
TriMesh make_abdominal(Random& random);    ///< Abdominal aorta with iliac and renal arteries.
TriMesh make_vessel_tree(Random& random);  ///< Liver, lung or coronary vessels.
TriMesh make_artery(Random& random);       ///< A single artery, a fork or a loop; aneurysms.
TriMesh make_bronchial_tree(Random& random);
TriMesh make_upper_airway(Random& random);
TriMesh make_lung(Random& random);
TriMesh make_heart(Random& random);       ///< Chambers and great vessels, solid or hollow.
TriMesh make_ventricles(Random& random);  ///< Muscle of one or two ventricles, or one cavity.
TriMesh make_atrium(Random& random);      ///< With veins, solid or hollow.
TriMesh make_bean(Random& random);        ///< Kidney, spleen, prostate, stomach.
TriMesh make_liver(Random& random);
TriMesh make_brain(Random& random);
TriMesh make_tumour(Random& random);
TriMesh make_long_bone(Random& random);
TriMesh make_short_bone(Random& random);
TriMesh make_vertebra(Random& random);
TriMesh make_flat_bone(Random& random);  ///< Pelvis, scapula, rib, sternum.
TriMesh make_mandible(Random& random);
TriMesh make_skull(Random& random);
TriMesh make_skull_patch(Random& random);
TriMesh make_tooth(Random& random);
TriMesh make_dental_arch(Random& random);
TriMesh make_bracket(Random& random);      ///< Plates, holes, blocks, rods.
TriMesh make_turned_part(Random& random);  ///< Bodies of revolution.
TriMesh make_figure(Random& random);       ///< Toys, animals, people.
TriMesh make_vase(Random& random);
TriMesh make_orthosis(Random& random);
TriMesh make_implant(Random& random);
TriMesh make_tool(Random& random);

}  // namespace pg::training
