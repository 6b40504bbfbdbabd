#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "io/file.hpp"
#include "tests/io/read_text.hpp"
#include "tests/support/dicom_file.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

using test::DicomWriter;

/// One triangle with a longest side of `size`.
std::string stl(double size) {
  const std::string side = std::to_string(size);
  return "solid " + std::string(test::kPatientName) +
         "\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex " + side +
         " 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid\n";
}
const std::string kObj = "v 0 0 0\nv 120 0 0\nv 0 1 0\nf 1 2 3";  // odd length: gets a zero byte

void expect_no_person(const Result<Model>& model) {
  std::string said;
  if (!model) said = model.error().message;
  if (model)
    for (const Finding& finding : model->findings) said += finding.text + finding.hint;
  for (const std::string_view word : {std::string_view("MUSTER"), std::string_view("MRN")})
    EXPECT_EQ(said.find(word), std::string::npos) << said;
}

std::vector<DicomWriter> writers() {
  std::vector<DicomWriter> all;
  for (const bool undefined : {false, true}) {
    all.push_back({.explicit_vr = true, .big_endian = false, .undefined_lengths = undefined});
    all.push_back({.explicit_vr = false, .big_endian = false, .undefined_lengths = undefined});
    all.push_back({.explicit_vr = true, .big_endian = true, .undefined_lengths = undefined});
  }
  return all;
}

TEST(Dicom, StlAndObjAreReadInEveryEncoding) {
  for (const DicomWriter& writer : writers())
    for (const auto& [sop_class, document] :
         {std::pair{test::kEncapsulatedStl, stl(120)}, std::pair{test::kEncapsulatedObj, kObj}}) {
      const auto model = test::read_text(writer.encapsulate(sop_class, "mm", document), "any name");
      ASSERT_TRUE(model) << model.error().message;
      EXPECT_EQ(model->format_id, "dicom");
      EXPECT_EQ(model->triangle_count(), 1u);
      EXPECT_EQ(test::corners_of(model->parts[0], 0)[1], Vec3(120, 0, 0));
      EXPECT_EQ(model->declared_unit, LengthUnit::kMillimetre);
      expect_no_person(model);
    }
}

TEST(Dicom, BinaryStlIsReadFromWithin) {
  std::string binary(84 + 50, '\0');
  binary[80] = 1;
  const float corners[9] = {0, 0, 0, 120, 0, 0, 0, 1, 0};
  binary.replace(96, sizeof corners, reinterpret_cast<const char*>(corners), sizeof corners);
  const auto model =
      test::read_text(DicomWriter{}.encapsulate(test::kEncapsulatedStl, "cm", binary), "x");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->triangle_count(), 1u);
  EXPECT_EQ(model->declared_unit, LengthUnit::kCentimetre);
}

