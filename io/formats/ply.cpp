// PLY: a text header that declares elements and their properties, then a body as text (one element
// a line) or binary of either byte order. Read are x, y, z of "vertex" and the list
// "vertex_indices" (or "vertex_index") of "face"; everything else is stepped over by its declared
// type. G. Turk, The PLY polygon file format, 1994.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "io/format.hpp"
#include "io/support/polygon.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

using text::is_space;

constexpr std::size_t kElementsMax = 1000;
constexpr std::size_t kPropertiesMax = 10'000;

constexpr FindingKind kSmallFaces = {
    "faces_without_area", Severity::kError,
    "Faces have fewer than three corners; they were left out.",
    "Export the model again if the surface has holes where they were."};
constexpr FindingKind kLongLines = {
    "values_not_declared", Severity::kWarning,
    "Lines of the body hold more values than the header declares; the surplus was not read.",
    "Nothing to do if the model looks right; else export it again."};

enum class Scalar : std::uint8_t {
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kFloat,
  kDouble
};

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

std::size_t bytes_of(Scalar scalar) {
  static constexpr std::size_t kBytes[] = {1, 1, 2, 2, 4, 4, 4, 8};
  return kBytes[static_cast<std::size_t>(scalar)];
}

bool is_whole(Scalar scalar) {
  return scalar != Scalar::kFloat && scalar != Scalar::kDouble;
}

struct Property {
  std::string_view name;
  Scalar scalar = Scalar::kFloat;
  std::optional<Scalar> count;  ///< Set for lists.
};

struct Element {
  std::string_view name;
  std::uint64_t count = 0;
  std::vector<Property> properties;

  [[nodiscard]] std::size_t find(std::string_view wanted) const {
    for (std::size_t i = 0; i < properties.size(); ++i)
      if (properties[i].name == wanted) return i;
    return properties.size();
  }
  /// Every element takes at least so many bytes of a binary body.
  [[nodiscard]] std::size_t bytes_min() const {
    std::size_t total = 0;
    for (const Property& property : properties)
      total += bytes_of(property.count.value_or(property.scalar));
    return total;
  }
};

enum class Body : std::uint8_t { kNone, kAscii, kLittle, kBig };

struct Header {
  Body body = Body::kNone;
  std::vector<Element> elements;
  std::size_t end = 0;  ///< First byte of the body.
};

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
    const std::string wrong = take_line(words, header);
    if (!wrong.empty()) return header_error(all, from, wrong);
  }
  return Error{ErrorCode::kMalformed,
               "The PLY header has no end_header; the file was cut short or damaged: copy or "
               "export it again."};
}

/// Reads scalars of a binary body; never beyond its end.
class BinaryBody {
 public:
  BinaryBody(std::string_view all, std::size_t at, bool big)
      : p_(all.data() + at), end_(all.data() + all.size()), big_(big) {}

  [[nodiscard]] bool begin_element() { return true; }
  [[nodiscard]] bool end_element() { return true; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - p_); }

  bool scalar(Scalar type, double& value) {
    const std::size_t bytes = bytes_of(type);
    if (left() < bytes) return false;
    switch (type) {
      case Scalar::kInt8:
        value = static_cast<std::int8_t>(*p_);
        break;
      case Scalar::kUint8:
        value = static_cast<std::uint8_t>(*p_);
        break;
      case Scalar::kInt16:
        value = static_cast<std::int16_t>(load<std::uint16_t>());
        break;
      case Scalar::kUint16:
        value = load<std::uint16_t>();
        break;
      case Scalar::kInt32:
        value = static_cast<std::int32_t>(load<std::uint32_t>());
        break;
      case Scalar::kUint32:
        value = load<std::uint32_t>();
        break;
      case Scalar::kFloat:
        value = static_cast<double>(std::bit_cast<float>(load<std::uint32_t>()));
        break;
      case Scalar::kDouble:
        value = std::bit_cast<double>(load<std::uint64_t>());
        break;
    }
    p_ += bytes;
    return true;
  }
  bool skip(Scalar type, std::uint64_t count) {
    if (count > left() / bytes_of(type)) return false;
    p_ += count * bytes_of(type);
    return true;
  }
  [[nodiscard]] std::size_t surplus_lines() const { return 0; }
  [[nodiscard]] std::size_t behind() const { return left(); }

 private:
  template <class T>
  T load() const {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value = static_cast<T>(
          value | static_cast<T>(
                      static_cast<T>(static_cast<unsigned char>(p_[big_ ? sizeof(T) - 1 - i : i]))
                      << (8 * i)));
    return value;
  }
  const char* p_;
  const char* end_;
  bool big_;
};

