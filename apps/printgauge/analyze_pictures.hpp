#pragma once
/// What `analyze` draws beside its reading: --preview and --sheet.

#include <memory>
#include <set>
#include <string>
#include <variant>

#include "apps/printgauge/command.hpp"
#include "geometry/result.hpp"
#include "pipeline/analyze.hpp"

namespace pg::app {

struct PictureFlags {
  std::string preview_dir;
  std::string sheet_dir;
  bool faces = false;
};

void add_picture_options(CLI::App& app, const std::shared_ptr<PictureFlags>& flags);

/// Makes the folders. Error: a sentence for a usage message.
[[nodiscard]] Result<std::monostate> prepared(const PictureFlags& flags);

/// Writes what was asked for, named like the model file (heart.stl: heart.png, heart.html; a second
/// heart gets a number). Says on stderr what could not be written and returns false.
class PictureWriter {
 public:
  explicit PictureWriter(const PictureFlags& flags) : flags_(flags) {}
  [[nodiscard]] bool wanted() const {
    return !flags_.preview_dir.empty() || !flags_.sheet_dir.empty();
  }
  bool write(const Subject& subject, const Reading& reading, const std::string& model_file);

 private:
  std::string stem_for(const std::string& model_file);

  PictureFlags flags_;
  std::set<std::string> used_;
};

}  // namespace pg::app
