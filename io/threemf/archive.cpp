#include "io/threemf/archive.hpp"

#include <zip.h>

#include <algorithm>

#include "io/support/words.hpp"

namespace pg::threemf {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
constexpr std::uint64_t kRatioFromBytes = std::uint64_t{1} << 20;

Error damaged(const std::string& what) {
  return {ErrorCode::kMalformed, "The 3MF archive " + what + "; copy or export the file again."};
}

zip_t* open_buffer(std::span<const std::byte> bytes, int flags) {
  zip_error_t error;
  zip_error_init(&error);
  zip_t* archive = nullptr;
  if (zip_source_t* const source =
          zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error)) {
    archive = zip_open_from_source(source, flags, &error);
    if (archive == nullptr) zip_source_free(source);
  }
  zip_error_fini(&error);
  return archive;
}

std::uint32_t load(std::span<const std::byte> bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
  return value;
}

/// Every entry of the directory (plain ZIP, not ZIP64) has a local header of the same name and
/// method, and no two entries overlap (APPNOTE 4.3.7, 4.3.12, 4.3.16).
bool local_headers_agree(std::span<const std::byte> bytes) {
  constexpr std::size_t kEnd = 22, kCentral = 46, kLocal = 30;
  if (bytes.size() < kEnd || load(bytes, bytes.size() - kEnd, 4) != 0x06054B50u) return false;
  const std::size_t end = bytes.size() - kEnd;
  const std::size_t count = load(bytes, end + 10, 2);
  std::size_t at = load(bytes, end + 16, 4);
  const std::size_t directory = at;
  std::vector<std::pair<std::size_t, std::size_t>> stretches;
  for (std::size_t i = 0; i < count; ++i) {
    if (at + kCentral > end || load(bytes, at, 4) != 0x02014B50u) return false;
    const std::size_t name = load(bytes, at + 28, 2);
    const std::size_t packed = load(bytes, at + 20, 4);
    const std::size_t local = load(bytes, at + 42, 4);
    const std::size_t next =
        at + kCentral + name + load(bytes, at + 30, 2) + load(bytes, at + 32, 2);
    if (next > end || local + kLocal + name > directory || load(bytes, local, 4) != 0x04034B50u)
      return false;
    if (load(bytes, local + 26, 2) != name || load(bytes, local + 8, 2) != load(bytes, at + 10, 2))
      return false;
    if (!std::equal(bytes.begin() + static_cast<std::ptrdiff_t>(at + kCentral),
                    bytes.begin() + static_cast<std::ptrdiff_t>(at + kCentral + name),
                    bytes.begin() + static_cast<std::ptrdiff_t>(local + kLocal)))
      return false;
    stretches.emplace_back(local, local + kLocal + name + load(bytes, local + 28, 2) + packed);
    if (stretches.back().second > directory) return false;
    at = next;
  }
  std::sort(stretches.begin(), stretches.end());
  for (std::size_t i = 1; i < stretches.size(); ++i)
    if (stretches[i].first < stretches[i - 1].second) return false;
  return at == end;
}

}  // namespace

