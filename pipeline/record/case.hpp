#pragma once
/// What the record holds about one case.
///
/// A case is a clinical situation for which objects are printed. Everything in it is optional but
/// its id: a case begins when the first file is dropped and fills up. Each datum carries its layer
/// and, once a person has stated it, by whom and when; layers are never mixed. File and folder
/// names are no part of a record: they may name a patient.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/measurement.hpp"
#include "pipeline/classes/model_class.hpp"
#include "pipeline/classes/object_type.hpp"

namespace pg {

/// Who makes a change, and when (UTC, "2026-11-24T21:05:03.120Z"); every change needs one.
struct Stamp {
  std::string by;
  std::string at;
};
/// `by` with the time of the system clock.
[[nodiscard]] Stamp stamp_now(std::string by);

/// A datum with its layer; `by` and `at` say who stated it and when.
template <class T>
struct Stated {
  T value;
  Layer layer = Layer::kDeclared;
  std::string by;
  std::string at;
};

/// The form's five fields of an anatomic part; empty ones are not stated.
struct AnatomicPart {
  std::string region;
  std::string subregion;
  std::string structure;
  std::string laterality;
  std::string comment;
};

/// A print is a set of parts, a printer, a material and a scale; copies are not further prints.
struct Print {
  std::vector<std::int64_t> parts;  ///< Positions in Case::anatomic_parts, from 1.
  std::string printer;              ///< The site's printer label.
  std::string material;
  std::optional<double> scale;  ///< 1 is life size.
  std::int64_t copies = 1;
};

/// One of the form's eight rows of effort.
struct Effort {
  std::string kind;                     ///< "consultation", "segmentation", "cad", "preparation".
  std::string group;                    ///< "clinician" or "non_clinician".
  std::optional<std::int64_t> minutes;  ///< None: stated to be unknown.
};

/// What a person said to one field of the registry's form.
struct FormAnswer {
  std::string field;  ///< Id of the form's field.
  std::string value;  ///< JSON.
  std::string by;
  std::string at;
};

/// What the case.json in the case's folder said when it was last taken: what it says anew, and only
/// that, changes the case when the file changes.
struct CaseFileTaken {
  std::string sha256;                ///< Of the file, also of one that was refused.
  std::vector<FormAnswer> stated{};  ///< Without who and when.
};

struct Case {
  std::string id;  ///< Opaque.
  std::string created;
  std::int64_t revision = 0;  ///< Grows with every change; a writer must hold the latest.
  std::optional<Stated<ObjectType>> object_type;  ///< Never kNothing.
  std::optional<Stated<std::string>> indication;
  std::optional<Stated<std::string>> organ_system;
  std::optional<Stated<std::vector<AnatomicPart>>> anatomic_parts;  ///< Dominant first, 1 to 20.
  std::optional<Stated<std::vector<Print>>> prints;
  std::optional<Stated<std::vector<Effort>>> effort;
  /// Form fields that have no member of their own here.
  std::optional<Stated<std::vector<FormAnswer>>> answers;
  /// Suggestions that a person turned down; another value for the same field may be suggested again.
  std::optional<Stated<std::vector<FormAnswer>>> rejected;
  std::optional<Stated<CaseFileTaken>> case_file;
  /// Name of the registry's file that a person sent the case with, last (upload.hpp).
  std::optional<Stated<std::string>> sent;
  std::vector<Finding> findings;  ///< About the case itself, not its models.
};

/// A case file has room for this many parts (DOMAIN: the registry's form).
inline constexpr std::size_t kAnatomicPartsMax = 20;

enum class ModelStatus : std::uint8_t {
  kQueued,     ///< Seen and settled; to be analysed.
  kAnalysing,  ///< A worker has it.
  kOk,         ///< Read; the reading holds its numbers.
  kRefused,    ///< Read, and not a model we can measure; the reading says why.
  kFailed,     ///< Could not be read, or the analysis did not come to an end; the error says why.
};
[[nodiscard]] std::string_view model_status_id(ModelStatus status);  ///< "queued", "analysing", ...
[[nodiscard]] std::optional<ModelStatus> model_status_from(std::string_view id);

/// One file of a case, as it was last seen.
struct CaseModel {
  std::int64_t id = 0;  ///< Of this store; a replaced file gets a new one.
  std::string case_id;
  std::string sha256;  ///< Hex; empty when the bytes could not be had.
  std::uint64_t bytes = 0;
  std::string format;  ///< "stl-binary", ...; empty until analysed.
  ModelStatus status = ModelStatus::kQueued;
  std::string model_class;  ///< Suggested; empty where there is none.
  std::string reading;      ///< JSON, schema printgauge.reading/1; empty until analysed.
  std::string error;        ///< A sentence, when failed.
  std::string first_seen;
  std::string last_seen;
  std::string superseded;  ///< When other content took its place; empty for what is current.
};

/// One change: what it was about, and the values before and after as JSON ("null" where there is
/// none).
struct HistoryRow {
  std::int64_t id = 0;
  std::string at;
  std::string by;
  std::string case_id;
  std::optional<std::int64_t> model_id;
  std::string what;  ///< "case created", "object_type", "model status", ...
  std::string before;
  std::string after;
};

/// The case as a JSON object, and back (schema printgauge.case/1). What is not stated is left out.
[[nodiscard]] std::string case_to_json(const Case& subject);
[[nodiscard]] Result<Case> case_from_json(std::string_view text);

/// The fields of a case that people state, one by one, as JSON: for stores and histories.
struct CaseField {
  std::string name;   ///< "object_type", "indication", ...
  std::string value;  ///< JSON.
  Layer layer = Layer::kDeclared;
  std::string by;
  std::string at;
};
[[nodiscard]] std::vector<CaseField> case_fields(const Case& subject);  ///< In the order of `Case`.
/// Puts a field into `subject`; an error when the name or value is not one of ours.
[[nodiscard]] Result<Ok> set_case_field(Case& subject, const CaseField& field);

[[nodiscard]] std::string findings_to_json(const std::vector<Finding>& findings);
[[nodiscard]] Result<std::vector<Finding>> findings_from_json(std::string_view text);

}  // namespace pg
