#pragma once
/// PostgreSQL (by libpqxx) for the files of this folder: a connection, and transactions whose
/// statements take their values as parameters. Inside pipeline/record only; failures are thrown as
/// PostgresError and become Result at the store's edge.

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pg::postgres {

/// The message says what the server said, without what stood in quotes: neither rows nor any part
/// of the address (a password with an unescaped '@' or '/' is taken for a host or a port).
class PostgresError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The connection is gone. Whether a commit in flight took place is not known.
class ConnectionLost : public PostgresError {
 public:
  using PostgresError::PostgresError;
};

/// A parameter as text; PostgreSQL takes its type from where it stands.
class Value {
 public:
  explicit Value(std::string_view text) : text_(text) {}
  explicit Value(const std::string& text) : text_(text) {}
  explicit Value(const char* text) : text_(text) {}
  explicit Value(std::int64_t number) : text_(std::to_string(number)) {}
  explicit Value(std::optional<std::int64_t> number) {
    if (number) text_ = std::to_string(*number);
  }
  explicit Value(std::optional<std::string> text) : text_(std::move(text)) {}
  explicit Value(double number);
  [[nodiscard]] const std::optional<std::string>& text() const { return text_; }  ///< None: NULL.

 private:
  std::optional<std::string> text_;
};

/// What a statement returned.
struct Rows {
  using Row = std::vector<std::optional<std::string>>;
  std::vector<Row> rows;
  std::int64_t touched = 0;  ///< Rows changed.

  [[nodiscard]] bool empty() const { return rows.empty(); }
  [[nodiscard]] std::size_t size() const { return rows.size(); }
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::int64_t number(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::optional<std::int64_t> number_or_null(std::size_t row,
                                                           std::size_t column) const;
  [[nodiscard]] std::optional<double> real(std::size_t row, std::size_t column) const;
};

class Connection {
 public:
  /// Gives up after ten seconds unless the address says otherwise.
  explicit Connection(const std::string& address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  class Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Rolls back unless committed. kView sees one state of all tables throughout.
class Transaction {
 public:
  enum class Kind : std::uint8_t { kWrite, kView };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  template <class... Args>
  Rows run(const char* sql, const Args&... args) {
    return run_values(sql, {Value(args)...});
  }
  Rows run_values(const char* sql, const std::vector<Value>& values);
  void script(const std::string& sql);  ///< Several statements, without parameters or rows.
  void commit();                        ///< On the server's disk when this returns.

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The part of a libpq or server message that may be shown.
[[nodiscard]] std::string plain_reason(std::string_view message);

}  // namespace pg::postgres