std::string folded(std::string_view name) {
  std::string text(name);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

struct Archive::State {
  zip_t* zip = nullptr;
  const ReadLimits* limits = nullptr;
  std::uint64_t inflated = 0;      ///< Over all entries read so far.
  std::vector<std::string> names;  ///< Part names by entry; empty for folders.
  std::vector<std::pair<std::string, std::uint64_t>> by_name;  ///< Folded, sorted.
  ~State() {
    if (zip != nullptr) zip_discard(zip);
  }
};

Archive::Archive(std::unique_ptr<State> state) : state_(std::move(state)) {}
Archive::~Archive() = default;

Result<std::unique_ptr<Archive>> Archive::open(std::span<const std::byte> bytes,
                                               const ReadLimits& limits) {
  auto state = std::make_unique<State>();
  state->limits = &limits;
  // The strict check also takes offence at sizes that some programs write both into a local header
  // and behind the data; then our own, narrower check has to be content.
  state->zip = open_buffer(bytes, ZIP_RDONLY | ZIP_CHECKCONS);
  if (state->zip == nullptr && local_headers_agree(bytes))
    state->zip = open_buffer(bytes, ZIP_RDONLY);
  if (state->zip == nullptr) return damaged("has no sound directory of its entries");
  const zip_int64_t count = zip_get_num_entries(state->zip, 0);
  if (count < 0 || static_cast<std::uint64_t>(count) > limits.zip_entries_max)
    return Error{ErrorCode::kTooLarge,
                 over_limit_words("The 3MF archive holds " + std::to_string(count) + " entries",
                                  limits.zip_entries_max, "--max-zip-entries")};
  state->names.resize(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    const std::string place = "entry " + std::to_string(i);
    zip_stat_t stat;
    zip_stat_init(&stat);
    const char* const name = zip_get_name(state->zip, i, ZIP_FL_ENC_RAW);
    if (name == nullptr || zip_stat_index(state->zip, i, 0, &stat) != 0)
      return damaged("has no readable " + place);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
      return Error{ErrorCode::kUnsupported,
                   "The 3MF archive is encrypted (" + place + "); save it without a password."};
    if ((stat.valid & ZIP_STAT_COMP_METHOD) != 0 && stat.comp_method != ZIP_CM_STORE &&
        stat.comp_method != ZIP_CM_DEFLATE)
      return Error{ErrorCode::kUnsupported,
                   "The 3MF archive packs " + place +
                       " in a way the standard does not allow; export it again."};
    const std::string_view text(name);
    if (text.empty() || text.back() == '/') continue;
    std::string part_name(text);
    if (part_name.front() != '/') part_name.insert(part_name.begin(), '/');
    state->names[i] = std::move(part_name);
    state->by_name.emplace_back(folded(state->names[i]), i);
  }
  std::sort(state->by_name.begin(), state->by_name.end());
  for (std::size_t i = 1; i < state->by_name.size(); ++i)
    if (state->by_name[i].first == state->by_name[i - 1].first)
      return damaged("holds two entries of one name (entries " +
                     std::to_string(state->by_name[i - 1].second) + " and " +
                     std::to_string(state->by_name[i].second) +
                     "), so that it is unclear which one counts");
  return std::unique_ptr<Archive>(new Archive(std::move(state)));
}

std::optional<std::uint64_t> Archive::find(std::string_view part_name) const {
  const std::string wanted = folded(part_name);
  const auto at = std::lower_bound(
      state_->by_name.begin(), state_->by_name.end(), wanted,
      [](const auto& entry, const std::string& name) { return entry.first < name; });
  if (at == state_->by_name.end() || at->first != wanted) return std::nullopt;
  return at->second;
}

std::vector<std::string_view> Archive::names() const {
  std::vector<std::string_view> all;
  for (const std::string& name : state_->names)
    if (!name.empty()) all.emplace_back(name);
  return all;
}

std::optional<Error> Archive::read(
    std::uint64_t entry, const std::function<std::optional<Error>(std::string_view)>& sink) {
  const ReadLimits& limits = *state_->limits;
  const std::string place = "entry " + std::to_string(entry);
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(state_->zip, entry, 0, &stat) != 0) return damaged("has no readable " + place);
  const auto over_ratio = [&](std::uint64_t bytes) {
    return bytes > kRatioFromBytes &&
           static_cast<double>(bytes) >
               limits.inflate_ratio_max *
                   static_cast<double>(std::max<zip_uint64_t>(1, stat.comp_size));
  };
  const auto too_large = [&] {
    return Error{
        ErrorCode::kTooLarge,
        "In the 3MF archive, " + place + " unpacks to more than the limits allow (" +
            std::to_string(limits.inflated_bytes_max) + " bytes, or " +
            std::to_string(static_cast<long>(limits.inflate_ratio_max)) +
            " times its packed size); do not trust this file, or raise --max-inflated-bytes or "
            "--max-inflate-ratio."};
  };
  // What the directory says is believed only to refuse early.
  if (over_ratio(stat.size) || stat.size > limits.inflated_bytes_max) return too_large();
  zip_file_t* const file = zip_fopen_index(state_->zip, entry, 0);
  if (file == nullptr) return damaged("cannot be unpacked at " + place);
  std::vector<char> piece(kPieceBytes);
  std::uint64_t done = 0;
  std::optional<Error> error;
  while (!error) {
    const zip_int64_t got = zip_fread(file, piece.data(), piece.size());
    if (got < 0) error = damaged("is damaged at " + place + " (its data or checksum is wrong)");
    if (got <= 0) break;
    done += static_cast<std::uint64_t>(got);
    state_->inflated += static_cast<std::uint64_t>(got);
    if (done > stat.size) {
      error = damaged("states a wrong size for " + place);
    } else if (over_ratio(done) || state_->inflated > limits.inflated_bytes_max) {
      error = too_large();
    } else {
      error = sink(std::string_view(piece.data(), static_cast<std::size_t>(got)));
    }
  }
  if (!error && done != stat.size) error = damaged("states a wrong size for " + place);
  zip_fclose(file);
  return error;
}

}  // namespace pg::threemf
