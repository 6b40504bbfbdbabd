// Zip and tar archives read in place, also those made to do harm.

#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <functional>

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

struct ZipEntry {
  std::string name;
  std::string bytes;
  std::function<void(zip_t*, zip_uint64_t)> also = {};
};

void make_zip(const fs::path& path, const std::vector<ZipEntry>& entries) {
  int error = 0;
  zip_t* const zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  ASSERT_NE(zip, nullptr);
  for (const ZipEntry& entry : entries) {
    zip_source_t* const source = zip_source_buffer(zip, entry.bytes.data(), entry.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(zip, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    ASSERT_GE(index, 0) << entry.name;
    if (entry.also) entry.also(zip, static_cast<zip_uint64_t>(index));
  }
  ASSERT_EQ(zip_close(zip), 0);
}

class BatchArchive : public BatchFiles {
 protected:
  /// The table of one archive, by its rows.
  [[nodiscard]] std::vector<std::string> rows(const fs::path& archive,
                                              std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"batch", archive, "--out", out("t.csv"), "--columns",
                               "path,status,error,error_text,sha256,surface_area_mm2"});
    const auto outcome = run(more);
    EXPECT_LT(outcome.status, 2) << outcome.err;
    auto lines = lines_of(content(out("t.csv")));
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }
  void pack(const std::string& flags, const fs::path& archive, const std::string& folder) const {
    const auto outcome =
        test::run_program("tar", {flags, archive, "-C", models(), "--sort=name", folder});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
  }
};

void expect_row(const std::vector<std::string>& rows, const std::string& part) {
  for (const std::string& row : rows)
    if (row.find(part) != std::string::npos) return;
  ADD_FAILURE() << "no row says " << part << testing::PrintToString(rows);
}

TEST_F(BatchArchive, EntriesHaveTheNumbersOfTheirFiles) {
  const auto numbers = [](std::vector<std::string> rows) {
    for (std::string& row : rows) row.erase(0, row.find(",ok,"));
    std::sort(rows.begin(), rows.end());
    return rows;
  };
  const auto files = numbers(rows(models() / "folder-1"));
  ASSERT_EQ(files.size(), 10u);
  for (const char* const flags : {"-cf t.tar", "-czf t.tar.gz"}) {
    const std::string text = flags;
    const fs::path archive = out(text.substr(text.find(' ') + 1));
    pack(text.substr(0, text.find(' ')), archive, "folder-1");
    EXPECT_EQ(numbers(rows(archive)), files) << archive;
    EXPECT_EQ(numbers(rows(archive, {"--jobs", "5"})), files) << archive;
  }
  std::vector<ZipEntry> entries;
  for (const auto& file : fs::directory_iterator(models() / "folder-1"))
    entries.push_back({"inner/" + file.path().filename().string(), content(file.path())});
  make_zip(out("t.zip"), entries);
  const auto zipped = rows(out("t.zip"));
  EXPECT_EQ(numbers(zipped), files);
  EXPECT_NE(zipped[0].find("t.zip!/inner/m"), std::string::npos) << zipped[0];
}

TEST_F(BatchArchive, HostileZipEntriesAreRowsWithReasons) {
  const std::string model = stl_of_sphere(10, 500);
  make_zip(out("bad.zip"), {{"good.stl", model},
                            {"../../out.stl", model},
                            {"/absolute.stl", model},
                            {"inner.zip", "PK"},
                            {"link.stl", "good.stl",
                             [](zip_t* zip, zip_uint64_t i) {
                               zip_file_set_external_attributes(zip, i, 0, ZIP_OPSYS_UNIX,
                                                                zip_uint32_t{S_IFLNK | 0777} << 16);
                             }},
                            {"secret.stl", model,
                             [](zip_t* zip, zip_uint64_t i) {
                               zip_file_set_encryption(zip, i, ZIP_EM_AES_256, "password");
                             }},
                            {"bomb.stl", std::string(std::size_t{64} << 20, '\0')}});
  const auto found = rows(out("bad.zip"));
  EXPECT_EQ(found.size(), 7u);
  expect_row(found, "good.stl,ok,");
  expect_row(found, "../../out.stl,refused,malformed,The name of this entry leads out");
  expect_row(found, "/absolute.stl,refused,malformed,The name of this entry leads out");
  expect_row(found, "inner.zip,refused,unsupported,\"This is an archive within an archive");
  expect_row(found, "link.stl,refused,unreadable,\"This entry is a link");
  expect_row(found, "secret.stl,refused,unsupported,This entry is encrypted");
  expect_row(found, "bomb.stl,refused,too_large,\"This unpacks to more than 1000 times");
}

TEST_F(BatchArchive, LinksPipesAndEndlessTarsAreRowsWithReasons) {
  const fs::path folder = models() / "folder-1";
  fs::create_symlink("m1.stl", folder / "soft.stl");
  fs::create_hard_link(folder / "m1.stl", folder / "twin.stl");
  ASSERT_EQ(mkfifo((folder / "pipe.stl").c_str(), 0600), 0);
  pack("-cf", out("t.tar"), "folder-1");
  const auto found = rows(out("t.tar"));
  EXPECT_EQ(found.size(), 13u);
  expect_row(found, "soft.stl,refused,unreadable,\"This entry is a link");
  expect_row(found, "twin.stl,refused,unreadable,\"This entry is a link");
  expect_row(found, "pipe.stl,refused,unreadable,\"This entry is a pipe");

  fs::create_directory(models() / "bomb");
  std::ofstream(models() / "bomb" / "zeros.stl").close();
  fs::resize_file(models() / "bomb" / "zeros.stl", std::uintmax_t{60} << 20);
  pack("-czf", out("bomb.tar.gz"), "bomb");
  const auto bomb = rows(out("bomb.tar.gz"), {"--max-inflate-ratio", "100"});
  expect_row(bomb, "bomb.tar.gz,refused,too_large,\"The archive unpacks to far more");
}

