#include "training/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "geometry/parallel.hpp"

namespace pg::training {
namespace {

// Targets: what is named is right at least so often, on sources left out.
constexpr double kClinical = 0.90;  // cardiac, aortic; heart, vessel
constexpr double kOther = 0.87;
constexpr double kLowest = 0.40;  // nothing is named below
constexpr double kStep = 0.025;
constexpr std::size_t kFewest = 3;  // sources that a kind has to be named on rightly
/// Share of unseen files that are called strange.
constexpr double kStrange = 0.04;

struct Said {
  std::size_t kind;
  double probability;
  bool right;
  std::string_view source;
};

NamingRule rule_at(const std::vector<Said>& said, double from) {
  NamingRule rule{from, 0, 0};
  for (const Said& one : said)
    if (one.probability >= from) {
      ++rule.named;
      rule.right += one.right;
    }
  return rule;
}

/// The lowest threshold where the share of right answers meets the target; never, when none does or
/// too few sources are there to tell.
NamingRule rule_for(const std::vector<Said>& said, double target) {
  for (double from = kLowest; from < 1; from += kStep) {
    const NamingRule rule = rule_at(said, from);
    std::set<std::string_view> sources;
    for (const Said& one : said)
      if (one.right && one.probability >= from) sources.insert(one.source);
    // Half a file right and half a file wrong beside: few files promise little.
    if (sources.size() >= kFewest && rule.right + 0.5 >= target * (rule.named + 1)) return rule;
  }
  return {};
}

/// One rule a kind: those that are mixed up with each other (devices and everyday objects, jaws and
/// teeth) are sure of themselves and wrong, and would silence the others.
template <class Target>
std::vector<NamingRule> rules_for(const std::vector<Said>& said, std::size_t kinds,
                                  const Target& target) {
  std::vector<NamingRule> rules(kinds);
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    std::vector<Said> own;
    for (const Said& one : said)
      if (one.kind == kind) own.push_back(one);
    rules[kind] = rule_for(own, target(kind));
  }
  return rules;
}

std::size_t best_of(const Eigen::VectorXd& probability) {
  Eigen::Index best = 0;
  probability.maxCoeff(&best);
  return static_cast<std::size_t>(best);
}

std::size_t best_group(const Judgement& judgement) {
  return static_cast<std::size_t>(std::max_element(judgement.group.begin(), judgement.group.end()) -
                                  judgement.group.begin());
}

}  // namespace

Folds leave_sources_out(const Table& table, const FitOptions& options) {
  std::set<std::string> sources;
  for (const Row& row : table.rows)
    if (row.origin == Origin::kReal) sources.insert(row.source);
  Folds folds;
  folds.sources.assign(sources.begin(), sources.end());
  folds.learned.resize(folds.sources.size());
  for_each_index(
      folds.sources.size(),
      [&](std::size_t fold) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < table.rows.size(); ++i)
          if (table.rows[i].source != folds.sources[fold]) rows.push_back(i);
        folds.learned[fold] = fit(table, rows, options);
      },
      1);
  return folds;
}

std::vector<Unseen> judge_unseen(const Table& table, const Folds& folds,
                                 const Calibration& calibration) {
  std::map<std::string, Learned> without;
  for (std::size_t k = 0; k < folds.sources.size(); ++k) {
    Learned& learned = without[folds.sources[k]] = folds.learned[k];
    apply(calibration, learned);
  }
  std::vector<Unseen> unseen;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row& row = table.rows[i];
    if (row.origin != Origin::kReal) continue;
    unseen.push_back(
        {i, class_of(row), judge(without.at(row.source), numbers_of(table, row, 1.0)), row.source});
  }
  return unseen;
}

Calibration calibrate(const Table& table, const Folds& folds) {
  const auto loss = [&](const Calibration& calibration, const auto& of_truth) {
    double sum = 0;
    for (const Unseen& one : judge_unseen(table, folds, calibration))
      sum -= std::log(std::max(1e-4, of_truth(one)));
    return sum;
  };
  Calibration best;
  double least = std::numeric_limits<double>::infinity();
  const auto keep_better = [&](const Calibration& calibration, const auto& of_truth) {
    const double here = loss(calibration, of_truth);
    if (here >= least) return;
    least = here;
    best = calibration;
  };
  for (const double temperature : {0.6, 0.8, 1.0, 1.25, 1.5, 1.8, 2.2})
    for (const double size_power : {0.25, 0.5, 0.75, 1.0})
      keep_better({temperature, 1, size_power}, [](const Unseen& one) {
        return one.judgement.probability[static_cast<Eigen::Index>(one.truth)];
      });
  least = std::numeric_limits<double>::infinity();
  const Calibration of_classes = best;
  for (const double group_temperature : {0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2})
    keep_better(
        {of_classes.temperature, group_temperature, of_classes.size_power}, [](const Unseen& one) {
          return one.judgement.group[static_cast<std::size_t>(all_classes()[one.truth].group)];
        });
  return best;
}

void apply(const Calibration& calibration, Learned& learned) {
  learned.temperature = calibration.temperature;
  learned.group_temperature = calibration.group_temperature;
  learned.size_power = calibration.size_power;
}

void set_naming(const std::vector<Unseen>& unseen, Learned& learned) {
  std::vector<double> strangeness;
  for (const Unseen& one : unseen) strangeness.push_back(one.judgement.strangeness);
  std::sort(strangeness.begin(), strangeness.end());
  learned.strange_from = strangeness[static_cast<std::size_t>(
      (1 - kStrange) * static_cast<double>(strangeness.size() - 1))];

  const std::span<const ModelClass> classes = all_classes();
  std::vector<Said> said;
  std::vector<Said> said_groups;
  for (const Unseen& one : unseen) {
    if (one.judgement.strangeness > learned.strange_from) continue;
    const std::size_t best = best_of(one.judgement.probability);
    const double sure = one.judgement.probability[static_cast<Eigen::Index>(best)];
    if (has_size_of(learned, one.judgement, best))
      said.push_back({best, sure, one.truth == best, one.source});
    const std::size_t group = best_group(one.judgement);
    const bool group_right = static_cast<std::size_t>(classes[one.truth].group) == group;
    said_groups.push_back({group, one.judgement.group[group], group_right, one.source});
  }
  learned.naming = rules_for(said, classes.size(), [&](std::size_t c) {
    return classes[c].id == "cardiac" || classes[c].id == "aortic" ? kClinical : kOther;
  });
  const std::vector<NamingRule> groups =
      rules_for(said_groups, kCoarseGroups, [](std::size_t group) {
        const auto kind = static_cast<CoarseGroup>(group);
        return kind == CoarseGroup::kHeart || kind == CoarseGroup::kVessel ? kClinical : kOther;
      });
  std::copy(groups.begin(), groups.end(), learned.group_naming.begin());
}

}  // namespace pg::training