/// Reads scalars of a text body, one element a line; blank lines and comments between are passed
/// over.
class AsciiBody {
 public:
  AsciiBody(std::string_view all, std::size_t at)
      : p_(all.data() + at), end_(all.data() + all.size()), line_end_(p_) {}

  bool begin_element() {
    for (;;) {
      while (p_ != end_ && is_space(*p_)) ++p_;
      if (p_ == end_) return false;
      line_end_ = p_;
      while (line_end_ != end_ && *line_end_ != '\n' && *line_end_ != '\r') ++line_end_;
      const std::string_view line(p_, static_cast<std::size_t>(line_end_ - p_));
      if (line.substr(0, 7) != "comment" && line.substr(0, 1) != "#") return true;
      p_ = line_end_;
    }
  }
  bool end_element() {
    while (p_ != line_end_ && is_space(*p_)) ++p_;
    if (p_ != line_end_ && *p_ != '#') ++surplus_;
    p_ = line_end_;
    return true;
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(line_end_ - p_); }
  bool scalar(Scalar, double& value) {
    while (p_ != line_end_ && is_space(*p_)) ++p_;
    const char* const behind = text::parse_double(p_, line_end_, value);
    if (behind == nullptr || (behind != line_end_ && !is_space(*behind))) return false;
    p_ = behind;
    return true;
  }
  bool skip(Scalar type, std::uint64_t count) {
    double ignored = 0;
    for (std::uint64_t i = 0; i < count; ++i)
      if (!scalar(type, ignored)) return false;
    return true;
  }
  [[nodiscard]] std::size_t surplus_lines() const { return surplus_; }
  [[nodiscard]] std::size_t behind() {
    while (p_ != end_ && is_space(*p_)) ++p_;
    return static_cast<std::size_t>(end_ - p_);
  }

 private:
  const char* p_;
  const char* end_;
  const char* line_end_;
  std::size_t surplus_ = 0;
};

struct Mesh {
  BigVector<Vec3> vertices;
  BigVector<Triangle> triangles;
  std::vector<std::uint32_t>
      polygon_corners;  ///< Faces of more than three corners, cut at the end.
  std::vector<std::pair<std::size_t, std::uint32_t>>
      polygons;  ///< Place among the triangles, corners.
  std::size_t small_faces = 0;
  std::size_t tangled = 0;
};

template <class Source>
class BodyReader {
 public:
  BodyReader(Source& body, const ReadLimits& limits)
      : body_(body), limits_(limits), deadline_(limits.seconds_max) {}

  std::optional<Error> run(const Header& header, Mesh& mesh) {
    for (std::size_t e = 0; e < header.elements.size(); ++e) {
      const Element& element = header.elements[e];
      const bool vertex = element.name == "vertex";
      const bool face = element.name == "face";
      if (vertex) mesh.vertices.reserve(static_cast<std::size_t>(element.count));
      if (face) mesh.triangles.reserve(static_cast<std::size_t>(element.count));
      std::size_t which_list = element.find("vertex_indices");
      if (which_list == element.properties.size()) which_list = element.find("vertex_index");
      const std::size_t axes[3] = {element.find("x"), element.find("y"), element.find("z")};
      for (std::uint64_t i = 0; i < element.count; ++i) {
        if (i % 8192 == 0 && deadline_.passed())
          return Error{ErrorCode::kTooLarge, out_of_time_words(limits_.seconds_max)};
        const char* wrong = nullptr;
        if (!body_.begin_element())
          wrong = "is missing: the file ends before it";
        else if (vertex)
          wrong = read_vertex(element, axes, mesh);
        else if (face)
          wrong = read_face(element, which_list, mesh);
        else if (!pass(element, 0, element.properties.size()))
          wrong = "is cut short or no number";
        if (wrong == nullptr && !body_.end_element()) wrong = "does not end with its line";
        if (wrong != nullptr)
          return Error{ErrorCode::kMalformed, "In the PLY file, " +
                                                  std::string(vertex ? "vertex "
                                                              : face ? "face "
                                                                     : "element ") +
                                                  std::to_string(i) + " of " +
                                                  std::to_string(element.count) + " " + wrong +
                                                  "; copy or export it again."};
        if (mesh.triangles.size() + mesh.polygon_corners.size() > limits_.triangles_max)
          return Error{ErrorCode::kTooLarge, "The PLY file holds more than " +
                                                 std::to_string(limits_.triangles_max) +
                                                 " triangles, the limit; raise it."};
      }
    }
    return std::nullopt;
  }

