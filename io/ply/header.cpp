#include "io/ply/header.hpp"

#include <string>
#include <utility>

#include "io/support/text.hpp"

namespace pg::ply {
namespace {

using text::is_space;

constexpr std::size_t kElementsMax = 1000;
constexpr std::size_t kPropertiesMax = 10'000;

std::optional<Scalar> scalar_from(std::string_view word) {
  static constexpr struct {
    std::string_view name;
    Scalar scalar;
  } kNames[] = {
      {"char", Scalar::kInt8},     {"int8", Scalar::kInt8},     {"uchar", Scalar::kUint8},
      {"uint8", Scalar::kUint8},   {"short", Scalar::kInt16},   {"int16", Scalar::kInt16},
      {"ushort", Scalar::kUint16}, {"uint16", Scalar::kUint16}, {"int", Scalar::kInt32},
      {"int32", Scalar::kInt32},   {"uint", Scalar::kUint32},   {"uint32", Scalar::kUint32},
      {"float", Scalar::kFloat},   {"float32", Scalar::kFloat}, {"double", Scalar::kDouble},
      {"float64", Scalar::kDouble}};
  for (const auto& entry : kNames)
    if (entry.name == word) return entry.scalar;
  return std::nullopt;
}

Error header_error(std::string_view all, std::size_t at, const std::string& what) {
  return {ErrorCode::kMalformed, "The PLY header has " + what + " in " + text::line_words(all, at) +
                                     "; export the model again."};
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (words.size() < 8) {
    while (at < line.size() && is_space(line[at])) ++at;
    if (at == line.size()) break;
    const std::size_t from = at;
    while (at < line.size() && !is_space(line[at])) ++at;
    words.push_back(line.substr(from, at - from));
  }
  return words;
}

/// One header line; an error text without its place, or empty.
std::string take_line(const std::vector<std::string_view>& words, Header& header) {
  if (words[0] == "comment" || words[0] == "obj_info") return {};
  if (words[0] == "format") {
    if (words.size() < 2 || header.body != Body::kNone) return "no or a second format";
    if (words[1] == "ascii")
      header.body = Body::kAscii;
    else if (words[1] == "binary_little_endian")
      header.body = Body::kLittle;
    else if (words[1] == "binary_big_endian")
      header.body = Body::kBig;
    else
      return "an unknown format";
    return {};
  }
  if (words[0] == "element") {
    if (words.size() != 3) return "an element without name or count";
    if (header.elements.size() >= kElementsMax) return "more elements than any model has";
    Element element{.name = words[1], .count = 0, .properties = {}};
    for (const char c : words[2]) {
      if (!text::is_digit(c) || element.count > 1'000'000'000'000)
        return "an element count that is no sensible whole number";
      element.count = 10 * element.count + static_cast<std::uint64_t>(c - '0');
    }
    header.elements.push_back(std::move(element));
    return {};
  }
  if (words[0] == "property") {
    if (header.elements.empty()) return "a property before any element";
    Element& element = header.elements.back();
    if (element.properties.size() >= kPropertiesMax) return "more properties than any model has";
    Property property;
    const bool list = words.size() == 5 && words[1] == "list";
    if (!list && words.size() != 3) return "a property that is not declared as type and name";
    const auto scalar = scalar_from(words[list ? 3 : 1]);
    if (!scalar) return "a property of unknown type";
    property.scalar = *scalar;
    if (list) {
      property.count = scalar_from(words[2]);
      if (!property.count || !is_whole(*property.count))
        return "a list whose count is not of a whole-number type";
    }
    property.name = words[list ? 4 : 2];
    if (element.find(property.name) != element.properties.size())
      return "a property declared twice";
    element.properties.push_back(property);
    return {};
  }
  return "a line that is no statement of the format";
}

}  // namespace

std::size_t bytes_of(Scalar scalar) {
  static constexpr std::size_t kBytes[] = {1, 1, 2, 2, 4, 4, 4, 8};
  return kBytes[static_cast<std::size_t>(scalar)];
}

bool is_whole(Scalar scalar) {
  return scalar != Scalar::kFloat && scalar != Scalar::kDouble;
}

Result<Header> read_header(std::string_view all, const ReadLimits& limits) {
  Header header;
  // The line end of the first line holds for all: a binary body may itself begin with line-end
  // bytes.
  const std::size_t first = all.find_first_of("\r\n");
  if (first == std::string_view::npos)
    return Error{ErrorCode::kMalformed,
                 "The PLY file ends within its header; copy or export it again."};
  const std::string_view line_end = all[first] == '\n'               ? "\n"
                                    : all.substr(first, 2) == "\r\n" ? "\r\n"
                                                                     : "\r";
  std::size_t at = first + line_end.size();
  while (at < all.size() && at < limits.token_bytes_max) {
    std::size_t end = all.find(line_end, at);
    if (end == std::string_view::npos) end = all.size();
    const std::size_t from = at;
    const std::string_view line = all.substr(from, end - from);
    at = std::min(all.size(), end + line_end.size());
    const auto words = words_of(line);
    if (words.empty()) continue;
    if (words[0] == "end_header") {
      if (header.body == Body::kNone)
        return header_error(all, from, "no format statement before its end");
      header.end = at;
      return header;
    }
    if (words[0] == "comment" && header.space.empty()) header.space = text::coordinate_space(line);
    const std::string wrong = take_line(words, header);
    if (!wrong.empty()) return header_error(all, from, wrong);
  }
  return Error{ErrorCode::kMalformed,
               "The PLY header has no end_header; the file was cut short or damaged: copy or "
               "export it again."};
}

std::optional<Error> check_elements(const Header& header, std::size_t body_bytes) {
  bool vertex = false;
  bool face = false;
  for (const Element& element : header.elements) {
    // A hostile count must not become an allocation. In text a value takes two bytes: a digit and a
    // blank.
    const std::size_t bytes_min = header.body == Body::kAscii
                                      ? 2 * std::max<std::size_t>(1, element.properties.size())
                                      : element.bytes_min();
    if (element.count > 0 && (bytes_min == 0 || element.count > (body_bytes + 1) / bytes_min))
      return Error{ErrorCode::kMalformed,
                   "The PLY header promises " + std::to_string(element.count) +
                       " elements of a kind, more than the file's " + std::to_string(body_bytes) +
                       " bytes can hold; it was cut short or damaged: copy or export it again."};
    const auto repeated = [&](bool& seen) { return std::exchange(seen, true); };
    if (element.name == "vertex") {
      if (repeated(vertex))
        return Error{ErrorCode::kMalformed,
                     "The PLY header declares vertices twice; export the model again."};
      for (const char* const axis : {"x", "y", "z"}) {
        const std::size_t at = element.find(axis);
        if (at == element.properties.size() || element.properties[at].count)
          return Error{ErrorCode::kMalformed, "The PLY vertices have no coordinate " +
                                                  std::string(axis) + "; export the model again."};
      }
    } else if (element.name == "face" && element.count > 0) {
      if (repeated(face))
        return Error{ErrorCode::kMalformed,
                     "The PLY header declares faces twice; export the model again."};
      std::size_t at = element.find("vertex_indices");
      if (at == element.properties.size()) at = element.find("vertex_index");
      if (at == element.properties.size() || !element.properties[at].count ||
          !is_whole(element.properties[at].scalar))
        return Error{
            ErrorCode::kMalformed,
            "The PLY faces have no list vertex_indices of whole numbers; export the model again."};
    }
  }
  if (!face || !vertex)
    return Error{ErrorCode::kUnsupported,
                 "The PLY file holds points but no faces, so there is no surface to measure; "
                 "export a surface mesh."};
  return std::nullopt;
}

}  // namespace pg::ply
