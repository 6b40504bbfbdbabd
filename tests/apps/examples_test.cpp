// The examples of docs/examples on a table as it is today, where their interpreter is installed.

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

class Examples : public BatchFiles {
 protected:
  [[nodiscard]] std::string table(const std::string& name) const {
    (void)run({"batch", models(), "--out", out(name), "--columns",
               "path,status,error,class,volume_mm3"});
    return out(name).string();
  }
  [[nodiscard]] static std::string example(const std::string& name) {
    return (test::source_dir() / "docs/examples" / name).string();
  }
  [[nodiscard]] static bool there(const std::string& command) {
    return test::run_program("sh", {"-c", command + " >/dev/null 2>&1"}).status == 0;
  }
};

TEST_F(Examples, SqlFindsTheModelsAndTheRefusals) {
  if (!there("command -v sqlite3")) GTEST_SKIP() << "SKIPPED: sqlite3 is not installed";
  const auto outcome =
      test::run_program("sqlite3", {table("t.sqlite")}, {}, content(example("profile.sql")));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("|40|"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("unsupported|1"), std::string::npos) << outcome.out;
}

TEST_F(Examples, PandasFindsTheModelsAndTheRefusals) {
  if (!there("python3 -c 'import pandas'")) GTEST_SKIP() << "SKIPPED: pandas is not installed";
  const auto outcome = test::run_program("python3", {example("profile.py"), table("t.csv")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("1 of 41 models were refused"), std::string::npos) << outcome.out;
}

TEST_F(Examples, RFindsTheModelsAndTheRefusals) {
  if (!there("command -v Rscript")) GTEST_SKIP() << "SKIPPED: R is not installed";
  const auto outcome = test::run_program("Rscript", {example("profile.R"), table("t.csv")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("1 of 41 models were refused"), std::string::npos) << outcome.out;
}

}  // namespace
}  // namespace pg
