#include "io/dicom/encapsulated.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace pg::dicom {
namespace {

constexpr std::size_t kPreambleBytes = 132;
constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::size_t kDepthMax = 64;  ///< Real files nest a handful of levels.

constexpr std::uint32_t tag(std::uint16_t group, std::uint16_t element) {
  return std::uint32_t{group} << 16 | element;
}
constexpr std::uint32_t kMediaClass = tag(0x0002, 0x0002);
constexpr std::uint32_t kTransferSyntax = tag(0x0002, 0x0010);
constexpr std::uint32_t kSopClass = tag(0x0008, 0x0016);
constexpr std::uint32_t kCodeValue = tag(0x0008, 0x0100);
constexpr std::uint32_t kCodeScheme = tag(0x0008, 0x0102);
constexpr std::uint32_t kUnits = tag(0x0040, 0x08EA);
constexpr std::uint32_t kDocument = tag(0x0042, 0x0011);
constexpr std::uint32_t kDocumentLength = tag(0x0042, 0x0015);
constexpr std::uint32_t kMirroring = tag(0x0068, 0x7002);
constexpr std::uint32_t kItem = tag(0xFFFE, 0xE000);
constexpr std::uint32_t kItemEnd = tag(0xFFFE, 0xE00D);
constexpr std::uint32_t kSequenceEnd = tag(0xFFFE, 0xE0DD);

struct Encoding {
  bool explicit_vr = true;
  bool big_endian = false;
};

struct Element {
  std::uint32_t tag = 0;
  std::uint32_t length = 0;
  bool sequence = false;  ///< Holds items: VR SQ, or a length that only items can end.
  bool unknown = false;   ///< VR UN: its items are in implicit form.
};

std::string_view unpadded(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  return text;
}

Error damaged(const char* what, std::size_t at) {
  return {ErrorCode::kMalformed, "The DICOM file " + std::string(what) + " at byte " +
                                     std::to_string(at) + "; copy or export it again."};
}

class Walk {
 public:
  explicit Walk(std::span<const std::byte> bytes) : bytes_(bytes), at_(kPreambleBytes) {}

  Result<Encapsulated> run() {
    if (auto error = meta_information()) return *error;
    while (at_ < bytes_.size()) {
      leave_ended();
      if (auto error = element()) return *error;
    }
    if (document_length_ && *document_length_ < found_.document.size())
      found_.document = found_.document.first(*document_length_);
    return found_;
  }

 private:
  /// A sequence or an item that is being walked through.
  struct Level {
    std::size_t end;  ///< kNoEnd: a delimiter ends it.
    bool units;       ///< Within the measurement units code sequence.
    Encoding before;
  };
  static constexpr std::size_t kNoEnd = static_cast<std::size_t>(-1);

  /// Group 2, always explicit and little-endian, says how the rest is written.
  std::optional<Error> meta_information() {
    std::string_view syntax;
    while (bytes_.size() - at_ >= 8 && number(at_, 2) == 0x0002) {
      Element here;
      if (auto error = header(here)) return error;
      if (here.length > bytes_.size() - at_) return damaged("ends within an attribute", at_);
      if (here.tag == kTransferSyntax) syntax = text(here);
      if (here.tag == kMediaClass) found_.sop_class = text(here);
      at_ += here.length;
    }
    if (syntax == "1.2.840.10008.1.2")
      encoding_.explicit_vr = false;
    else if (syntax == "1.2.840.10008.1.2.2")
      encoding_.big_endian = true;
    else if (syntax == "1.2.840.10008.1.2.1.99")
      return Error{
          ErrorCode::kUnsupported,
          "The DICOM file is deflated as a whole, which printgauge does not read; store it "
          "as Explicit VR Little Endian (dcmconv +te)."};
    return std::nullopt;
  }

  void leave_ended() {
    while (!levels_.empty() && levels_.back().end <= at_) leave();
  }
  void leave() {
    encoding_ = levels_.back().before;
    levels_.pop_back();
  }
  std::optional<Error> enter(const Element& here, bool units) {
    if (levels_.size() == kDepthMax)
      return damaged("nests sequences deeper than any real one", at_);
    levels_.push_back({here.length == kUndefined ? kNoEnd : at_ + here.length, units, encoding_});
    if (here.unknown) encoding_ = {.explicit_vr = false, .big_endian = false};
    return std::nullopt;
  }

