#include "training/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "geometry/parallel.hpp"

namespace pg::training {
namespace {

// Targets: what is named is right at least so often, on sources left out.
constexpr double kClinical = 0.92;  // cardiac, aortic
constexpr double kOther = 0.87;
constexpr double kGroup = 0.87;
constexpr double kLowest = 0.45;  // nothing is named below
constexpr double kStep = 0.025;
constexpr int kFewest = 4;  // files named before a class may be
/// Share of unseen files that are called strange.
constexpr double kStrange = 0.03;

struct Said {
  double probability;
  bool right;
};

/// The lowest threshold from which on the share of right answers stays at the target.
NamingRule rule_for(std::vector<Said> said, double target) {
  NamingRule rule;
  for (double from = 0.95; from >= kLowest - 1e-9; from -= kStep) {
    int right = 0;
    int named = 0;
    for (const Said& one : said)
      if (one.probability >= from) {
        ++named;
        right += one.right;
      }
    if (named < kFewest) continue;
    if (right < target * named) break;
    rule = {from, right, named};
  }
  return rule;
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

std::vector<Unseen> judge_unseen(const Table& table, const Folds& folds, double temperature,
                                 double size_power) {
  std::map<std::string, const Learned*> without;
  for (std::size_t k = 0; k < folds.sources.size(); ++k)
    without[folds.sources[k]] = &folds.learned[k];
  std::vector<Unseen> unseen;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row& row = table.rows[i];
    if (row.origin != Origin::kReal) continue;
    Learned learned = *without.at(row.source);
    learned.temperature = temperature;
    learned.size_power = size_power;
    unseen.push_back({i, class_of(row), judge(learned, numbers_of(table, row, 1.0))});
  }
  return unseen;
}

Calibration calibrate(const Table& table, const Folds& folds) {
  Calibration best;
  double least = std::numeric_limits<double>::infinity();
  for (const double temperature : {0.6, 0.8, 1.0, 1.25, 1.5, 1.8, 2.2})
    for (const double size_power : {0.25, 0.5, 0.75, 1.0}) {
      double loss = 0;
      for (const Unseen& one : judge_unseen(table, folds, temperature, size_power))
        loss -= std::log(
            std::max(1e-4, one.judgement.probability[static_cast<Eigen::Index>(one.truth)]));
      if (loss >= least) continue;
      least = loss;
      best = {temperature, size_power};
    }
  return best;
}

void set_naming(const std::vector<Unseen>& unseen, Learned& learned) {
  std::vector<double> strangeness;
  for (const Unseen& one : unseen) strangeness.push_back(one.judgement.strangeness);
  std::sort(strangeness.begin(), strangeness.end());
  learned.strange_from = strangeness[static_cast<std::size_t>(
      (1 - kStrange) * static_cast<double>(strangeness.size() - 1))];

  const std::span<const ModelClass> classes = all_classes();
  learned.naming.assign(classes.size(), NamingRule{});
  for (std::size_t c = 0; c < classes.size(); ++c) {
    std::vector<Said> said;
    for (const Unseen& one : unseen)
      if (best_of(one.judgement.probability) == c &&
          one.judgement.strangeness <= learned.strange_from)
        said.push_back({one.judgement.probability[static_cast<Eigen::Index>(c)], one.truth == c});
    const bool clinical = classes[c].id == "cardiac" || classes[c].id == "aortic";
    learned.naming[c] = rule_for(std::move(said), clinical ? kClinical : kOther);
  }
  for (std::size_t g = 0; g < kCoarseGroups; ++g) {
    std::vector<Said> said;
    for (const Unseen& one : unseen)
      if (best_group(one.judgement) == g && one.judgement.strangeness <= learned.strange_from)
        said.push_back(
            {one.judgement.group[g], static_cast<std::size_t>(classes[one.truth].group) == g});
    learned.group_naming[g] = rule_for(std::move(said), kGroup);
  }
}

}  // namespace pg::training
