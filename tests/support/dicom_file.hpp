#pragma once
/// DICOM files around a document, written by hand in every encoding that printgauge reads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pg::test {

inline constexpr std::string_view kEncapsulatedStl = "1.2.840.10008.5.1.4.1.1.104.3";
inline constexpr std::string_view kEncapsulatedObj = "1.2.840.10008.5.1.4.1.1.104.4";
inline constexpr std::string_view kEncapsulatedMtl = "1.2.840.10008.5.1.4.1.1.104.5";
inline constexpr std::string_view kCtImage = "1.2.840.10008.5.1.4.1.1.2";
/// What a header may hold about a person; must never come out of the reader.
inline constexpr std::string_view kPatientName = "MUSTERPATIENT^ERIKA";
inline constexpr std::string_view kPatientId = "MRN-0815-4711";

class DicomWriter {
 public:
  bool explicit_vr = true;
  bool big_endian = false;
  bool undefined_lengths = false;

  [[nodiscard]] std::string element(std::uint16_t group, std::uint16_t number, std::string_view vr,
                                    std::string value) const {
    const bool text = vr != "OB" && vr != "SQ" && vr != "UL" && vr != "UN" && vr != "UI";
    if (value.size() % 2 != 0) value += text ? ' ' : '\0';
    return header(group, number, vr, static_cast<std::uint32_t>(value.size())) + value;
  }
  /// A sequence of one item.
  [[nodiscard]] std::string sequence(std::uint16_t group, std::uint16_t number,
                                     const std::string& content) const {
    if (!undefined_lengths)
      return element(
          group, number, "SQ",
          tag(0xFFFE, 0xE000) + u32(static_cast<std::uint32_t>(content.size())) + content);
    return header(group, number, "SQ", 0xFFFFFFFF) + tag(0xFFFE, 0xE000) + u32(0xFFFFFFFF) +
           content + tag(0xFFFE, 0xE00D) + u32(0) + tag(0xFFFE, 0xE0DD) + u32(0);
  }
  [[nodiscard]] std::string code(std::string_view value) const {
    return element(0x0008, 0x0100, "SH", std::string(value)) +
           element(0x0008, 0x0102, "SH", "UCUM") + element(0x0008, 0x0104, "LO", "in words");
  }
  [[nodiscard]] std::string u32(std::uint32_t value) const { return number(value, 4); }

  /// Preamble and group 2 in front of a data set.
  [[nodiscard]] std::string file(std::string_view sop_class, const std::string& data_set) const {
    const DicomWriter plain;
    const std::string_view syntax = !explicit_vr ? "1.2.840.10008.1.2"
                                    : big_endian ? "1.2.840.10008.1.2.2"
                                                 : "1.2.840.10008.1.2.1";
    const std::string group = plain.element(0x0002, 0x0001, "OB", std::string("\0\1", 2)) +
                              plain.element(0x0002, 0x0002, "UI", std::string(sop_class)) +
                              plain.element(0x0002, 0x0010, "UI", std::string(syntax));
    return std::string(128, '\0') + "DICM" +
           plain.element(0x0002, 0x0000, "UL",
                         plain.u32(static_cast<std::uint32_t>(group.size()))) +
           group + data_set;
  }
  /// A whole file; an empty unit leaves the sequence out.
  [[nodiscard]] std::string encapsulate(std::string_view sop_class, std::string_view unit,
                                        const std::string& document) const {
    std::string set =
        element(0x0008, 0x0016, "UI", std::string(sop_class)) +
        element(0x0010, 0x0010, "PN", std::string(kPatientName)) +
        element(0x0010, 0x0020, "LO", std::string(kPatientId)) +
        sequence(0x0040, 0x0555, code("MUSTER") + sequence(0x0040, 0xA168, code("x")));
    if (!unit.empty()) set += sequence(0x0040, 0x08EA, code(unit));
    set += element(0x0042, 0x0010, "ST", std::string(kPatientName)) +
           element(0x0042, 0x0011, "OB", document) +
           element(0x0042, 0x0015, "UL", u32(static_cast<std::uint32_t>(document.size()))) +
           element(0x0068, 0x7002, "CS", "NO");
    return file(sop_class, set);
  }

 private:
  [[nodiscard]] std::string number(std::uint32_t value, int width) const {
    std::string bytes;
    for (int i = 0; i < width; ++i)
      bytes += static_cast<char>(value >> 8 * (big_endian ? width - 1 - i : i));
    return bytes;
  }
  [[nodiscard]] std::string tag(std::uint16_t group, std::uint16_t element_number) const {
    return number(group, 2) + number(element_number, 2);
  }
  [[nodiscard]] std::string header(std::uint16_t group, std::uint16_t element_number,
                                   std::string_view vr, std::uint32_t length) const {
    const std::string begin = tag(group, element_number);
    if (!explicit_vr) return begin + u32(length);
    if (vr == "OB" || vr == "SQ" || vr == "UN")
      return begin + std::string(vr) + std::string(2, '\0') + u32(length);
    return begin + std::string(vr) + number(length, 2);
  }
};

}  // namespace pg::test
