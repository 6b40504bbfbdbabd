#include "io/write/dicom_stl.hpp"

#include <algorithm>
#include <array>

#include "io/write/encoders.hpp"

namespace pg {
namespace {

constexpr std::string_view kSopClass = "1.2.840.10008.5.1.4.1.1.104.3";
constexpr std::string_view kTransferSyntax = "1.2.840.10008.1.2.1";
// From a random number, once and for good; says which program wrote a file.
constexpr std::string_view kImplementation = "2.25.207431562270845981367045271839466230157";
constexpr std::size_t kUidMax = 64;
constexpr std::size_t kTextMax = 64;  // of LO and PN; SH takes 16
constexpr std::size_t kShortMax = 16;

struct Tag {
  std::uint16_t group;
  std::uint16_t number;
};

/// A data set as it grows; attributes must come in the order of their tags.
class DataSet {
 public:
  void text(Tag tag, std::string_view vr, std::string value) {
    if (value.size() % 2 != 0) value += vr == "UI" ? '\0' : ' ';
    head(tag, vr, static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  void bytes(Tag tag, std::string_view value) {
    head(tag, "OB", static_cast<std::uint32_t>(value.size() + value.size() % 2));
    bytes_ += value;
    if (value.size() % 2 != 0) bytes_ += '\0';
  }
  void number(Tag tag, std::uint32_t value) {
    head(tag, "UL", 4);
    append_raw(bytes_, value);
  }
  /// A sequence of one item, or of none.
  void sequence(Tag tag, const std::string& item) {
    head(tag, "SQ", item.empty() ? 0 : static_cast<std::uint32_t>(8 + item.size()));
    if (item.empty()) return;
    append_raw(bytes_, std::uint16_t{0xFFFE});
    append_raw(bytes_, std::uint16_t{0xE000});
    append_raw(bytes_, static_cast<std::uint32_t>(item.size()));
    bytes_ += item;
  }
  [[nodiscard]] std::string& content() { return bytes_; }

 private:
  void head(Tag tag, std::string_view vr, std::uint32_t length) {
    append_raw(bytes_, tag.group);
    append_raw(bytes_, tag.number);
    bytes_ += vr;
    if (vr == "OB" || vr == "SQ") {
      append_raw(bytes_, std::uint16_t{0});
      append_raw(bytes_, length);
    } else {
      append_raw(bytes_, static_cast<std::uint16_t>(length));
    }
  }

  std::string bytes_;
};

bool good_uid(const std::string& uid) {
  return !uid.empty() && uid.size() <= kUidMax &&
         uid.find_first_not_of("0123456789.") == std::string::npos && uid.front() != '.' &&
         uid.back() != '.';
}

/// Printable, without the backslash that separates values.
bool good_text(const std::string& text, std::size_t most) {
  return text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '\\';
         });
}

std::string first_wrong(const DicomStl& object) {
  const DicomStudy& study = object.study;
  for (const auto& [name, uid] :
       {std::pair{"study UID", &study.study_uid}, std::pair{"series UID", &object.series_uid},
        std::pair{"instance UID", &object.instance_uid},
        std::pair{"frame of reference UID", &study.frame_of_reference_uid}})
    if (!good_uid(*uid)) return name;
  for (const auto& [name, text] :
       {std::pair{"patient's name", &study.patient_name},
        std::pair{"patient id", &study.patient_id},
        std::pair{"referring physician", &study.referring_physician},
        std::pair{"title", &object.title}, std::pair{"version", &object.software_version}})
    if (!good_text(*text, kTextMax)) return name;
  for (const auto& [name, text] :
       {std::pair{"birth date", &study.patient_birth_date}, std::pair{"sex", &study.patient_sex},
        std::pair{"study date", &study.study_date}, std::pair{"study time", &study.study_time},
        std::pair{"study id", &study.study_id},
        std::pair{"accession number", &study.accession_number},
        std::pair{"content date", &object.content_date},
        std::pair{"content time", &object.content_time}})
    if (!good_text(*text, kShortMax)) return name;
  return {};
}

std::string meta_information(const DicomStl& object) {
  DataSet group;
  group.bytes({0x0002, 0x0001}, std::string_view("\0\1", 2));
  group.text({0x0002, 0x0002}, "UI", std::string(kSopClass));
  group.text({0x0002, 0x0003}, "UI", object.instance_uid);
  group.text({0x0002, 0x0010}, "UI", std::string(kTransferSyntax));
  group.text({0x0002, 0x0012}, "UI", std::string(kImplementation));
  group.text({0x0002, 0x0013}, "SH", "PRINTGAUGE");
  DataSet length;
  length.number({0x0002, 0x0000}, static_cast<std::uint32_t>(group.content().size()));
  return std::string(128, '\0') + "DICM" + length.content() + group.content();
}

/// mm, UCUM. Its absence or another code is why models come out a thousand times too small.
std::string millimetres() {
  DataSet item;
  item.text({0x0008, 0x0100}, "SH", "mm");
  item.text({0x0008, 0x0102}, "SH", "UCUM");
  item.text({0x0008, 0x0104}, "LO", "mm");
  return item.content();
}

}  // namespace

Result<std::string> dicom_stl_file(const DicomStl& object, std::string_view stl) {
  if (const std::string wrong = first_wrong(object); !wrong.empty())
    return Error{ErrorCode::kMalformed, "The " + wrong + " is nothing that DICOM can hold there."};
  if (stl.size() >= 0xFFFFFFFE)
    return Error{ErrorCode::kTooLarge, "A DICOM object holds no document of 4 GiB."};
  const DicomStudy& study = object.study;
  DataSet set;
  set.text({0x0008, 0x0005}, "CS", "ISO_IR 192");
  set.text({0x0008, 0x0016}, "UI", std::string(kSopClass));
  set.text({0x0008, 0x0018}, "UI", object.instance_uid);
  set.text({0x0008, 0x0020}, "DA", study.study_date);
  set.text({0x0008, 0x0023}, "DA", object.content_date);
  set.text({0x0008, 0x002A}, "DT", "");
  set.text({0x0008, 0x0030}, "TM", study.study_time);
  set.text({0x0008, 0x0033}, "TM", object.content_time);
  set.text({0x0008, 0x0050}, "SH", study.accession_number);
  set.text({0x0008, 0x0060}, "CS", "M3D");
  set.text({0x0008, 0x0070}, "LO", "printgauge");
  set.text({0x0008, 0x0090}, "PN", study.referring_physician);
  set.text({0x0008, 0x1090}, "LO", "printgauge");
  set.text({0x0010, 0x0010}, "PN", study.patient_name);
  set.text({0x0010, 0x0020}, "LO", study.patient_id);
  set.text({0x0010, 0x0030}, "DA", study.patient_birth_date);
  set.text({0x0010, 0x0040}, "CS", study.patient_sex);
  set.text({0x0018, 0x1000}, "LO", "software");
  set.text({0x0018, 0x1020}, "LO", object.software_version);
  set.text({0x0020, 0x000D}, "UI", study.study_uid);
  set.text({0x0020, 0x000E}, "UI", object.series_uid);
  set.text({0x0020, 0x0010}, "SH", study.study_id);
  set.text({0x0020, 0x0011}, "IS", "1");
  set.text({0x0020, 0x0013}, "IS", "1");
  set.text({0x0020, 0x0052}, "UI", study.frame_of_reference_uid);
  set.text({0x0020, 0x1040}, "LO", "");
  set.text({0x0028, 0x0301}, "CS", object.identifies ? "YES" : "NO");
  set.sequence({0x0040, 0x08EA}, millimetres());
  set.sequence({0x0040, 0xA043}, {});
  set.text({0x0042, 0x0010}, "ST", object.title);
  set.bytes({0x0042, 0x0011}, stl);
  set.text({0x0042, 0x0012}, "LO", "model/stl");
  set.number({0x0042, 0x0015}, static_cast<std::uint32_t>(stl.size()));
  set.text({0x0068, 0x7001}, "CS", object.modified ? "YES" : "NO");
  set.text({0x0068, 0x7002}, "CS", object.mirrored ? "YES" : "NO");
  set.text({0x0070, 0x0081}, "LO", "");
  return meta_information(object) + set.content();
}

std::string dicom_uid(const std::uint8_t (&random)[16]) {
  // Long division by ten of a number of 128 bits.
  std::array<std::uint8_t, 16> number{};
  std::copy(std::begin(random), std::end(random), number.begin());
  std::string digits;
  while (std::any_of(number.begin(), number.end(), [](std::uint8_t b) { return b != 0; })) {
    unsigned rest = 0;
    for (std::uint8_t& byte : number) {
      const unsigned value = rest * 256 + byte;
      byte = static_cast<std::uint8_t>(value / 10);
      rest = value % 10;
    }
    digits += static_cast<char>('0' + rest);
  }
  std::string uid = "2.25.";
  if (digits.empty()) uid += '0';
  uid.append(digits.rbegin(), digits.rend());
  return uid;
}

}  // namespace pg
