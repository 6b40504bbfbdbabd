#include <cstring>

#include "geometry/parallel.hpp"
#include "io/format.hpp"

// Binary STL: 80 free bytes, uint32 facet count, then 50-byte facets (normal, three corners, uint16),
// little-endian. Stored normals are ignored: corner order decides. Corners come back unshared.

namespace pg {
namespace {

constexpr std::size_t kHeaderBytes = 84;
constexpr std::size_t kCountOffset = 80;
constexpr std::size_t kFacetBytes = 50;
constexpr std::size_t kNormalBytes = 12;

std::size_t promised_facets(Bytes bytes) {
  std::uint32_t count = 0;
  std::memcpy(&count, bytes.data() + kCountOffset, sizeof count);
  return count;
}

Likeness looks_like_stl_binary(Bytes bytes) {
  if (bytes.size() < kHeaderBytes) return Likeness::kNo;
  return bytes.size() == kHeaderBytes + kFacetBytes * promised_facets(bytes) ? Likeness::kCertain
                                                                             : Likeness::kMaybe;
}

Result<Model> read_stl_binary(Bytes bytes, const ReadLimits& limits) {
  if (bytes.size() < kHeaderBytes)
    return Error{ErrorCode::kMalformed, "The STL file is shorter than its header; copy it again."};
  const std::size_t facets = promised_facets(bytes);
  const std::size_t present = (bytes.size() - kHeaderBytes) / kFacetBytes;
  if (facets > present)
    return Error{ErrorCode::kMalformed, "The STL header promises " + std::to_string(facets) +
                                            " facets, the file holds " + std::to_string(present) +
                                            "; copy or export it again."};
  if (facets == 0) return Error{ErrorCode::kMalformed, "The STL file holds no facet."};
  if (facets > limits.triangles_max)
    return Error{ErrorCode::kTooLarge, "The STL file holds more facets than the limit allows."};
  BigVector<Vec3f> corners(3 * facets);
  for_each_index(facets, [&](std::size_t f) {
    std::memcpy(corners.data() + 3 * f, bytes.data() + kHeaderBytes + kFacetBytes * f + kNormalBytes,
                3 * sizeof(Vec3f));
  });
  Model model;
  model.parts.push_back({.name = {}, .soup = {.corners = std::move(corners), .triangles = {}, .weld_group = 0}});
  return model;
}

}  // namespace

Format describe_stl_binary() {
  return {.id = "stl-binary",
          .title = "STL, binary",
          .suffixes = {".stl"},
          .units = "none in the format; taken as mm unless given",
          .notes = "Stored normals and colours are ignored.",
          .looks_like = looks_like_stl_binary,
          .read = read_stl_binary};
}

}  // namespace pg
