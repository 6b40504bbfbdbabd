// `export` and `dicom` as a person calls them; files are read back by other programs.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "testdata/head.hpp"
#include "testdata/shapes.hpp"
#include "tests/apps/record_fixture.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::exists(folder))
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

class Export : public Record {
 protected:
  void SetUp() override {
    drop("case-a/part.stl", shapes::box({20, 10, 10}));
    drop("case-b/part.stl", shapes::box({30, 10, 10}));
    std::ofstream(folder_.path() / "in/case-a/case.json")
        << R"({"schema":"printgauge.case-file/1","stated_by":"ann","answers":{)"
        << R"("indication":"planning","object_type":"anatomic_model",)"
        << R"("anatomic_parts":[{"structure":"Heart"},{"structure":"Aorta"}]}})";
    record();
    std::ofstream(folder_.path() / "map.toml")
        << "[[column]]\nname = \"site\"\n[[column]]\nname = \"case\"\nfrom = \"case.id\"\n"
        << "[[column]]\nname = \"indication\"\nfrom = \"form.indication\"\nrequired = true\n"
        << "[[column]]\nname = \"ml\"\nfrom = \"measured.1.volume_mm3\"\nfactor = 0.001\ndigits = "
           "2\n"
        << "[[column]]\nname = \"further\"\nfrom = \"billing.0560T\"\n";
  }
  Said to_registry(const std::string& more, const std::string& streams = "2>&1") {
    return call("export --registry '" + out().string() + "' --map '" +
                    (folder_.path() / "map.toml").string() + "' " + more,
                streams);
  }
  fs::path out() const { return folder_.path() / "out"; }
};

TEST_F(Export, ADryRunNamesTheMissingFieldsAndWritesNothing) {
  const Said said = to_registry("--dry-run");
  EXPECT_EQ(said.status, 1);
  EXPECT_NE(said.out.find("case-b: indication: required, but nobody has given it."),
            std::string::npos)
      << said.out;
  EXPECT_EQ(said.out.find("case-a: "), std::string::npos);
  EXPECT_NE(said.out.find("1 of 2 records may go out"), std::string::npos);
  EXPECT_TRUE(files_in(out()).empty());
}

TEST_F(Export, TheFileKeepsTheRegistrysByteRules) {
  EXPECT_EQ(to_registry("").status, 1);  // one refused, the other written
  EXPECT_EQ(to_registry("case-a").status, 0);
  const std::vector<fs::path> files = files_in(out());
  ASSERT_EQ(files.size(), 2u);  // a name of its own each time
  for (const fs::path& file : files) {
    EXPECT_EQ(content(file), "|case-a|planning|2.00|1\r\n");
    EXPECT_EQ(fs::status(file).permissions() & fs::perms::mask,
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(file.filename().string().rfind("3dp_case_", 0), 0u);
  }
}

TEST_F(Export, NothingThatMayGoOutLeavesNoFileAndIsSaid) {
  EXPECT_EQ(to_registry("case-b").status, 1);
  EXPECT_TRUE(files_in(out()).empty());
  EXPECT_EQ(to_registry("no-such-case").status, 1);
  EXPECT_EQ(call("export --registry x").status, 2);
  EXPECT_EQ(call("export").status, 2);
  EXPECT_EQ(call("export --billing --csv x").status, 2);
}

TEST_F(Export, TheSheetIsAWorkbookWithTheSameElements) {
  ASSERT_EQ(to_registry("case-a --sheet").status, 0);
  const auto files = files_in(out());
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].extension(), ".xlsx");
  const test::Outcome read = test::run_program(
      "/usr/bin/python3", {"-c",
                           "import sys,openpyxl\n"
                           "print('|'.join('' if c.value is None else c.value for c in "
                           "openpyxl.load_workbook(sys.argv[1]).active[1]))",
                           files[0].string()});
  if (read.err.find("openpyxl") != std::string::npos) GTEST_SKIP() << "SKIPPED: needs python3-openpyxl";
  EXPECT_EQ(read.out, "|case-a|planning|2.00|1\n") << read.err;
}

TEST_F(Export, BillingFhirRedcapAndCsvAreWrittenOnceAndNeverOver) {
  const Json billing = Json::parse(call("export --billing --json case-a").out);
  EXPECT_EQ(billing["units"][1]["units"], 1);
  EXPECT_EQ(call("export --fhir '" + out().string() + "'").status, 0);
  EXPECT_EQ(call("export --redcap '" + out().string() + "'").status, 0);
  const std::string csv = "export --csv '" + (out() / "models.csv").string() + "'";
  EXPECT_EQ(call(csv).status, 0);
  std::set<std::string> names;
  for (const fs::path& file : files_in(out())) names.insert(file.filename());
  EXPECT_EQ(names, (std::set<std::string>{"case-a.fhir.json", "case-b.fhir.json", "models.csv",
                                          "redcap_dictionary.csv", "redcap_records.csv"}));
  EXPECT_EQ(Json::parse(content(out() / "case-a.fhir.json"))["resourceType"], "Bundle");
  EXPECT_EQ(call(csv).status, 3);
}

