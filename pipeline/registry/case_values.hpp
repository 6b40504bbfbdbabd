#pragma once
/// Any value of a case by the place where it stands: "form.indication", "measured.1.volume_mm3".
///
/// Places (docs/how-to/export.md): case.id, case.created; form.FIELD, form.FIELD.MEMBER,
/// form.LIST.N.MEMBER; measured.N.QUANTITY[.MEMBER[.N]] of the N-th distinct model, largest first;
/// measured.count; billing.CODE. N begins at 1.
///
/// Only what a person declared and what was measured is given; an undecided suggestion is as good
/// as missing, and the reason says so.

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/registry/export_case.hpp"

namespace pg {

struct PlacedValue {
  std::string json = "null";  ///< A text, number, truth value, list or object; null: none.
  std::string why_not;        ///< For null, to stand behind "required, but".
};

class CaseValues {
 public:
  explicit CaseValues(const ExportCase& one);
  ~CaseValues();

  /// `place` must be one that `is_place` takes.
  [[nodiscard]] PlacedValue at(const std::string& place) const;

 private:
  struct Documents;
  std::unique_ptr<const Documents> documents_;
};

/// Whether a place is of one of the forms above, with a form field that exists.
[[nodiscard]] bool is_place(const std::string& place);

}  // namespace pg
