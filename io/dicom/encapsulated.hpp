#pragma once
/// Finds the document that a DICOM file encapsulates (PS3.5 chapter 7, PS3.10 chapter 7;
/// Supplements 205 and 208 for STL and OBJ).
///
/// Of all attributes only those below are looked at; everything else, all about a patient among it,
/// is stepped over by its length alone. A flat walk without recursion and without a dictionary: 400
/// kB of nested sequences make DCMTK 3.6.7 overflow its stack (docs/decisions/0007).

#include <cstddef>
#include <span>
#include <string_view>

#include "geometry/result.hpp"

namespace pg::dicom {

/// Texts are views into the file, without padding; empty where the attribute is absent.
struct Encapsulated {
  std::string_view sop_class;           ///< (0008,0016) or (0002,0002)
  std::string_view unit_code;           ///< (0008,0100) of the first item of (0040,08EA): "mm"
  std::string_view unit_scheme;         ///< (0008,0102) of that item: "UCUM"
  std::string_view mirrored;            ///< (0068,7002): "YES", "NO"
  std::span<const std::byte> document;  ///< (0042,0011), cut to (0042,0015) where that is stated
};

/// True for a file with the DICOM preamble.
[[nodiscard]] bool has_preamble(std::span<const std::byte> bytes);

/// Refuses files that are cut short, nest deeper than any real one, or are deflated as a whole.
[[nodiscard]] Result<Encapsulated> find_encapsulated(std::span<const std::byte> bytes);

}  // namespace pg::dicom
