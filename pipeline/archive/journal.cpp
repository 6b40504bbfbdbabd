#include "pipeline/archive/journal.hpp"

#include <algorithm>

namespace pg {
namespace {

// The first byte of a record.
constexpr char kHeader = 'H', kSource = 'L', kListEnd = 'E', kRow = 'R', kSame = 'S';
constexpr std::uint64_t kLayout = 1;  // of the records below

class Writer {
 public:
  explicit Writer(char kind) : body_(1, kind) {}
  Writer& number(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) body_ += static_cast<char>(value >> (8 * i) & 0xFF);
    return *this;
  }
  Writer& text(std::string_view value) {
    number(value.size());
    body_ += value;
    return *this;
  }
  Writer& texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const std::string& value : values) text(value);
    return *this;
  }
  [[nodiscard]] const std::string& body() const { return body_; }

 private:
  std::string body_;
};

/// Records are whole by their checksum; what does not fit is of another layout and reads as 0.
class Reader {
 public:
  explicit Reader(std::string_view body) : rest_(body.substr(1)) {}
  std::uint64_t number() {
    if (rest_.size() < 8) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
      value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    rest_.remove_prefix(8);
    return value;
  }
  std::string text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) return {};
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  std::vector<std::string> texts() {
    const std::uint64_t count = number();
    std::vector<std::string> values;
    for (std::uint64_t i = 0; i < count && !rest_.empty(); ++i) values.push_back(text());
    return values;
  }

 private:
  std::string_view rest_;
};

std::string body_of(const Source& source) {
  Writer writer(kSource);
  writer.number(source.number)
      .text(source.path)
      .text(source.entry)
      .number(source.position)
      .number(source.bytes)
      .number(source.refused ? 1 : 0);
  if (source.refused)
    writer.number(static_cast<std::uint64_t>(source.refused->code)).text(source.refused->message);
  return writer.body();
}

Source source_of(Reader reader) {
  Source source;
  source.number = reader.number();
  source.path = reader.text();
  source.entry = reader.text();
  source.position = reader.number();
  source.bytes = reader.number();
  if (reader.number() != 0) {
    const auto code = static_cast<ErrorCode>(reader.number());
    source.refused = Error{code, reader.text()};
  }
  return source;
}

Row row_of(Reader reader) {
  Row row;
  row.refused = reader.number() != 0;
  row.content = reader.text();
  row.cells = reader.texts();
  return row;
}

Error about(const std::string& path, const Error& error) {
  return {ErrorCode::kStore, "The journal '" + path + "': " + error.message + "."};
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::begin(const std::string& path, JournalHeader header,
                                                std::vector<Source> sources, std::uint64_t total) {
  std::unique_ptr<Journal> journal(new Journal);
  auto file = RecordFile::create(path);
  if (!file) return about(path, file.error());
  journal->file_ = std::move(*file);
  RecordFile& records = *journal->file_;
  records.put(Writer(kHeader)
                  .number(kLayout)
                  .text(header.run)
                  .text(header.list)
                  .number(header.shard)
                  .number(header.shards)
                  .texts(header.columns)
                  .body());
  constexpr std::uint64_t kFlushBytes = 1 << 20;
  for (const Source& source : sources) {
    records.put(body_of(source));
    if (records.waiting_bytes() < kFlushBytes) continue;
    if (const auto written = records.flush(); !written) return about(path, written.error());
  }
  records.put(Writer(kListEnd).number(total).body());
  if (const auto written = records.flush(); !written) return about(path, written.error());
  journal->header_ = std::move(header);
  journal->places_.assign(sources.size(), 0);
  journal->sources_ = std::move(sources);
  journal->total_ = total;
  return journal;
}

Result<std::unique_ptr<Journal>> Journal::resume(const std::string& path) {
  return read(path, true);
}

Result<std::unique_ptr<Journal>> Journal::open_to_read(const std::string& path) {
  return read(path, false);
}

Result<std::unique_ptr<Journal>> Journal::read(const std::string& path, bool write) {
  std::unique_ptr<Journal> journal(new Journal);
  const auto visit = [&](std::string_view body, std::uint64_t offset) {
    journal->take(body, offset);
  };
  auto file = write ? RecordFile::open(path, visit) : RecordFile::open_to_read(path, visit);
  if (!file) return about(path, file.error());
  journal->file_ = std::move(*file);
  if (!journal->list_is_whole_) journal->header_ = {};
  return journal;
}

void Journal::take(std::string_view body, std::uint64_t offset) {
  if (body.empty()) return;
  Reader reader(body);
  if (body[0] == kHeader && offset == 0) {
    if (reader.number() != kLayout) return;
    header_.run = reader.text();
    header_.list = reader.text();
    header_.shard = static_cast<std::uint32_t>(reader.number());
    header_.shards = static_cast<std::uint32_t>(reader.number());
    header_.columns = reader.texts();
  } else if (body[0] == kSource && !list_is_whole_) {
    sources_.push_back(source_of(reader));
  } else if (body[0] == kListEnd) {
    total_ = reader.number();
    places_.assign(sources_.size(), 0);
    list_is_whole_ = true;
  } else if ((body[0] == kRow || body[0] == kSame) && list_is_whole_) {
    const std::uint64_t source = reader.number();
    // The first row counts, should there ever be two.
    if (source < places_.size() && places_[source] == 0) places_[source] = offset;
  }
}

std::size_t Journal::row_count() const {
  return static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(),
                                                [](std::uint64_t place) { return place != 0; }));
}

Result<Ok> Journal::append(std::size_t source, const Row& row) {
  const std::uint64_t offset = file_->put(Writer(kRow)
                                              .number(source)
                                              .number(row.refused ? 1 : 0)
                                              .text(row.content)
                                              .texts(row.cells)
                                              .body());
  const auto written = file_->flush();
  if (written) places_[source] = offset;
  return written;
}

Result<Ok> Journal::append_same(std::size_t source, std::size_t earlier) {
  PG_CHECK(has_row(earlier));
  const std::uint64_t offset = file_->put(Writer(kSame).number(source).number(earlier).body());
  const auto written = file_->flush();
  if (written) places_[source] = offset;
  return written;
}

Result<Row> Journal::row(std::size_t source) const {
  PG_CHECK(has_row(source));
  // A row may point at an earlier one, and that, after a run was resumed, at one earlier still.
  for (std::uint64_t place = places_[source];;) {
    const auto body = file_->read(place);
    if (!body) return body.error();
    Reader reader(*body);
    (void)reader.number();
    if ((*body)[0] == kRow) return row_of(reader);
    const std::uint64_t earlier = reader.number();
    if (earlier >= places_.size() || places_[earlier] == 0 || places_[earlier] >= place) break;
    place = places_[earlier];
  }
  return Error{ErrorCode::kStore, "A row of it points at nothing"};
}

}  // namespace pg
