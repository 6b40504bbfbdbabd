// 3MF: a ZIP package with one or more XML model parts (3MF core specification 1.3, production
// extension). Read are units, meshes, components, build items and object names; metadata,
// thumbnails, print tickets and materials are not. The work is in io/threemf: archive, package,
// document, build.

#include <algorithm>
#include <cstring>
#include <set>

#include "io/format.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"
#include "io/threemf/build.hpp"
#include "io/threemf/package.hpp"

namespace pg {
namespace {

using namespace threemf;

constexpr FindingKind kDepartures = {
    "departs_from_3mf", Severity::kError,
    "The package breaks rules of the 3MF standard in places that leave its meshes readable.",
    "Check the model against the program that made it; export it again, if possible with another "
    "program."};
constexpr FindingKind kExtensions = {
    "geometry_not_read", Severity::kWarning,
    "The model holds geometry by extensions (beam lattice, slices, volumetric shapes ...) that is "
    "not read: the numbers are of its meshes only.",
    "Export the model as meshes if the numbers are to hold for all of it."};
constexpr FindingKind kSupports = {
    "support_objects", Severity::kInfo,
    "Objects marked as supports are among the parts that were measured.",
    "Export the model without supports if they are not to count."};

Likeness looks_like_threemf(Bytes bytes) {
  return bytes.size() >= 4 && std::memcmp(bytes.data(), "PK\x03\x04", 4) == 0   ? Likeness::kLikely
         : bytes.size() >= 4 && std::memcmp(bytes.data(), "PK\x05\x06", 4) == 0 ? Likeness::kMaybe
                                                                                : Likeness::kNo;
}

/// The start part, then the parts its items and components lead to, in the order of first mention.
Result<std::vector<NamedDocument>> read_documents(Archive& archive, const Package& package,
                                                  const ReadLimits& limits, Faults& faults) {
  const Deadline deadline(limits.seconds_max);
  std::vector<NamedDocument> documents;
  const auto start_entry = archive.find(package.start_part);
  PG_CHECK(start_entry.has_value());
  Result<Document> start =
      read_document(archive, *start_entry, true, "the start part", limits, deadline, faults);
  if (!start) return start.error();
  documents.push_back({folded(package.start_part), std::move(*start)});

  std::vector<std::string> paths;
  std::set<std::string> wanted;
  const auto want = [&](const Placement& placement) {
    if (placement.path.empty()) return;
    std::string name = folded(placement.path);
    if (name != documents[0].name && wanted.insert(name).second) paths.push_back(std::move(name));
  };
  for (const Object& object : documents[0].document.objects)
    std::for_each(object.components.begin(), object.components.end(), want);
  std::for_each(documents[0].document.items.begin(), documents[0].document.items.end(), want);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::string words = "model part " + std::to_string(i + 2);
    const auto entry = archive.find(paths[i]);
    if (!entry || resolve_target("/", paths[i]) != paths[i])
      return Error{ErrorCode::kMalformed,
                   "The 3MF model leads to a part that is not in the package (" + words +
                       " by first mention); export it again."};
    if (std::find(package.model_parts.begin(), package.model_parts.end(), paths[i]) ==
        package.model_parts.end())
      faults.add("a model part to which the start part has no relationship");
    Result<Document> document =
        read_document(archive, *entry, false, words, limits, deadline, faults);
    if (!document) return document.error();
    if (document->unit != documents[0].document.unit)
      return Error{ErrorCode::kMalformed,
                   "The model parts of the 3MF package are in different units; export it again."};
    documents.push_back({paths[i], std::move(*document)});
  }
  return documents;
}

void add_departures(const FaultList& list, Severity severity, Model& model) {
  if (list.count == 0) return;
  std::string text = "The package departs from the 3MF standard in " +
                     count_words(list.count, "place", "places") + ": ";
  for (std::size_t i = 0; i < list.worded.size(); ++i) {
    if (i > 0) text += "; ";
    text += list.worded[i];
  }
  text += list.count > list.worded.size() ? "; and more." : ".";
  Finding finding =
      make_finding(kDepartures, std::move(text), static_cast<std::int64_t>(list.count));
  finding.severity = severity;
  model.findings.push_back(std::move(finding));
}

Result<Model> read_threemf(Bytes bytes, const ReadLimits& limits) {
  auto archive = Archive::open(bytes, limits);
  if (!archive) return archive.error();
  Faults faults;
  const auto package = read_package(**archive, limits, faults);
  if (!package) return package.error();
  if (package->keystore)
    return Error{ErrorCode::kUnsupported,
                 "The 3MF package holds encrypted parts (secure content), which cannot be read; "
                 "save it without encryption."};
  auto documents = read_documents(**archive, *package, limits, faults);
  if (!documents) return documents.error();

  Extras extras;
  for (const NamedDocument& part : *documents) {
    const Extras& more = part.document.extras;
    extras = {extras.beams || more.beams, extras.slices || more.slices,
              extras.displacement || more.displacement, extras.volumetric || more.volumetric,
              extras.booleans || more.booleans};
  }
  Model model;
  model.declared_unit = (*documents)[0].document.unit;
  const bool nothing_to_build = (*documents)[0].document.items.empty();
  auto built = expand(std::move(*documents), limits, faults);
  if (!built) return built.error();
  model.parts = std::move(built->parts);
  if (model.triangle_count() == 0) {
    if (extras.any())
      return Error{ErrorCode::kUnsupported,
                   "The 3MF model holds no triangle but " + extras.words() +
                       ", which printgauge does not read; export it as a mesh."};
    return Error{
        ErrorCode::kMalformed,
        nothing_to_build
            ? "The 3MF model builds nothing: its list of build items is empty; export it again."
            : "The 3MF model holds no triangle; export it again."};
  }
  add_departures(faults.grave, Severity::kError, model);
  add_departures(faults.minor, Severity::kWarning, model);
  if (extras.any())
    model.findings.push_back(make_finding(
        kExtensions, "The model also holds what is not read: " + extras.words() + "."));
  if (built->support_items > 0)
    model.findings.push_back(
        make_finding(kSupports,
                     count_words(built->support_items, "build item is", "build items are") +
                         " marked as support.",
                     static_cast<std::int64_t>(built->support_items)));
  return model;
}

}  // namespace

Format describe_threemf() {
  return {.id = "3mf",
          .title = "3MF",
          .suffixes = {".3mf"},
          .units = "stated in the file (micron to metre; millimetre where nothing is stated)",
          .notes =
              "Build items with components and transforms; each instance of a mesh is a part. "
              "Encrypted parts are refused, "
              "geometry by extensions is reported.",
          .looks_like = looks_like_threemf,
          .read = read_threemf,
          .findings = {kDepartures, kExtensions, kSupports}};
}

}  // namespace pg
