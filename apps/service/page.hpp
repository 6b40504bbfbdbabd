#pragma once
/// The page's files, read once at the start: a request can name only what was there then, so that
/// no path leads out of the folder.

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "apps/service/message.hpp"

namespace pg::service {

class Page {
 public:
  /// Of a folder without index.html, and of no folder: a page that says how to build it.
  static Page load(const std::filesystem::path& folder);

  [[nodiscard]] Response answer(const Request& request) const;
  [[nodiscard]] bool present() const { return files_.count("index.html") != 0; }

 private:
  struct File {
    std::string type;
    std::string tag;
    std::shared_ptr<const std::string> bytes;
  };
  std::map<std::string, File> files_;
};

}  // namespace pg::service
