#pragma once
/// What `analyze --fields` writes: the wall thickness at every vertex, for ParaView.

#include <set>
#include <string>

#include "geometry/result.hpp"
#include "geometry/subject.hpp"
#include "io/write/field_mesh.hpp"

namespace pg::app {

/// The mesh with wall_ray_mm, wall_sphere_mm, wall_separation_deg and wall_reason at each vertex.
[[nodiscard]] FieldMesh wall_fields_of(const Subject& subject);

/// One .vtp a model, named like the model file (heart.stl: heart.vtp; a second heart gets a
/// number), with the fields above; NaN where there is no value, wall_reason says why.
class FieldsWriter {
 public:
  explicit FieldsWriter(std::string dir) : dir_(std::move(dir)) {}
  [[nodiscard]] bool wanted() const { return !dir_.empty(); }

  /// Makes the folder. Error: a sentence for a usage message.
  [[nodiscard]] Result<Ok> prepare() const;

  /// Says on stderr what could not be written.
  void write(const Subject& subject, const std::string& model_file);

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string dir_;
  std::set<std::string> used_;
  bool failed_ = false;
};

}  // namespace pg::app
