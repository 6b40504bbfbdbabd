#include "pipeline/picture/html.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace pg {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string inline_png(std::string_view png_bytes, std::string_view alternative) {
  std::string base64(4 * ((png_bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                     reinterpret_cast<const unsigned char*>(png_bytes.data()),
                                     static_cast<int>(png_bytes.size()));
  base64.resize(static_cast<std::size_t>(length));
  return fmt::format(R"(<img alt="{}" src="data:image/png;base64,{}">)", escaped(alternative),
                     base64);
}

}  // namespace pg
