#pragma once
/// The little HTML that the sheet needs.

#include <string>
#include <string_view>

namespace pg {

/// Text as text: nothing in it is markup any more.
[[nodiscard]] std::string escaped(std::string_view text);

/// An `img` whose picture is inside the document.
[[nodiscard]] std::string inline_png(std::string_view png_bytes, std::string_view alternative);

}  // namespace pg
