#pragma once
/// Bytes of a file on disk.

#include <filesystem>

#include "geometry/big_vector.hpp"
#include "geometry/result.hpp"
#include "io/limits.hpp"

namespace pg {

/// The whole file in memory (not mapped: a file that shrinks while being read must not crash us).
/// Refuses what is not a regular file, and files over limits.input_bytes_max. The error's sentence
/// does not hold the path: callers who may show it add it.
[[nodiscard]] Result<BigVector<std::byte>> load_file(const std::filesystem::path& path,
                                                     const ReadLimits& limits);
/// The same from an open descriptor, from its beginning.
[[nodiscard]] Result<BigVector<std::byte>> load_descriptor(int descriptor,
                                                           const ReadLimits& limits);

}  // namespace pg
