#include "apps/printgauge/analyze_pictures.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/picture/preview.hpp"
#include "pipeline/picture/sheet.hpp"

namespace pg::app {
namespace {

namespace fs = std::filesystem;

bool save(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file) return true;
  fmt::print(stderr, "printgauge analyze: {} cannot be written; is there room, and may you write there?\n",
             path.string());
  return false;
}

std::string today() {
  return fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr)));
}

}  // namespace

void add_picture_options(CLI::App& app, const std::shared_ptr<PictureFlags>& flags) {
  app.add_option("--preview", flags->preview_dir,
                 "Write a PNG a model into this folder: views, walls, supports, the numbers")
      ->type_name("DIR");
  app.add_option("--sheet", flags->sheet_dir,
                 "Write an HTML page a model into this folder; it prints on one A4")
      ->type_name("DIR");
  app.add_flag("--face-pictures", flags->faces, "Draw pictures also of models that show a face");
}

Result<std::monostate> prepared(const PictureFlags& flags) {
  for (const std::string& dir : {flags.preview_dir, flags.sheet_dir}) {
    if (dir.empty()) continue;
    std::error_code failed;
    fs::create_directories(dir, failed);
    if (!fs::is_directory(dir, failed))
      return Error{ErrorCode::kUnreadable,
                   fmt::format("{} is no folder and cannot be made one; name another.", dir)};
  }
  return std::monostate{};
}

bool PictureWriter::write(const Subject& subject, const Reading& reading,
                          const std::string& model_file) {
  if (shows_face(reading) && !flags_.faces) {
    fmt::print(stderr,
               "printgauge analyze: {} shows a face, which tells who a person is: no picture is made "
               "(--face-pictures allows it).\n",
               model_file);
    return true;
  }
  const std::string stem = stem_for(model_file);
  bool all_written = true;
  if (!flags_.preview_dir.empty())
    all_written &= save(fs::path(flags_.preview_dir) / (stem + ".png"), preview_png(subject, reading));
  if (!flags_.sheet_dir.empty())
    all_written &= save(fs::path(flags_.sheet_dir) / (stem + ".html"),
                        sheet_html(subject, reading, {.case_id = "", .model = 1, .models = 1, .date = today()}));
  return all_written;
}

std::string PictureWriter::stem_for(const std::string& model_file) {
  const std::string stem = fs::path(model_file).stem().string();
  std::string name = stem;
  for (int number = 2; !used_.insert(name).second; ++number)
    name = fmt::format("{}-{}", stem, number);
  return name;
}

}  // namespace pg::app
