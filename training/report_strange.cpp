// docs/recogniser.md: whether shapes of kinds that were never taught are seen to be strange.

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "training/evaluate.hpp"

namespace pg::training {
namespace {

struct Said {
  int asked = 0;
  int strange = 0;
  int clinical = 0;  // named a heart, an aorta or a guide, or their groups
  int body = 0;      // any other class or group of the body
  int made = 0;      // a made thing
  void add(const Said& other) {
    asked += other.asked;
    strange += other.strange;
    clinical += other.clinical;
    body += other.body;
    made += other.made;
  }
  [[nodiscard]] std::string line(std::string_view what) const {
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", what, asked, strange, clinical,
                       body, made, asked - clinical - body - made);
  }
};

Said said_of(const Learned& learned, const Judgement& judgement) {
  Said said{.asked = 1};
  said.strange = judgement.strangeness > learned.strange_from;
  const std::optional<std::size_t> named = named_class(learned, judgement);
  std::optional<CoarseGroup> group = named_group(learned, judgement);
  if (named) group = all_classes()[*named].group;
  if (!group) return said;
  said.made = *group == CoarseGroup::kObject;
  said.clinical = *group == CoarseGroup::kHeart || *group == CoarseGroup::kVessel ||
                  *group == CoarseGroup::kGuide;
  said.body = !said.made && !said.clinical;
  return said;
}

}  // namespace

std::string strange_report(const Table& table, const std::vector<Unseen>& unseen,
                           const Learned& learned) {
  std::vector<std::pair<std::string, Said>> kinds;
  std::vector<double> asked;
  Said all;
  for (const Row& row : table.rows) {
    if (row.origin != Origin::kAsked) continue;
    const Judgement judgement = judge(learned, numbers_of(table, row, 1.0));
    asked.push_back(judgement.strangeness);
    const Said said = said_of(learned, judgement);
    if (kinds.empty() || kinds.back().first != row.maker) kinds.emplace_back(row.maker, Said{});
    kinds.back().second.add(said);
    all.add(said);
  }
  std::string text =
      "\nStrange shapes of kinds that were never taught, by what is shipped:\n\n"
      "| kind | asked | called strange | named heart, vessel or guide | named other anatomy | "
      "named "
      "made | unknown |\n| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const auto& [kind, said] : kinds) text += said.line(kind);
  text += all.line("all");

  std::vector<double> real;
  std::vector<double> of_body;
  for (const Unseen& one : unseen) {
    real.push_back(one.judgement.strangeness);
    if (all_classes()[one.truth].group != CoarseGroup::kObject)
      of_body.push_back(one.judgement.strangeness);
  }
  // What the limit costs: files that the same thresholds would name without it.
  Learned without_limit = learned;
  without_limit.strange_from = std::numeric_limits<double>::infinity();
  int classes = 0;
  int groups = 0;
  for (const Unseen& one : unseen) {
    classes += named_class(without_limit, one.judgement) && !named_class(learned, one.judgement);
    groups += named_group(without_limit, one.judgement) && !named_group(learned, one.judgement);
  }
  const auto called = std::count_if(real.begin(), real.end(), [&](double strangeness) {
    return strangeness > learned.strange_from;
  });
  text += fmt::format(
      "\n{} of {} real files, their source left out, are called strange ({:.1f} %); {} classes and "
      "{} groups are not named for it.\n",
      called, real.size(), 100.0 * static_cast<double>(called) / static_cast<double>(real.size()),
      classes, groups);

  std::sort(real.begin(), real.end());
  const auto beyond = [](const std::vector<double>& values, double limit) {
    return 100.0 *
           static_cast<double>(std::count_if(values.begin(), values.end(),
                                             [&](double value) { return value > limit; })) /
           std::max(1.0, static_cast<double>(values.size()));
  };
  text +=
      "\nWhat another limit would do (real files with their source left out):\n\n"
      "| real files called strange | of those models of the body | strange shapes seen |\n"
      "| --- | --- | --- |\n";
  for (const double share : {0.01, 0.02, 0.03, 0.05, 0.10, 0.20}) {
    const double limit =
        real[static_cast<std::size_t>((1 - share) * static_cast<double>(real.size() - 1))];
    text += fmt::format("| {:.1f} % | {:.1f} % | {:.0f} % |\n", beyond(real, limit),
                        beyond(of_body, limit), beyond(asked, limit));
  }
  return text;
}

}  // namespace pg::training
