#include "io/support/xml.hpp"

#include <expat.h>

#include <algorithm>

#include "geometry/check.hpp"

namespace pg {
namespace {

/// Not a character of XML, so it cannot occur in a name or URI.
constexpr char kSeparator = '\x01';
constexpr std::size_t kFeedBytes = std::size_t{1} << 20;

bool same_no_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? x + 32 : x) == (y >= 'A' && y <= 'Z' ? y + 32 : y);
         });
}

}  // namespace

XmlName XmlAttributes::split(const char* raw) {
  const std::string_view all(raw);
  const std::size_t at = all.find(kSeparator);
  if (at == std::string_view::npos) return {{}, all};
  return {all.substr(0, at), all.substr(at + 1)};
}

std::optional<std::string_view> XmlAttributes::find(std::string_view space,
                                                    std::string_view local) const {
  for (const char** at = raw_; *at != nullptr; at += 2) {
    const XmlName name = split(at[0]);
    if (name.local == local && name.space == space) return std::string_view(at[1]);
  }
  return std::nullopt;
}

struct XmlParser::State {
  State(XmlHandler& to, std::string name, const ReadLimits& given)
      : handler(to),
        what(std::move(name)),
        limits(given),
        parser(XML_ParserCreateNS(nullptr, kSeparator)) {
    PG_CHECK(parser != nullptr);
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &State::on_start, &State::on_end);
    XML_SetStartDoctypeDeclHandler(parser, &State::on_doctype);
    XML_SetXmlDeclHandler(parser, &State::on_declaration);
    XML_SetStartNamespaceDeclHandler(parser, &State::on_namespace);
    XML_SetCdataSectionHandler(parser, &State::on_cdata, &State::on_cdata_end);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void stop(Error given) {
    if (!error) error = std::move(given);
    XML_StopParser(parser, XML_FALSE);
  }
  [[nodiscard]] std::size_t line() const { return XML_GetCurrentLineNumber(parser) + lines_taken; }
  [[nodiscard]] std::string place() const {
    return " in line " + std::to_string(line()) + " of " + what;
  }

  static void on_start(void* self, const char* name, const char** attributes) {
    auto& state = *static_cast<State*>(self);
    if (state.error) return;
    if (++state.depth > state.limits.xml_depth_max)
      return state.stop({ErrorCode::kTooLarge, "Elements are nested deeper than the limit of " +
                                                   std::to_string(state.limits.xml_depth_max) +
                                                   state.place() +
                                                   "; export the model again, or raise "
                                                   "--max-xml-depth."});
    if (auto error = state.handler.start(XmlAttributes::split(name), XmlAttributes(attributes)))
      state.stop(std::move(*error));
  }
  static void on_end(void* self, const char* name) {
    auto& state = *static_cast<State*>(self);
    if (state.error) return;
    --state.depth;
    if (auto error = state.handler.end(XmlAttributes::split(name))) state.stop(std::move(*error));
  }
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    auto& state = *static_cast<State*>(self);
    state.stop(
        {ErrorCode::kMalformed, "There is a document type declaration" + state.place() +
                                    ", which the standard forbids; do not trust this file."});
  }
  static void on_declaration(void* self, const char*, const char* encoding, int) {
    auto& state = *static_cast<State*>(self);
    if (encoding == nullptr || same_no_case(encoding, "utf-8") || same_no_case(encoding, "utf-16"))
      return;
    state.stop({ErrorCode::kUnsupported, "The encoding is neither UTF-8 nor UTF-16" +
                                             state.place() + "; export the model again."});
  }
  static void on_namespace(void* self, const char* prefix, const char* uri) {
    auto& state = *static_cast<State*>(self);
    if (!state.error)
      state.handler.prefix(prefix == nullptr ? "" : prefix, uri == nullptr ? "" : uri);
  }
  static void on_cdata(void* self) { static_cast<State*>(self)->in_cdata = true; }
  static void on_cdata_end(void* self) { static_cast<State*>(self)->in_cdata = false; }

  std::optional<Error> parse(std::string_view bytes, bool last) {
    if (error) return error;
    const XML_Status status =
        XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), last ? 1 : 0);
    fed += bytes.size();
    if (error) return error;
    if (status != XML_STATUS_OK)
      error =
          Error{ErrorCode::kMalformed, "The XML is damaged (" +
                                           std::string(XML_ErrorString(XML_GetErrorCode(parser))) +
                                           ")" + place() + "; copy or export the file again."};
    else if (!last && waiting() > limits.token_bytes_max)
      error = Error{ErrorCode::kTooLarge, "A single tag or text is longer than the limit of " +
                                              std::to_string(limits.token_bytes_max) + " bytes" +
                                              place() +
                                              "; raise --max-token-bytes if it is meant "
                                              "to be so long."};
    return error;
  }
  /// Bytes taken in but not yet understood: an unfinished token.
  [[nodiscard]] std::size_t waiting() const {
    const XML_Index at = XML_GetCurrentByteIndex(parser);
    if (at < 0) return fed;
    const auto done = static_cast<std::size_t>(at) +
                      static_cast<std::size_t>(std::max(0, XML_GetCurrentByteCount(parser)));
    return fed > done ? fed - done : 0;
  }

  XmlHandler& handler;
  std::string what;
  const ReadLimits& limits;
  XML_Parser parser;
  std::size_t depth = 0;
  std::size_t fed = 0;
  std::size_t lines_taken = 0;
  bool in_cdata = false;
  std::optional<Error> error;
};

XmlParser::XmlParser(XmlHandler& handler, std::string what, const ReadLimits& limits)
    : state_(std::make_unique<State>(handler, std::move(what), limits)) {}
XmlParser::~XmlParser() = default;

std::optional<Error> XmlParser::feed(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += kFeedBytes)
    if (auto error = state_->parse(bytes.substr(at, kFeedBytes), false)) return error;
  return state_->error;
}
std::optional<Error> XmlParser::finish() {
  return state_->parse({}, true);
}
std::size_t XmlParser::line() const {
  return state_->line();
}
void XmlParser::add_lines(std::size_t lines) {
  state_->lines_taken += lines;
}
bool XmlParser::caught_up() const {
  return !state_->error && !state_->in_cdata && state_->waiting() == 0;
}

}  // namespace pg
