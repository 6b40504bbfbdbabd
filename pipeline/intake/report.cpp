#include "pipeline/intake/report.hpp"

#include <cstring>

#include "pipeline/record/durable.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 16;  // 64 bits: no two contents of a site share them

Error trouble(int reason) {
  return {ErrorCode::kStore, std::string("The report of a model cannot be written: ") +
                                 std::strerror(reason) +
                                 "; check the space and the rights of the folder of --report."};
}

}  // namespace

Result<Ok> Reports::prepare() const {
  if (const int reason = make_folders(folder_, 0777); reason != 0) return trouble(reason);
  return ok();
}

fs::path Reports::stem(const std::string& case_id, const std::string& sha256) const {
  return folder_ / case_id / sha256.substr(0, kHashDigits);
}

Result<Ok> Reports::write(const std::string& case_id, const std::string& sha256,
                          const std::string& reading, const WorkerPictures& pictures) const {
  constexpr unsigned kMode = 0640;
  const fs::path path = stem(case_id, sha256);
  if (const int reason = make_folders(path.parent_path(), 0777); reason != 0)
    return trouble(reason);
  const std::pair<const char*, const std::string*> files[] = {{".png", &pictures.preview_png},
                                                              {".html", &pictures.sheet_html},
                                                              {".json", &reading}};
  for (const auto& [suffix, content] : files) {
    if (content->empty()) continue;
    if (const int reason = replace_file(path.string() + suffix, *content, kMode); reason != 0)
      return trouble(reason);
  }
  if (const int reason = sync_folder(path.parent_path()); reason != 0) return trouble(reason);
  return ok();
}

bool Reports::complete(const std::string& case_id, const std::string& sha256) const {
  std::error_code error;
  return fs::exists(stem(case_id, sha256).string() + ".json", error);
}

}  // namespace pg