/// A DICOM file as DCMTK reads it.
Json by_dcmtk(const fs::path& file) {
  const test::Outcome read = test::run_program("/usr/bin/dcm2json", {"-fc", file.string()});
  EXPECT_EQ(read.status, 0) << read.err;
  return Json::parse(read.out, nullptr, false);
}

TEST_F(Export, ADicomObjectIsReadBackByDcmtkWithTheUnitMmAndTheModelItself) {
  if (access("/usr/bin/dcm2json", X_OK) != 0) GTEST_SKIP() << "SKIPPED: needs dcmtk";
  const fs::path model = folder_.path() / "in/case-a/part.stl";
  const fs::path object = folder_.path() / "part.dcm";
  ASSERT_EQ(call("dicom '" + model.string() + "' '" + object.string() + "' --title box").status, 0);
  const Json read = by_dcmtk(object);
  ASSERT_TRUE(read.is_object());
  EXPECT_EQ(read["00080016"]["Value"][0], "1.2.840.10008.5.1.4.1.1.104.3");
  EXPECT_EQ(read["00080060"]["Value"][0], "M3D");
  const Json unit = read["004008EA"]["Value"][0];
  EXPECT_EQ(unit["00080100"]["Value"][0], "mm");
  EXPECT_EQ(unit["00080102"]["Value"][0], "UCUM");
  EXPECT_EQ(read["00420010"]["Value"][0], "box");
  EXPECT_EQ(read["00420012"]["Value"][0], "model/stl");
  EXPECT_EQ(read["00420015"]["Value"][0], 84 + 12 * 50);
  EXPECT_EQ(read["00280301"]["Value"][0], "YES");
  EXPECT_FALSE(read["00100020"].contains("Value"));  // no patient was given
  const std::string stl64 = read["00420011"]["InlineBinary"];
  EXPECT_EQ(stl64.size(), (84u + 12 * 50 + 2) / 3 * 4);  // base64 of the whole document
  // And by ourselves: the same volume, the unit declared.
  const Json reading =
      Json::parse(call("analyze --only volume --json '" + object.string() + "'").out);
  EXPECT_NEAR(reading["values"]["volume_mm3"]["value"].get<double>(), 2000, 1e-6);
  EXPECT_EQ(reading["unit"]["known"], "declared");
  EXPECT_EQ(reading["unit"]["value"], "mm");
  // Nothing is written over.
  EXPECT_EQ(call("dicom '" + model.string() + "' '" + object.string() + "'").status, 3);
}

TEST_F(Export, TheSurfaceOfAFaceIsNotWrittenAsAnonymous) {
  const fs::path model = folder_.path() / "head.stl", object = folder_.path() / "head.dcm";
  const std::vector<std::byte> head = shapes::as_binary_stl(shapes::head_like(4));
  std::ofstream(model, std::ios::binary)
      .write(reinterpret_cast<const char*>(head.data()), static_cast<std::streamsize>(head.size()));
  const std::string files = "'" + model.string() + "' '" + object.string() + "' --units mm";
  EXPECT_EQ(call("dicom " + files + " --anonymous").status, 1);
  EXPECT_FALSE(fs::exists(object));
  EXPECT_EQ(call("dicom " + files).status, 0);
}

TEST_F(Export, ADicomObjectJoinsTheStudyOfAnImageAndOtherUnitsBecomeMm) {
  if (access("/usr/bin/dcm2json", X_OK) != 0) GTEST_SKIP() << "SKIPPED: needs dcmtk";
  const fs::path study = folder_.path() / "study.json";
  std::ofstream(study)
      << R"({"00100010":{"vr":"PN","Value":[{"Alphabetic":"Doe^Jane"}]},)"
      << R"("00100020":{"vr":"LO","Value":["4711"]},"00080050":{"vr":"SH","Value":["A1"]},)"
      << R"("0020000D":{"vr":"UI","Value":["1.2.3.4"]},)"
      << R"("00200052":{"vr":"UI","Value":["1.2.3.5"]}})";
  const fs::path object = folder_.path() / "part.dcm";
  drop("cm.stl", shapes::box({2, 1, 1}));
  ASSERT_EQ(call("dicom --units cm --study '" + study.string() + "' '" +
                 (folder_.path() / "in/cm.stl").string() + "' '" + object.string() + "'")
                .status,
            0);
  const Json read = by_dcmtk(object);
  EXPECT_EQ(read["00100010"]["Value"][0]["Alphabetic"], "Doe^Jane");
  EXPECT_EQ(read["0020000D"]["Value"][0], "1.2.3.4");
  EXPECT_EQ(read["00200052"]["Value"][0], "1.2.3.5");
  const Json reading =
      Json::parse(call("analyze --only volume --json '" + object.string() + "'").out);
  EXPECT_NEAR(reading["values"]["volume_mm3"]["value"].get<double>(), 2000, 1e-6);
  std::ofstream(study) << "{}";
  EXPECT_EQ(call("dicom --study '" + study.string() + "' '" +
                 (folder_.path() / "in/cm.stl").string() + "' x.dcm")
                .status,
            2);
}

}  // namespace
}  // namespace pg
