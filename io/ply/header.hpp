#pragma once
/// The header of a PLY file: which elements the body holds and how they are written.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "geometry/result.hpp"
#include "io/limits.hpp"

namespace pg::ply {

enum class Scalar : std::uint8_t {
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kFloat,
  kDouble
};

[[nodiscard]] std::size_t bytes_of(Scalar scalar);
[[nodiscard]] bool is_whole(Scalar scalar);

struct Property {
  std::string_view name;
  Scalar scalar = Scalar::kFloat;
  std::optional<Scalar> count;  ///< Set for lists.
};

struct Element {
  std::string_view name;
  std::uint64_t count = 0;
  std::vector<Property> properties;

  [[nodiscard]] std::size_t find(std::string_view wanted) const {
    for (std::size_t i = 0; i < properties.size(); ++i)
      if (properties[i].name == wanted) return i;
    return properties.size();
  }
  /// Every element takes at least so many bytes of a binary body.
  [[nodiscard]] std::size_t bytes_min() const {
    std::size_t total = 0;
    for (const Property& property : properties)
      total += bytes_of(property.count.value_or(property.scalar));
    return total;
  }
};

enum class Body : std::uint8_t { kNone, kAscii, kLittle, kBig };

struct Header {
  Body body = Body::kNone;
  std::vector<Element> elements;
  std::size_t end = 0;     ///< First byte of the body.
  std::string_view space;  ///< "LPS" or "RAS" where a comment says so.
};

/// Reads up to "end_header"; names are views into the text.
[[nodiscard]] Result<Header> read_header(std::string_view all, const ReadLimits& limits);

/// Refuses elements that cannot be read as a mesh, and counts that the body is too short for: a
/// hostile count must not become an allocation.
[[nodiscard]] std::optional<Error> check_elements(const Header& header, std::size_t body_bytes);

}  // namespace pg::ply
