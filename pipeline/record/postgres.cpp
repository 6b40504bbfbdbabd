#include "pipeline/record/postgres.hpp"

#include <charconv>
#include <pqxx/pqxx>
#include <utility>

namespace pg::postgres {
namespace {

/// Added to an address that does not set them itself. A network that goes silent ends the
/// connection, instead of leaving the program waiting.
constexpr std::pair<std::string_view, std::string_view> kDefaults[] = {
    {"connect_timeout", "10"},
    {"keepalives_idle", "30"},
    {"tcp_user_timeout", "60000"},
    {"application_name", "printgauge"},
};

// What the server does for this session, whatever its configuration says: a commit is on disk when
// it is acknowledged, locks are waited for no longer than on SQLite, and a client whose machine
// went away is noticed within a minute, so that its jobs are free.
constexpr const char* kSession =
    "SET synchronous_commit = on; SET lock_timeout = '10s'; SET client_min_messages = warning; "
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

std::string with_defaults(std::string address) {
  for (const auto& [name, value] : kDefaults) {
    if (address.find(std::string(name) + "=") != std::string::npos) continue;
    address += address.find('?') == std::string::npos ? '?' : '&';
    address.append(name).append("=").append(value);
  }
  return address;
}

/// Runs `work` and turns libpqxx's exceptions into ours. A connection that is closed is lost,
/// whatever was thrown.
template <class Work>
auto translated(pqxx::connection* connection, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const PostgresError&) {
    throw;
  } catch (const pqxx::broken_connection& error) {
    throw ConnectionLost(plain_reason(error.what()));
  } catch (const pqxx::in_doubt_error&) {
    throw ConnectionLost("the connection was lost while a change was being acknowledged");
  } catch (const std::exception& error) {
    if (connection != nullptr && !connection->is_open())
      throw ConnectionLost(plain_reason(error.what()));
    throw PostgresError(plain_reason(error.what()));
  }
}

}  // namespace

std::string plain_reason(std::string_view message) {
  std::string shown;
  bool quoted = false;
  for (const char c : message.substr(0, message.find('\n'))) {
    if (c == '"') {
      if (!quoted) shown += "...";
      quoted = !quoted;
    } else if (!quoted) {
      shown += c;
    }
  }
  // "connection to server at ... failed: FATAL:  reason": the end says what people can act on.
  const std::size_t colon = shown.rfind(": ");
  if (colon == std::string::npos) return shown;
  const std::string last = shown.substr(shown.find_first_not_of(": ", colon) == std::string::npos
                                            ? colon
                                            : shown.find_first_not_of(": ", colon));
  return last == "..." ? shown : last;
}

Value::Value(double number) {
  char digits[32];
  const auto [end, failure] = std::to_chars(std::begin(digits), std::end(digits), number);
  text_ = std::string(digits, end);
}

std::string Rows::text(std::size_t row, std::size_t column) const {
  return rows.at(row).at(column).value_or(std::string());
}

std::int64_t Rows::number(std::size_t row, std::size_t column) const {
  return number_or_null(row, column).value_or(0);
}

std::optional<std::int64_t> Rows::number_or_null(std::size_t row, std::size_t column) const {
  const std::optional<std::string>& cell = rows.at(row).at(column);
  if (!cell) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(cell->data(), cell->data() + cell->size(), number);
  if (failure != std::errc() || end != cell->data() + cell->size())
    throw PostgresError("a column of numbers holds something else");
  return number;
}

std::optional<double> Rows::real(std::size_t row, std::size_t column) const {
  const std::optional<std::string>& cell = rows.at(row).at(column);
  if (!cell) return std::nullopt;
  double number = 0;
  const auto [end, failure] = std::from_chars(cell->data(), cell->data() + cell->size(), number);
  if (failure != std::errc() || end != cell->data() + cell->size())
    throw PostgresError("a column of numbers holds something else");
  return number;
}

class Connection::Impl {
 public:
  explicit Impl(const std::string& address) : connection(address) {}
  pqxx::connection connection;
};

Connection::Connection(const std::string& address) {
  translated(nullptr, [&] {
    impl_ = std::make_unique<Impl>(with_defaults(address));
    pqxx::nontransaction session(impl_->connection);
    session.exec(kSession);
    impl_->connection.set_client_encoding("UTF8");
  });
}

Connection::~Connection() = default;

class Transaction::Impl {
 public:
  Impl(pqxx::connection& opened, Kind kind) : connection(opened), work(opened) {
    work.exec(kind == Kind::kView ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                  : "BEGIN ISOLATION LEVEL READ COMMITTED");
  }
  pqxx::connection& connection;
  // Begun and ended by our own statements: libpqxx would otherwise bring a lost connection back
  // in silence, without the session's locks.
  pqxx::nontransaction work;
  bool open = true;
};

Transaction::Transaction(Connection& connection, Kind kind) {
  pqxx::connection& opened = connection.impl().connection;
  if (!opened.is_open()) throw ConnectionLost("the connection was lost");
  translated(&opened, [&] { impl_ = std::make_unique<Impl>(opened, kind); });
}

Transaction::~Transaction() {
  if (impl_ == nullptr || !impl_->open) return;
  try {
    if (impl_->connection.is_open()) impl_->work.exec("ROLLBACK");
  } catch (const std::exception&) {
    // The connection is gone, and with it the transaction: nothing is left to undo.
  }
}

Rows Transaction::run_values(const char* sql, const std::vector<Value>& values) {
  std::vector<const char*> pointers;
  for (const Value& value : values) {
    if (value.text() && value.text()->find('\0') != std::string::npos)
      throw PostgresError("a text has a zero byte in it, which PostgreSQL does not store");
    pointers.push_back(value.text() ? value.text()->c_str() : nullptr);
  }
  return translated(&impl_->connection, [&] {
    const pqxx::result result = impl_->work.exec_params(
        sql, pqxx::prepare::make_dynamic_params(pointers.begin(), pointers.end()));
    Rows out;
    out.touched = static_cast<std::int64_t>(result.affected_rows());
    for (const pqxx::row& row : result) {
      Rows::Row& cells = out.rows.emplace_back();
      for (const pqxx::field& cell : row) {
        if (cell.is_null()) {
          cells.emplace_back();
        } else {
          cells.emplace_back(std::string(cell.c_str(), cell.size()));
        }
      }
    }
    return out;
  });
}

void Transaction::script(const std::string& sql) {
  translated(&impl_->connection, [&] { impl_->work.exec(sql); });
}

void Transaction::commit() {
  translated(&impl_->connection, [&] { impl_->work.exec("COMMIT"); });
  impl_->open = false;
}

}  // namespace pg::postgres
