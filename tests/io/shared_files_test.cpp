// The harness itself, and a check that it notices what it is there to notice.

#include "tests/io/shared_files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>

#include "io/file.hpp"
#include "io/format.hpp"

namespace pg::test {

std::vector<Row> read_csv(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::string> names;
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        fields.emplace_back();
      else if (c != '\r')
        fields.back() += c;
    }
    if (names.empty()) {
      names = fields;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < names.size() && i < fields.size(); ++i) row[names[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

namespace {

/// Of all threads. On a busy machine wall time says more about the other programs.
double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// What a child sends home, one line a file.
void answer(int pipe, const std::filesystem::path& file, double seconds_max) {
  Outcome outcome;
  const double before = resident_peak_mebibytes();
  const double start = processor_seconds();
  alarm(10 * static_cast<unsigned>(seconds_max));  // waiting for ever takes no processor time
  const ReadLimits limits;
  std::string name = file.filename().string();
  auto bytes = load_file(file, limits);
  auto model = bytes ? read_model(*bytes, name, limits) : Result<Model>(bytes.error());
  outcome.seconds = processor_seconds() - start;
  outcome.mebibytes = resident_peak_mebibytes() - before;
  if (model) {
    outcome.read = true;
    outcome.triangles = model->triangle_count();
    for (const Finding& finding : model->findings)
      if (finding.severity == Severity::kError) outcome.words += finding.text + " ";
  } else {
    outcome.words = model.error().message;
  }
  outcome.error_finding = outcome.read && !outcome.words.empty();
  for (char& c : outcome.words)
    if (c == '\n') c = ' ';
  const std::string line = std::to_string(outcome.read) + " " + std::to_string(outcome.triangles) +
                           " " + std::to_string(outcome.seconds) + " " +
                           std::to_string(outcome.mebibytes) + " " + outcome.words + "\n";
  if (write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(3);
}

}  // namespace

std::vector<Outcome> read_in_children(const std::vector<std::filesystem::path>& files,
                                      double seconds_max) {
  std::vector<Outcome> outcomes(files.size());
  constexpr std::size_t kBatch = 16;
  for (std::size_t from = 0; from < files.size();) {
    int ends[2];
    if (pipe(ends) != 0) return outcomes;
    const std::size_t to = std::min(files.size(), from + kBatch);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      for (std::size_t i = from; i < to; ++i) answer(ends[1], files[i], seconds_max);
      _exit(0);
    }
    close(ends[1]);
    std::string text;
    char piece[4096];
    for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;)
      text.append(piece, static_cast<std::size_t>(got));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    std::size_t at = 0;
    for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
      Outcome& outcome = outcomes[from++];
      int was_read = 0;
      int used = 0;
      const std::string line = text.substr(at, end - at);
      if (std::sscanf(line.c_str(), "%d %zu %lf %lf %n", &was_read, &outcome.triangles,
                      &outcome.seconds, &outcome.mebibytes, &used) < 4)
        continue;
      outcome.answered = true;
      outcome.read = was_read != 0;
      outcome.words = line.substr(static_cast<std::size_t>(used));
      outcome.error_finding = outcome.read && !outcome.words.empty();
    }
    // The file after the last answer is the one that crashed or hung; go on behind it.
    if (from < to)
      outcomes[from++].words = WIFSIGNALED(status)
                                   ? "killed by signal " + std::to_string(WTERMSIG(status))
                                   : "ended early";
  }
  return outcomes;
}

}  // namespace pg::test

namespace pg {
namespace {

TEST(SharedFilesHarness, SplitsQuotedFields) {
  const auto path =
      std::filesystem::temp_directory_path() / ("printgauge-csv-" + std::to_string(getpid()));
  std::ofstream(path) << "a,b\n1,\"2,3\"\n";
  const auto rows = test::read_csv(path);
  std::filesystem::remove(path);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].at("b"), "2,3");
}

TEST(SharedFilesHarness, MissingFileIsAnAnswerAndNotACrash) {
  const auto outcomes = test::read_in_children({"no such file"}, 1);
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_TRUE(outcomes[0].answered);
  EXPECT_FALSE(outcomes[0].read);
}

}  // namespace
}  // namespace pg
