#include "pipeline/registry/case_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/json_depth.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNameBytesMax = 64;

Error wrong(std::string what) {
  return {ErrorCode::kMalformed, std::move(what)};
}

/// "line 3, column 7" of a byte counted from 1.
std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1);
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

Result<Json> parsed(std::string_view text) {
  if (text.size() > kCaseFileBytesMax) return wrong("it is longer than 64 KiB");
  if (nests_too_deep(text)) return wrong("its brackets nest deeper than 16");
  // A mark of the byte order, as some editors write it.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return wrong("it is not JSON at " + place_of(text, error.byte));
  }
}

bool is_name(const Json& value) {
  if (!value.is_string()) return false;
  const std::string& name = value.get_ref<const std::string&>();
  return !name.empty() && name.size() <= kNameBytesMax &&
         std::none_of(name.begin(), name.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < 0x20 || byte == 0x7F;
         });
}

bool is_empty(const Json& value) {
  return value.is_null() || value == "" || (value.is_structured() && value.empty());
}

Result<std::vector<FormAnswer>> answers_of(const Json& object) {
  if (object.is_null()) return std::vector<FormAnswer>();
  if (!object.is_object()) return wrong("its member answers is not an object of fields");
  const std::vector<std::string> known = answer_fields();
  std::vector<FormAnswer> answers;
  std::size_t position = 0;
  for (const auto& [field, value] : object.items()) {
    ++position;
    if (std::find(known.begin(), known.end(), field) == known.end())
      return wrong("member " + std::to_string(position) +
                   " of answers is no field of the form (printgauge template lists them)");
    if (!is_empty(value))
      answers.push_back({.field = field, .value = value.dump(), .by = "", .at = ""});
  }
  return answers;
}

const FormAnswer* find(const std::vector<FormAnswer>& answers, const std::string& field) {
  const auto found = std::find_if(answers.begin(), answers.end(),
                                  [&](const FormAnswer& one) { return one.field == field; });
  return found == answers.end() ? nullptr : &*found;
}

/// A field's declared value as the form shows it; "null": none.
std::string shown_value(const Case& subject, const std::string& field) {
  const Form form = form_of(subject, {});
  const FormField* const found = find_field(form, field);
  return found == nullptr || found->layer != Layer::kDeclared ? "null" : found->value;
}

/// Whether the case still has what `earlier` stated.
bool stands(const Case& subject, const FormAnswer& earlier) {
  Case alone;
  const Result<Ok> said = answer_field(alone, earlier.field, earlier.value, {.by = "", .at = ""});
  return said && same_value(shown_value(alone, earlier.field), shown_value(subject, earlier.field));
}

}  // namespace

Result<CaseFile> read_case_file(std::string_view text) {
  Result<Json> document = parsed(text);
  if (!document) return document.error();
  if (!document->is_object()) return wrong("it is not a JSON object");
  if (document->value("schema", Json()) != kCaseFileSchema)
    return wrong("its member schema is not " + std::string(kCaseFileSchema));
  CaseFile file;
  for (const auto& [name, value] : document->items()) {
    if (name == "schema" || name == "$schema") continue;
    if (name == "stated_by") {
      if (is_empty(value)) continue;
      if (!is_name(value)) return wrong("its member stated_by is not a name of at most 64 bytes");
      file.stated_by = value.get<std::string>();
    } else if (name == "answers") {
      Result<std::vector<FormAnswer>> answers = answers_of(value);
      if (!answers) return answers.error();
      file.answers = std::move(*answers);
    } else {
      return wrong("it has a member that is not one of schema, stated_by and answers");
    }
  }
  if (file.stated_by.empty() && !file.answers.empty())
    return wrong("its member stated_by does not say who states this");
  return file;
}

Result<Ok> take_case_file(Case& subject, const CaseFile& file, const std::string& sha256,
                          const std::string& at) {
  Case changed = subject;
  const Stamp stamp{.by = file.stated_by + " (" + std::string(kCaseFileName) + ")", .at = at};
  const std::vector<FormAnswer> earlier =
      subject.case_file ? subject.case_file->value.stated : std::vector<FormAnswer>();
  for (const FormAnswer& gone : earlier)
    if (find(file.answers, gone.field) == nullptr && stands(subject, gone))
      if (const Result<bool> withdrawn = withdraw_answer(changed, gone.field); !withdrawn)
        return withdrawn.error();
  for (const FormAnswer& answer : file.answers) {
    const FormAnswer* const before = find(earlier, answer.field);
    if (before != nullptr && same_value(before->value, answer.value)) continue;
    if (Result<Ok> said = answer_field(changed, answer.field, answer.value, stamp); !said)
      return said;
  }
  changed.case_file = Stated<CaseFileTaken>{
      .value = {.sha256 = sha256, .stated = file.answers},
      .layer = Layer::kDeclared,
      .by = file.stated_by.empty() ? std::string(kCaseFileName) : stamp.by,
      .at = at};
  subject = std::move(changed);
  return ok();
}

std::string case_file_template() {
  Json answers = Json::object();
  for (const std::string& field : answer_fields()) answers[field] = nullptr;
  return Json{{"schema", kCaseFileSchema}, {"stated_by", ""}, {"answers", std::move(answers)}}
             .dump(2) +
         "\n";
}

}  // namespace pg
