#pragma once
/// One model part of a 3MF package: its objects and, in the start part, what is to be built.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "io/model.hpp"
#include "io/threemf/archive.hpp"
#include "io/threemf/faults.hpp"

namespace pg::threemf {

/// Row-vector convention of the standard: p' = p * linear + offset.
struct Transform {
  Mat3 linear = Mat3::Identity();
  Vec3 offset = Vec3::Zero();
  [[nodiscard]] Vec3 apply(const Vec3& point) const { return linear.transpose() * point + offset; }
  /// First this, then `outer`.
  [[nodiscard]] Transform then(const Transform& outer) const {
    return {linear * outer.linear, outer.apply(offset)};
  }
};

/// An object placed by a build item or a component.
struct Placement {
  std::string path;  ///< Another part's name, or empty for the same part.
  std::uint32_t object_id = 0;
  Transform transform;
  std::size_t line = 0;
};

enum class ObjectType : std::uint8_t { kModel, kSupport, kSolidSupport, kSurface, kOther };

struct Object {
  std::uint32_t id = 0;
  ObjectType type = ObjectType::kModel;
  std::string name;  ///< May name a patient: part names only.
  BigVector<Vec3> vertices;
  BigVector<Triangle> triangles;
  std::vector<Placement> components;
};

/// Geometry by extension: what the core reader cannot measure.
struct Extras {
  bool beams = false;
  bool slices = false;
  bool displacement = false;
  bool volumetric = false;
  bool booleans = false;
  [[nodiscard]] bool any() const {
    return beams || slices || displacement || volumetric || booleans;
  }
  /// "a beam lattice, slices"
  [[nodiscard]] std::string words() const;
};

struct Document {
  std::optional<LengthUnit> unit;
  std::vector<Object> objects;  ///< In the order of the part.
  std::map<std::uint32_t, std::size_t> by_id;
  std::vector<Placement> items;
  Extras extras;
  bool requires_secure = false;
  bool old_namespace = false;
};

/// Parses a model part as it is inflated. `start`: the start part (its build counts). `words` names
/// the part in sentences.
[[nodiscard]] Result<Document> read_document(Archive& archive, std::uint64_t entry, bool start,
                                             const std::string& words, const ReadLimits& limits,
                                             const Deadline& deadline, Faults& faults);

}  // namespace pg::threemf
