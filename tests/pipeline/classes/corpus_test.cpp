/// What the recogniser says about other people's models, in-sample and with repositories left out.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "geometry/mesh/weld.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "pipeline/classes/recogniser.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

/// One line of CSV with quoted fields (RFC 4180).
std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

struct Sample {
  std::string path;
  std::string class_id;
  std::string repository;  // one patient carried by three of them counts as one
  ShapeFeatures features;
};

/// Every file of the corpus that our readers take, as a user would have it: its unit taken as mm.
const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = [] {
    std::vector<Sample> read;
    const std::filesystem::path corpus = *test::shared_dir() / "corpus";
    std::ifstream index(corpus / "index.csv");
    std::string line;
    std::getline(index, line);
    while (std::getline(index, line)) {
      const std::vector<std::string> fields = csv_fields(line);
      const Result<BigVector<std::byte>> bytes = load_file(corpus / fields[0], ReadLimits{});
      if (!bytes) continue;
      Result<Model> model = read_model(*bytes, fields[0], ReadLimits{});
      if (!model) continue;
      std::vector<Soup> soups;
      for (Part& part : model->parts) soups.push_back(std::move(part.soup));
      const Subject subject(weld_exactly(std::move(soups)).mesh);
      const bool shared_patient = fields[3] == "SimVascular demo patient";
      read.push_back(
          {fields[0], fields[1], shared_patient ? fields[3] : fields[4], shape_features(subject)});
    }
    return read;
  }();
  return all;
}

double quantile_of(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

/// The classes with every number that came from the corpus fitted again without one repository.
std::vector<ModelClass> classes_without(const std::string& left_out) {
  std::vector<ModelClass> classes(all_classes().begin(), all_classes().end());
  std::map<std::string, int> files_of;
  for (const Sample& sample : samples())
    if (sample.repository != left_out) ++files_of[sample.repository];
  for (ModelClass& entry : classes) {
    for (Expectation& expectation : entry.expectations) {
      if (expectation.basis != Basis::kCorpus) continue;
      std::map<std::string, std::vector<double>> by_repository;
      for (const Sample& sample : samples())
        if (sample.repository != left_out && sample.class_id == entry.id &&
            sample.features.*(expectation.feature))
          by_repository[sample.repository].push_back(*(sample.features.*(expectation.feature)));
      if (by_repository.size() < 3) continue;
      std::vector<double> medians;
      for (const auto& [repository, values] : by_repository)
        medians.push_back(quantile_of(values, 0.5));
      expectation.low = quantile_of(medians, 0.1);
      expectation.high = quantile_of(medians, 0.9);
    }
    // As model_class.hpp defines the weight.
    double matched = 0;
    double all = 0;
    const std::vector<ModelClass> alone = {entry};
    for (const Sample& sample : samples()) {
      if (sample.repository == left_out || sample.class_id == entry.id) continue;
      const double part = 1 / std::sqrt(files_of[sample.repository]);
      const Recognition one = recognise(sample.features, alone);
      matched += part * (one.classes.empty() ? 0.0 : one.classes[0].match);
      all += part;
    }
    const double prior = entry.group == CoarseGroup::kGuide ? 0.2 : 1.0;
    entry.weight = prior * 0.15 / (matched / all + 0.02);
  }
  return classes;
}

struct Score {
  std::map<std::string, std::map<std::string, int>> said;  // truth -> said -> files
  int files = 0, named = 0, named_right = 0;
  int coarse = 0, coarse_right = 0;
  int called_clinical = 0, non_medical = 0;  // non-medical called cardiac, aortic or a guide

  void add(const Sample& sample, const std::vector<ModelClass>& classes) {
    const Recognition recognition = recognise(sample.features, classes);
    const ClassSuggestion suggestion = suggest_from(recognition, sample.features);
    ++files;
    ++said[sample.class_id][suggestion.best];
    if (suggestion.best != "unknown") {
      ++named;
      named_right += suggestion.best == sample.class_id;
    }
    const auto& shares = recognition.group_share;
    const auto top = std::max_element(shares.begin(), shares.end());
    if (*top >= 0.5) {
      ++coarse;
      const ModelClass* const truth = find_class(sample.class_id);
      coarse_right +=
          static_cast<std::size_t>(top - shares.begin()) == static_cast<std::size_t>(truth->group);
    }
    if (sample.class_id == "non_medical") {
      ++non_medical;
      called_clinical += suggestion.best == "cardiac" || suggestion.best == "aortic" ||
                         suggestion.best == "cmf_guide" || suggestion.best == "guide_other";
    }
  }
  [[nodiscard]] std::pair<int, int> right_of_named(const std::string& id) const {
    int right = 0;
    int all = 0;
    for (const auto& [truth, answers] : said) {
      const auto it = answers.find(id);
      if (it == answers.end()) continue;
      all += it->second;
      if (truth == id) right += it->second;
    }
    return {right, all};
  }
  void print(const char* title) const {
    std::printf(
        "%s: %d files; named %d (%.0f %%), right %d; coarse group told %d (%.0f %%), right "
        "%d; non-medical called cardiac, aortic or guide: %d of %d\n",
        title, files, named, 100.0 * named / files, named_right, coarse, 100.0 * coarse / files,
        coarse_right, called_clinical, non_medical);
    std::printf("  %-18s", "truth \\ said");
    std::set<std::string> answers;
    for (const auto& [truth, row] : said)
      for (const auto& [answer, count] : row) answers.insert(answer);
    for (const std::string& answer : answers) std::printf("%18s", answer.c_str());
    std::printf("\n");
    for (const auto& [truth, row] : said) {
      std::printf("  %-18s", truth.c_str());
      for (const std::string& answer : answers)
        std::printf("%18d", row.count(answer) ? row.at(answer) : 0);
      std::printf("\n");
    }
  }
};

void expect_believable(const Score& score) {
  for (const char* const id : {"cardiac", "aortic"}) {
    const auto [right, named] = score.right_of_named(id);
    EXPECT_GT(named, 0) << id;
    EXPECT_GE(right, 0.7 * named) << id << ": " << right << " of " << named;
  }
  EXPECT_LE(score.called_clinical, 0.04 * score.non_medical);
}

TEST(CorpusClasses, WhatIsNamedCanBeBelievedOnRepositoriesLeftOut) {
  if (!test::shared_dir()) GTEST_SKIP() << test::kNoShared;
  ASSERT_GT(samples().size(), 100u);
  std::set<std::string> repositories;
  for (const Sample& sample : samples()) repositories.insert(sample.repository);
  Score score;
  for (const std::string& repository : repositories) {
    const std::vector<ModelClass> classes = classes_without(repository);
    for (const Sample& sample : samples())
      if (sample.repository == repository) score.add(sample, classes);
  }
  score.print("Each repository left out in turn");
  expect_believable(score);
  // What the decision note claims for coarse answers, with the error of so few files.
  EXPECT_GE(score.coarse_right, 0.7 * score.coarse);
}

TEST(CorpusClasses, ShippedNumbersSayTheSame) {
  if (!test::shared_dir()) GTEST_SKIP() << test::kNoShared;
  const std::vector<ModelClass> classes(all_classes().begin(), all_classes().end());
  Score score;
  for (const Sample& sample : samples()) score.add(sample, classes);
  score.print("As shipped (in-sample)");
  expect_believable(score);
}

}  // namespace
}  // namespace pg
