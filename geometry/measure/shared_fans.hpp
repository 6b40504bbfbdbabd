#pragma once
/// The vertex fans that measurements of a subject share.

#include "geometry/mesh/vertex_fans.hpp"
#include "geometry/subject.hpp"

namespace pg {

[[nodiscard]] inline const VertexFans& vertex_fans(const Subject& subject) {
  return subject.shared<VertexFans>(
      [](const Subject& s) { return VertexFans::of(s.mesh(), s.topology()); });
}

}  // namespace pg
