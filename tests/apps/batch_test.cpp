#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class Batch : public BatchFiles {};

TEST_F(Batch, OneRowAModelAndFailuresAreRows) {
  const auto outcome = run({"batch", models(), "--out", out("t.csv"), "--only", "size"});
  EXPECT_EQ(outcome.status, 1) << "a refused model makes the status 1";
  EXPECT_EQ(outcome.out, "");
  const auto lines = lines_of(content(out("t.csv")));
  ASSERT_EQ(lines.size(), 42u);
  EXPECT_EQ(lines[0].substr(0, 12), "path,sha256,");
  EXPECT_NE(content(out("t.csv")).find("refused"), std::string::npos);
  EXPECT_FALSE(fs::exists(out("t.csv.part")));
}

TEST_F(Batch, BytesDoNotDependOnTheNumberOfJobs) {
  (void)run({"batch", models(), "--out", out("one.csv"), "--jobs", "1"});
  (void)run({"batch", models(), "--out", out("eight.csv"), "--jobs", "8"});
  EXPECT_GT(content(out("one.csv")).size(), 1000u);
  EXPECT_EQ(content(out("one.csv")), content(out("eight.csv")));
}

TEST_F(Batch, ListsOnStdinAndJsonLines) {
  const auto outcome = run(
      {"batch", "-", "--out", out("t.jsonl"), "--only", "size"},
      (models() / "folder-1").string() + "\n" + (models() / "folder-2" / "m2.stl").string() + "\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(lines_of(content(out("t.jsonl"))).size(), 11u);
}

TEST_F(Batch, MissingPathsAndUnknownTablesAreUsageErrors) {
  EXPECT_EQ(run({"batch", out("nowhere"), "--out", out("t.csv")}).status, 2);
  EXPECT_EQ(run({"batch", models(), "--out", out("t.docx")}).status, 2);
  EXPECT_EQ(run({"batch", models(), "--out", out("no/such/folder/t.csv")}).status, 3);
}

TEST_F(Batch, ColumnsAreThoseAskedForInThatOrder) {
  (void)run({"batch", models() / "folder-1", "--out", out("t.csv"), "--columns",
             "volume_mm3,path,status"});
  const auto lines = lines_of(content(out("t.csv")));
  ASSERT_EQ(lines.size(), 11u);
  EXPECT_EQ(lines[0], "volume_mm3,path,status\r");
  EXPECT_NE(lines[1].find("m1.stl,ok"), std::string::npos) << lines[1];
  EXPECT_NE(lines[1][0], ',') << "the volume is measured, though only the column named it";
  EXPECT_EQ(run({"batch", models(), "--out", out("t.csv"), "--columns", "volume"}).status, 2);
  EXPECT_EQ(run({"batch", models(), "--out", out("t.jsonl"), "--columns", "path"}).status, 2);
}

TEST_F(Batch, TheColumnsOfAStudyHaveItsNames) {
  (void)run({"batch", models() / "folder-1", "--out", out("t.csv"), "--columns", "thingi10k"});
  const auto lines = lines_of(content(out("t.csv")));
  ASSERT_EQ(lines.size(), 11u);
  EXPECT_EQ(lines[0].substr(0, 34), "path,status,num_vertices,num_faces");
  EXPECT_NE(lines[1].find(",1,1,1,"), std::string::npos) << "manifold and oriented: " << lines[1];
}

TEST_F(Batch, TheClassAndItsGroupHaveColumns) {
  (void)run({"batch", models() / "folder-1" / "m1.stl", "--out", out("t.csv"), "--columns",
             "class,class_group"});
  const auto lines = lines_of(content(out("t.csv")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_GT(lines[1].size(), 5u) << "both say something, if only unknown";
}

TEST_F(Batch, ASqliteFileHasNumbersAndTheSameRows) {
  for (const char* const jobs : {"1", "4"})
    (void)run({"batch", models(), "--out", out(std::string("t") + jobs + ".sqlite"), "--only",
               "size,mesh", "--jobs", jobs});
  EXPECT_EQ(content(out("t1.sqlite")), content(out("t4.sqlite")));
  (void)run({"batch", models(), "--out", out("t.csv"), "--only", "size,mesh"});
  sqlite3* base = nullptr;
  ASSERT_EQ(sqlite3_open(out("t4.sqlite").c_str(), &base), SQLITE_OK);
  const auto one = [&](const char* sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(base, sql, -1, &statement, nullptr), SQLITE_OK) << sql;
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    std::string value = text == nullptr ? "NULL" : text;
    sqlite3_finalize(statement);
    return value;
  };
  EXPECT_EQ(one("SELECT count(*) FROM models"), "41");
  EXPECT_EQ(one("SELECT count(*) FROM models WHERE status = 'refused'"), "1");
  EXPECT_EQ(one("SELECT typeof(volume_mm3) FROM models WHERE status = 'ok'"), "real");
  EXPECT_EQ(one("SELECT typeof(triangles) FROM models WHERE status = 'ok'"), "integer");
  EXPECT_EQ(one("SELECT sum(watertight) FROM models"), "40");
  EXPECT_EQ(one("SELECT volume_mm3 FROM models WHERE status = 'refused'"), "NULL");
  sqlite3_close(base);
}

TEST_F(Batch, WithoutASandboxTheBytesAreTheSame) {
  (void)run({"batch", models(), "--out", out("in.csv"), "--only", "size", "--no-sandbox"});
  (void)run({"batch", models(), "--out", out("out.csv"), "--only", "size"});
  EXPECT_GT(content(out("in.csv")).size(), 1000u);
  EXPECT_EQ(content(out("in.csv")), content(out("out.csv")));
}

TEST_F(Batch, PatternsAreUnderstood) {
  const auto outcome = run({"batch", (models() / "folder-*" / "m1?.stl").string(), "--out",
                            out("t.csv"), "--columns", "path"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(lines_of(content(out("t.csv"))).size(), 11u) << "m10 to m19 and the header";
  EXPECT_EQ(run({"batch", (models() / "none*").string(), "--out", out("t.csv")}).status, 2);
}

TEST_F(Batch, EqualContentIsAnalysedOnceAndRowsAreTheSame) {
  const std::string bytes = stl_of_sphere(10, 5000);
  for (int i = 0; i < 30; ++i)
    write_file(models() / "folder-2" / ("copy" + std::to_string(i) + ".stl"), bytes);
  for (const char* const name : {"plain.csv", "plain.jsonl"}) {
    const std::string once = std::string("once-") + name;
    (void)run({"batch", models(), "--out", out(name), "--only", "size"});
    (void)run({"batch", models(), "--out", out(once), "--only", "size", "--dedupe", "--jobs", "4"});
    EXPECT_GT(content(out(name)).size(), 1000u);
    EXPECT_EQ(content(out(name)), content(out(once)));
  }
}

TEST_F(Batch, WhatCannotBeReadIsARowWithAReason) {
  ASSERT_EQ(mkfifo((models() / "folder-3" / "pipe.stl").c_str(), 0600), 0);
  // Only root may make a device.
  const bool device =
      mknod((models() / "folder-3" / "null.stl").c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0;
  fs::create_symlink(models() / "folder-0" / "m0.stl", models() / "folder-3" / "link.stl");
  // Opening the pipe would wait for ever.
  const auto outcome = test::run_program(
      "timeout",
      {"60", test::printgauge_binary(), "batch", "-", "--out", out("t.csv"), "--columns",
       "path,status,error,error_text"},
      {}, (models() / "folder-3").string() + "\n" + out("vanished.stl").string() + "\n");
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  const std::string table = content(out("t.csv"));
  EXPECT_EQ(lines_of(table).size(), device ? 15u : 14u);
  for (const char* const row : {"pipe.stl,refused,unreadable,\"This is a pipe",
                                "link.stl,refused,unreadable,\"This is a symbolic link",
                                "vanished.stl,refused,unreadable,There is no file"})
    EXPECT_NE(table.find(row), std::string::npos) << row << "\n" << table;
}

}  // namespace
}  // namespace pg
