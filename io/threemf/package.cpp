#include "io/threemf/package.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "io/support/xml.hpp"

namespace pg::threemf {
namespace {

constexpr std::string_view kTypesSpace =
    "http://schemas.openxmlformats.org/package/2006/content-types";
constexpr std::string_view kRelationshipsSpace =
    "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr std::string_view kModelRelationship =
    "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
constexpr std::string_view kPrintTicketRelationship =
    "http://schemas.microsoft.com/3dmanufacturing/2013/01/printticket";
constexpr std::string_view kThumbnailRelationship =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail";
constexpr std::string_view kModelType = "application/vnd.ms-package.3dmanufacturing-3dmodel+xml";
constexpr std::size_t kEntriesMax = 100'000;

/// A document that is a flat list: a root and its children.
class ListHandler : public XmlHandler {
 public:
  ListHandler(std::string_view space, std::string_view root, std::string words, Faults& faults)
      : space_(space), root_(root), words_(std::move(words)), faults_(faults) {}

  std::optional<Error> start(XmlName name, const XmlAttributes& attributes) override {
    if (++depth_ == 1) {
      if (name.space != space_ || name.local != root_)
        return malformed("begin with another element than the standard asks for");
      attributes.for_each([&](const XmlAttributes::Entry&) {
        faults_.add("an attribute that the standard does not know in " + words_);
      });
      return std::nullopt;
    }
    if (depth_ > 2 || name.space != space_) {
      faults_.add("an element that the standard does not know in " + words_);
      return std::nullopt;
    }
    if (++children_ > kEntriesMax) return malformed("hold more entries than any package needs");
    return child(name.local, attributes);
  }
  std::optional<Error> end(XmlName) override {
    --depth_;
    return std::nullopt;
  }

 protected:
  virtual std::optional<Error> child(std::string_view name, const XmlAttributes& attributes) = 0;
  Error malformed(const std::string& what) const {
    return {ErrorCode::kMalformed,
            "In the 3MF package, " + words_ + " " + what + "; export the model again."};
  }
  void fault(const std::string& what) { faults_.add(what + " in " + words_); }

 private:
  std::string_view space_;
  std::string_view root_;
  std::string words_;
  Faults& faults_;
  std::size_t depth_ = 0;
  std::size_t children_ = 0;
};

class TypesHandler : public ListHandler {
 public:
  explicit TypesHandler(Faults& faults)
      : ListHandler(kTypesSpace, "Types", "the content types", faults) {}

  [[nodiscard]] std::string type_of(std::string_view part_name) const {
    const std::string name = folded(part_name);
    if (const auto at = overrides_.find(name); at != overrides_.end()) return at->second;
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return {};
    const auto at = defaults_.find(name.substr(dot + 1));
    return at == defaults_.end() ? std::string() : at->second;
  }

 protected:
  std::optional<Error> child(std::string_view name, const XmlAttributes& attributes) override {
    const bool fallback = name == "Default";
    if (!fallback && name != "Override") {
      fault("an element that the standard does not know");
      return std::nullopt;
    }
    const auto key = attributes.find(fallback ? "Extension" : "PartName");
    const auto type = attributes.find("ContentType");
    if (!key || !type) return malformed("have an entry without extension, part name or type");
    std::string folded_key = folded(*key);
    if (!fallback && (folded_key.empty() || folded_key[0] != '/'))
      folded_key.insert(folded_key.begin(), '/');
    auto& map = fallback ? defaults_ : overrides_;
    if (!map.emplace(std::move(folded_key), *type).second)
      fault("two entries for one extension or part");
    return std::nullopt;
  }

 private:
  std::map<std::string, std::string> defaults_;
  std::map<std::string, std::string> overrides_;
};

struct Relationship {
  std::string type;
  std::string target;
  bool external = false;
};

class RelationshipsHandler : public ListHandler {
 public:
  RelationshipsHandler(std::string words, Faults& faults)
      : ListHandler(kRelationshipsSpace, "Relationships", std::move(words), faults) {}
  std::vector<Relationship> list;

 protected:
  std::optional<Error> child(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship") {
      fault("an element that the standard does not know");
      return std::nullopt;
    }
    const auto type = attributes.find("Type");
    const auto target = attributes.find("Target");
    const auto id = attributes.find("Id");
    if (!type || !target) return malformed("have an entry without type or target");
    if (!id || !ids_.emplace(*id).second) fault("an entry without an identifier of its own");
    const auto mode = attributes.find("TargetMode");
    list.push_back({std::string(*type), std::string(*target), mode && *mode == "External"});
    return std::nullopt;
  }

