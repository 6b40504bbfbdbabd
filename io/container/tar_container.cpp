#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <langinfo.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "io/container/container.hpp"

namespace pg {
namespace {

Error damaged() {
  return {ErrorCode::kMalformed,
          "The tar archive cannot be read to its end (it is cut off or damaged); copy it again."};
}

/// An open descriptor as libarchive reads it.
struct Input {
  explicit Input(int number) : descriptor(number) {
    struct stat status {};
    if (fstat(number, &status) == 0) bytes = status.st_size;
  }
  ~Input() { close(descriptor); }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  static la_ssize_t read(archive* /*tar*/, void* self, const void** buffer) {
    auto& input = *static_cast<Input*>(self);
    ssize_t got = 0;
    do got = pread(input.descriptor, input.block.data(), input.block.size(), input.at);
    while (got < 0 && errno == EINTR);
    if (got > 0) input.at += got;
    *buffer = input.block.data();
    return got;
  }
  /// What is left out of a body that is cut off is then missing, as it should be.
  static la_int64_t skip(archive* /*tar*/, void* self, la_int64_t wanted) {
    auto& input = *static_cast<Input*>(self);
    const la_int64_t done = std::clamp<la_int64_t>(input.bytes - input.at, 0, wanted);
    input.at += done;
    return done;
  }

  int descriptor;
  la_int64_t bytes = 0;
  la_int64_t at = 0;
  std::vector<char> block = std::vector<char>(std::size_t{1} << 18);
};

class TarContainer : public Container {
 public:
  TarContainer(std::unique_ptr<Input> input, const ReadLimits& limits)
      : input_(std::move(input)), tar_(archive_read_new()), limits_(limits) {}
  ~TarContainer() override { archive_read_free(tar_); }
  TarContainer(const TarContainer&) = delete;
  TarContainer& operator=(const TarContainer&) = delete;

  [[nodiscard]] bool begin() {
    // Only what runs inside this process: other filters of libarchive start programs.
    archive_read_support_format_tar(tar_);
    archive_read_support_filter_gzip(tar_);
    archive_read_support_filter_bzip2(tar_);
    archive_read_support_filter_xz(tar_);
    archive_read_support_filter_zstd(tar_);
    archive_read_set_read_callback(tar_, Input::read);
    archive_read_set_skip_callback(tar_, Input::skip);
    archive_read_set_callback_data(tar_, input_.get());
    return archive_read_open1(tar_) == ARCHIVE_OK;
  }

  Result<std::optional<Entry>> next() override {
    // What is skipped of a compressed archive is unpacked all the same.
    if (skipping_ > limits_.inflated_bytes_max && compressed()) return endless();
    const int status = archive_read_next_header(tar_, &entry_);
    if (bomb(unpacked(), packed(), limits_)) return endless();
    if (status == ARCHIVE_EOF) return std::optional<Entry>();
    if (status < ARCHIVE_WARN) return damaged();
    if (position_ >= limits_.archive_entries_max)
      return too_many_entries(limits_.archive_entries_max);
    skipping_ = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry_), 0));
    Entry entry{.name = name(), .position = position_, .bytes = skipping_,
                .refused = why_refused()};
    ++position_;
    return std::optional<Entry>(std::move(entry));
  }

  Result<BigVector<std::byte>> read(std::uint64_t position) override {
    PG_CHECK(position_ <= position);
    while (position_ <= position) {
      const auto entry = next();
      if (!entry) return entry.error();
      if (!*entry)
        return Error{ErrorCode::kMalformed, "The archive has changed since its list was made."};
    }
    if (auto error = why_refused()) return *error;
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
    const char* name = archive_entry_pathname(entry_);
    if (name == nullptr) name = archive_entry_pathname_utf8(entry_);
    return name == nullptr ? std::string() : as_utf8(name);
  }
  [[nodiscard]] std::optional<Error> why_refused() const {
    if (archive_entry_hardlink(entry_) != nullptr) return not_a_file(true);
    const auto kind = archive_entry_filetype(entry_);
    if (kind != AE_IFREG) return not_a_file(kind == AE_IFLNK);
    // A few bytes can claim any size in holes.
    if (archive_entry_sparse_count(entry_) > 0)
      return Error{ErrorCode::kUnsupported,
                   "This entry is stored with holes, which is not read; pack it without --sparse."};
    return over_limits(skipping_, skipping_, limits_);
  }
  [[nodiscard]] bool compressed() const { return archive_filter_count(tar_) > 1; }
  [[nodiscard]] std::uint64_t unpacked() const {
    return static_cast<std::uint64_t>(archive_filter_bytes(tar_, 0));
  }
  [[nodiscard]] std::uint64_t packed() const {
    return static_cast<std::uint64_t>(archive_filter_bytes(tar_, -1));
  }
  [[nodiscard]] static Error endless() {
    return {ErrorCode::kTooLarge,
            "The archive unpacks to far more than its size; the rest of it is not read. Do not "
            "trust it, or raise --max-inflate-ratio and --max-inflated-bytes."};
  }

  std::unique_ptr<Input> input_;
  archive* tar_;
  archive_entry* entry_ = nullptr;
  ReadLimits limits_;
  std::uint64_t position_ = 0;  ///< Of the next header.
  std::uint64_t skipping_ = 0;  ///< Bytes of the current entry not yet read.
};

}  // namespace

void keep_alphabets() {
  // libarchive converts names of pax headers between these two; the first converter that is asked
  // for makes the library read its list of them.
  const std::string own = nl_langinfo(CODESET);
  const std::string utf8 = "UTF-8";
  for (const bool back : {false, true}) {
    const iconv_t converter = iconv_open((back ? utf8 : own).c_str(), (back ? own : utf8).c_str());
    if (converter != reinterpret_cast<iconv_t>(-1)) iconv_close(converter);
  }
}

Result<std::unique_ptr<Container>> open_tar(int descriptor, const ReadLimits& limits) {
  auto container = std::make_unique<TarContainer>(std::make_unique<Input>(descriptor), limits);
  if (!container->begin())
    return Error{ErrorCode::kUnreadable, "The archive cannot be opened or is no tar archive."};
  return std::unique_ptr<Container>(std::move(container));
}

}  // namespace pg
