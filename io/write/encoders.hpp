#pragma once
/// The writers behind field_file().

#include <bit>
#include <cstring>
#include <string>

#include "io/write/field_mesh.hpp"

namespace pg {

static_assert(std::endian::native == std::endian::little, "the writers copy numbers as they lie");

/// Appends the bytes of a number.
template <class T>
void append_raw(std::string& out, const T& value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  out.append(raw, sizeof value);
}

[[nodiscard]] std::string vtp_file(const FieldMesh& mesh);
[[nodiscard]] std::string ply_file(const FieldMesh& mesh);

}  // namespace pg