 private:
  std::set<std::string> ids_;
};

std::optional<Error> parse(Archive& archive, std::uint64_t entry, XmlHandler& handler,
                           const std::string& words, const ReadLimits& limits) {
  XmlParser parser(handler, words, limits);
  if (auto error = archive.read(entry, [&](std::string_view piece) { return parser.feed(piece); }))
    return error;
  return parser.finish();
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      plain += static_cast<char>(16 * digit(text[i + 1]) + digit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// As it stands, or with percent signs decoded: archives are found to use both.
std::optional<std::uint64_t> find_part(const Archive& archive, std::string& name) {
  if (auto entry = archive.find(name)) return entry;
  const std::string plain = percent_decoded(name);
  const auto entry = archive.find(plain);
  if (entry) name = plain;
  return entry;
}

/// "/3D/x.model" -> "/3D/_rels/x.model.rels"
std::string relationships_name(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  std::string name(part.substr(0, slash + 1));
  return name.append("_rels/").append(part.substr(slash + 1)).append(".rels");
}

/// Rules that hold for every list of relationships.
void check_targets(const Archive& archive, std::string_view folder,
                   const std::vector<Relationship>& list, const std::string& words,
                   Faults& faults) {
  std::size_t tickets = 0;
  std::size_t thumbnails = 0;
  for (const Relationship& relationship : list) {
    if (relationship.external) {
      faults.add("a relationship that leads out of the package in " + words);
      continue;
    }
    if (relationship.type == kPrintTicketRelationship && ++tickets == 2)
      faults.add("a second print ticket in " + words);
    if (relationship.type == kThumbnailRelationship && ++thumbnails == 2)
      faults.add_minor("a second thumbnail in " + words);
    std::string name = resolve_target(folder, relationship.target);
    if (name.empty() || !find_part(archive, name))
      faults.add_minor("a relationship to a part that is not there in " + words);
  }
}

}  // namespace

bool is_model_type(std::string_view content_type) {
  return folded(content_type) == kModelType;
}

std::string resolve_target(std::string_view folder, std::string_view target) {
  if (target.empty() || target.find(':') != std::string_view::npos ||
      target.find('\\') != std::string_view::npos)
    return {};
  std::string path;
  if (target[0] != '/') path.append(folder);
  path.append(target);
  std::vector<std::string_view> segments;
  std::string_view rest = std::string_view(path).substr(1);
  for (;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    if (segment == "..") {
      if (segments.empty()) return {};
      segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  std::string resolved;
  for (const std::string_view segment : segments) resolved.append(1, '/').append(segment);
  return resolved;
}

Result<Package> read_package(Archive& archive, const ReadLimits& limits, Faults& faults) {
  const auto types_entry = archive.find("/[Content_Types].xml");
  if (!types_entry)
    return Error{
        ErrorCode::kMalformed,
        "The archive is no 3MF package (it has no [Content_Types].xml); unpack it if models were "
        "zipped, or export the model again."};
  TypesHandler types(faults);
  if (auto error = parse(archive, *types_entry, types, "the content types", limits)) return *error;
  const auto root_entry = archive.find("/_rels/.rels");
  if (!root_entry)
    return Error{ErrorCode::kMalformed,
                 "The 3MF package has no relationships (_rels/.rels), so its start part is "
                 "unknown; export the model again."};
  RelationshipsHandler root("the package relationships", faults);
  if (auto error = parse(archive, *root_entry, root, "the package relationships", limits))
    return *error;

  Package package;
  std::size_t starts = 0;
  for (const Relationship& relationship : root.list) {
    if (relationship.type.find("/keystore") != std::string::npos) package.keystore = true;
    if (relationship.type != kModelRelationship) continue;
    if (++starts > 1)
      return Error{ErrorCode::kMalformed,
                   "The 3MF package names two start parts, so it is unclear which model counts; "
                   "export it again."};
    if (relationship.external)
      return Error{ErrorCode::kMalformed,
                   "The 3MF package names a start part outside itself; do not trust this file."};
    package.start_part = resolve_target("/", relationship.target);
    if (package.start_part.empty())
      return Error{ErrorCode::kMalformed,
                   "The 3MF package names a start part outside itself; do not trust this file."};
    if (!find_part(archive, package.start_part))
      return Error{
          ErrorCode::kMalformed,
          "The start part that the 3MF package names is not in it; export the model again."};
  }
  if (starts == 0)
    return Error{ErrorCode::kMalformed,
                 "The 3MF package names no start part with a 3D model; export the model again."};
  const std::string type = types.type_of(package.start_part);
  if (!is_model_type(type))
    return Error{ErrorCode::kMalformed,
                 "The 3MF package does not declare its start part to be a 3D model; export the "
                 "model again."};
  check_targets(archive, "/", root.list, "the package relationships", faults);

  if (const auto entry = archive.find(relationships_name(package.start_part))) {
    const std::string words = "the start part's relationships";
    RelationshipsHandler of_start(words, faults);
    if (auto error = parse(archive, *entry, of_start, words, limits)) return *error;
    const std::string folder = package.start_part.substr(0, package.start_part.rfind('/') + 1);
    check_targets(archive, folder, of_start.list, words, faults);
    for (const Relationship& relationship : of_start.list)
      if (relationship.type == kModelRelationship && !relationship.external)
        package.model_parts.push_back(folded(resolve_target(folder, relationship.target)));
  }
  return package;
}

}  // namespace pg::threemf
