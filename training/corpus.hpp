#pragma once
/// The shared corpus by its index: models of known class.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/result.hpp"

namespace pg::training {

struct CorpusFile {
  std::string path;  ///< Relative to the corpus.
  std::string class_id;
  std::string sub_kind;
  std::string repository;
  /// Files that share a repository or a subject are one source; the name is that of the first.
  std::string source;
  std::string sha256;
  std::optional<double> mm_per_unit;  ///< None where the index does not know.
};

[[nodiscard]] Result<std::vector<CorpusFile>> read_corpus(const std::filesystem::path& corpus);

/// In file units, welded as the product does.
[[nodiscard]] Result<TriMesh> load_mesh(const std::filesystem::path& corpus,
                                        const CorpusFile& file);

}  // namespace pg::training
