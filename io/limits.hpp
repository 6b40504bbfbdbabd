#pragma once
/// What a reader may spend on one file. Every limit has its option on the command line.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace pg {

struct ReadLimits {
  std::size_t input_bytes_max = std::size_t{8} << 30;
  std::size_t triangles_max = 200'000'000;                 ///< After expanding instances.
  std::size_t inflated_bytes_max = std::size_t{16} << 30;  ///< All entries of an archive together.
  double inflate_ratio_max = 1000.0;  ///< Inflated to packed, checked above 1 MiB.
  std::size_t zip_entries_max = 10'000;
  std::size_t archive_entries_max = 1'000'000;             ///< Of a zip or tar archive of models.
  std::size_t xml_depth_max = 64;
  std::size_t token_bytes_max = std::size_t{1} << 20;  ///< One line, word or attribute.
  std::size_t component_depth_max = 64;
  std::size_t instances_max = 1'000'000;
  double seconds_max = 600.0;  ///< Wall time of the reader.
};

/// A deadline that readers ask every few thousand tokens.
class Deadline {
 public:
  explicit Deadline(double seconds)
      : end_(std::chrono::steady_clock::now() +
             std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                 std::chrono::duration<double>(seconds))) {}
  [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() > end_; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace pg
