#pragma once
/// The folder beside the record where surfaces lie, one for each content that was measured, with its
/// picture for lists: what people see of a model, made once and never needed for a number.

#include <filesystem>
#include <optional>
#include <string>

#include "geometry/result.hpp"

namespace pg {

/// Writes `<sha256>.png`, unless `picture_png` is empty, and `<sha256>.surface`, each whole or not at
/// all, readable by its owner alone; makes the folder.
[[nodiscard]] Result<Ok> keep_surface(const std::filesystem::path& folder,
                                      const std::string& sha256, const std::string& bytes,
                                      const std::string& picture_png = {});
/// None: nothing was kept for this content, or `sha256` is not one.
[[nodiscard]] std::optional<std::string> kept_surface(const std::filesystem::path& folder,
                                                      const std::string& sha256);
/// The same of the picture.
[[nodiscard]] std::optional<std::string> kept_picture(const std::filesystem::path& folder,
                                                      const std::string& sha256);
[[nodiscard]] bool keeps_picture(const std::filesystem::path& folder, const std::string& sha256);

}  // namespace pg
