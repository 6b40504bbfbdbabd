#include "pipeline/record/backup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "pipeline/record/record_copy.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "record.sqlite";
constexpr const char* kKey = "site.key";

Error trouble(const std::string& what, const std::error_code& why) {
  return {ErrorCode::kStore,
          what + (why ? ": " + why.message() : std::string()) + "; check its place and rights."};
}

/// An empty file that only its owner can read.
bool make_private_file(const fs::path& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  close(file);
  return true;
}

std::optional<std::string> content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Copies a file of ours under its mode, on disk when this returns.
Result<Ok> copy_private(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!make_private_file(to) ||
      !fs::copy_file(from, to, fs::copy_options::overwrite_existing, error))
    return trouble("A file of the record cannot be copied", error);
  // copy_file takes the source's mode along.
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return trouble("A file of the record cannot be kept private", error);
  return put_on_disk(to);
}

/// A copy of the backup's record, at this program's schema; removed with the object.
class WorkingCopy {
 public:
  explicit WorkingCopy(const fs::path& state)
      : path_(state / (".restore-" + std::to_string(getpid()) + ".sqlite")) {}
  ~WorkingCopy() {
    std::error_code error;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(path_.string() + suffix, error);
  }
  WorkingCopy(const WorkingCopy&) = delete;
  WorkingCopy& operator=(const WorkingCopy&) = delete;

  Result<Ok> take(const fs::path& from) {
    if (Result<Ok> copied = copy_private(from, path_); !copied) return copied;
    const Result<std::unique_ptr<Store>> current = open_sqlite_store(path_, StoreMode::kCreate);
    if (!current) return current.error();
    const Result<std::vector<std::string>> broken = (*current)->check();
    if (!broken) return broken.error();
    if (broken->empty()) return ok();
    return Error{ErrorCode::kStore, "The backup is damaged (" + broken->front() +
                                        "), and nothing was changed; take another one."};
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

Result<Ok> back_up(Store& store, const fs::path& state, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_empty(folder, error) || error)
    return trouble("The folder for the backup must be new or empty", error);
  fs::permissions(folder, fs::perms::owner_all, error);
  if (fs::exists(state / kKey))
    if (Result<Ok> copied = copy_private(state / kKey, folder / kKey); !copied) return copied;
  const fs::path part = folder / "record.sqlite.part";
  if (!make_private_file(part)) return trouble("The backup cannot be written", error);
  if (Result<Ok> copied = store.copy_into(part); !copied) return copied;
  fs::rename(part, folder / kRecord, error);
  if (error) return trouble("The backup cannot be written", error);
  return put_on_disk(folder / kRecord);
}

Result<Ok> restore(Store& store, const fs::path& state, const fs::path& folder) {
  if (!fs::exists(folder / kRecord))
    return Error{ErrorCode::kStore,
                 "There is no record.sqlite in this folder; give the folder that `printgauge store "
                 "backup` wrote."};
  const std::optional<std::string> key = content(folder / kKey);
  const std::optional<std::string> present = content(state / kKey);
  if (key && present && *key != *present)
    return Error{ErrorCode::kStore,
                 "Another site.key than the backup's lies beside the record, and nothing was "
                 "changed; restore into a new place (--store), or move that key away if no record "
                 "needs it."};
  WorkingCopy copy(state);
  if (Result<Ok> taken = copy.take(folder / kRecord); !taken) return taken;
  if (Result<Ok> filled = store.fill_from(copy.path()); !filled) return filled;
  if (key && !present) return copy_private(folder / kKey, state / kKey);
  return ok();
}

}  // namespace pg
