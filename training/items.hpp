#pragma once
/// All models that the recogniser learns from, as rows of numbers.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "training/corpus.hpp"

namespace pg::training {

enum class Origin : std::uint8_t {
  kReal,     ///< A file of the corpus, as it is: the only ones that anything is measured on.
  kAltered,  ///< A training copy of one.
  kOnReal,   ///< Made on one: guides on bones, walls about blood pools.
  kMade,     ///< Made up.
  kStrange,  ///< Made up, like nothing that has a class: what novelty is learned from, classes are
             ///< not.
  kAsked,    ///< Made up, of a strange kind that is never in training.
             ///< strange.
};

struct Row {
  std::string id;
  std::string class_id;  ///< Of strange ones: "non_medical".
  std::string source;    ///< Never in training when this source is tested; empty for made-up ones.
  std::string maker;     ///< Generator, or empty.
  Origin origin = Origin::kReal;
  double mm_per_unit = 1;  ///< 0: not known, so lengths say nothing.
  std::vector<double> values;
};

struct Table {
  std::vector<std::string> names;
  std::vector<Row> rows;
};

struct ItemOptions {
  std::filesystem::path corpus;
  std::filesystem::path cache;  ///< Rows made before; new ones are added.
  int copies = 2;               ///< Altered ones of each file.
  int made = 10;                ///< Of each generator.
  int strange = 12;             ///< Of each strange kind, taught or only asked about.
  int guides = 72;              ///< Of each of the two makers, for the face; two thirds for limbs.
  std::function<void(std::size_t done, std::size_t all)> on_progress;
};

/// Every row in a fixed order; the same values on every run. Files that our readers refuse are
/// left out.
[[nodiscard]] Result<Table> make_table(const ItemOptions& options);

}  // namespace pg::training
