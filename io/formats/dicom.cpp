// DICOM-encapsulated STL and OBJ: the document inside goes to the reader of its own format, in
// place and under the same limits. No attribute but those of io/dicom/encapsulated.hpp is looked
// at.
//
// Unit: the file states one as a code, but a widespread writer puts "um" where nobody gave a unit
// (DCMTK: stl2dcm). So the code counts where the size then fits anatomy; else, where millimetres
// fit, they are assumed and a finding gives both readings.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "io/dicom/encapsulated.hpp"
#include "io/format.hpp"
#include "io/support/text.hpp"
#include "io/unit_plausibility.hpp"

namespace pg {
namespace {

constexpr FindingKind kUnitStated = {"dicom_unit", Severity::kInfo,
                                     "The unit is the one that the DICOM header states.",
                                     "Nothing to do."};
constexpr FindingKind kUnitDoubtful = {"dicom_unit_doubtful", Severity::kWarning,
                                       "The DICOM header states a unit in which the size fits no "
                                       "anatomy; millimetres do and were assumed.",
                                       "Compare with a length you know. If the header is right "
                                       "after all, give its unit with --units."};
constexpr FindingKind kUnitMissing = {
    "dicom_unit_missing", Severity::kWarning,
    "The DICOM header states no unit of length that is known, though the standard asks for one.",
    "Compare with a length you know; give the unit with --units where it is not millimetres."};
constexpr FindingKind kMirrored = {
    "dicom_mirrored", Severity::kWarning,
    "The DICOM header says that the model is mirrored, left for right.",
    "Make sure that a mirrored model is meant before it is printed."};

struct Kind {
  std::string_view sop_class;
  std::array<std::string_view, 2> readers;
};
constexpr Kind kKinds[] = {{"1.2.840.10008.5.1.4.1.1.104.3", {"stl-binary", "stl-ascii"}},
                           {"1.2.840.10008.5.1.4.1.1.104.4", {"obj", {}}}};
constexpr std::string_view kMaterials = "1.2.840.10008.5.1.4.1.1.104.5";

/// UCUM codes of length; they are case-sensitive, and their meanings in words are not normative.
std::optional<LengthUnit> unit_from_ucum(std::string_view code) {
  if (code == "[in_i]") return LengthUnit::kInch;
  if (code == "[ft_i]") return LengthUnit::kFoot;
  if (code == "inch" || code == "foot") return std::nullopt;
  return unit_from_symbol(code);
}

Likeness looks_like_dicom(Bytes bytes) {
  return dicom::has_preamble(bytes) ? Likeness::kCertain : Likeness::kNo;
}

const Format* reader_of(const Kind& kind, Bytes document) {
  const Format* best = nullptr;
  for (const Format& format : all_formats()) {
    if (std::find(kind.readers.begin(), kind.readers.end(), format.id) == kind.readers.end())
      continue;
    if (best == nullptr || format.looks_like(document) > best->looks_like(document)) best = &format;
  }
  return best;
}

/// Values have even lengths, so a text may have a zero byte behind it.
Bytes without_padding(Bytes document) {
  if (document.empty() || document.back() != std::byte{0}) return document;
  const Bytes shorter = document.first(document.size() - 1);
  return text::looks_like_text(text::as_text(shorter)) ? shorter : document;
}

void choose_unit(const dicom::Encapsulated& found, Model& model) {
  const auto stated = found.unit_scheme == "UCUM" || found.unit_scheme.empty()
                          ? unit_from_ucum(found.unit_code)
                          : std::nullopt;
  if (!stated) {
    model.findings.push_back(make_finding(kUnitMissing, std::string(kUnitMissing.meaning)));
    return;
  }
  const std::string_view symbol = unit_symbol(*stated);
  if (model.declared_mm_per_unit) {
    model.findings.push_back(make_finding(
        kUnitStated, fmt::format("The DICOM header states {}, a comment of the OBJ inside {} mm a "
                                 "unit; the comment counts.",
                                 symbol, *model.declared_mm_per_unit)));
    return;
  }
  const double longest = longest_side(model);
  const double as_stated = longest * mm_per(*stated);
  if (!fits_anatomy(as_stated) && fits_anatomy(longest)) {
    model.findings.push_back(make_finding(
        kUnitDoubtful,
        fmt::format("The DICOM header states {}, which would make the longest side {:.3g} mm; in "
                    "millimetres it is {:.4g} mm, and these were assumed.",
                    symbol, as_stated, longest)));
    return;
  }
  model.declared_unit = stated;
  model.findings.push_back(
      make_finding(kUnitStated, fmt::format("The DICOM header states {}.", symbol)));
}

Result<Model> read_dicom(Bytes bytes, const ReadLimits& limits) {
  const Result<dicom::Encapsulated> found = dicom::find_encapsulated(bytes);
  if (!found) return found.error();
  if (found->sop_class == kMaterials)
    return Error{ErrorCode::kUnsupported,
                 "The DICOM file encapsulates the materials of a model (MTL), no surface; give the "
                 "file with the OBJ."};
  const auto* const kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& row) {
    return row.sop_class == found->sop_class;
  });
  if (kind == std::end(kKinds))
    return Error{ErrorCode::kUnsupported,
                 "The DICOM file is no encapsulated STL or OBJ but an image or another object; "
                 "export the surface of the segmentation."};
  if (found->document.empty())
    return Error{ErrorCode::kMalformed,
                 "The DICOM file encapsulates an empty document; export it again."};
  const Bytes document = without_padding(found->document);
  const Format* const reader = reader_of(*kind, document);
  PG_CHECK(reader != nullptr);
  Result<Model> model = reader->read(document, limits);
  if (!model)
    return Error{model.error().code,
                 "In the document that the DICOM file encapsulates: " + model.error().message};
  choose_unit(*found, *model);
  if (found->mirrored == "YES")
    model->findings.push_back(make_finding(kMirrored, std::string(kMirrored.meaning)));
  return model;
}

}  // namespace

Format describe_dicom() {
  return {.id = "dicom",
          .title = "DICOM-encapsulated STL or OBJ",
          .suffixes = {".stl.dcm", ".obj.dcm"},
          .units = "stated as a code; believed where the size then fits anatomy, and reported",
          .notes =
              "Told by its content whatever the name; images and other objects are refused. No "
              "attribute of a patient is read.",
          .looks_like = looks_like_dicom,
          .read = read_dicom,
          .findings = {kUnitStated, kUnitDoubtful, kUnitMissing, kMirrored}};
}

}  // namespace pg
