#include "pipeline/archive/memory_need.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "pipeline/analysis/frugal.hpp"

namespace pg {
namespace {

constexpr std::size_t kHeadBytes = 84;  // of a binary STL, its count included

bool is_binary_stl(Bytes head, std::uint64_t bytes) {
  if (head.size() < kHeadBytes) return false;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < 4; ++i)
    count |= std::to_integer<std::uint64_t>(head[80 + i]) << (8 * i);
  return bytes == kHeadBytes + 50 * count;
}

/// The fewest bytes of one triangle and its share of the vertices.
std::uint64_t fewest_bytes(Bytes head, std::string_view name) {
  const std::string suffix = std::filesystem::path(name).extension().string();
  if (suffix == ".stl" || suffix == ".STL") return head.empty() ? 50 : 120;  // text: seven lines
  if (suffix == ".3mf" || suffix == ".3MF") return 4;   // deflated; 1.6 bytes were seen on a grid
  if (suffix == ".ply" || suffix == ".PLY") return 19;  // binary: an index list and half a vertex
  return 25;  // OBJ: a line of faces, half one of a vertex
}

}  // namespace

std::uint64_t likely_triangles(Bytes head, std::uint64_t bytes, std::string_view name) {
  if (is_binary_stl(head, bytes)) return (bytes - kHeadBytes) / 50;
  return bytes / fewest_bytes(head, name);
}

std::uint64_t analysis_bytes(const Size& size, bool whole) {
  constexpr std::uint64_t kPerModel = std::uint64_t{8} << 20;
  // Balls, of which every vertex is a corner of the hull. A million triangles of binary STL (50 MB)
  // were seen to peak at 356 MiB in a whole analysis, and at 223 MiB where only the volume is asked
  // for.
  if (!whole || size.triangles <= kFrugalAbove)
    return kPerModel + (whole ? 330 : 200) * size.triangles + size.bytes;
  // Frugal: the file and its triangles are gone when the peak comes, in the walls.
  const std::uint64_t reading = size.bytes + 100 * size.triangles;
  const std::uint64_t measuring = 207 * size.triangles;
  return kPerModel + std::max(reading, measuring);
}

Size size_of_file(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return {};
  struct stat status {};
  std::array<std::byte, kHeadBytes> head{};
  const bool known = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const ssize_t got = known ? pread(descriptor, head.data(), head.size(), 0) : -1;
  close(descriptor);
  if (got < 0) return {};
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  const std::uint64_t triangles =
      likely_triangles(Bytes(head.data(), static_cast<std::size_t>(got)), bytes, path);
  return {triangles, bytes};
}

Size size_of_entry(const Source& source) {
  // Its first bytes would have to be unpacked: an STL counts as binary, so as more triangles.
  return {likely_triangles({}, source.bytes, source.entry), source.bytes};
}

}  // namespace pg