TEST_F(BatchArchive, DamagedAndOverfullArchivesAreRows) {
  write_file(out("none.zip"), "this is no archive");
  expect_row(rows(out("none.zip")), "none.zip,refused,malformed,");
  write_file(out("none.tar"), "this is no archive");
  expect_row(rows(out("none.tar")), "none.tar,refused,");
  pack("-cf", out("cut.tar"), "folder-3");
  fs::resize_file(out("cut.tar"), fs::file_size(out("cut.tar")) / 2);
  const auto cut = rows(out("cut.tar"));
  EXPECT_GT(cut.size(), 2u) << "what is before the cut is measured";
  expect_row(cut, ",ok,");
  expect_row(cut, "cut.tar,refused,malformed,");
  std::vector<ZipEntry> many;
  for (int i = 0; i < 30; ++i) many.push_back({std::to_string(i) + ".stl", "x"});
  make_zip(out("many.zip"), many);
  const auto found = rows(out("many.zip"), {"--max-archive-entries", "29"});
  EXPECT_EQ(found.size(), 30u) << "29 that are no models, and that there are more";
  expect_row(found, "many.zip,refused,too_large,");
}

/// Little-endian numbers of a zip's tail.
std::uint32_t number_at(const std::string& bytes, std::size_t at, int size) {
  std::uint32_t value = 0;
  for (int i = size - 1; i >= 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}
void put_number(std::string& bytes, std::size_t at, int size, std::uint32_t value) {
  for (int i = 0; i < size; ++i, value >>= 8)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(value & 0xFF);
}

TEST_F(BatchArchive, EntriesThatShareTheirBytesAreSeenAsABomb) {
  // One entry of 8 MB packed five hundred fold, named by two thousand lines of the directory.
  std::string bytes(std::size_t{8} << 20, 'x');
  for (std::size_t i = 0; i < bytes.size(); i += 400) bytes[i] = static_cast<char>(i / 400 % 256);
  make_zip(out("one.zip"), {{"a.stl", bytes}});
  std::string zip = content(out("one.zip"));
  const std::size_t end = zip.size() - 22;
  const std::uint32_t size = number_at(zip, end + 12, 4), at = number_at(zip, end + 16, 4);
  constexpr std::uint32_t kTimes = 2000;
  std::string directory;
  for (std::uint32_t i = 0; i < kTimes; ++i) directory += zip.substr(at, size);
  std::string tail = zip.substr(end);
  put_number(tail, 8, 2, kTimes);
  put_number(tail, 10, 2, kTimes);
  put_number(tail, 12, 4, size * kTimes);
  write_file(out("shared.zip"), zip.substr(0, at) + directory + tail);
  const auto found = rows(out("shared.zip"));
  EXPECT_LT(found.size(), kTimes / 2);
  expect_row(found, "shared.zip,refused,too_large,\"This unpacks to more than 1000 times");
}

TEST_F(BatchArchive, NamesOfAnyAlphabetAreKept) {
  write_file(models() / "folder-1" / "f\xC3\xBC\xC3\x9F.stl", stl_of_sphere(5, 200));
  for (const char* const flags : {"--format=pax", "--format=gnu"}) {
    const auto outcome = test::run_program(
        "tar", {"-cf", out("t.tar"), flags, "-C", models(), "--sort=name", "folder-1"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    expect_row(rows(out("t.tar")), "folder-1/f\xC3\xBC\xC3\x9F.stl,ok,");
  }
}

TEST_F(BatchArchive, AModelOverTheMemoryBudgetIsRefusedBeforeItIsLoaded) {
  write_file(out("large.stl"), stl_of_sphere(10, 200'000));
  const auto found = rows(out("large.stl"), {"--memory", "32M"});
  expect_row(found, "large.stl,refused,too_large,\"By its size");
  EXPECT_EQ(found.size(), 1u);
  expect_row(rows(out("large.stl"), {"--memory", "1G", "--only", "size"}), "large.stl,ok,");
  EXPECT_EQ(run({"batch", models(), "--out", out("t.csv"), "--memory", "lots"}).status, 2);
  // Twenty million triangles, as far as its size and its head say; the rest is a hole in the file.
  std::string head(84, '\0');
  put_number(head, 80, 4, 20'000'000);
  write_file(out("vast.stl"), head);
  fs::resize_file(out("vast.stl"), 84 + std::uintmax_t{50} * 20'000'000);
  expect_row(rows(out("vast.stl"), {"--memory", "1G"}), "over the budget of 1024");
}

TEST_F(BatchArchive, AWholeAnalysisStaysWithinTheBudgetThatLetItIn) {
  // 8 MiB, 330 bytes for each of 300,000 triangles, and the file: 117 MiB.
  write_file(out("large.stl"), stl_of_sphere(10, 300'000));
  const auto outcome =
      run({"batch", out("large.stl"), "--out", out("t.csv"), "--jobs", "2", "--memory", "128M"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  // Beside the model: the program itself, its libraries and the weights of the class.
  constexpr std::size_t kProgramBytes = std::size_t{48} << 20;
  EXPECT_LT(outcome.peak_bytes, (std::size_t{128} << 20) + kProgramBytes);
  EXPECT_GT(outcome.peak_bytes, std::size_t{64} << 20) << "the worker's memory is not in it";
}

}  // namespace
}  // namespace pg
