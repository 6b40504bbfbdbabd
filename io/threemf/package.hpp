#pragma once
/// The package around a 3MF model: content types and relationships (Open Packaging Conventions,
/// ECMA-376 part 2; 3MF core specification, chapter 2).

#include <string>
#include <string_view>
#include <vector>

#include "io/threemf/archive.hpp"
#include "io/threemf/faults.hpp"

namespace pg::threemf {

struct Package {
  std::string start_part;  ///< "/3D/3dmodel.model"
  std::vector<std::string>
      model_parts;        ///< Folded names the start part has a 3D-model relationship to.
  bool keystore = false;  ///< Parts of the content are encrypted.
};

/// Finds the start part by the root relationships, never by name. Nothing outside the archive is
/// looked at, whatever a target says.
[[nodiscard]] Result<Package> read_package(Archive& archive, const ReadLimits& limits,
                                           Faults& faults);

/// A target resolved against the folder of its source ("/3D/", "/"), or empty when it leaves the
/// package.
[[nodiscard]] std::string resolve_target(std::string_view folder, std::string_view target);

/// The content type the package declares for a part.
[[nodiscard]] bool is_model_type(std::string_view content_type);

}  // namespace pg::threemf
