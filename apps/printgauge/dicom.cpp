#include <fmt/format.h>
#include <sys/random.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/export_file.hpp"
#include "apps/printgauge/store_option.hpp"
#include "geometry/check.hpp"
#include "io/write/dicom_stl.hpp"
#include "io/write/stl.hpp"
#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/analyze.hpp"
#include "pipeline/record/case.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg::app {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t kStudyBytesMax = 64 << 20;

struct Options {
  std::string model;
  std::string out;
  std::string study;
  std::string title;
  bool mirrored = false;
  bool modified = false;
  bool anonymous = false;
};

std::string fresh_uid() {
  std::uint8_t random[16];
  PG_CHECK(getrandom(random, sizeof random, 0) == sizeof random);
  return dicom_uid(random);
}

/// The first value of an attribute of the DICOM JSON model (PS3.18 F); empty where there is none.
std::string text_in(const Json& image, const char* tag) {
  if (!image.contains(tag) || !image[tag].is_object()) return {};
  const Json values = image[tag].value("Value", Json::array());
  if (!values.is_array() || values.empty()) return {};
  const Json& first = values.front();
  if (first.is_object()) return first.value("Alphabetic", std::string());
  return first.is_string() ? first.get<std::string>() : first.dump();
}

Result<DicomStudy> study_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code failed;
  const Error wrong{ErrorCode::kMalformed,
                    "--study takes one image of the study as JSON: dcm2json IMAGE.dcm STUDY.json "
                    "(dcmtk) writes it."};
  if (!file || std::filesystem::file_size(path, failed) > kStudyBytesMax) return wrong;
  std::ostringstream text;
  text << file.rdbuf();
  Json image = Json::parse(text.str(), nullptr, false);
  if (image.is_array() && image.size() == 1) image = image.front();
  if (!image.is_object()) return wrong;
  DicomStudy study{.patient_name = text_in(image, "00100010"),
                   .patient_id = text_in(image, "00100020"),
                   .patient_birth_date = text_in(image, "00100030"),
                   .patient_sex = text_in(image, "00100040"),
                   .study_date = text_in(image, "00080020"),
                   .study_time = text_in(image, "00080030"),
                   .study_id = text_in(image, "00200010"),
                   .accession_number = text_in(image, "00080050"),
                   .referring_physician = text_in(image, "00080090"),
                   .study_uid = text_in(image, "0020000D"),
                   .frame_of_reference_uid = text_in(image, "00200052")};
  if (study.study_uid.empty()) return wrong;
  return study;
}

Result<DicomStl> object_of(const Options& options) {
  DicomStl object;
  if (!options.study.empty()) {
    Result<DicomStudy> study = study_of(options.study);
    if (!study) return study.error();
    object.study = std::move(*study);
  }
  if (object.study.study_uid.empty()) object.study.study_uid = fresh_uid();
  if (object.study.frame_of_reference_uid.empty())
    object.study.frame_of_reference_uid = fresh_uid();
  object.series_uid = fresh_uid();
  object.instance_uid = fresh_uid();
  object.software_version = version();
  const std::string now = stamp_now("").at;  // 2026-11-28T15:01:37.000Z
  object.content_date = now.substr(0, 4) + now.substr(5, 2) + now.substr(8, 2);
  object.content_time = now.substr(11, 2) + now.substr(14, 2) + now.substr(17, 2);
  object.title = options.title;
  object.mirrored = options.mirrored;
  object.modified = options.modified;
  object.identifies = !options.anonymous;
  return object;
}

int run(const Options& options, AnalyzeFlags flags) {
  Result<DicomStl> object = object_of(options);
  if (!object) return complain("dicom", object.error(), kExitUsage);
  flags.only = {"triangles"};  // the mesh is what is asked for
  flags.process = kDefaultProcess;
  Result<AnalyzeOptions> chosen = checked(flags);
  if (!chosen) return usage_error("dicom", chosen.error());
  std::string stl;
  chosen->on_measured = [&](const Subject& subject, const Reading&) {
    stl = stl_file(subject.mesh());
  };
  const Reading reading = analyze_file(options.model, *chosen);
  if (reading.refused) return complain("dicom", *reading.refused, kExitRefused);
  if (options.anonymous && shows_face(reading)) {
    fmt::print(stderr,
               "printgauge dicom: The surface shows a face, so it is not anonymous: leave out "
               "--anonymous, or cut the face off.\n");
    return kExitRefused;
  }
  for (const Finding& finding : reading.findings) {
    if (finding.id != "unit_suspect" || !flags.units.empty()) continue;
    // A wrong unit in an archive stays wrong for good.
    fmt::print(stderr, "printgauge dicom: {} Say --units, and nothing is guessed.\n", finding.text);
    return kExitRefused;
  }
  const Result<std::string> file = dicom_stl_file(*object, stl);
  if (!file) return complain("dicom", file.error(), kExitUsage);
  if (const Result<Ok> written = write_new(options.out, *file); !written)
    return complain("dicom", written.error());
  fmt::print(stderr, "Written in mm; the unit of the model file was {} ({}).\n", reading.unit.value,
             unit_known_id(reading.unit.known));
  return kExitOk;
}

}  // namespace

std::function<int()> command_dicom(CLI::App& app) {
  app.description("Write a model as a DICOM object (Encapsulated STL) for the archive of images.");
  app.footer(
      "The object holds the model as binary STL in mm, with the unit code mm. Without --study its "
      "patient is\nempty and its study new.\n"
      "Examples:\n"
      "  printgauge dicom heart.stl heart.dcm\n"
      "  dcm2json ct-image.dcm study.json && printgauge dicom heart.3mf heart.dcm --study "
      "study.json");
  const auto options = std::make_shared<Options>();
  const auto flags = std::make_shared<AnalyzeFlags>();
  app.add_option("MODEL", options->model, "Model file (STL, OBJ, 3MF, PLY, DICOM)")->required();
  app.add_option("OUT", options->out, "DICOM file to write; nothing is written over")->required();
  app.add_option("--study", options->study,
                 "An image of the study as JSON (dcm2json writes it): patient, study and frame of "
                 "reference are taken over")
      ->type_name("FILE");
  app.add_option("--title", options->title, "Document title, at most 64 bytes");
  app.add_option("--units", flags->units, "Unit of the model file: mm, cm, m, inch, ...")
      ->type_name("UNIT");
  app.add_flag("--mirrored", options->mirrored, "The model is a mirror image");
  app.add_flag("--modified", options->modified, "The model is on purpose other than the anatomy");
  app.add_flag("--anonymous", options->anonymous,
               "The shape shows no text and no face: Burned In Annotation NO (YES without)");
  return [options, flags] { return run(*options, *flags); };
}

}  // namespace pg::app
