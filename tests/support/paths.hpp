#pragma once
/// Where tests find what is not theirs.

#include <filesystem>
#include <optional>

namespace pg::test {

[[nodiscard]] std::filesystem::path source_dir();  ///< The checkout.
[[nodiscard]] std::filesystem::path printgauge_binary();
/// The shared folder beside the checkout (corpus, suites), where there is one; else
/// PG_SHARED from the environment. Tests that need it skip with `kNoShared` when it is missing.
[[nodiscard]] std::optional<std::filesystem::path> shared_dir();
inline constexpr const char* kNoShared =
    "SKIPPED: needs the shared folder (../shared or PG_SHARED) with other people's model files";

/// A folder of its own, removed with the object.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace pg::test
