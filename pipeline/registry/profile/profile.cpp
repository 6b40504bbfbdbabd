#include "pipeline/registry/profile/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "geometry/check.hpp"
#include "pipeline/registry/profile/reference.hpp"

namespace pg {
namespace {

constexpr double kLevel = 0.95;
constexpr const char* kAll = "all";
const std::vector<std::string> kTypes = {"anatomic_model", "anatomic_guide",
                                         std::string(kNotStated)};

struct Population {
  std::vector<CaseFacts> cases;
  std::vector<ShownTable> tables;  ///< Of the object types, then of each dimension.
};

/// A case's place in a list of words that has it.
std::size_t place_of(const std::vector<std::string>& words, const std::string& word) {
  const auto found = std::find(words.begin(), words.end(), word);
  PG_CHECK(found != words.end());
  return static_cast<std::size_t>(found - words.begin());
}

ShownTable table_of(const std::vector<CaseFacts>& cases, const std::vector<std::string>& words,
                    const std::function<const std::string&(const CaseFacts&)>& word_of) {
  CountTable table{.rows = words,
                   .columns = kTypes,
                   .cells = std::vector(words.size(), std::vector<std::size_t>(kTypes.size(), 0))};
  for (const CaseFacts& one : cases)
    ++table.cells[place_of(words, word_of(one))][place_of(kTypes, one.object_type)];
  return shown(table);
}

/// The types' table from the totals that all tables share: it must not tell more than they do.
ShownTable types_of(const ShownTable& any) {
  ShownTable types{.columns = {kAll}, .totals = {}, .rows = {}, .hidden_sums = {}};
  std::size_t all = 0;
  for (const std::size_t total : any.totals) all += total;
  if (!any.totals.empty()) types.totals = {all};
  const bool apart = !any.totals.empty() && any.columns == kTypes;
  for (std::size_t i = 0; i < kTypes.size(); ++i)
    types.rows.push_back(
        {.name = kTypes[i],
         .hidden = !apart,
         .cells = apart ? std::vector{any.totals[i]} : std::vector<std::size_t>()});
  return types;
}

Population population_of(const std::vector<CaseFacts>& cases) {
  Population made{.cases = cases, .tables = {}};
  const auto& dimensions = profile_dimensions();
  for (std::size_t d = 0; d < dimensions.size(); ++d)
    made.tables.push_back(
        table_of(cases, dimensions[d].words,
                 [d](const CaseFacts& one) -> const std::string& { return one.words[d]; }));
  made.tables.insert(made.tables.begin(), types_of(made.tables.front()));
  return made;
}

const ShownTable::Row* row_named(const ShownTable& table, std::string_view word) {
  for (const ShownTable::Row& row : table.rows)
    if (row.name == word && !row.hidden) return &row;
  return nullptr;
}

/// Of the cases of which it is stated; of all where the number of the others must not be told.
std::optional<ProfileShare> share_of(const ShownTable& table, std::string_view word,
                                     std::string_view column) {
  const ShownTable::Row* const row = row_named(table, word);
  const ShownTable::Row* const silent = row_named(table, kNotStated);
  if (row == nullptr || word == kNotStated) return std::nullopt;
  std::size_t part = 0;
  std::size_t whole = 0;
  bool found = false;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (column != kAll && table.columns[j] != column) continue;
    part += row->cells[j];
    whole += table.totals[j] - (silent == nullptr ? 0 : silent->cells[j]);
    found = true;
  }
  if (!found || whole == 0) return std::nullopt;
  return ProfileShare{.part = part, .whole = whole, .interval = share_interval(part, whole)};
}

/// Whether shares of the table are of the cases of which it is stated, as published ones are.
bool comparable(const ShownTable& table) {
  return row_named(table, kNotStated) != nullptr;
}

std::optional<ProfileShare> published(std::string_view dimension, std::string_view word,
                                      std::string_view column) {
  for (const PublishedShare& one : published_shares())
    if (one.dimension == dimension && one.word == word && one.column == column)
      return ProfileShare{
          .part = one.part, .whole = one.whole, .interval = share_interval(one.part, one.whole)};
  return std::nullopt;
}

ProfileTable compared(std::string_view id, std::string_view title, const ShownTable& site,
                      const ShownTable* community) {
  ProfileTable table{.id = std::string(id), .title = std::string(title), .rows = {}};
  for (const ShownTable::Row& row : site.rows) {
    ProfileRow made{.word = row.name, .hidden = row.hidden, .cells = {}};
    for (const std::string& column : {std::string(kAll), kTypes[0], kTypes[1]}) {
      if (id == "object_type" && column != kAll) continue;
      made.cells.push_back(
          {.column = column, .site = share_of(site, row.name, column), .community = {}});
      if (comparable(site) && (community == nullptr || comparable(*community)))
        made.cells.back().community = community == nullptr ? published(id, row.name, column)
                                                           : share_of(*community, row.name, column);
    }
    table.rows.push_back(std::move(made));
  }
  return table;
}

std::vector<double> values_of(const std::vector<CaseFacts>& cases, std::size_t measure,
                              std::string_view model_class) {
  constexpr auto kClass = static_cast<std::size_t>(DimensionId::kModelClass);
  std::vector<double> values;
  for (const CaseFacts& one : cases)
    if (one.numbers[measure] && (model_class == kAll || one.words[kClass] == model_class))
      values.push_back(*one.numbers[measure]);
  std::sort(values.begin(), values.end());
  return values;
}

/// One measure of all cases or of a class; none under 11 values.
std::optional<ProfileSpread> spread_of_measure(const Population& site, const Population* community,
                                               std::size_t measure, const std::string& of) {
  const std::vector<double> values = values_of(site.cases, measure, of);
  if (values.size() < kLeastShown) return std::nullopt;
  const Measure& about = profile_measures()[measure];
  ProfileSpread made{.id = std::string(about.id),
                     .title = std::string(about.title),
                     .unit = std::string(about.unit),
                     .of = of,
                     .n = {},
                     .spread = spread_of(values),
                     .mean_interval = mean_interval(values),
                     .community_mean = {},
                     .community_median = {}};
  std::size_t whole = 0;
  constexpr auto kClass = static_cast<std::size_t>(DimensionId::kModelClass);
  for (const CaseFacts& one : site.cases) whole += of == kAll || one.words[kClass] == of;
  // Numbers of several measures would tell by subtraction how many cases lack one of them.
  if (values.size() == whole) made.n = whole;
  if (community == nullptr) {
    for (const PublishedMean& one : published_means())
      if (one.measure == about.id && of == kAll) made.community_mean = one.mean;
  } else {
    const std::vector<double> theirs = values_of(community->cases, measure, of);
    if (theirs.size() >= kLeastShown) {
      const Spread spread = spread_of(theirs);
      made.community_mean = spread.mean;
      made.community_median = spread.median;
    }
  }
  return made;
}

/// Classes of which the site's number may be told.
std::vector<std::string> classes_shown(const Population& site) {
  std::vector<std::string> classes;
  for (const ShownTable::Row& row :
       site.tables[1 + static_cast<std::size_t>(DimensionId::kModelClass)].rows)
    if (!row.hidden && row.name != kNotStated) classes.push_back(row.name);
  return classes;
}

std::string percent(const ProfileShare& share) {
  return fmt::format("{:.0f} % ({:.0f} to {:.0f})", 100 * share.share(), 100 * share.interval.low,
                     100 * share.interval.high);
}

void judge_shares(Profile& profile, double level) {
  for (ProfileTable& table : profile.tables)
    for (ProfileRow& row : table.rows)
      for (ProfileCell& cell : row.cells) {
        if (!cell.site || !cell.community) continue;
        const Interval d = difference_interval(cell.site->part, cell.site->whole,
                                               cell.community->part, cell.community->whole, level);
        cell.differs = d.low > 0 || d.high < 0;
        if (cell.differs)
          profile.differences.push_back(fmt::format(
              "{}, {}{}: {} here, {} in the community; that is more than chance.", table.title,
              row.word, cell.column == kAll ? "" : " (" + cell.column + ")", percent(*cell.site),
              percent(*cell.community)));
      }
}

void judge_spreads(Profile& profile, const Population& site, const Population* community,
                   double level) {
  for (ProfileSpread& one : profile.spreads) {
    const auto& measures = profile_measures();
    const auto measure =
        static_cast<std::size_t>(std::find_if(measures.begin(), measures.end(),
                                              [&](const Measure& m) { return m.id == one.id; }) -
                                 measures.begin());
    const std::vector<double> values = values_of(site.cases, measure, one.of);
    const std::string about = one.title + (one.of == kAll ? "" : ", " + one.of);
    if (community != nullptr && one.community_median) {
      one.differs = rank_sum_p(values, values_of(community->cases, measure, one.of)) < 1 - level;
      if (one.differs)
        profile.differences.push_back(fmt::format(
            "{}: median {:.4g} {} here, {:.4g} in the community; that is more than chance.", about,
            one.spread.median, one.unit, *one.community_median));
    } else if (one.community_mean) {
      const auto interval = mean_interval(values, level);
      one.differs =
          interval && (*one.community_mean < interval->low || *one.community_mean > interval->high);
      if (one.differs)
        profile.differences.push_back(
            fmt::format("{}: mean {:.4g} {} here, {:.4g} published; that is more than chance.",
                        about, one.spread.mean, one.unit, *one.community_mean));
    }
  }
}

std::size_t comparisons(const Profile& profile) {
  std::size_t count = 0;
  for (const ProfileTable& table : profile.tables)
    for (const ProfileRow& row : table.rows)
      for (const ProfileCell& cell : row.cells) count += cell.site && cell.community;
  for (const ProfileSpread& one : profile.spreads)
    count += one.community_median || one.community_mean;
  return count;
}

std::optional<std::size_t> cases_told(const Population& population) {
  if (population.cases.empty()) return 0;
  const std::vector<std::size_t>& totals = population.tables.front().totals;
  return totals.empty() ? std::nullopt : std::optional(totals.front());
}

Profile made_of(const Population& site, const Population* community) {
  Profile profile;
  profile.cases = cases_told(site);
  const auto& dimensions = profile_dimensions();
  for (std::size_t t = 0; t < site.tables.size(); ++t)
    profile.tables.push_back(compared(t == 0 ? "object_type" : dimensions[t - 1].id,
                                      t == 0 ? "Type of printed object" : dimensions[t - 1].title,
                                      site.tables[t],
                                      community == nullptr ? nullptr : &community->tables[t]));
  std::vector<std::string> groups = {kAll};
  for (const std::string& one : classes_shown(site)) groups.push_back(one);
  for (const std::string& of : groups)
    for (std::size_t m = 0; m < profile_measures().size(); ++m)
      if (auto spread = spread_of_measure(site, community, m, of))
        profile.spreads.push_back(std::move(*spread));
  const double level =
      1 - (1 - kLevel) / static_cast<double>(std::max<std::size_t>(1, comparisons(profile)));
  judge_shares(profile, level);
  judge_spreads(profile, site, community, level);
  return profile;
}

}  // namespace

Profile profile_of(const std::vector<CaseFacts>& site) {
  Profile profile = made_of(population_of(site), nullptr);
  profile.community_title = kPublishedTitle;
  profile.community_source = kPublishedSource;
  return profile;
}

Profile profile_of(const std::vector<CaseFacts>& site, const std::vector<CaseFacts>& community) {
  const Population pooled = population_of(community);
  Profile profile = made_of(population_of(site), &pooled);
  profile.community_title = "Pooled records of other sites";
  profile.community_source = "measured by this program at those sites";
  profile.community_cases = cases_told(pooled);
  return profile;
}

}  // namespace pg
