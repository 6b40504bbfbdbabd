#include <algorithm>
#include <string>

#include "io/format.hpp"
#include "io/support/text.hpp"

namespace pg {
namespace {

bool ends_with_no_case(std::string_view name, std::string_view suffix) {
  if (name.size() < suffix.size()) return false;
  const std::string_view tail = name.substr(name.size() - suffix.size());
  return std::equal(tail.begin(), tail.end(), suffix.begin(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

bool has_suffix(const Format& format, std::string_view name) {
  return std::any_of(format.suffixes.begin(), format.suffixes.end(),
                     [&](std::string_view suffix) { return ends_with_no_case(name, suffix); });
}

/// Content decides; among equally likely formats the suffix does; then catalogue order.
const Format* pick(Bytes bytes, std::string_view name) {
  const Format* best = nullptr;
  int best_score = 0;
  for (const Format& format : all_formats()) {
    const int likeness = static_cast<int>(format.looks_like(bytes));
    const int score = likeness == 0 ? 0 : 2 * likeness + (has_suffix(format, name) ? 1 : 0);
    if (score > best_score) {
      best = &format;
      best_score = score;
    }
  }
  return best;
}

/// ".stl, .obj, .ply", each once.
std::string known_suffixes() {
  std::string words;
  for (const Format& format : all_formats())
    for (const std::string_view suffix : format.suffixes)
      if (words.find(suffix) == std::string::npos)
        words += (words.empty() ? "" : ", ") + std::string(suffix);
  return words;
}

Error no_known_format() {
  return {ErrorCode::kUnsupported,
          "The content is of no known format (those known: " + known_suffixes() +
              "); check what was saved under this name."};
}

/// Nothing in the bytes speaks for the format but that no other wanted them, and the name says
/// that they are something else.
bool only_guessed(const Format& format, Bytes bytes, std::string_view name) {
  return format.looks_like(bytes) == Likeness::kMaybe && !has_suffix(format, name) &&
         name.find('.') != std::string_view::npos;
}

}  // namespace

bool has_known_suffix(std::string_view name) {
  const auto formats = all_formats();
  return std::any_of(formats.begin(), formats.end(),
                     [&](const Format& format) { return has_suffix(format, name); });
}

Result<Model> read_model(Bytes bytes, std::string_view name, const ReadLimits& limits) {
  if (bytes.empty())
    return Error{ErrorCode::kMalformed, "The file is empty; export or copy it again."};
  if (bytes.size() > limits.input_bytes_max)
    return Error{ErrorCode::kTooLarge, "The file is larger than the limit of " +
                                           std::to_string(limits.input_bytes_max) +
                                           " bytes; raise --max-bytes if it is meant to be so "
                                           "large."};
  const Format* const format = pick(bytes, name);
  const bool certain = format != nullptr && format->looks_like(bytes) == Likeness::kCertain;
  if (!certain && text::looks_like_utf16(text::as_text(bytes)))
    return Error{
        ErrorCode::kUnsupported,
        "The text is in UTF-16, which no model format uses; save it as UTF-8 or plain ASCII."};
  if (format == nullptr) return no_known_format();
  Result<Model> model = format->read(bytes, limits);
  if (!model && model.error().code == ErrorCode::kMalformed && only_guessed(*format, bytes, name))
    return no_known_format();
  if (model) {
    model->format_id = format->id;
    PG_CHECK(model->triangle_count() > 0);
  }
  return model;
}

}  // namespace pg
