#include "pipeline/registry/billing.hpp"

#include <charconv>
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

void add(BillingSuggestion& billing, const char* first, const char* further, std::size_t count,
         std::size_t further_max, const char* what) {
  if (count == 0) return;
  billing.units.push_back({first, 1});
  if (count > 1) billing.units.push_back({further, count - 1});
  if (count > 1 + further_max)
    billing.notes.push_back(std::to_string(count - 1 - further_max) + " of " +
                            std::to_string(count) + " " + what +
                            " are above the published unit limit of one date (1 + " +
                            std::to_string(further_max) + ") and would need an appeal.");
}

}  // namespace

BillingSuggestion billing_of(const Case& subject) {
  BillingSuggestion billing;
  if (!subject.object_type) {
    billing.notes.push_back("Nobody has declared yet whether this is a model or a guide.");
    return billing;
  }
  if (subject.object_type->value == ObjectType::kAnatomicGuide) {
    const std::size_t guides = declared_models(subject);
    if (guides == 0)
      billing.notes.push_back("Nobody has declared yet how many guides were printed.");
    add(billing, "0561T", "0562T", guides, kFurtherGuidesMax, "guides");
  } else {
    std::size_t unnamed = 0;
    const std::size_t parts =
        subject.anatomic_parts ? named_parts(subject.anatomic_parts->value, unnamed) : 0;
    if (parts == 0) billing.notes.push_back("Nobody has declared yet which parts were prepared.");
    if (unnamed > 0)
      billing.notes.push_back(std::to_string(unnamed) +
                              " declared parts name no structure and are not counted.");
    add(billing, "0559T", "0560T", parts, kFurtherComponentsMax, "components");
  }
  billing.notes.push_back("Suggested for a coder; never a claim.");
  return billing;
}

}  // namespace pg
