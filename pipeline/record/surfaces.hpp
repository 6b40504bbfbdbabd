#pragma once
/// The folder beside the record where surfaces lie, one file for each content that was measured:
/// what people see in 3D, made once and never needed for a number.

#include <filesystem>
#include <optional>
#include <string>

#include "geometry/result.hpp"

namespace pg {

/// Writes `<sha256>.surface` whole or not at all, readable by its owner alone; makes the folder.
[[nodiscard]] Result<Ok> keep_surface(const std::filesystem::path& folder,
                                      const std::string& sha256, const std::string& bytes);
/// None: nothing was kept for this content, or `sha256` is not one.
[[nodiscard]] std::optional<std::string> kept_surface(const std::filesystem::path& folder,
                                                      const std::string& sha256);

}  // namespace pg