 private:
  bool pass(const Element& element, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const Property& property = element.properties[i];
      double count = 1;
      if (property.count &&
          (!body_.scalar(*property.count, count) || !(count >= 0) || count > 4294967295.0))
        return false;
      if (!body_.skip(property.scalar, static_cast<std::uint64_t>(count))) return false;
    }
    return true;
  }

  const char* read_vertex(const Element& element, const std::size_t (&axes)[3], Mesh& mesh) {
    Vec3 point;
    for (std::size_t i = 0; i < element.properties.size(); ++i) {
      int axis = 0;
      while (axis < 3 && axes[axis] != i) ++axis;
      if (axis == 3) {
        if (!pass(element, i, i + 1)) return "is cut short or no number";
      } else if (!body_.scalar(element.properties[i].scalar, point[axis])) {
        return "has a coordinate that is cut short or no number";
      }
    }
    if (!point.allFinite()) return "has a coordinate that is not finite";
    mesh.vertices.push_back(point);
    return nullptr;
  }

  const char* read_face(const Element& element, std::size_t which_list, Mesh& mesh) {
    if (!pass(element, 0, which_list)) return "is cut short or no number";
    const Property& list = element.properties[which_list];
    double count = 0;
    if (!body_.scalar(*list.count, count)) return "is cut short or no number";
    if (!(count >= 0) || count != std::floor(count))
      return "has a corner count that is no whole number from 0 on";
    if (count > static_cast<double>(body_.left()))
      return "has more corners than the file has bytes";
    const auto corners = static_cast<std::uint32_t>(count);
    ring_.clear();
    for (std::uint32_t c = 0; c < corners; ++c) {
      double index = 0;
      if (!body_.scalar(list.scalar, index)) return "is cut short or no number";
      if (!(index >= 0) || index > 4294967294.0 || index != std::floor(index))
        return "has a vertex index that is no whole number from 0 on";
      ring_.push_back(static_cast<std::uint32_t>(index));
    }
    if (corners == 3) {
      mesh.triangles.push_back({ring_[0], ring_[1], ring_[2]});
    } else if (corners < 3) {
      ++mesh.small_faces;
    } else {
      mesh.polygons.emplace_back(mesh.triangles.size(), corners);
      mesh.polygon_corners.insert(mesh.polygon_corners.end(), ring_.begin(), ring_.end());
    }
    return pass(element, which_list + 1, element.properties.size()) ? nullptr
                                                                    : "is cut short or no number";
  }

  Source& body_;
  const ReadLimits& limits_;
  Deadline deadline_;
  std::vector<std::uint32_t> ring_;
};

