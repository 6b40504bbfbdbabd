#include "pipeline/intake/names.hpp"

#include <algorithm>

#include "io/format.hpp"
#include "pipeline/registry/case_file.hpp"

namespace pg {
namespace {

bool ends_with_any_case(std::string_view name, std::string_view suffix) {
  if (name.size() < suffix.size()) return false;
  const std::string_view tail = name.substr(name.size() - suffix.size());
  return std::equal(tail.begin(), tail.end(), suffix.begin(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

bool is_temporary_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '~') return true;
  if (name.substr(0, 2) == "~$") return true;
  static constexpr std::string_view kEndings[] = {".part", ".filepart",   ".partial",  ".tmp",
                                                  ".temp", ".crdownload", ".download", ".swp"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return ends_with_any_case(name, ending); });
}

bool is_case_file_name(std::string_view name) {
  return name.size() == kCaseFileName.size() && ends_with_any_case(name, kCaseFileName);
}

bool has_model_suffix(std::string_view name) {
  // Asked for by the lab even where this build has no reader: such a file is refused with a
  // sentence in its record instead of being passed over in silence.
  static constexpr std::string_view kAlways[] = {".stl", ".obj", ".3mf", ".ply"};
  const auto fits = [&](std::string_view suffix) { return ends_with_any_case(name, suffix); };
  if (std::any_of(std::begin(kAlways), std::end(kAlways), fits)) return true;
  const auto formats = all_formats();
  return std::any_of(formats.begin(), formats.end(), [&](const Format& format) {
    return std::any_of(format.suffixes.begin(), format.suffixes.end(), fits);
  });
}

}  // namespace pg
