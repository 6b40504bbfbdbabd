#pragma once
/// How deep a JSON text nests, told before it is parsed.

#include <string_view>

namespace pg {

/// The form's own values have 3.
inline constexpr int kJsonDepthMax = 16;

/// Counts brackets outside texts: what nests deeper must not reach functions that follow it down.
[[nodiscard]] constexpr bool nests_too_deep(std::string_view json) {
  int depth = 0;
  bool text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (text && c == '\\') {
      ++i;
    } else if (c == '"') {
      text = !text;
    } else if (!text && (c == '[' || c == '{')) {
      if (++depth > kJsonDepthMax) return true;
    } else if (!text && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return false;
}

}  // namespace pg
