#pragma once
/// Files that `export` leaves: whole, on disk, for their owner alone, and over nothing.

#include <filesystem>
#include <string_view>

#include "geometry/result.hpp"

namespace pg::app {

/// Makes the folder where it is missing.
[[nodiscard]] Result<Ok> write_new(const std::filesystem::path& path, std::string_view content);

}  // namespace pg::app
