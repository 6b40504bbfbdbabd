#pragma once
/// Which files an archive run looks at.

#include <filesystem>
#include <string>
#include <vector>

#include "geometry/result.hpp"

namespace pg {

/// Files and folders (walked to their end, symbolic links not followed) become a list of model
/// files in byte order of their paths, each once: order does not depend on the file system. Files
/// named outright are taken whatever their suffix; in folders those with the suffix of a known
/// format are.
[[nodiscard]] Result<std::vector<std::filesystem::path>> collect_sources(
    const std::vector<std::string>& paths);

}  // namespace pg
