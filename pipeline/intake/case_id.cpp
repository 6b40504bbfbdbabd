#include "pipeline/intake/case_id.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "pipeline/intake/case_findings.hpp"

namespace pg {
namespace {

constexpr std::size_t kLongest = 32;
constexpr std::size_t kDigitsTogether = 6;  // six-digit dates and the shortest usual record numbers

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_neutral_word(std::string_view word) {
  static constexpr std::string_view kWords[] = {
      "case", "cases", "demo",   "example", "fall",  "folder",  "id",  "lab",  "model",   "nr",
      "no",   "print", "sample", "site",    "study", "subject", "sub", "test", "unsorted"};
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(is_letter(c) ? c | 0x20 : c);
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

std::optional<int> number_of(std::string_view digits) {
  if (digits.size() > 4) return std::nullopt;
  int number = 0;
  for (const char c : digits) number = 10 * number + (c - '0');
  return number;
}

bool is_year(std::string_view digits) {
  const std::optional<int> number = number_of(digits);
  return digits.size() == 4 && number && *number >= 1900 && *number < 2100;
}

bool is_month(std::string_view digits) {
  const std::optional<int> number = number_of(digits);
  return digits.size() <= 2 && number && *number >= 1 && *number <= 12;
}

/// Groups of digits that only a single - or _ keeps apart.
bool is_date_or_record_number(const std::vector<std::string_view>& groups) {
  std::size_t digits = 0;
  for (const std::string_view group : groups) {
    if (group.size() >= kDigitsTogether) return true;
    digits += group.size();
  }
  if (groups.size() >= 3) return true;
  if (groups.size() == 2) {
    const auto [first, second] = std::pair(groups[0], groups[1]);
    if ((is_year(first) && is_month(second)) || (is_month(first) && is_year(second))) return true;
    if (is_year(first) && second.size() <= 4) return false;
  }
  return digits >= kDigitsTogether;
}

}  // namespace

bool looks_opaque(std::string_view name) {
  if (name.empty() || name.size() > kLongest) return false;
  std::vector<std::string_view> groups;
  std::size_t at = 0;
  while (at < name.size()) {
    const std::size_t begin = at;
    const auto run = [&](bool (*belongs)(char)) {
      while (at < name.size() && belongs(name[at])) ++at;
      return name.substr(begin, at - begin);
    };
    if (is_letter(name[at])) {
      const std::string_view word = run(is_letter);
      if (word.size() > 1 && !is_neutral_word(word)) return false;
      if (is_date_or_record_number(groups)) return false;
      groups.clear();
    } else if (is_digit(name[at])) {
      groups.push_back(run(is_digit));
    } else if (name[at] == '-' || name[at] == '_') {
      if (run([](char c) { return c == '-' || c == '_'; }).size() > 1) {
        if (is_date_or_record_number(groups)) return false;
        groups.clear();
      }
    } else {
      return false;
    }
  }
  return !is_date_or_record_number(groups);
}

CaseName case_name_of(std::string_view folder_name, const SiteKey& key) {
  if (looks_opaque(folder_name)) return {.id = std::string(folder_name), .findings = {}};
  return {
      .id = "case-" + key.short_hash("case", folder_name),
      .findings = {make_finding(kFolderNameReplaced,
                                "The folder's name looked as if it could identify a person; the "
                                "case goes by a keyed id instead.")}};
}

}  // namespace pg
