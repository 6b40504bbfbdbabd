#include <sys/stat.h>
#include <zip.h>

#include "pipeline/archive/container.hpp"

namespace pg {
namespace {

Error damaged(const std::string& what) {
  return {ErrorCode::kMalformed, "The zip archive " + what + "; copy it again."};
}

class ZipContainer : public Container {
 public:
  ZipContainer(zip_t* zip, const ArchiveLimits& limits)
      : zip_(zip), count_(zip_get_num_entries(zip, 0)), limits_(limits) {}
  ~ZipContainer() override { zip_discard(zip_); }

  Result<std::optional<Entry>> next() override {
    if (count_ > static_cast<zip_int64_t>(limits_.entries_max))
      return Error{ErrorCode::kTooLarge,
                   "The archive holds " + std::to_string(count_) +
                       " entries, over the limit; raise --max-archive-entries if that is meant."};
    if (next_ >= static_cast<zip_uint64_t>(count_)) return std::optional<Entry>();
    zip_stat_t stat;
    zip_stat_init(&stat);
    const char* const name = zip_get_name(zip_, next_, ZIP_FL_ENC_RAW);
    if (name == nullptr || zip_stat_index(zip_, next_, 0, &stat) != 0)
      return damaged("has an unreadable directory");
    Entry entry{.name = name, .bytes = stat.size, .refused = why_refused(stat)};
    ++next_;
    return std::optional<Entry>(std::move(entry));
  }

  Result<BigVector<std::byte>> read(std::uint64_t position) override {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(zip_, position, 0, &stat) != 0)
      return damaged("has changed since its list was made");
    if (const auto error = over_limits(stat.size, stat.comp_size, limits_)) return *error;
    zip_file_t* const file = zip_fopen_index(zip_, position, 0);
    if (file == nullptr)
      return Error{ErrorCode::kUnsupported, "This entry is packed in a way that is not read."};
    // No byte more than the directory says is taken, whatever comes out.
    BigVector<std::byte> bytes(stat.size);
    std::size_t have = 0;
    zip_int64_t got = 0;
    while (have < bytes.size() &&
           (got = zip_fread(file, bytes.data() + have, bytes.size() - have)) > 0)
      have += static_cast<std::size_t>(got);
    // The checksum is looked at where reading meets the end.
    std::byte more{};
    const bool at_end = have == bytes.size() && zip_fread(file, &more, 1) == 0;
    zip_fclose(file);
    if (!at_end) return damaged("is damaged at this entry (its data, size or checksum is wrong)");
    return bytes;
  }

  [[nodiscard]] std::uint64_t reach() const override { return 0; }

 private:
  [[nodiscard]] std::optional<Error> why_refused(const zip_stat_t& stat) const {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(zip_, next_, 0, &system, &attributes) == 0 &&
        system == ZIP_OPSYS_UNIX) {
      const mode_t kind = attributes >> 16 & S_IFMT;
      if (kind != 0 && kind != S_IFREG) return not_a_file(kind == S_IFLNK);
    }
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
      return Error{ErrorCode::kUnsupported,
                   "This entry is encrypted; save the archive without a password."};
    return over_limits(stat.size, stat.comp_size, limits_);
  }

  zip_t* zip_;
  zip_int64_t count_;
  ArchiveLimits limits_;
  zip_uint64_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<Container>> open_zip(const std::string& path, const ArchiveLimits& limits) {
  int error = 0;
  zip_t* const zip = zip_open(path.c_str(), ZIP_RDONLY, &error);
  if (zip == nullptr) {
    if (error == ZIP_ER_OPEN || error == ZIP_ER_READ || error == ZIP_ER_NOENT)
      return Error{ErrorCode::kUnreadable, "The archive cannot be opened or read."};
    return damaged("has no sound directory of its entries");
  }
  return std::unique_ptr<Container>(std::make_unique<ZipContainer>(zip, limits));
}

}  // namespace pg
