#include <archive.h>
#include <archive_entry.h>

#include <filesystem>

#include "pipeline/archive/container.hpp"

namespace pg {
namespace {

Error damaged() {
  return {ErrorCode::kMalformed,
          "The tar archive cannot be read to its end (it is cut off or damaged); copy it again."};
}

class TarContainer : public Container {
 public:
  TarContainer(archive* tar, std::uint64_t file_bytes, const ArchiveLimits& limits)
      : tar_(tar), file_bytes_(file_bytes), limits_(limits) {}
  ~TarContainer() override { archive_read_free(tar_); }

  Result<std::optional<Entry>> next() override {
    // The bodies of entries are skipped by reading them, where the archive is compressed.
    if (skipping_ > limits_.inflated_bytes_max) return endless();
    const int status = archive_read_next_header(tar_, &entry_);
    if (status == ARCHIVE_EOF) {
      // Without compression libarchive skips by seeking, which succeeds behind the end as well.
      if (archive_filter_count(tar_) <= 1 && unpacked() > file_bytes_) return damaged();
      return std::optional<Entry>();
    }
    if (status < ARCHIVE_WARN) return damaged();
    if (const auto error = over_limits(unpacked(), packed(), whole_archive())) return endless();
    if (position_ >= limits_.entries_max)
      return Error{ErrorCode::kTooLarge,
                   "The archive holds more than " + std::to_string(limits_.entries_max) +
                       " entries; raise --max-archive-entries if that is meant."};
    ++position_;
    skipping_ = static_cast<std::uint64_t>(archive_entry_size(entry_));
    return std::optional<Entry>(Entry{.name = name(), .bytes = skipping_, .refused = why_refused()});
  }

  Result<BigVector<std::byte>> read(std::uint64_t position) override {
    PG_CHECK(position_ <= position);
    while (position_ <= position) {
      const auto entry = next();
      if (!entry) return entry.error();
      if (!*entry)
        return Error{ErrorCode::kMalformed, "The archive has changed since its list was made."};
    }
    if (const auto error = why_refused()) return *error;
    BigVector<std::byte> bytes(skipping_);
    std::size_t have = 0;
    while (have < bytes.size()) {
      const la_ssize_t got = archive_read_data(tar_, bytes.data() + have, bytes.size() - have);
      if (got <= 0) return damaged();
      have += static_cast<std::size_t>(got);
    }
    skipping_ = 0;
    return bytes;
  }

  [[nodiscard]] std::uint64_t reach() const override { return position_; }

 private:
  [[nodiscard]] std::string name() const {
    const char* name = archive_entry_pathname_utf8(entry_);
    if (name == nullptr) name = archive_entry_pathname(entry_);
    return name == nullptr ? std::string() : std::string(name);
  }
  [[nodiscard]] std::optional<Error> why_refused() const {
    if (archive_entry_hardlink(entry_) != nullptr) return not_a_file(true);
    const auto kind = archive_entry_filetype(entry_);
    if (kind != AE_IFREG) return not_a_file(kind == AE_IFLNK);
    // A few bytes can claim any size in holes.
    if (archive_entry_sparse_count(entry_) > 0)
      return Error{ErrorCode::kUnsupported,
                   "This entry is stored with holes, which is not read; pack it without --sparse."};
    if (archive_entry_is_encrypted(entry_) > 0)
      return Error{ErrorCode::kUnsupported,
                   "This entry is encrypted; save the archive without a password."};
    return over_limits(skipping_, skipping_, limits_);
  }
  [[nodiscard]] std::uint64_t unpacked() const {
    return static_cast<std::uint64_t>(archive_filter_bytes(tar_, 0));
  }
  [[nodiscard]] std::uint64_t packed() const {
    return static_cast<std::uint64_t>(archive_filter_bytes(tar_, -1));
  }
  /// The archive as a whole has no size limit, only that of its ratio.
  [[nodiscard]] ArchiveLimits whole_archive() const {
    ArchiveLimits limits = limits_;
    limits.input_bytes_max = ~std::size_t{0};
    return limits;
  }
  [[nodiscard]] Error endless() const {
    return {ErrorCode::kTooLarge,
            "The archive unpacks to far more than its size; the rest of it is not read. Do not "
            "trust it, or raise --max-inflate-ratio and --max-inflated-bytes."};
  }

  archive* tar_;
  archive_entry* entry_ = nullptr;
  std::uint64_t file_bytes_;
  ArchiveLimits limits_;
  std::uint64_t position_ = 0;  ///< Of the next header.
  std::uint64_t skipping_ = 0;  ///< Bytes of the current entry not yet read.
};

}  // namespace

Result<std::unique_ptr<Container>> open_tar(const std::string& path, const ArchiveLimits& limits) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  archive* const tar = archive_read_new();
  // Only what runs inside this process: other filters of libarchive start programs.
  archive_read_support_format_tar(tar);
  archive_read_support_filter_gzip(tar);
  archive_read_support_filter_bzip2(tar);
  archive_read_support_filter_xz(tar);
  archive_read_support_filter_zstd(tar);
  constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
  auto container = std::make_unique<TarContainer>(tar, error ? 0 : bytes, limits);
  if (archive_read_open_filename(tar, path.c_str(), kBlockBytes) != ARCHIVE_OK)
    return Error{ErrorCode::kUnreadable, "The archive cannot be opened or is no tar archive."};
  return std::unique_ptr<Container>(std::move(container));
}

}  // namespace pg
