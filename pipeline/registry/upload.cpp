#include "pipeline/registry/upload.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "geometry/check.hpp"
#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/billing.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kForbidden = "|\r\n";

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while (true) {
    const std::size_t dot = path.find('.', from);
    words.push_back(path.substr(from, dot - from));
    if (dot == std::string::npos) return words;
    from = dot + 1;
  }
}

/// Follows names and numbers (from 1) into a document; null where it leads nowhere.
Json at_path(const Json& document, const std::vector<std::string>& words, std::size_t from) {
  const Json* here = &document;
  for (std::size_t i = from; i < words.size(); ++i) {
    if (here->is_array()) {
      const std::size_t place = std::strtoul(words[i].c_str(), nullptr, 10);
      if (place < 1 || place > here->size()) return {};
      here = &(*here)[place - 1];
    } else if (here->is_object() && here->contains(words[i])) {
      here = &(*here)[words[i]];
    } else {
      return {};
    }
  }
  return *here;
}

/// The readings of the measured contents, each once, largest volume first.
std::vector<Json> measured_of(const std::vector<CaseModel>& models) {
  std::vector<std::pair<double, Json>> found;
  std::vector<std::string> seen;
  for (const CaseModel& model : models) {
    if (model.status != ModelStatus::kOk ||
        std::find(seen.begin(), seen.end(), model.sha256) != seen.end())
      continue;
    seen.push_back(model.sha256);
    Json reading = Json::parse(model.reading, nullptr, false);
    if (reading.is_discarded() || !reading.contains("values")) continue;
    const Json volume = at_path(reading["values"], {"volume_mm3", "value"}, 0);
    found.emplace_back(volume.is_number() ? volume.get<double>() : 0.0,
                       std::move(reading["values"]));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Json> values;
  for (auto& [volume, value] : found) values.push_back(std::move(value));
  return values;
}

class Sources {
 public:
  explicit Sources(const ExportCase& one)
      : subject_(one.subject),
        form_(form_of(one.subject, one.models)),
        measured_(measured_of(one.models)),
        billing_(billing_of(one.subject)) {}

  /// Null: there is none, and `why` says so.
  Json value(const std::string& from, std::string& why) const {
    const std::vector<std::string> words = split(from);
    if (words[0] == "case") return words[1] == "id" ? subject_.id : subject_.created;
    if (words[0] == "form") return form_value(words, why);
    if (words[0] == "measured") return measured_value(words, why);
    for (const BillingUnits& units : billing_.units)
      if (units.code == words[1]) return units.units;
    return {};
  }

 private:
  Json form_value(const std::vector<std::string>& words, std::string& why) const {
    const FormField* const field = find_field(form_, words[1]);
    if (field == nullptr) {
      why = "the form of this case has no such field";
      return {};
    }
    if (!field->open() && field->layer == Layer::kSuggested) {
      why = "there is a suggestion that nobody has accepted";
      return {};
    }
    return at_path(Json::parse(field->value), words, 2);
  }
  Json measured_value(const std::vector<std::string>& words, std::string& why) const {
    if (words[1] == "count") return measured_.size();
    const std::size_t place = std::strtoul(words[1].c_str(), nullptr, 10);
    if (place > measured_.size()) {
      why = "the case has fewer measured models";
      return {};
    }
    const Json& values = measured_[place - 1];
    Json found = at_path(values, words, 2);
    if (found.is_object()) found = found.value("value", Json());
    if (found.is_null()) why = "it was not measured";
    return found;
  }

  const Case& subject_;
  Form form_;
  std::vector<Json> measured_;
  BillingSuggestion billing_;
};

std::string text_of(const Json& value, const Column& column) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (!value.is_number()) return value.dump();
  const double number = value.get<double>() * column.factor;
  if (column.digits) return fmt::format("{:.{}f}", number, *column.digits);
  return value.is_number_integer() && column.factor == 1.0 ? value.dump()
                                                           : fmt::format("{}", number);
}

std::string cell(const Column& column, const Sources& sources, std::vector<std::string>& problems) {
  const auto problem = [&](const std::string& what) {
    problems.push_back(fmt::format("{}: {}.", column.name, what));
  };
  std::string why = "nobody has given it";
  const Json value = column.from.empty() ? Json(column.text) : sources.value(column.from, why);
  std::string text;
  if (value.is_object() || value.is_array()) {
    problem(column.from + " is a list; name one of its members");
  } else if (!value.is_null()) {
    text = text_of(value, column);
  }
  if (!column.codes.empty() && !text.empty()) {
    const auto code = column.codes.find(text);
    if (code == column.codes.end()) {
      problem("the map has no code for this value");
    } else {
      text = code->second;
    }
  }
  if (text.empty() && column.required) problem("required, but " + why);
  if (text.find_first_of(kForbidden) != std::string::npos)
    problem("the value holds a | or a line break, which the file cannot carry; reword it");
  if (column.length_max > 0 && text.size() > column.length_max)
    problem(fmt::format("the value has {} bytes, {} are taken", text.size(), column.length_max));
  return text;
}

}  // namespace

UploadRow upload_row(const ExportCase& one, const std::vector<Column>& columns) {
  const Sources sources(one);
  UploadRow row;
  for (const Column& column : columns) row.cells.push_back(cell(column, sources, row.problems));
  return row;
}

std::string upload_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : "|") + cells[i];
  return line + "\r\n";
}

std::string upload_file_name() {
  std::string time = stamp_now("").at;
  std::erase_if(time, [](char c) { return c < '0' || c > '9'; });
  std::uint32_t chance = 0;
  PG_CHECK(getrandom(&chance, sizeof chance, 0) == sizeof chance);
  return fmt::format("3dp_case_{}{:08x}.txt", time, chance);
}

}  // namespace pg
