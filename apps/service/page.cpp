#include "apps/service/page.hpp"

#include <fstream>
#include <sstream>

#include "apps/service/digest.hpp"

namespace pg::service {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{16} << 20;
constexpr std::size_t kFilesMax = 200;

/// No script but our own files, nothing from elsewhere, in nobody's frame.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

constexpr const char* kMissing =
    "<!doctype html><meta charset=\"utf-8\"><title>printgauge</title><h1>The page is not "
    "built</h1><p>The API under /v1/ works. <code>./dev page</code> builds the page (it needs "
    "Node); then start <code>printgauge serve</code> again.</p>";

std::string type_of(const fs::path& path) {
  const std::string suffix = path.extension().string();
  if (suffix == ".html") return "text/html; charset=utf-8";
  if (suffix == ".js") return "text/javascript; charset=utf-8";
  if (suffix == ".css") return "text/css; charset=utf-8";
  if (suffix == ".svg") return "image/svg+xml";
  if (suffix == ".woff2") return "font/woff2";
  return "application/octet-stream";
}

}  // namespace

Page Page::load(const fs::path& folder) {
  Page page;
  std::error_code failed;
  if (folder.empty() || !fs::exists(folder / "index.html", failed)) return page;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
    if (!entry.is_regular_file(failed) || entry.file_size(failed) > kFileBytesMax) continue;
    if (page.files_.size() == kFilesMax) break;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    page.files_[entry.path().lexically_relative(folder).generic_string()] = {
        .type = type_of(entry.path()),
        .tag = "\"" + sha256_hex(bytes.str()).substr(0, 16) + "\"",
        .bytes = std::make_shared<const std::string>(bytes.str())};
  }
  return page;
}

Response Page::answer(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD")
    return problem(405, "The page is only read.");
  std::string name;
  for (const std::string& segment : request.path) name += (name.empty() ? "" : "/") + segment;
  if (name.empty()) name = "index.html";
  Response response;
  response.headers = {{"Content-Security-Policy", kPolicy}, {"Cache-Control", "no-cache"}};
  if (!present() && name == "index.html") {
    response.type = "text/html; charset=utf-8";
    response.body = std::make_shared<const std::string>(kMissing);
    return response;
  }
  const auto found = files_.find(name);
  if (found == files_.end()) return problem(404, "There is nothing at this address.");
  response.type = found->second.type;
  response.headers.emplace_back("ETag", found->second.tag);
  if (request.header("if-none-match") == found->second.tag) {
    response.status = 304;
  } else {
    response.body = found->second.bytes;
  }
  return response;
}

}  // namespace pg::service
