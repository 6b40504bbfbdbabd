// Binary STL: 80 free bytes, uint32 facet count, then facets of 50 bytes, little-endian: normal (3
// float32), three corners (9 float32), 2 attribute bytes. Normals, header and attributes are not
// read (but for the mark SPACE=...): corner order decides what is outside.

#include <array>
#include <cstring>
#include <string>

#include "geometry/parallel.hpp"
#include "io/format.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

constexpr std::size_t kHeaderBytes = 84;
constexpr std::size_t kCountOffset = 80;
constexpr std::size_t kFacetBytes = 50;
constexpr std::size_t kNormalBytes = 12;
constexpr std::size_t kCornerBytes = 36;

constexpr FindingKind kCountWrong = {
    "facet_count_wrong", Severity::kError,
    "The facet count in the header is 0, yet facets follow; all whole ones were read.",
    "Check that the model is complete; export it again with another program if it is not."};

std::size_t promised_facets(Bytes bytes) {
  std::array<unsigned char, 4> raw{};
  std::memcpy(raw.data(), bytes.data() + kCountOffset, raw.size());
  return raw[0] | std::size_t{raw[1]} << 8 | std::size_t{raw[2]} << 16 | std::size_t{raw[3]} << 24;
}

Likeness looks_like_stl_binary(Bytes bytes) {
  if (bytes.size() < kHeaderBytes) return Likeness::kNo;
  const std::size_t facets = promised_facets(bytes);
  // The size decides before anything in the header does: many a binary file begins with "solid".
  if (facets > 0 && bytes.size() == kHeaderBytes + kFacetBytes * facets) return Likeness::kCertain;
  return Likeness::kMaybe;
}

/// All ones in the exponent: infinite or not a number. Adding 1 to the exponent then carries into
/// the sign's place. Whole chunks are or-ed together, which compilers turn into vector code.
bool holds_non_finite(const std::uint32_t* words, std::size_t count) {
  std::uint32_t carry = 0;
  for (std::size_t i = 0; i < count; ++i) carry |= (words[i] & 0x7F800000u) + 0x00800000u;
  return (carry & 0x80000000u) != 0;
}

/// Copies corners; counts facets with a corner that is not finite, per chunk and in order.
std::size_t copy_corners(const std::byte* facets, std::size_t count, Vec3f* corners) {
  constexpr std::size_t kBlock = 256;  // stays in the first-level cache between copy and check
  return ordered_reduce(
      chunk_count(count, kBlock), std::size_t{0},
      [&](std::size_t& bad, std::size_t block) {
        const std::size_t begin = block * kBlock;
        const std::size_t end = std::min(count, begin + kBlock);
        for (std::size_t f = begin; f < end; ++f)
          std::memcpy(corners + 3 * f, facets + kFacetBytes * f + kNormalBytes, kCornerBytes);
        const auto* words = reinterpret_cast<const std::uint32_t*>(corners + 3 * begin);
        if (!holds_non_finite(words, 9 * (end - begin))) return;
        for (std::size_t f = begin; f < end; ++f)
          if (holds_non_finite(words + 9 * (f - begin), 9)) ++bad;
      },
      [](std::size_t& total, std::size_t part) { total += part; }, 64);
}

void drop_non_finite(BigVector<Vec3f>& corners) {
  std::size_t kept = 0;
  for (std::size_t c = 0; c < corners.size(); c += 3) {
    if (holds_non_finite(reinterpret_cast<const std::uint32_t*>(corners.data() + c), 9)) continue;
    for (std::size_t k = 0; k < 3; ++k) corners[kept + k] = corners[c + k];
    kept += 3;
  }
  corners.resize(kept);
}

Error not_an_stl(Bytes bytes, std::size_t promised, std::size_t present) {
  if (text::looks_like_text(text::as_text(bytes), 512))
    return {ErrorCode::kMalformed,
            "The content is text, but no ASCII STL (it does not begin with \"solid\") and no "
            "binary STL; "
            "check what was saved under this name."};
  return {ErrorCode::kMalformed,
          "The STL header promises " + count_words(promised, "facet", "facets") +
              ", the file holds " + std::to_string(present) +
              " whole ones; it was cut short or damaged: copy or export it again."};
}

Result<Model> read_stl_binary(Bytes bytes, const ReadLimits& limits) {
  if (bytes.size() < kHeaderBytes)
    return Error{ErrorCode::kMalformed, "The STL file is shorter than its header; copy it again."};
  std::size_t facets = promised_facets(bytes);
  const std::size_t present = (bytes.size() - kHeaderBytes) / kFacetBytes;
  if (facets > present) return not_an_stl(bytes, facets, present);
  Model model;
  const bool count_missing =
      facets == 0 && present > 0 && (bytes.size() - kHeaderBytes) % kFacetBytes == 0;
  if (count_missing) facets = present;
  if (facets == 0)
    return Error{ErrorCode::kMalformed, "The STL file holds no facet; export the model again."};
  if (facets > limits.triangles_max)
    return Error{ErrorCode::kTooLarge,
                 over_limit_words("The STL file holds " + std::to_string(facets) + " facets",
                                  limits.triangles_max, "--max-triangles")};
  BigVector<Vec3f> corners(3 * facets);
  const std::size_t bad = copy_corners(bytes.data() + kHeaderBytes, facets, corners.data());
  if (bad > 0) drop_non_finite(corners);
  if (corners.empty())
    return Error{
        ErrorCode::kMalformed,
        "Every facet of the STL file has a corner that is not a finite number; export it again."};

  if (count_missing)
    model.findings.push_back(make_finding(
        kCountWrong, "The header says 0 facets, the file holds " + std::to_string(facets) + ".",
        1));
  if (bad > 0)
    model.findings.push_back(
        make_finding(kNonFiniteFacets,
                     count_words(bad, "facet has a corner", "facets have corners") +
                         " that are not finite numbers; left out.",
                     static_cast<std::int64_t>(bad)));
  const std::size_t behind = bytes.size() - kHeaderBytes - kFacetBytes * facets;
  if (behind > 0) {
    Finding finding = make_finding(
        kTrailingBytes, count_words(behind, "byte follows", "bytes follow") + " the last of the " +
                            std::to_string(facets) + " facets that the header states.");
    // Whole facets behind the end: the count is more likely wrong than the rest is rubbish.
    if (behind >= kFacetBytes) finding.severity = Severity::kError;
    model.findings.push_back(std::move(finding));
  }
  const auto space = text::coordinate_space(text::as_text(bytes.first(kCountOffset)));
  if (!space.empty())
    model.findings.push_back(make_finding(
        kCoordinateSpace, "The header says that axes run " + std::string(space) + "."));
  model.parts.push_back(
      {.name = {}, .soup = {.corners = std::move(corners), .triangles = {}, .weld_group = 0}});
  return model;
}

}  // namespace

Format describe_stl_binary() {
  return {.id = "stl-binary",
          .title = "STL, binary",
          .suffixes = {".stl"},
          .units = "none in the format; taken as mm unless given",
          .notes = "Stored normals and colours are ignored; a file that is cut short is refused.",
          .looks_like = looks_like_stl_binary,
          .read = read_stl_binary,
          .findings = {kCountWrong, kNonFiniteFacets, kTrailingBytes, kCoordinateSpace}};
}

}  // namespace pg
