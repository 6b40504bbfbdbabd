#pragma once
/// A site's cases beside the community's: what is printed, how, with what effort, and how the
/// models are; where the site differs more than chance.
///
/// Method  Shares with Wilson's intervals, means with Student's, medians by order statistics. A
///         difference is told where it is beyond chance at 5 % over all comparisons of the profile
///         together (Bonferroni): shares by Newcombe's interval, values by rank sum, a site's mean
///         against a published one by the mean's interval. Counts of 1 to 10 are neither shown nor
///         to be had by subtraction (suppression.hpp); shares and spreads are of what is shown, and
///         of 11 cases or more.
/// Limits  A published mean comes without its spread and is taken as exact. Shares leave cases out
///         of which nothing is stated, here and there alike where it is published so.

#include <optional>
#include <string>
#include <vector>

#include "pipeline/registry/profile/case_facts.hpp"
#include "pipeline/registry/profile/intervals.hpp"
#include "pipeline/registry/profile/suppression.hpp"

namespace pg {

inline constexpr std::string_view kProfileSchema = "printgauge.profile/1";

/// A share that may be shown.
struct ProfileShare {
  std::size_t part = 0;
  std::size_t whole = 0;
  Interval interval;

  [[nodiscard]] double share() const {
    return static_cast<double>(part) / static_cast<double>(whole);
  }
};
struct ProfileCell {
  std::string column;
  std::optional<ProfileShare> site;       ///< None: hidden, or of nothing.
  std::optional<ProfileShare> community;  ///< None: not known.
  bool differs = false;
};
struct ProfileRow {
  std::string word;
  bool hidden = false;  ///< Of the site: fewer than 11, or hidden with such a row.
  std::vector<ProfileCell> cells;
};
struct ProfileTable {
  std::string id;
  std::string title;
  std::vector<ProfileRow> rows;
};
struct ProfileSpread {
  std::string id;
  std::string title;
  std::string unit;
  std::string of;                ///< "all", or a class.
  std::optional<std::size_t> n;  ///< Where every case has a value.
  Spread spread;
  std::optional<Interval> mean_interval;
  std::optional<double> community_mean;
  std::optional<double> community_median;
  bool differs = false;
};
struct Profile {
  std::optional<std::size_t> cases;  ///< None: 1 to 10.
  std::string community_title;
  std::string community_source;
  std::optional<std::size_t> community_cases;
  std::vector<ProfileTable> tables;
  std::vector<ProfileSpread> spreads;
  std::vector<std::string> differences;  ///< Sentences.
};

/// Beside what is published.
[[nodiscard]] Profile profile_of(const std::vector<CaseFacts>& site);
/// Beside the pooled records of other sites.
[[nodiscard]] Profile profile_of(const std::vector<CaseFacts>& site,
                                 const std::vector<CaseFacts>& community);

[[nodiscard]] std::string profile_to_json(const Profile& profile);
[[nodiscard]] std::string profile_to_text(const Profile& profile);

}  // namespace pg
