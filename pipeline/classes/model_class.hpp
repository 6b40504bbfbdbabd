#pragma once
/// How a class of model describes itself. A new one is a file in pipeline/classes/ and a line in
/// its catalogue.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/classes/features.hpp"
#include "pipeline/classes/object_type.hpp"

namespace pg {

/// What can be told more surely than the class itself.
enum class CoarseGroup : std::uint8_t {
  kHeart,
  kVessel,
  kBoneTooth,
  kOrganAirway,
  kGuide,
  kObject
};
inline constexpr std::size_t kCoarseGroups = 6;
[[nodiscard]] std::string_view coarse_group_id(CoarseGroup group);     ///< "bone_tooth"
[[nodiscard]] std::string_view coarse_group_words(CoarseGroup group);  ///< "bone or tooth"

/// Which pair of CPT codes a print of the class is billed under, if any (DOMAIN 2): 0559T and 0560T
/// for models, 0561T and 0562T for guides.
enum class CptKind : std::uint8_t { kNothing, kAnatomicModel, kAnatomicGuide };
[[nodiscard]] std::string_view cpt_kind_id(CptKind kind);

/// What the class proposes for the case form; empty where the shape cannot tell. In the form's own
/// words only where those are public (DOMAIN 1.2).
struct CaseFormHints {
  ObjectType object = ObjectType::kNothing;
  std::string_view region;
  std::string_view structure;
  std::string_view organ_system;
  CptKind cpt = CptKind::kNothing;
};

/// Where the numbers of an expectation come from, and so how a test has to treat them.
enum class Basis : std::uint8_t {
  kSize,  ///< Sizes of anatomy or of guides from the literature; counts only for life-size models.
  kReasoned,  ///< Set by hand from what the object is.
  kCorpus,    ///< 10 to 90 % of the medians of the corpus's repositories; refitted when one is left
              ///< out.
};

/// A range in which a feature of the class is expected; its edges are soft (recogniser.hpp).
struct Expectation {
  Feature feature;
  double low;
  double high;
  Basis basis;
  std::string_view source;  ///< DOMAIN tag, or files and repositories of the corpus. Never empty.
};

/// When a class may be named, and how often that was right on repositories it had not seen.
struct NamingRule {
  double share_from;  ///< Least share of the evidence.
  int right;          ///< Files named rightly with each repository left out in turn ...
  int named;          ///< ... of those named.
  /// Rule of succession: few files promise little.
  [[nodiscard]] double probability() const { return (right + 1.0) / (named + 2.0); }
};

struct ModelClass {
  std::string_view id;
  std::string_view title;
  std::string_view speaks_for;  ///< What a person would look for.
  CoarseGroup group;
  CaseFormHints form;
  std::vector<Expectation> expectations;
  /// How much a full match counts: 0.15 / (share of other classes' files that match + 0.02), by
  /// repository over the corpus; a fifth of it for guides, of which no real example was at hand.
  double weight;
  /// None: right in fewer than three of four tries on unseen repositories, so never named yet.
  std::optional<NamingRule> naming;
};

/// All classes, in the order of the catalogue.
[[nodiscard]] std::span<const ModelClass> all_classes();
/// Null when there is none of that id.
[[nodiscard]] const ModelClass* find_class(std::string_view id);

}  // namespace pg
