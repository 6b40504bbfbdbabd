#pragma once
/// A member of a measured quantity, where it is there and of the type asked for.

#include <string_view>
#include <variant>

#include "pipeline/analysis/reading.hpp"

namespace pg {

/// `member_of<Vec3>(reading, "aligned_box_mm", "size")`; null: not measured, or of another type.
template <class T>
[[nodiscard]] const T* member_of(const Reading& reading, std::string_view id,
                                 std::string_view member) {
  const Quantity* const quantity = reading.find(id);
  if (quantity == nullptr) return nullptr;
  for (const auto& [name, datum] : quantity->members)
    if (name == member) return std::get_if<T>(&datum);
  return nullptr;
}

}  // namespace pg