/// Cuts the polygons and puts their triangles where the faces stood.
void cut_polygons(Mesh& mesh) {
  if (mesh.polygons.empty()) return;
  BigVector<Triangle> all;
  all.reserve(mesh.triangles.size() + mesh.polygon_corners.size());
  std::size_t plain = 0;
  const std::uint32_t* ring = mesh.polygon_corners.data();
  std::vector<Vec3> points;
  std::vector<LocalTriangle> cut;
  for (const auto& [place, corners] : mesh.polygons) {
    all.insert(all.end(), mesh.triangles.begin() + static_cast<std::ptrdiff_t>(plain),
               mesh.triangles.begin() + static_cast<std::ptrdiff_t>(place));
    plain = place;
    points.clear();
    cut.clear();
    for (std::uint32_t c = 0; c < corners; ++c) points.push_back(mesh.vertices[ring[c]]);
    if (triangulate_polygon(points, cut) == PolygonCut::kImperfect) ++mesh.tangled;
    for (const LocalTriangle& t : cut) all.push_back({ring[t[0]], ring[t[1]], ring[t[2]]});
    ring += corners;
  }
  all.insert(all.end(), mesh.triangles.begin() + static_cast<std::ptrdiff_t>(plain),
             mesh.triangles.end());
  mesh.triangles = std::move(all);
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

template <class Source>
Result<Model> read_body(Source body, const Header& header, const ReadLimits& limits) {
  Mesh mesh;
  if (auto error = BodyReader<Source>(body, limits).run(header, mesh)) return *error;
  const auto in_range = [&](std::uint32_t index) { return index < mesh.vertices.size(); };
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t)
    if (!std::all_of(mesh.triangles[t].begin(), mesh.triangles[t].end(), in_range))
      return Error{ErrorCode::kMalformed,
                   "In the PLY file, triangle " + std::to_string(t) +
                       " has a vertex index out of range (it holds " +
                       count_words(mesh.vertices.size(), "vertex", "vertices") +
                       "); export it again."};
  if (!std::all_of(mesh.polygon_corners.begin(), mesh.polygon_corners.end(), in_range))
    return Error{ErrorCode::kMalformed,
                 "In the PLY file, a polygon has a vertex index out of range (it holds " +
                     count_words(mesh.vertices.size(), "vertex", "vertices") +
                     "); export it again."};
  cut_polygons(mesh);
  if (mesh.triangles.empty())
    return Error{ErrorCode::kMalformed,
                 "The PLY file holds no face of three or more corners; export a surface mesh."};
  Model model;
  if (mesh.small_faces > 0)
    model.findings.push_back(make_finding(kSmallFaces,
                                          count_words(mesh.small_faces, "face has", "faces have") +
                                              " fewer than three corners; left out.",
                                          static_cast<std::int64_t>(mesh.small_faces)));
  if (mesh.tangled > 0)
    model.findings.push_back(
        make_finding(kTangledPolygons,
                     count_words(mesh.tangled, "polygon crosses", "polygons cross") +
                         " or folds back on itself.",
                     static_cast<std::int64_t>(mesh.tangled)));
  if (body.surplus_lines() > 0)
    model.findings.push_back(
        make_finding(kLongLines,
                     count_words(body.surplus_lines(), "line holds", "lines hold") +
                         " more values than declared.",
                     static_cast<std::int64_t>(body.surplus_lines())));
  if (const std::size_t behind = body.behind())
    model.findings.push_back(make_finding(
        kTrailingBytes,
        count_words(behind, "byte follows", "bytes follow") + " the last declared element."));
  model.parts.push_back({.name = {},
                         .soup = {.corners = std::move(mesh.vertices),
                                  .triangles = std::move(mesh.triangles),
                                  .weld_group = 0}});
  return model;
}

Likeness looks_like_ply(Bytes bytes) {
  const std::string_view all = text::as_text(bytes);
  return all.substr(0, 3) == "ply" && all.size() > 3 && is_space(all[3]) ? Likeness::kCertain
                                                                         : Likeness::kNo;
}

Result<Model> read_ply(Bytes bytes, const ReadLimits& limits) {
  const std::string_view all = text::as_text(bytes);
  const Result<Header> header = read_header(all, limits);
  if (!header) return header.error();
  if (auto error = check_elements(*header, all.size() - header->end)) return *error;
  if (header->body == Body::kAscii) return read_body(AsciiBody(all, header->end), *header, limits);
  return read_body(BinaryBody(all, header->end, header->body == Body::kBig), *header, limits);
}

}  // namespace

Format describe_ply() {
  return {
      .id = "ply",
      .title = "PLY",
      .suffixes = {".ply"},
      .units = "none in the format; taken as mm unless given",
      .notes = "Text and both binary orders; polygons are triangulated; point clouds are refused.",
      .looks_like = looks_like_ply,
      .read = read_ply,
      .findings = {kSmallFaces, kTangledPolygons, kLongLines, kTrailingBytes}};
}

}  // namespace pg