TEST(Dicom, MicrometresAreBelievedOnlyWhereTheyGiveAnatomy) {
  // What DCMTK writes unasked: a heart of 120 mm as 120 um.
  const auto doubtful =
      test::read_text(DicomWriter{}.encapsulate(test::kEncapsulatedStl, "um", stl(120)), "x");
  ASSERT_TRUE(doubtful);
  EXPECT_FALSE(doubtful->declared_unit);
  ASSERT_TRUE(test::has_finding(*doubtful, "dicom_unit_doubtful", Severity::kWarning));
  const std::string& text = doubtful->findings.back().text;
  EXPECT_NE(text.find("0.12 mm"), std::string::npos) << text;  // both readings are told
  EXPECT_NE(text.find("120 mm"), std::string::npos) << text;

  const auto real =
      test::read_text(DicomWriter{}.encapsulate(test::kEncapsulatedStl, "um", stl(120'000)), "x");
  ASSERT_TRUE(real);
  EXPECT_EQ(real->declared_unit, LengthUnit::kMicron);
}

TEST(Dicom, UnitCodesAreCaseSensitiveAndMissingOnesAreReported) {
  const auto unit_of = [](std::string_view code) {
    const auto model =
        test::read_text(DicomWriter{}.encapsulate(test::kEncapsulatedStl, code, stl(10)), "x");
    return std::pair(model->declared_unit,
                     test::has_finding(*model, "dicom_unit_missing", Severity::kWarning));
  };
  EXPECT_EQ(unit_of("[in_i]"), std::pair(std::optional(LengthUnit::kInch), false));
  EXPECT_EQ(unit_of("MM"), std::pair(std::optional<LengthUnit>(), true));
  EXPECT_EQ(unit_of("furlong"), std::pair(std::optional<LengthUnit>(), true));
  EXPECT_EQ(unit_of(""), std::pair(std::optional<LengthUnit>(), true));
}

TEST(Dicom, TheCommentOfAnObjCountsMoreThanTheHeader) {
  const auto model = test::read_text(
      DicomWriter{}.encapsulate(test::kEncapsulatedObj, "um",
                                "# 1 unit = 1000.000000 mm\nv 0 0 0\nv .12 0 0\nv 0 1 0\nf 1 2 3"),
      "x");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->declared_mm_per_unit, 1000.0);
  EXPECT_FALSE(model->declared_unit);
}

TEST(Dicom, MirroredModelsAreReported) {
  std::string file = DicomWriter{}.encapsulate(test::kEncapsulatedObj, "mm", kObj);
  file.replace(file.rfind("NO"), 2, "YE");
  EXPECT_FALSE(
      test::has_finding(*test::read_text(file, "x"), "dicom_mirrored", Severity::kWarning));
  const DicomWriter writer;
  const auto model = test::read_text(
      writer.file(test::kEncapsulatedObj, writer.element(0x0042, 0x0011, "OB", kObj) +
                                              writer.element(0x0068, 0x7002, "CS", "YES")),
      "x");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_TRUE(test::has_finding(*model, "dicom_mirrored", Severity::kWarning));
}

TEST(Dicom, OtherObjectsAreRefusedInASentence) {
  const auto refusal = [](std::string_view sop_class, const std::string& document) {
    const auto model =
        test::read_text(DicomWriter{}.encapsulate(sop_class, "mm", document), "x.stl");
    EXPECT_FALSE(model);
    expect_no_person(model);
    return model ? std::string() : model.error().message;
  };
  EXPECT_NE(refusal(test::kCtImage, stl(120)).find("image"), std::string::npos);
  EXPECT_NE(refusal(test::kEncapsulatedMtl, "newmtl x").find("MTL"), std::string::npos);
  EXPECT_NE(refusal(test::kEncapsulatedStl, "").find("empty"), std::string::npos);
  EXPECT_NE(refusal(test::kEncapsulatedStl, "solid x\nfacet").find("cut short"), std::string::npos);
  // Nothing is read by the wrong reader, and no DICOM file inside another.
  refusal(test::kEncapsulatedObj, stl(120));
  refusal(test::kEncapsulatedStl,
          DicomWriter{}.encapsulate(test::kEncapsulatedStl, "mm", stl(120)));
}

TEST(Dicom, TheLimitsHoldInside) {
  ReadLimits limits;
  limits.triangles_max = 0;
  const auto model =
      test::read_text(DicomWriter{}.encapsulate(test::kEncapsulatedObj, "mm", kObj), "x", limits);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kTooLarge);
}

TEST(Dicom, DeepNestingIsRefusedAndNoStackRunsOut) {
  // 400 kB of this make DCMTK 3.6.7 overflow its stack.
  const DicomWriter writer;
  std::string nested;
  for (int i = 0; i < 1'000'000; ++i)
    nested += std::string("\x40\0\x55\5SQ\0\0\xFF\xFF\xFF\xFF\xFE\xFF\0\xE0\xFF\xFF\xFF\xFF", 20);
  const auto model = test::read_text(writer.file(test::kEncapsulatedStl, nested), "x");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("deeper"), std::string::npos) << model.error().message;
}

TEST(Dicom, CutAndGarbledFilesAreAnsweredAndNameNobody) {
  std::mt19937 random(7);
  for (const DicomWriter& writer : writers()) {
    const std::string whole = writer.encapsulate(test::kEncapsulatedStl, "mm", stl(120));
    for (std::size_t size = 132; size < whole.size(); ++size)
      expect_no_person(test::read_text(whole.substr(0, size), "x.stl"));
    for (int round = 0; round < 3000; ++round) {
      std::string garbled = whole;
      for (int k = 0; k < 3; ++k)
        garbled[132 + random() % (garbled.size() - 132)] = static_cast<char>(random());
      expect_no_person(test::read_text(garbled, "x.stl"));
    }
  }
}

/// Files by DCMTK, in all its encodings.
TEST(Dicom, FilesByDcmtkAreRead) {
  const test::TempDir dir;
  const std::string in = (dir.path() / "in.stl").string(), out = (dir.path() / "out.dcm").string();
  std::string binary(84 + 50, '\0');
  binary[80] = 1;
  const float corners[9] = {0, 0, 0, 120, 0, 0, 0, 1, 0};
  binary.replace(96, sizeof corners, reinterpret_cast<const char*>(corners), sizeof corners);
  std::ofstream(in, std::ios::binary) << binary;
  for (const char* const syntax : {"+te", "+ti", "+tb"})
    for (const char* const lengths : {"+e", "-e"})
      for (const bool given : {false, true}) {
        std::vector<std::string> arguments = {syntax, lengths,
                                              "+pn",  std::string(test::kPatientName),
                                              "+pi",  std::string(test::kPatientId)};
        if (given) arguments.insert(arguments.end(), {"+mu", "UCUM", "mm", "mm"});
        arguments.insert(arguments.end(), {in, out});
        const auto ran = test::run_program("stl2dcm", arguments);
        if (ran.status == 127) GTEST_SKIP() << "SKIPPED: needs stl2dcm of Debian's dcmtk";
        ASSERT_EQ(ran.status, 0) << ran.err;
        const auto bytes = load_file(out, {});
        const auto model = read_model(*bytes, "out.dcm", {});
        ASSERT_TRUE(model) << model.error().message;
        EXPECT_EQ(test::corners_of(model->parts[0], 0)[1], Vec3(120, 0, 0));
        EXPECT_EQ(model->declared_unit.has_value(), given);
        EXPECT_EQ(test::has_finding(*model, "dicom_unit_doubtful", Severity::kWarning), !given);
        expect_no_person(model);
      }
}

}  // namespace
}  // namespace pg