  std::optional<Error> element() {
    const std::size_t begin = at_;
    Element here;
    if (auto error = header(here)) return error;
    if (here.length != kUndefined && here.length > bytes_.size() - at_)
      return damaged("ends within an attribute", begin);
    const bool in_units = !levels_.empty() && levels_.back().units;
    if (here.tag == kItemEnd || here.tag == kSequenceEnd) {
      if (!levels_.empty() && levels_.back().end == kNoEnd) leave();
      at_ += here.length == kUndefined ? 0 : here.length;
      return std::nullopt;
    }
    if (here.tag == kItem) {
      if (here.length == kUndefined || in_units) return enter(here, in_units);
    } else if (here.sequence && (here.length == kUndefined || here.tag == kUnits)) {
      return enter(here, here.tag == kUnits && levels_.empty());
    } else {
      note(here, in_units);
    }
    at_ += here.length;
    return std::nullopt;
  }

  void note(const Element& here, bool in_units) {
    if (in_units) {
      if (here.tag == kCodeValue && found_.unit_code.empty()) found_.unit_code = text(here);
      if (here.tag == kCodeScheme && found_.unit_scheme.empty()) found_.unit_scheme = text(here);
      return;
    }
    if (!levels_.empty()) return;
    if (here.tag == kSopClass) found_.sop_class = text(here);
    if (here.tag == kMirroring) found_.mirrored = text(here);
    if (here.tag == kDocument) found_.document = bytes_.subspan(at_, here.length);
    if (here.tag == kDocumentLength && here.length == 4) document_length_ = number(at_, 4);
  }

  /// Tag, VR and length, to the first byte of the value.
  std::optional<Error> header(Element& here) {
    const std::size_t begin = at_;
    if (bytes_.size() - at_ < 8) return damaged("ends within an attribute", begin);
    here.tag = tag(static_cast<std::uint16_t>(number(at_, 2)),
                   static_cast<std::uint16_t>(number(at_ + 2, 2)));
    at_ += 4;
    const bool delimiter = here.tag >> 16 == 0xFFFE;
    if (delimiter || !encoding_.explicit_vr) {
      here.length = number(at_, 4);
      here.sequence = here.length == kUndefined || here.tag == kUnits;
      at_ += 4;
      return std::nullopt;
    }
    const std::string_view vr = view(at_, 2);
    if (vr[0] < 'A' || vr[0] > 'Z' || vr[1] < 'A' || vr[1] > 'Z')
      return damaged("has an attribute of no valid type", begin);
    if (!has_long_header(vr)) {
      here.length = number(at_ + 2, 2);
      at_ += 4;
      return std::nullopt;
    }
    if (bytes_.size() - at_ < 8) return damaged("ends within an attribute", begin);
    here.length = number(at_ + 4, 4);
    here.unknown = vr == "UN";
    here.sequence = vr == "SQ" || here.length == kUndefined;
    at_ += 8;
    return std::nullopt;
  }

  /// Two reserved bytes and a length of four (PS3.5, table 7.1-1).
  static bool has_long_header(std::string_view vr) {
    for (const std::string_view kind :
         {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})
      if (vr == kind) return true;
    return false;
  }

  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t width) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t place = encoding_.big_endian ? i : width - 1 - i;
      value = value << 8 | std::to_integer<std::uint32_t>(bytes_[at + place]);
    }
    return value;
  }
  [[nodiscard]] std::string_view view(std::size_t at, std::size_t length) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + at, length};
  }
  [[nodiscard]] std::string_view text(const Element& here) const {
    return unpadded(view(at_, here.length));
  }

  std::span<const std::byte> bytes_;
  std::size_t at_;
  Encoding encoding_;
  std::vector<Level> levels_;
  std::optional<std::size_t> document_length_;
  Encapsulated found_;
};

}  // namespace

bool has_preamble(std::span<const std::byte> bytes) {
  return bytes.size() > kPreambleBytes &&
         std::memcmp(bytes.data() + kPreambleBytes - 4, "DICM", 4) == 0;
}

Result<Encapsulated> find_encapsulated(std::span<const std::byte> bytes) {
  PG_CHECK(has_preamble(bytes));
  return Walk(bytes).run();
}

}  // namespace pg::dicom
