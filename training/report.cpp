// docs/recogniser.md: what was measured, as Markdown.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "geometry/parallel.hpp"
#include "testdata/shapes.hpp"
#include "training/evaluate.hpp"

namespace pg::training {
namespace {

using shapes::Random;

struct Answer {
  std::size_t truth;
  std::size_t best;        // likeliest class
  std::size_t best_group;  // likeliest group
  std::optional<std::size_t> named;
  std::optional<std::size_t> group;
  double probability;
  double group_probability;
  std::string source;
};

std::size_t group_of(std::size_t c) {
  return static_cast<std::size_t>(all_classes()[c].group);
}

std::vector<Answer> answers_of(const Table& table, const std::vector<Unseen>& unseen,
                               const Learned& learned) {
  std::vector<Answer> answers;
  for (const Unseen& one : unseen) {
    Eigen::Index best = 0;
    const double probability = one.judgement.probability.maxCoeff(&best);
    const auto& groups = one.judgement.group;
    const std::optional<CoarseGroup> group = named_group(learned, one.judgement);
    answers.push_back(
        {one.truth, static_cast<std::size_t>(best),
         static_cast<std::size_t>(std::max_element(groups.begin(), groups.end()) - groups.begin()),
         named_class(learned, one.judgement),
         group ? std::optional(static_cast<std::size_t>(*group)) : std::nullopt, probability,
         *std::max_element(groups.begin(), groups.end()), table.rows[one.row].source});
  }
  return answers;
}

/// Mean over kinds of 2 right / (said + true); kinds that are neither said nor true are left out.
template <class Truth, class Said>
double macro_f1(const std::vector<Answer>& answers, std::size_t kinds, const Truth& truth,
                const Said& said) {
  double sum = 0;
  int counted = 0;
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    int right = 0;
    int marks = 0;
    for (const Answer& one : answers) {
      const bool is = truth(one) == kind;
      const bool as = said(one) == kind;
      right += is && as;
      marks += static_cast<int>(is) + static_cast<int>(as);
    }
    if (marks == 0) continue;
    sum += 2.0 * right / marks;
    ++counted;
  }
  return counted == 0 ? 0 : sum / counted;
}

std::size_t of_three(std::size_t c) {
  return std::min<std::size_t>(c, 2);
}  // cardiac, aortic, rest

double three_f1(const std::vector<Answer>& answers) {
  return macro_f1(
      answers, 3, [](const Answer& a) { return of_three(a.truth); },
      [](const Answer& a) { return of_three(a.best); });
}

double all_f1(const std::vector<Answer>& answers) {
  return macro_f1(
      answers, all_classes().size(), [](const Answer& a) { return a.truth; },
      [](const Answer& a) { return a.best; });
}

double coarse_accuracy(const std::vector<Answer>& answers) {
  double right = 0;
  for (const Answer& one : answers) right += group_of(one.truth) == one.best_group;
  return right / std::max<double>(1, static_cast<double>(answers.size()));
}

/// 95 % of what sources drawn with replacement give.
template <class Score>
std::string interval(const std::vector<Answer>& answers, const Score& score) {
  std::map<std::string, std::vector<Answer>> by_source;
  for (const Answer& one : answers) by_source[one.source].push_back(one);
  std::vector<const std::vector<Answer>*> sources;
  for (const auto& [name, list] : by_source) sources.push_back(&list);
  Random random(7);
  std::vector<double> scores;
  for (int draw = 0; draw < 400; ++draw) {
    std::vector<Answer> drawn;
    for (std::size_t k = 0; k < sources.size(); ++k) {
      const std::vector<Answer>& list = *sources[random.below(sources.size())];
      drawn.insert(drawn.end(), list.begin(), list.end());
    }
    scores.push_back(score(drawn));
  }
  std::sort(scores.begin(), scores.end());
  return fmt::format("{:.2f} ({:.2f} to {:.2f})", score(answers), scores[10], scores[389]);
}

/// Mean gap between said and met probability over ten bins.
template <class Probability, class Right>
double calibration_error(const std::vector<Answer>& answers, const Probability& probability,
                         const Right& is_right) {
  std::array<double, 10> said{};
  std::array<double, 10> met{};
  for (const Answer& one : answers) {
    const auto bin = static_cast<std::size_t>(std::min(9.0, probability(one) * 10));
    said[bin] += probability(one);
    met[bin] += is_right(one);
  }
  double sum = 0;
  for (std::size_t bin = 0; bin < 10; ++bin) sum += std::abs(said[bin] - met[bin]);
  return sum / static_cast<double>(answers.size());
}

struct Named {
  int right = 0;
  int all = 0;
};

Named named_as(const std::vector<Answer>& answers, std::string_view id) {
  Named count;
  for (const Answer& one : answers)
    if (one.named && (id.empty() || all_classes()[*one.named].id == id)) {
      ++count.all;
      count.right += *one.named == one.truth;
    }
  return count;
}

Named groups_named(const std::vector<Answer>& answers) {
  Named count;
  for (const Answer& one : answers)
    if (one.group) {
      ++count.all;
      count.right += *one.group == group_of(one.truth);
    }
  return count;
}

Named everyday_called_clinical(const std::vector<Answer>& answers) {
  Named count;  // `right` counts the wrong ones here
  for (const Answer& one : answers) {
    if (all_classes()[one.truth].id != "non_medical") continue;
    ++count.all;
    if (!one.named) continue;
    const ModelClass& named = all_classes()[*one.named];
    count.right +=
        named.id == "cardiac" || named.id == "aortic" || named.group == CoarseGroup::kGuide;
  }
  return count;
}

std::string of(const Named& count) {
  return fmt::format("{} of {}", count.right, count.all);
}

/// Thresholds from the other sources, applied to each source: what naming is worth when not even
/// the thresholds have seen it.
std::vector<Answer> nested(const Table& table, const std::vector<Unseen>& unseen,
                           const Learned& learned) {
  std::vector<Answer> all;
  std::set<std::string> sources;
  for (const Unseen& one : unseen) sources.insert(table.rows[one.row].source);
  for (const std::string& source : sources) {
    std::vector<Unseen> others;
    std::vector<Unseen> own;
    for (const Unseen& one : unseen)
      (table.rows[one.row].source == source ? own : others).push_back(one);
    Learned ruled = learned;
    set_naming(others, ruled);
    for (Answer& answer : answers_of(table, own, ruled)) all.push_back(std::move(answer));
  }
  return all;
}

std::string confusion(const std::vector<Answer>& answers, bool only_named) {
  const std::span<const ModelClass> classes = all_classes();
  std::string text = "| true \\ said |";
  std::string rule = "| --- |";
  for (const ModelClass& entry : classes) {
    text += fmt::format(" {} |", entry.id);
    rule += " --- |";
  }
  text += only_named ? " unknown |\n" : "\n";
  text += rule + (only_named ? " --- |\n" : "\n");
  for (std::size_t truth = 0; truth < classes.size(); ++truth) {
    std::vector<int> counts(classes.size() + 1, 0);
    int all = 0;
    for (const Answer& one : answers) {
      if (one.truth != truth) continue;
      ++all;
      ++counts[only_named ? one.named.value_or(classes.size()) : one.best];
    }
    if (all == 0) continue;
    text += fmt::format("| {} |", classes[truth].id);
    for (std::size_t c = 0; c < classes.size() + (only_named ? 1 : 0); ++c)
      text += counts[c] == 0 ? " |" : fmt::format(" {} |", counts[c]);
    text += '\n';
  }
  return text;
}

/// Guides of one maker found by what was learned from the other, bones and real files left out.
std::string makers_against_each_other(const Table& table, const FitOptions& options,
                                      std::string_view taught, std::string_view asked) {
  // Every source is left out once; made-up bones stay, being nobody's.
  constexpr std::size_t kFolds = 6;
  std::set<std::string> sources;
  for (const Row& row : table.rows)
    if (row.origin == Origin::kReal) sources.insert(row.source);
  std::map<std::string, std::size_t> fold_of;
  for (const std::string& source : sources) fold_of.emplace(source, fold_of.size() % kFolds);
  const auto is_guide = [](const Row& row) {
    return all_classes()[class_of(row)].group == CoarseGroup::kGuide;
  };
  std::array<std::array<int, 4>, kFolds> counts{};  // found, asked, falsely found, real files
  for_each_index(
      kFolds,
      [&](std::size_t fold) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
          const Row& row = table.rows[i];
          const bool left_out = fold_of.contains(row.source) && fold_of.at(row.source) == fold;
          if (!left_out && (!is_guide(row) || row.maker == taught)) rows.push_back(i);
        }
        const Learned learned = fit(table, rows, options);
        std::size_t nobodys = 0;
        for (const Row& row : table.rows) {
          if (row.origin != Origin::kReal && row.maker != asked) continue;
          const std::size_t at =
              fold_of.contains(row.source) ? fold_of.at(row.source) : nobodys++ % kFolds;
          if (at != fold) continue;
          const Judgement judgement = judge(learned, numbers_of(table, row, 1.0));
          const bool guide = std::max_element(judgement.group.begin(), judgement.group.end()) -
                                 judgement.group.begin() ==
                             static_cast<std::ptrdiff_t>(CoarseGroup::kGuide);
          counts[fold][is_guide(row) ? 0 : 2] += guide;
          ++counts[fold][is_guide(row) ? 1 : 3];
        }
      },
      1);
  std::array<int, 4> sum{};
  for (const auto& fold : counts)
    for (std::size_t k = 0; k < 4; ++k) sum[k] += fold[k];
  return fmt::format("| {} | {} | {} of {} ({:.2f}) | {} of {} | {:.2f} |\n", taught, asked, sum[0],
                     sum[1], sum[0] / std::max(1.0, static_cast<double>(sum[1])), sum[2], sum[3],
                     sum[0] / std::max(1.0, static_cast<double>(sum[0] + sum[2])));
}

}  // namespace

