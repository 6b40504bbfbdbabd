// Sound files of every format and dialect, written by the fuzzer's choices, read here and by
// Assimp: the same triangles in the same places.

#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <cmath>
#include <vector>

#include "tests/fuzz/any_file.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using pg::Vec3;

/// What two readings of a file have in common, whatever the order of their triangles.
class Summary {
 public:
  void add(const Vec3& a, const Vec3& b, const Vec3& c) {
    ++triangles_;
    vector_area_ += 0.5 * (b - a).cross(c - a);
    // Tells corners and axes apart. Sorting such marks keeps their differences small.
    marks_.push_back(a.dot(Vec3(0.31, 0.17, 0.07)) + b.dot(Vec3(0.05, 0.43, -0.23)) +
                     c.dot(Vec3(-0.13, 0.19, 0.37)));
    for (const Vec3& p : {a, b, c}) size_ = std::max(size_, p.cwiseAbs().maxCoeff());
  }
  /// Assimp keeps floats and reads decimals in single precision.
  [[nodiscard]] bool agrees(Summary& other, bool polygons) {
    const double within = 3e-5 * std::max(size_, other.size_);
    const double area_within = 10 * within * size_ * static_cast<double>(triangles_);
    if ((vector_area_ - other.vector_area_).norm() > area_within) return false;
    if (polygons) return true;  // cut here, left whole there
    if (triangles_ != other.triangles_) return false;
    std::sort(marks_.begin(), marks_.end());
    std::sort(other.marks_.begin(), other.marks_.end());
    for (std::size_t i = 0; i < marks_.size(); ++i)
      if (std::abs(marks_[i] - other.marks_[i]) > within) return false;
    return true;
  }

 private:
  std::size_t triangles_ = 0;
  Vec3 vector_area_ = Vec3::Zero();
  std::vector<double> marks_;
  double size_ = 1e-3;
};

Summary of_ours(const pg::Model& model) {
  Summary summary;
  for (const pg::Part& part : model.parts)
    std::visit(
        [&](const auto& corners) {
          for (std::size_t t = 0; t < part.soup.triangle_count(); ++t) {
            Vec3 p[3];
            for (std::size_t k = 0; k < 3; ++k) {
              const auto& corner =
                  corners[part.soup.triangles.empty() ? 3 * t + k : part.soup.triangles[t][k]];
              p[k] = Vec3(corner[0], corner[1], corner[2]);
            }
            summary.add(p[0], p[1], p[2]);
          }
        },
        part.soup.corners);
  return summary;
}

void add_node(const aiScene& scene, const aiNode& node, const aiMatrix4x4& above,
              Summary& summary) {
  const aiMatrix4x4 place = above * node.mTransformation;
  for (unsigned m = 0; m < node.mNumMeshes; ++m) {
    const aiMesh& mesh = *scene.mMeshes[node.mMeshes[m]];
    for (unsigned f = 0; f < mesh.mNumFaces; ++f) {
      const aiFace& face = mesh.mFaces[f];
      const auto corner = [&](unsigned k) {
        const aiVector3D p = place * mesh.mVertices[face.mIndices[k]];
        return Vec3(p.x, p.y, p.z);
      };
      for (unsigned k = 2; k < face.mNumIndices; ++k)
        summary.add(corner(0), corner(k - 1), corner(k));
    }
  }
  for (unsigned c = 0; c < node.mNumChildren; ++c)
    add_node(scene, *node.mChildren[c], place, summary);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pg::fuzz::Choices choices(data, size);
  const pg::fuzz::AnyFile file = pg::fuzz::any_file(choices);
  const pg::Bytes bytes{reinterpret_cast<const std::byte*>(file.bytes.data()), file.bytes.size()};
  const auto model = pg::read_model(bytes, file.name, pg::fuzz::small_limits());
  PG_CHECK(model.has_value());
  PG_CHECK(model->triangle_count() == file.triangles);

  static Assimp::Importer importer;
  const aiScene* const scene = importer.ReadFileFromMemory(
      file.bytes.data(), file.bytes.size(), 0, file.name.c_str() + file.name.find('.') + 1);
  if (scene == nullptr || scene->mRootNode == nullptr) return 0;  // its own limits
  Summary ours = of_ours(*model), theirs;
  add_node(*scene, *scene->mRootNode, aiMatrix4x4(), theirs);
  PG_CHECK(ours.agrees(theirs, file.polygons));
  return 0;
}
