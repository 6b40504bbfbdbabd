#include "pipeline/registry/billing.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

namespace pg {
namespace {

// Further units that are accepted without an appeal (table of 1 April 2026; DOMAIN 2 [B6]).
constexpr std::size_t kFurtherComponentsMax = 5;
constexpr std::size_t kFurtherGuidesMax = 2;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Parts that name a structure, each once.
std::size_t named_parts(const std::vector<AnatomicPart>& parts, std::size_t& unnamed) {
  std::set<std::vector<std::string>> named;
  for (const AnatomicPart& part : parts) {
    if (part.structure.empty() && part.region.empty()) {
      ++unnamed;
      continue;
    }
    named.insert({lower(part.region), lower(part.subregion), lower(part.structure),
                  lower(part.laterality), lower(part.comment)});
  }
  return named.size();
}

std::size_t declared_models(const Case& subject) {
  std::size_t count = 0;
  if (subject.answers)
    for (const FormAnswer& answer : subject.answers->value)
      if (answer.field == "physical_models")
        std::from_chars(answer.value.data(), answer.value.data() + answer.value.size(), count);
  return count;
}

struct Codes {
  const char* first;
  const char* further;
  const char* first_counts;
  const char* further_counts;
  std::size_t further_max;
  const char* what;
};
// In our own words; the codes' official text is not ours to repeat (DOMAIN 2).
constexpr Codes kModelCodes = {
    "0559T",
    "0560T",
    "first component of an anatomic structure, prepared for a printed model",
    "each further component that was prepared by itself",
    kFurtherComponentsMax,
    "components"};
constexpr Codes kGuideCodes = {"0561T",
                               "0562T",
                               "first printed guide for cutting or drilling",
                               "each further guide for the same patient",
                               kFurtherGuidesMax,
                               "guides"};

void add(BillingSuggestion& billing, const Codes& codes, std::size_t count) {
  if (count == 0) return;
  billing.units.push_back({codes.first, 1, codes.first_counts});
  if (count > 1) billing.units.push_back({codes.further, count - 1, codes.further_counts});
  if (count > 1 + codes.further_max)
    billing.notes.push_back(fmt::format(
        "{} of {} {} are above the published unit limit of one date (1 + {}) and would need an "
        "appeal.",
        count - 1 - codes.further_max, count, codes.what, codes.further_max));
}

}  // namespace

BillingSuggestion billing_of(const Case& subject) {
  BillingSuggestion billing;
  if (!subject.object_type) {
    billing.notes.emplace_back("Nobody has declared yet whether this is a model or a guide.");
    return billing;
  }
  if (subject.object_type->value == ObjectType::kAnatomicGuide) {
    const std::size_t guides = declared_models(subject);
    if (guides == 0)
      billing.notes.emplace_back("Nobody has declared yet how many guides were printed.");
    add(billing, kGuideCodes, guides);
  } else {
    std::size_t unnamed = 0;
    const std::size_t parts =
        subject.anatomic_parts ? named_parts(subject.anatomic_parts->value, unnamed) : 0;
    if (parts == 0) billing.notes.emplace_back("Nobody has declared yet which parts were prepared.");
    if (unnamed > 0)
      billing.notes.push_back(fmt::format("{} of the declared parts name{} no structure and {} not counted.",
                                          unnamed, unnamed == 1 ? "s" : "",
                                          unnamed == 1 ? "is" : "are"));
    add(billing, kModelCodes, parts);
  }
  billing.notes.emplace_back("Suggested for a coder; never a claim.");
  return billing;
}

std::string billing_to_json(const std::string& case_id, const BillingSuggestion& billing) {
  using Json = nlohmann::ordered_json;
  Json units = Json::array();
  for (const BillingUnits& one : billing.units)
    units.push_back({{"code", one.code}, {"units", one.units}, {"counts", one.counts}});
  return Json{{"case", case_id}, {"layer", "suggested"}, {"units", units}, {"notes", billing.notes}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace pg
