#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "pipeline/record/durable.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

namespace {

std::filesystem::path variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::filesystem::path default_state_folder() {
  std::filesystem::path state = variable("XDG_STATE_HOME");
  // The XDG base directory specification: a relative path is invalid and to be ignored.
  if (!state.is_absolute()) state = variable("HOME") / ".local" / "state";
  return state / "printgauge";
}

}  // namespace

std::filesystem::path default_store_path() {
  if (std::filesystem::path given = variable("PRINTGAUGE_STORE"); !given.empty()) return given;
  return default_state_folder() / "record.sqlite";
}

bool is_postgres_address(std::string_view store) {
  return store.starts_with("postgresql://") || store.starts_with("postgres://");
}

Result<std::unique_ptr<Store>> open_store(const std::string& store, StoreMode mode) {
  return is_postgres_address(store) ? open_postgres_store(store, mode)
                                    : open_sqlite_store(store, mode);
}

std::filesystem::path state_folder(const std::string& store) {
  return is_postgres_address(store) ? default_state_folder()
                                    : std::filesystem::absolute(store).parent_path();
}

Result<Ok> make_state_folder(const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::exists(folder)) return ok();
  if (const int reason = make_folders(folder, 0700); reason != 0)
    return Error{ErrorCode::kStore, std::string("The record's folder cannot be made: ") +
                                        std::strerror(reason) +
                                        "; give another place with --store or $XDG_STATE_HOME."};
  return ok();
}

std::string_view shared_file_system(std::uint64_t statfs_type) {
  // From statfs(2) and linux/magic.h.
  static constexpr std::pair<std::uint64_t, std::string_view> kShared[] = {
      {0x6969, "NFS"},        {0xFF534D42, "CIFS (SMB)"},
      {0xFE534D42, "SMB2"},   {0x517B, "SMB"},
      {0x65735546, "FUSE"},   {0x01021997, "9P"},
      {0x00C36400, "Ceph"},   {0x564C, "NCP"},
      {0x5346414F, "AFS"},    {0x73757245, "Coda"},
      {0x0BD00BD0, "Lustre"}, {0x47504653, "GPFS"},
      {0x19830326, "BeeGFS"}, {0x01161970, "GFS2"},
      {0x7461636F, "OCFS2"},
  };
  for (const auto& [magic, name] : kShared)
    if (magic == statfs_type) return name;
  return {};
}

}  // namespace pg
