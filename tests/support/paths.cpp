#include "tests/support/paths.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace pg::test {

std::filesystem::path source_dir() {
  return PG_SOURCE_DIR;
}

std::filesystem::path printgauge_binary() {
  return PG_BINARY;
}

std::optional<std::filesystem::path> shared_dir() {
  const char* const given = std::getenv("PG_SHARED");
  const std::filesystem::path path = given ? given : source_dir().parent_path() / "shared";
  if (std::filesystem::exists(path / "corpus" / "index.csv")) return path;
  return std::nullopt;
}

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "printgauge-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace pg::test
