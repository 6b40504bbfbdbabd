#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "pipeline/registry/profile/profile.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

Json share_json(const ProfileShare& share) {
  return {{"n", share.part},
          {"of", share.whole},
          {"share", share.share()},
          {"low", share.interval.low},
          {"high", share.interval.high}};
}

Json table_json(const ProfileTable& table) {
  Json rows = Json::array();
  for (const ProfileRow& row : table.rows) {
    Json cells = Json::array();
    for (const ProfileCell& cell : row.cells)
      cells.push_back({{"column", cell.column},
                       {"site", cell.site ? share_json(*cell.site) : Json()},
                       {"community", cell.community ? share_json(*cell.community) : Json()},
                       {"differs", cell.differs}});
    rows.push_back({{"word", row.word}, {"hidden", row.hidden}, {"cells", cells}});
  }
  return {{"id", table.id}, {"title", table.title}, {"rows", rows}};
}

template <class T>
Json maybe(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json spread_json(const ProfileSpread& one) {
  return {{"id", one.id},
          {"title", one.title},
          {"unit", one.unit},
          {"of", one.of},
          {"n", maybe(one.n)},
          {"mean", one.spread.mean},
          {"mean_low", one.mean_interval ? Json(one.mean_interval->low) : Json()},
          {"mean_high", one.mean_interval ? Json(one.mean_interval->high) : Json()},
          {"quarter", one.spread.quarter},
          {"median", one.spread.median},
          {"three_quarters", one.spread.three_quarters},
          {"median_low", one.spread.median_interval.low},
          {"median_high", one.spread.median_interval.high},
          {"community_mean", maybe(one.community_mean)},
          {"community_median", maybe(one.community_median)},
          {"differs", one.differs}};
}

std::string share_text(const std::optional<ProfileShare>& share) {
  if (!share) return "-";
  return fmt::format("{:>5.1f} % ({:.1f} to {:.1f}), {} of {}", 100 * share->share(),
                     100 * share->interval.low, 100 * share->interval.high, share->part,
                     share->whole);
}

}  // namespace

std::string profile_to_json(const Profile& profile) {
  Json tables = Json::array();
  for (const ProfileTable& table : profile.tables) tables.push_back(table_json(table));
  Json spreads = Json::array();
  for (const ProfileSpread& one : profile.spreads) spreads.push_back(spread_json(one));
  return Json{{"schema", kProfileSchema},
              {"fewer_than", kLeastShown},
              {"cases", maybe(profile.cases)},
              {"community",
               {{"title", profile.community_title},
                {"source", profile.community_source},
                {"cases", maybe(profile.community_cases)}}},
              {"tables", tables},
              {"spreads", spreads},
              {"differences", profile.differences}}
      .dump();
}

std::string profile_to_text(const Profile& profile) {
  if (profile.cases.value_or(0) == 0)
    return profile.cases ? "There is no case yet.\n"
                         : fmt::format("A profile needs {} cases; below that a count could name a "
                                       "patient.\n",
                                       kLeastShown);
  std::string text =
      fmt::format("{} cases here; beside: {}\n({}). Intervals: 95 %.\n", *profile.cases,
                  profile.community_title, profile.community_source);
  for (const ProfileTable& table : profile.tables) {
    text += fmt::format("\n{}\n", table.title);
    for (const ProfileRow& row : table.rows) {
      if (row.hidden) {
        text += fmt::format("  {:<32} hidden: fewer than {}, or with such a row\n", row.word,
                            kLeastShown);
        continue;
      }
      for (const ProfileCell& cell : row.cells)
        if (cell.site && (cell.site->part > 0 || cell.community))
          text += fmt::format("  {:<32} {:<36} community {}{}\n",
                              row.word + (cell.column == "all" ? "" : ", " + cell.column),
                              share_text(cell.site), share_text(cell.community),
                              cell.differs ? "  differs" : "");
    }
  }
  if (!profile.spreads.empty()) text += "\nMeasures: median (quartiles); mean\n";
  for (const ProfileSpread& one : profile.spreads)
    text += fmt::format(
        "  {:<44} {:.4g} ({:.4g} to {:.4g}); {:.4g} {}{}\n",
        one.title + (one.of == "all" ? "" : ", " + one.of), one.spread.median, one.spread.quarter,
        one.spread.three_quarters, one.spread.mean, one.unit,
        one.community_mean ? fmt::format("   community mean {:.4g}", *one.community_mean) : "");
  text += "\n";
  for (const std::string& one : profile.differences) text += one + "\n";
  if (profile.differences.empty()) text += "Nowhere does the site differ more than chance.\n";
  return text;
}

}  // namespace pg
