#include "pipeline/registry/case_values.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/billing.hpp"
#include "pipeline/registry/distinct.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

Words split(const std::string& path) {
  Words words;
  std::size_t from = 0;
  while (true) {
    const std::size_t dot = path.find('.', from);
    words.push_back(path.substr(from, dot - from));
    if (dot == std::string::npos) return words;
    from = dot + 1;
  }
}

/// Follows names and numbers (from 1) into a document; null where it leads nowhere.
Json follow(const Json& document, const Words& words, std::size_t from) {
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

PlacedValue told(const Json& value, std::string why_not) {
  return {.json = value.dump(-1, ' ', false, Json::error_handler_t::replace),
          .why_not = value.is_null() ? std::move(why_not) : std::string()};
}

}  // namespace

struct CaseValues::Documents {
  std::string id;
  std::string created;
  Form form;
  std::vector<Json> measured;  ///< "values" of the readings.
  BillingSuggestion billing;
};

CaseValues::CaseValues(const ExportCase& one) {
  auto documents = std::make_unique<Documents>();
  documents->id = one.subject.id;
  documents->created = one.subject.created;
  documents->form = form_of(one.subject, one.models);
  for (const DistinctModel& distinct : distinct_models(one.models))
    documents->measured.push_back(
        Json::parse(distinct.model->reading).value("values", Json::object()));
  documents->billing = billing_of(one.subject);
  documents_ = std::move(documents);
}

CaseValues::~CaseValues() = default;

PlacedValue CaseValues::at(const std::string& place) const {
  const Words words = split(place);
  const Documents& all = *documents_;
  if (words[0] == "case") return told(words[1] == "id" ? all.id : all.created, {});
  if (words[0] == "form") {
    const FormField* const field = find_field(all.form, words[1]);
    if (field == nullptr) return {.why_not = "the form of this case has no such field"};
    if (!field->open() && field->layer == Layer::kSuggested)
      return {.why_not = "there is only a suggestion, which nobody has accepted"};
    return told(follow(Json::parse(field->value), words, 2), "nobody has given it");
  }
  if (words[0] == "billing") {
    for (const BillingUnits& units : all.billing.units)
      if (units.code == words[1]) return told(units.units, {});
    return {.why_not = "there is nothing to count"};
  }
  if (words[1] == "count") return told(all.measured.size(), {});
  const std::size_t number = std::strtoul(words[1].c_str(), nullptr, 10);
  if (number > all.measured.size()) return {.why_not = "the case has fewer measured models"};
  Json found = follow(all.measured[number - 1], words, 2);
  if (found.is_object()) found = found.value("value", Json());
  return told(found, "it was not measured");
}

bool is_place(const std::string& place) {
  static const std::regex places(
      "case\\.(id|created)|form\\.[a-z0-9_]+(\\.[1-9][0-9]{0,3}\\.[a-z0-9_]+|\\.[a-z0-9_]+)?|"
      "measured\\.[1-9][0-9]{0,3}\\.[a-z0-9_]+(\\.[a-z0-9_]+(\\.[1-9])?)?|measured\\.count|"
      "billing\\.05(59|60|61|62)T");
  if (!std::regex_match(place, places)) return false;
  const Words words = split(place);
  if (words[0] != "form") return true;
  const std::vector<std::string> fields = answer_fields();
  return std::find(fields.begin(), fields.end(), words[1]) != fields.end();
}

}  // namespace pg
