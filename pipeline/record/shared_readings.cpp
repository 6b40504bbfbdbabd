#include "pipeline/record/shared_readings.hpp"

#include <mutex>

#include "pipeline/analysis/hex.hpp"
#include "pipeline/record/postgres.hpp"
#include "pipeline/record/words.hpp"

namespace pg {
namespace {

using postgres::Connection;
using postgres::PostgresError;
using postgres::Rows;
using postgres::Transaction;

std::string hex_key(const std::string& key) {
  return hex_of({reinterpret_cast<const unsigned char*>(key.data()), key.size()});
}

class SharedReadings final : public ReadingShelf {
 public:
  explicit SharedReadings(const std::string& address) : connection_(address) {
    make_table();
    // A reading that is lost with the server's machine is measured again.
    Transaction t(connection_, Transaction::Kind::kWrite);
    t.run("SET synchronous_commit = off");
    t.commit();
  }

  std::optional<std::string> find(const std::string& key) override {
    std::optional<std::string> document;
    with_database([&] {
      Transaction t(connection_, Transaction::Kind::kView);
      const Rows rows = t.run("SELECT document FROM shared_readings WHERE key = $1", hex_key(key));
      if (!rows.empty()) document = rows.text(0, 0);
    });
    return document;
  }
  void keep(const std::string& key, const std::string& document) override {
    with_database([&] {
      Transaction t(connection_, Transaction::Kind::kWrite);
      t.run("INSERT INTO shared_readings (key, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            hex_key(key), document);
      t.commit();
    });
  }
  std::string note() const override {
    const std::lock_guard lock(mutex_);
    return note_;
  }

 private:
  void make_table() {
    Transaction t(connection_, Transaction::Kind::kWrite);
    // The lock comes first: of many nodes that begin at once one makes the table.
    t.run("SELECT pg_advisory_xact_lock(hashtext('printgauge readings ' || current_schema()), 0)");
    t.run(
        "CREATE TABLE IF NOT EXISTS shared_readings (key TEXT PRIMARY KEY, document TEXT NOT "
        "NULL)");
    t.commit();
  }
  /// One at a time on the one connection; after a failure never again.
  template <class Work>
  void with_database(const Work& work) {
    const std::lock_guard lock(mutex_);
    if (!note_.empty()) return;
    try {
      work();
    } catch (const PostgresError& error) {
      note_ = std::string("The cache in the database: ") + error.what() +
              "; the run went on without it.";
    }
  }

  mutable std::mutex mutex_;
  Connection connection_;
  std::string note_;
};

}  // namespace

Result<std::unique_ptr<ReadingShelf>> open_shared_readings(const std::string& address) {
  try {
    return std::unique_ptr<ReadingShelf>(std::make_unique<SharedReadings>(address));
  } catch (const PostgresError& error) {
    return store_error(std::string("The cache in the database cannot be had: ") + error.what() +
                       "; look at the address and the rights, or name a file.");
  }
}

}  // namespace pg
