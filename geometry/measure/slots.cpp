#include "geometry/measure/slots.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geometry/feature/drill_features.hpp"

namespace pg {
namespace {

constexpr std::size_t kSlotsListed = 100;  // in JSON; the count is of all

constexpr FindingKind kSlots{"slots", Severity::kInfo,
                             "Even, narrow gaps between flat walls, as a saw blade needs.",
                             "Check that a blade of that width is meant."};

std::string in_words(const std::vector<Slot>& slots) {
  const auto [narrow, wide] =
      std::minmax_element(slots.begin(), slots.end(),
                          [](const Slot& a, const Slot& b) { return a.width_mm < b.width_mm; });
  const std::string least = fmt::format("{:.2g}", narrow->width_mm);
  const std::string most = fmt::format("{:.2g}", wide->width_mm);
  return fmt::format("{} cutting slot{}, {} mm wide, the longest {:.3g} mm.", slots.size(),
                     slots.size() == 1 ? "" : "s", least == most ? least : least + " to " + most,
                     slots.front().length_mm);
}

}  // namespace

Measurement describe_slots() {
  static const std::vector<QuantityInfo> quantities = {
      {"slots",
       "Cutting slots",
       "1",
       "Gaps of 0.35 to 2.5 mm between flat, parallel walls.",
       {{"value", "1", "how many"},
        {"narrowest", "mm", "width of the narrowest"},
        {"widest", "mm", "width of the widest"},
        {"slots", "mm",
         "each: width_mm, length_mm, depth_mm, normal (across the gap), along (its length), at "
         "(its "
         "middle); longest first, 100 at most",
         MemberKind::kRecords}}}};
  return {.name = "slots",
          .group = "features",
          .needs = "facets that agree about outside; lengths in mm",
          .source =
              "Own method: chords through the air grown into planes (the outward twin of Shapira, "
              "Shamir and Cohen-Or, The Visual Computer 24, 2008)",
          .quantities = quantities,
          .findings = {kSlots},
          .run = [](const Subject& subject) -> Measured {
            if (subject.mesh().triangles.empty())
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            const DrillFeatures& features = drill_features(subject);
            if (features.none)
              return all_absent(quantities, {ErrorCode::kNotApplicable, features.none});
            const std::vector<Slot>& slots = features.slots;
            Measured measured;
            Quantity quantity = count("slots", slots.size());
            std::vector<Record> records;
            for (std::size_t i = 0; i < std::min(slots.size(), kSlotsListed); ++i)
              records.push_back({{"width_mm", slots[i].width_mm},
                                 {"length_mm", slots[i].length_mm},
                                 {"depth_mm", slots[i].depth_mm},
                                 {"normal", slots[i].normal},
                                 {"along", slots[i].along},
                                 {"at", slots[i].at}});
            if (!slots.empty()) {
              const auto [narrow, wide] = std::minmax_element(
                  slots.begin(), slots.end(),
                  [](const Slot& a, const Slot& b) { return a.width_mm < b.width_mm; });
              quantity.members.emplace_back("narrowest", narrow->width_mm);
              quantity.members.emplace_back("widest", wide->width_mm);
              Finding finding =
                  make_finding(kSlots, in_words(slots), static_cast<std::int64_t>(slots.size()));
              for (const Slot& slot : slots) add_place(finding, slot.at);
              measured.findings.push_back(std::move(finding));
            }
            quantity.members.emplace_back("slots", std::move(records));
            measured.values.push_back(std::move(quantity));
            return measured;
          }};
}

}  // namespace pg
