#include "apps/printgauge/analyze_defects.hpp"

#include <cstdio>

#include "pipeline/analysis/defects.hpp"

namespace pg::app {

Result<Ok> DefectsWriter::check(std::size_t models) const {
  if (path_.empty()) return ok();
  if (models > 1)
    return Error{ErrorCode::kNotApplicable,
                 "--defects writes one file for one model; give a single FILE with it."};
  if (const Result<FieldFormat> format = field_format_of(path_); !format)
    return Error{format.error().code, "--defects: " + format.error().message};
  return ok();
}

bool DefectsWriter::write(const Subject& subject) const {
  const FieldMesh defects = defects_of(subject);
  if (const Result<Ok> saved = save_fields(defects, path_); !saved) {
    std::fprintf(stderr, "printgauge analyze: --defects: %s\n", saved.error().message.c_str());
    return false;
  }
  if (defects.cell_count() == 0)
    std::fputs("printgauge analyze: no fault to show; the defects file is empty.\n", stderr);
  return true;
}

}  // namespace pg::app
