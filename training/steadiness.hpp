#pragma once
/// What the shipped recogniser says of files that something has happened to, and of what is like a
/// guide and is none.

#include <filesystem>
#include <string>

#include "geometry/result.hpp"

namespace pg::training {

/// Markdown. Files are judged by the weights compiled in, which have seen them: this measures
/// steadiness, not how often it is right.
[[nodiscard]] Result<std::string> steadiness(const std::filesystem::path& corpus);

}  // namespace pg::training
