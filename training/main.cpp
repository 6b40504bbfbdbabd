/// ./dev train: learns the classes of models from the shared corpus and says how well.

#include <fmt/format.h>
#include <openssl/evp.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <string>

#include "training/evaluate.hpp"
#include "training/steadiness.hpp"

namespace pg::training {
namespace {

namespace fs = std::filesystem;

/// Where a page holds what was measured.
struct Marks {
  std::string_view begin, end;
};
constexpr Marks kLearned = {"<!-- measured by ./dev train: do not edit -->\n",
                            "<!-- end of what was measured -->\n"};
constexpr Marks kSteady = {"<!-- measured by ./dev train --steadiness: do not edit -->\n",
                           "<!-- end of steadiness -->\n"};

struct Arguments {
  std::string corpus = "../shared/corpus";
  std::string cache = "build/training/numbers.tsv";
  std::string table;
  std::string weights = "pipeline/classes/learned.txt";
  std::string page = "docs/recogniser.md";
  int jobs = 2;
  int copies = ItemOptions{}.copies;
  int made = ItemOptions{}.made;
  int guides = ItemOptions{}.guides;
  int strange = ItemOptions{}.strange;
  bool steadiness = false;
};

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string sha256(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

/// For a look with other tools.
void write_table(const Table& table, const std::string& path) {
  std::ofstream out(path);
  out << "id\tclass\tsource\tmaker\torigin\tmm";
  for (const std::string& name : table.names) out << '\t' << name;
  out << '\n';
  for (const Row& row : table.rows) {
    out << row.id << '\t' << row.class_id << '\t' << row.source << '\t' << row.maker << '\t'
        << static_cast<int>(row.origin) << '\t' << fmt::format("{}", row.mm_per_unit);
    for (const double value : row.values) out << fmt::format("\t{}", value);
    out << '\n';
  }
}

/// Between the two marks of the page; the words about it are written by people.
void write_page(const fs::path& path, const Marks& marks, const std::string& report) {
  std::string page = contents(path);
  const std::size_t begin = page.find(marks.begin);
  const std::size_t end = page.find(marks.end);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    std::cerr << path.string() << " has no place for what was measured; it was left alone.\n";
    return;
  }
  page.replace(begin + marks.begin.size(), end - begin - marks.begin.size(), report);
  std::ofstream(path, std::ios::binary) << page;
}

int run_steadiness(const Arguments& arguments) {
  const Result<std::string> measured = steadiness(arguments.corpus);
  if (!measured) {
    std::cerr << measured.error().message << '\n';
    return 1;
  }
  std::cout << *measured;
  write_page(arguments.page, kSteady, *measured);
  return 0;
}

int run(const Arguments& arguments) {
  ItemOptions items;
  items.corpus = arguments.corpus;
  items.cache = arguments.cache;
  items.copies = arguments.copies;
  items.made = arguments.made;
  items.guides = arguments.guides;
  items.strange = arguments.strange;
  std::mutex mutex;
  items.on_progress = [&](std::size_t done, std::size_t all) {
    if (done % 100 != 0 && done != all) return;
    const std::lock_guard lock(mutex);
    std::cerr << fmt::format("{} of {} models measured\n", done, all);
  };
  const Result<Table> table = make_table(items);
  if (!table) {
    std::cerr << table.error().message << '\n';
    return 1;
  }
  if (!arguments.table.empty()) {
    write_table(*table, arguments.table);
    return 0;
  }

  const FitOptions options;
  std::cerr << "Learning with each source left out\n";
  const Folds folds = leave_sources_out(*table, options);
  const Calibration calibration = calibrate(*table, folds);
  const std::vector<Unseen> unseen = judge_unseen(*table, folds, calibration);
  std::vector<std::size_t> rows(table->rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  Learned learned = fit(*table, rows, options);
  apply(calibration, learned);
  set_naming(unseen, learned);
  const auto of_origin = [&](Origin origin) {
    return std::count_if(table->rows.begin(), table->rows.end(),
                         [&](const Row& row) { return row.origin == origin; });
  };
  const auto strange = of_origin(Origin::kStrange);
  learned.provenance = {
      "command ./dev train",
      fmt::format("corpus {} files, sha256 of index.csv {}", unseen.size(),
                  sha256(contents(fs::path(arguments.corpus) / "index.csv"))),
      fmt::format(
          "rows {}, of {} sources; copies {}, made-up {}, guides {}, strange {}; "
          "looseness {}, made-up share {}",
          static_cast<std::ptrdiff_t>(table->rows.size()) - strange - of_origin(Origin::kAsked),
          folds.sources.size(), items.copies, items.made, items.guides, strange, options.looseness,
          options.made_share),
      summary(*table, unseen, learned)};
  std::ofstream(arguments.weights, std::ios::binary) << write_learned(learned);

  std::cerr << "Measuring\n";
  const std::string measured = report(*table, unseen, learned, options);
  std::cout << measured;
  write_page(arguments.page, kLearned, measured);
  return 0;
}

}  // namespace
}  // namespace pg::training

int main(int argc, char** argv) {
  pg::training::Arguments arguments;
  CLI::App app{"Learns the classes of models from the shared corpus and says how well."};
  app.add_option("--corpus", arguments.corpus, "Folder with index.csv and the models it lists");
  app.add_option("--cache", arguments.cache, "Numbers measured before");
  app.add_option("--table", arguments.table, "Write all numbers there and stop");
  app.add_option("--weights", arguments.weights, "Data file to write");
  app.add_option("--page", arguments.page, "Page whose measured part to write");
  app.add_flag("--steadiness", arguments.steadiness,
               "Measure how steady the weights compiled in are, and stop");
  app.add_option("--jobs", arguments.jobs, "Threads")->check(CLI::PositiveNumber);
  app.add_option("--copies", arguments.copies, "Altered copies of each file");
  app.add_option("--made", arguments.made, "Made-up models of each kind");
  app.add_option("--guides", arguments.guides, "Guides for the face of each maker");
  app.add_option("--strange", arguments.strange, "Made-up models of each strange kind");
  CLI11_PARSE(app, argc, argv);
  const auto jobs = static_cast<std::size_t>(arguments.jobs);
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, jobs);
  int status = 0;
  tbb::task_arena(arguments.jobs).execute([&] {
    status = arguments.steadiness ? pg::training::run_steadiness(arguments)
                                  : pg::training::run(arguments);
  });
  return status;
}
