#pragma once
/// A mesh under analysis, with the intermediates that measurements share.

#include <tbb/task_arena.h>
#include <memory>
#include <mutex>
#include <string>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

/// A printer and a material as far as geometry needs them.
struct BuildVolume {
  std::string id;
  Vec3 size_mm = Vec3::Zero();
};
struct MaterialDensity {
  std::string id;
  double g_per_ml = 1.0;
};

/// The numbers of the print process that geometry needs; pipeline/rules fills them from its data.
struct PrintRules {
  double overhang_angle_deg = 45.0;  ///< Facets flatter than this from horizontal need support.
  double wall_min_mm = 1.0;          ///< Thinner walls are reported.
  double drain_hole_min_mm = 3.5;    ///< Smaller openings do not drain.
  double layer_mm = 0.2;             ///< Height of a layer.
  std::vector<BuildVolume> printers = {};
  std::vector<MaterialDensity> materials = {};  ///< Of the process.
};

/// What the way from the file to the mesh already found out.
struct MeshOrigin {
  std::size_t file_triangles = 0;       ///< As the file has them, collapsed ones included.
  std::size_t collapsed_triangles = 0;  ///< Two corners in one place; not in the mesh.
};

/// Not copyable; intermediates are built on first use, once, by whoever asks first, and live as
/// long as this unless they are forgotten.
class Subject {
 public:
  explicit Subject(TriMesh mesh, PrintRules rules = {}, MeshOrigin origin = {});
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  [[nodiscard]] const TriMesh& mesh() const { return mesh_; }
  [[nodiscard]] const PrintRules& rules() const { return rules_; }
  [[nodiscard]] const MeshOrigin& origin() const { return origin_; }
  [[nodiscard]] const Topology& topology() const;

  /// The intermediate of type T, made by `build` the first time anybody asks. One `build` per type:
  /// give each intermediate a type of its own. Safe from many threads; `build` may use parallel
  /// loops and ask for other intermediates, but not for itself.
  template <class T>
  const T& shared(T (*build)(const Subject&)) const {
    Slot& slot = slot_for(std::type_index(typeid(T)));
    std::call_once(slot.once, [&] {
      // Isolated: a thread waiting inside must not steal a task that waits for this very slot.
      tbb::this_task_arena::isolate([&] { slot.value = std::make_shared<const T>(build(*this)); });
    });
    return *static_cast<const T*>(slot.value.get());
  }

  /// Gives up the memory of the intermediate of type T, if it was made: who asks next has it made
  /// again, with the same bits. Only between measurements, while nobody holds a reference to it and
  /// no other intermediate that is still to be used refers to it.
  template <class T>
  void forget() const {
    forget(std::type_index(typeid(T)));
  }

 private:
  struct Slot {
    std::once_flag once;
    std::shared_ptr<const void> value;
  };
  Slot& slot_for(std::type_index type) const;
  void forget(std::type_index type) const;

  TriMesh mesh_;
  PrintRules rules_;
  MeshOrigin origin_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::type_index, std::unique_ptr<Slot>> slots_;
};

}  // namespace pg
