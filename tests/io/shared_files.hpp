#pragma once
/// Reading files of the shared folder in a child process, so that a crash or a hang is a failed
/// file.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pg::test {

using Row = std::map<std::string, std::string>;

/// A CSV file with a header line; quoted fields may hold commas.
[[nodiscard]] std::vector<Row> read_csv(const std::filesystem::path& path);

struct Outcome {
  bool answered = false;  ///< The child ended by itself; else it crashed or hung.
  bool read = false;      ///< A model came out.
  std::size_t triangles = 0;
  bool error_finding = false;
  double seconds = 0;    ///< Processor time.
  double mebibytes = 0;  ///< Peak resident memory of the child above what it began with.
  std::string words;     ///< The refusal's sentence, or the error findings' texts.
};

/// Reads every file with the readers' own limits, a few files a child, each ended by
/// force after ten times `seconds_max` on the clock.
[[nodiscard]] std::vector<Outcome> read_in_children(const std::vector<std::filesystem::path>& files,
                                                    double seconds_max);

}  // namespace pg::test
