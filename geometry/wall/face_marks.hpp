#pragma once
/// Some of the faces of a mesh, a bit each; nothing where there are none, as on nearly every mesh.

#include <cstddef>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg::wall {

class FaceMarks {
 public:
  FaceMarks() = default;
  explicit FaceMarks(std::size_t faces) : faces_(faces) {}

  /// Not from two threads at once.
  void mark(FaceId face) {
    if (marked_.empty()) marked_.resize(faces_);
    marked_[face] = true;
  }
  [[nodiscard]] bool operator[](FaceId face) const { return !marked_.empty() && marked_[face]; }

 private:
  std::size_t faces_ = 0;
  std::vector<bool> marked_;
};

}  // namespace pg::wall