std::string report(const Table& table, const std::vector<Unseen>& unseen, const Learned& learned,
                   const FitOptions& options) {
  const std::vector<Answer> answers = answers_of(table, unseen, learned);
  const std::vector<Answer> strict = nested(table, unseen, learned);
  std::string text;
  const auto line = [&](std::string_view what, const std::string& value, std::string_view target) {
    text += fmt::format("| {} | {} | {} |\n", what, value, target);
  };
  text += "| measured on sources left out | value | target |\n| --- | --- | --- |\n";
  line("macro-F1 of {cardiac, aortic, rest}", interval(answers, three_f1), "0.80");
  line("accuracy of the six groups", interval(answers, coarse_accuracy), "0.80");
  line("macro-F1 of all classes with real files", interval(answers, all_f1), "0.55");
  line("expected calibration error, classes",
       fmt::format("{:.3f}", calibration_error(
                                 answers, [](const Answer& a) { return a.probability; },
                                 [](const Answer& a) { return a.best == a.truth; })),
       "0.08");
  line(
      "expected calibration error, groups",
      fmt::format("{:.3f}", calibration_error(
                                answers, [](const Answer& a) { return a.group_probability; },
                                [](const Answer& a) { return a.best_group == group_of(a.truth); })),
      "0.08");
  const auto naming = [&](const std::vector<Answer>& of_these, std::string_view how) {
    const Named all = named_as(of_these, "");
    const Named groups = groups_named(of_these);
    line(fmt::format("class named, {}", how),
         fmt::format("{} of {} files ({:.0f} %), right {:.2f}", all.all, of_these.size(),
                     100.0 * all.all / static_cast<double>(of_these.size()),
                     all.right / std::max(1.0, 1.0 * all.all)),
         "0.85");
    line(fmt::format("named cardiac, {}", how), of(named_as(of_these, "cardiac")), "0.90");
    line(fmt::format("named aortic, {}", how), of(named_as(of_these, "aortic")), "0.90");
    line(fmt::format("group named, {}", how),
         fmt::format("{} of {} ({:.0f} %), right {:.2f}", groups.all, of_these.size(),
                     100.0 * groups.all / static_cast<double>(of_these.size()),
                     groups.right / std::max(1.0, 1.0 * groups.all)),
         "0.85");
    line(fmt::format("non-medical called cardiac, aortic or guide, {}", how),
         of(everyday_called_clinical(of_these)), "2 %");
  };
  naming(answers, "thresholds as shipped");
  naming(strict, "thresholds from the other sources");
  text += strange_report(table, unseen, learned);
  text += "\nLikeliest class, whatever its probability:\n\n" + confusion(answers, false);
  text += "\nNamed (thresholds as shipped):\n\n" + confusion(answers, true);
  text +=
      "\nGuides, likeliest group, one maker taught and the other asked, other bones:\n\n"
      "| taught | asked | found | real files called guide | precision |\n| --- | --- | --- | --- | "
      "--- |\n";
  text += makers_against_each_other(table, options, "guide_bodies", "guide_patch");
  text += makers_against_each_other(table, options, "guide_patch", "guide_bodies");
  text += "\nFiles named wrongly:\n\n| file | named | probability |\n| --- | --- | --- |\n";
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (answers[i].named && *answers[i].named != answers[i].truth)
      text += fmt::format("| {} | {} | {:.2f} |\n", table.rows[unseen[i].row].id,
                          all_classes()[*answers[i].named].id, answers[i].probability);
  text +=
      "\nReal files nearest to being called a guide:\n\n| file | probability of guide |\n| --- | "
      "--- |\n";
  std::vector<std::size_t> order(unseen.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto guide = [&](std::size_t i) {
    return unseen[i].judgement.group[static_cast<std::size_t>(CoarseGroup::kGuide)];
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return guide(a) > guide(b); });
  for (std::size_t k = 0; k < std::min<std::size_t>(10, order.size()); ++k)
    text += fmt::format("| {} | {:.2f} |\n", table.rows[unseen[order[k]].row].id, guide(order[k]));
  return text;
}

std::string summary(const Table& table, const std::vector<Unseen>& unseen, const Learned& learned) {
  const std::vector<Answer> answers = answers_of(table, unseen, learned);
  const Named all = named_as(answers, "");
  return fmt::format(
      "sources left out: macro-F1 cardiac/aortic/rest {:.3f}, groups {:.3f}, classes {:.3f}; named "
      "{} of {}, right {}",
      three_f1(answers), coarse_accuracy(answers), all_f1(answers), all.all, answers.size(),
      all.right);
}

}  // namespace pg::training
