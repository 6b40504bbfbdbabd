#include <fmt/format.h>

#include <algorithm>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/registry/form.hpp"

namespace pg {
namespace {

constexpr std::size_t kTitleWidth = 47;
constexpr std::size_t kColumns = 100;
constexpr std::size_t kShortHash = 12;

/// Words in lines of kColumns that begin at column `indent`; the cursor is there already.
void add_lines(std::string& text, const std::string& shown, std::size_t indent) {
  std::size_t column = indent;
  const auto new_line = [&] {
    text += '\n';
    text.append(indent, ' ');
    column = indent;
  };
  std::size_t at = 0;
  while (at < shown.size()) {
    const std::size_t end = std::min(shown.find_first_of(" \n", at), shown.size());
    const std::string_view word = std::string_view(shown).substr(at, end - at);
    if (column > indent && column + 1 + word.size() > kColumns) new_line();
    if (column > indent) {
      text += ' ';
      ++column;
    }
    text += word;
    column += word.size();
    if (end < shown.size() && shown[end] == '\n') new_line();
    at = end + 1;
  }
  text += '\n';
}

std::string layer_words(const FormField& field) {
  if (field.open()) return {};
  std::string words(layer_id(field.layer));
  if (!field.by.empty()) words += " by " + field.by;
  if (!field.at.empty()) words += ", " + field.at.substr(0, 10);
  return words;
}

/// The numbers that people look for first, where the reading has them.
std::string measured_line(const FormModel& model) {
  const Result<Reading> reading = reading_from_json(model.reading);
  if (!reading) return model.status;
  std::string words;
  const auto add = [&](const std::string& more) { words += (words.empty() ? "" : "   ") + more; };
  if (const Quantity* const box = reading->find("aligned_box_mm")) {
    for (const auto& [name, datum] : box->members)
      if (const auto* size = std::get_if<Vec3>(&datum); size != nullptr && name == "size")
        add(fmt::format("{:.1f} x {:.1f} x {:.1f} mm", (*size)[0], (*size)[1], (*size)[2]));
  }
  const auto volume = reading->number_of("volume_mm3");
  const auto raw = reading->number_of("signed_volume_mm3");
  if (volume) {
    add(fmt::format("volume {:.2f} mL", *volume / 1000));
  } else if (raw) {
    add(fmt::format("volume {:.2f} mL (raw sum)", *raw / 1000));
  }
  if (const auto area = reading->number_of("surface_area_mm2"))
    add(fmt::format("area {:.1f} cm²", *area / 100));
  return words.empty() ? model.status : words;
}

}  // namespace

std::string form_to_text(const Form& form) {
  std::string text =
      fmt::format("{}   registry form   {} fields open\n", form.case_id, form.open_count());
  for (const std::string& note : form.notes) text += fmt::format("  ! {}\n", note);
  for (const FormSection& section : form.sections) {
    text += fmt::format("\n{}\n", section.title);
    if (!section.note.empty()) text += fmt::format("  {}\n", section.note);
    for (const FormField& field : section.fields) {
      text += fmt::format("  {:<{}}", field.title, kTitleWidth);
      add_lines(text, field.open() ? "-" : field.shown, kTitleWidth + 2);
      std::string words = layer_words(field);
      if (words.empty() && field.source.rfind("Only a person", 0) == 0) continue;
      if (!words.empty()) words += ": ";
      text.append(kTitleWidth + 2, ' ');
      add_lines(text, words + field.source, kTitleWidth + 2);
    }
  }
  text += "\nMeasured, beside the form\n";
  if (form.measured.empty()) text += "  no model yet\n";
  for (const FormModel& model : form.measured)
    text += fmt::format("  {:<{}}  {}\n",
                        model.sha256.empty() ? "(unreadable)" : model.sha256.substr(0, kShortHash),
                        kShortHash, measured_line(model));
  return text;
}

}  // namespace pg
