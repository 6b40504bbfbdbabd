#include "pipeline/registry/statistics.hpp"

#include "pipeline/archive/table.hpp"

namespace pg {
namespace {

std::vector<std::string> declared(const Case& subject) {
  return {subject.object_type ? std::string(object_type_id(subject.object_type->value)) : "",
          subject.organ_system ? subject.organ_system->value : ""};
}

std::string joined(std::vector<std::string> front, const std::vector<std::string>& back) {
  front.insert(front.end(), back.begin(), back.end());
  return csv_line(front);
}

}  // namespace

std::string statistics_csv(const std::vector<ExportCase>& cases) {
  const std::vector<std::string> columns = table_columns({});
  std::vector<std::string> names = columns;
  names.front() = "case";
  std::string text = joined({"object_type", "organ_system"}, names);
  for (const ExportCase& one : cases)
    for (const CaseModel& model : one.models) {
      std::vector<std::string> row(names.size());
      if (const Result<Reading> reading = reading_from_json(model.reading)) {
        row = table_row(columns, *reading, one.subject.id);
      } else {
        row[0] = one.subject.id;
        for (std::size_t i = 0; i < names.size(); ++i) {
          if (names[i] == "sha256") row[i] = model.sha256;
          if (names[i] == "status") row[i] = model_status_id(model.status);
        }
      }
      text += joined(declared(one.subject), row);
    }
  return text;
}

}  // namespace pg
