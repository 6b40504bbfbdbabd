#include "geometry/measure/fits.hpp"

#include <optional>

#include "geometry/spatial/rotated_fit.hpp"

namespace pg {
namespace {

const FindingKind kFitsNowhere = {
    "fits_no_printer", Severity::kWarning,
    "No printer of the rules takes the model, however turned.",
    "Check the unit of the file; print it in parts, or add your printer (--rules)."};

const std::vector<QuantityInfo>& quantities() {
  static const std::vector<QuantityInfo> list = {
      {"fits",
       "Printers it fits",
       "1",
       "Printers of the rules whose build volume takes the model, turned in any way.",
       {{"value", "1", "how many"},
        {"as_posed", "1", "how many take it with z up as in the file"},
        {"printers", "1", "each printer with whether it takes the model as posed, and turned",
         MemberKind::kRecords}}}};
  return list;
}

Measured run(const Subject& subject) {
  const ConvexHull& hull = hull_of(subject);
  if (hull.dimension < 0)
    return all_absent(quantities(), {ErrorCode::kNotApplicable,
                                     "every triangle has collapsed to a line or point"});
  const auto& printers = subject.rules().printers;
  if (printers.empty())
    return all_absent(quantities(), {ErrorCode::kNotApplicable, "the rules name no printer"});
  const UprightFit upright(hull);
  std::optional<AnyTurnFit> any_turn;  // made when a printer needs it
  std::int64_t posed_count = 0, turned_count = 0;
  std::vector<Record> records;
  for (const BuildVolume& printer : printers) {
    const bool posed = upright.fits(printer.size_mm);
    if (!posed && !any_turn) any_turn.emplace(hull);
    const bool turned = posed || any_turn->fits(printer.size_mm);
    posed_count += posed ? 1 : 0;
    turned_count += turned ? 1 : 0;
    records.push_back({{"printer", printer.id}, {"as_posed", posed}, {"turned", turned}});
  }
  Measured measured{.values = {{.id = "fits",
                                .members = {{"value", turned_count},
                                            {"as_posed", posed_count},
                                            {"printers", std::move(records)}},
                                .plus_minus = {},
                                .method = {}}},
                    .absent = {},
                    .findings = {}};
  if (turned_count == 0)
    measured.findings.push_back(
        make_finding(kFitsNowhere, "None of the " + std::to_string(printers.size()) +
                                       " printers of the rules takes the model, however turned."));
  return measured;
}

}  // namespace

Measurement describe_fits() {
  return {.name = "fits",
          .group = "fit",
          .needs = "nothing",
          .source =
              "Extents of the convex hull; Toussaint, Solving geometric problems with the "
              "rotating calipers, 1983; Alexa, Super-Fibonacci spirals, CVPR 2022",
          .quantities = quantities(),
          .findings = {kFitsNowhere},
          .run = run};
}

}  // namespace pg
