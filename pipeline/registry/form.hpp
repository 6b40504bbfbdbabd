#pragma once
/// The registry's case form, as far as it is public, filled with what is known and what is
/// proposed.
///
/// Sections and fields are those that the public help pages of the ACR-RSNA 3D Printing Registry
/// show (DOMAIN: the registry's form), in the form's order. Where a section's fields are not public
/// it says so and holds only what our own record has. Nothing public shows numeric fields for
/// volume, box or walls, so the measured properties stand beside the form, a layer of their own.
///
/// A field's layer: declared (a person said it, or only a person can), suggested (proposed from
/// class, volumes, copies; a person has to accept it), measured, estimated.

#include <string>
#include <vector>

#include "pipeline/record/case.hpp"

namespace pg {

inline constexpr std::string_view kFormSchema = "printgauge.form/1";

struct FormField {
  std::string id;
  std::string title;
  std::string value = "null";  ///< JSON.
  std::string shown;           ///< The value for people; empty for null.
  Layer layer = Layer::kDeclared;
  std::string source;  ///< A sentence: where the value comes from, or who could give it.
  std::string by;      ///< Who declared it, and when.
  std::string at;

  [[nodiscard]] bool open() const { return value == "null"; }
};

struct FormSection {
  std::string id;
  std::string title;
  std::string note;  ///< What is to be known about the section; may be empty.
  std::vector<FormField> fields;
};

/// A model's measured properties: the values of its reading, as they are.
struct FormModel {
  std::string sha256;
  std::string status;
  std::string model_class;
  std::string reading;  ///< JSON; empty until analysed.
};

struct Form {
  std::string case_id;
  std::vector<FormSection> sections;
  std::vector<FormModel> measured;
  std::vector<std::string>
      notes;  ///< Sentences about the form as a whole: files still in the queue, ...

  [[nodiscard]] std::size_t open_count() const;  ///< Fields without a value.
};

/// `models`: the case's current ones. A pure function of its arguments.
[[nodiscard]] Form form_of(const Case& subject, const std::vector<CaseModel>& models);

[[nodiscard]] std::string form_to_json(
    const Form& form);  ///< Schema docs/reference/form.schema.json.
[[nodiscard]] std::string form_to_text(
    const Form& form);  ///< A table for a terminal of 100 columns.

}  // namespace pg
