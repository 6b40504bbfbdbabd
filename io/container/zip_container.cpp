#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/container/container.hpp"

namespace pg {
namespace {

Error damaged(const std::string& what) {
  return {ErrorCode::kMalformed, "The zip archive " + what + "; copy it again."};
}

/// An open descriptor as libzip wants to see it. Its own way would open or duplicate files.
class ZipInput {
 public:
  explicit ZipInput(int number) : number_(number) {}
  static zip_int64_t serve(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    return static_cast<ZipInput*>(self)->answer(data, length, command);
  }

 private:
  zip_int64_t answer(void* data, zip_uint64_t length, zip_source_cmd_t command) {
    switch (command) {
      case ZIP_SOURCE_OPEN:
        at_ = 0;
        return 0;
      case ZIP_SOURCE_CLOSE:
        return 0;
      case ZIP_SOURCE_READ:
        return read(data, length);
      case ZIP_SOURCE_STAT:
        return stat(data, length);
      case ZIP_SOURCE_TELL:
        return at_;
      case ZIP_SOURCE_SEEK: {
        struct stat status {};
        if (fstat(number_, &status) != 0) return fail(ZIP_ER_READ);
        const zip_int64_t to = zip_source_seek_compute_offset(
            static_cast<zip_uint64_t>(at_), static_cast<zip_uint64_t>(status.st_size), data, length,
            &error_);
        if (to < 0) return -1;
        at_ = to;
        return 0;
      }
      case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&error_, data, length);
      case ZIP_SOURCE_FREE:
        close(number_);
        delete this;
        return 0;
      case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
            ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
      default:
        return fail(ZIP_ER_OPNOTSUPP);
    }
  }
  zip_int64_t read(void* data, zip_uint64_t length) {
    ssize_t got = 0;
    do got = pread(number_, data, std::min<zip_uint64_t>(length, std::uint64_t{1} << 30), at_);
    while (got < 0 && errno == EINTR);
    if (got < 0) return fail(ZIP_ER_READ);
    at_ += got;
    return got;
  }
  zip_int64_t stat(void* data, zip_uint64_t length) {
    struct stat status {};
    if (length < sizeof(zip_stat_t) || fstat(number_, &status) != 0) return fail(ZIP_ER_READ);
    auto* const out = static_cast<zip_stat_t*>(data);
    zip_stat_init(out);
    out->size = static_cast<zip_uint64_t>(status.st_size);
    out->valid = ZIP_STAT_SIZE;
    return sizeof(zip_stat_t);
  }
  zip_int64_t fail(int code) {
    zip_error_set(&error_, code, errno);
    return -1;
  }

  int number_;
  zip_int64_t at_ = 0;
  zip_error_t error_{};
};

class ZipContainer : public Container {
 public:
  ZipContainer(zip_t* zip, std::uint64_t file_bytes, const ReadLimits& limits)
      : zip_(zip), count_(zip_get_num_entries(zip, 0)), file_bytes_(file_bytes), limits_(limits) {}
  ~ZipContainer() override { zip_discard(zip_); }
  ZipContainer(const ZipContainer&) = delete;
  ZipContainer& operator=(const ZipContainer&) = delete;

  Result<std::optional<Entry>> next() override {
    if (next_ >= static_cast<zip_uint64_t>(count_)) return std::optional<Entry>();
    if (next_ >= limits_.archive_entries_max) return too_many_entries(limits_.archive_entries_max);
    zip_stat_t stat;
    zip_stat_init(&stat);
    const char* const name = zip_get_name(zip_, next_, ZIP_FL_ENC_GUESS);
    if (name == nullptr || zip_stat_index(zip_, next_, 0, &stat) != 0)
      return damaged("has an unreadable directory");
    // Entries that share their packed bytes: each alone looks sound.
    unpacked_ += stat.size;
    if (unpacked_ < stat.size) unpacked_ = ~std::uint64_t{0};
    if (auto error = bomb(unpacked_, file_bytes_, limits_)) return *error;
    Entry entry{.name = as_utf8(name), .position = next_, .bytes = stat.size,
                .refused = why_refused(stat)};
    ++next_;
    return std::optional<Entry>(std::move(entry));
  }

  Result<BigVector<std::byte>> read(std::uint64_t position) override {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(zip_, position, 0, &stat) != 0)
      return damaged("has changed since its list was made");
    if (auto error = over_limits(stat.size, stat.comp_size, limits_)) return *error;
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
  std::uint64_t file_bytes_;
  ReadLimits limits_;
  zip_uint64_t next_ = 0;
  std::uint64_t unpacked_ = 0;
};

}  // namespace

Result<std::unique_ptr<Container>> open_zip(int descriptor, const ReadLimits& limits) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) status.st_size = 0;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source =
      zip_source_function_create(ZipInput::serve, new ZipInput(descriptor), &error);
  zip_t* const zip =
      source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (zip == nullptr && source != nullptr) zip_source_free(source);
  const int code = zip_error_code_zip(&error);
  zip_error_fini(&error);
  if (zip == nullptr) {
    if (code == ZIP_ER_OPEN || code == ZIP_ER_READ)
      return Error{ErrorCode::kUnreadable, "The archive cannot be opened or read."};
    return damaged("has no sound directory of its entries");
  }
  return std::unique_ptr<Container>(
      std::make_unique<ZipContainer>(zip, static_cast<std::uint64_t>(status.st_size), limits));
}

}  // namespace pg
