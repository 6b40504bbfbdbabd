#pragma once
/// What the server knows of the record: a line a case for lists, and the documents of the cases
/// that were asked for last. Follows the store's history, so that a change by the watched folder or
/// by another server is seen at the next `refresh`.
///
/// Any thread may call anything. Memory: about 300 bytes a case, and kDocumentBytesMax of documents.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/record/store.hpp"

namespace pg::service {

/// What is to be done about a case.
enum class CaseState : std::uint8_t {
  kWaiting,  ///< A model waits to be measured.
  kFailed,   ///< A model could not be measured.
  kLook,     ///< Suggestions or fields of the form are open.
  kReady,    ///< Every field of the form has an answer.
  kSent,     ///< A person said that it was sent to the registry, and nothing has changed since.
};
[[nodiscard]] std::string_view case_state_id(CaseState state);  ///< "waiting", "failed", ...

/// Where the pictures of models lie (pipeline/record/surfaces.hpp).
struct ShownPictures {
  std::filesystem::path folder = {};  ///< Empty: there are none.
  bool faces = false;                 ///< The site allows those of faces.
};

struct CaseSummary {
  std::string id;
  std::string created;
  std::string changed;
  std::int64_t revision = 0;
  CaseState state = CaseState::kWaiting;
  std::size_t models = 0;
  std::vector<std::string> classes;                         ///< Sorted.
  std::vector<std::pair<std::string, Severity>> findings;   ///< Of the models, by id; no infos.
  std::size_t suggestions = 0;                              ///< Undecided.
  std::size_t open = 0;                                     ///< Fields without a value.
  std::optional<std::int64_t> picture;                      ///< The first model that has one.
};

/// A case with everything that is served of it.
struct CaseView {
  Case subject;
  std::vector<CaseModel> models;
  std::string document;  ///< JSON, as `cases --json`.
  std::string form;      ///< JSON, as `form --json`.
  std::string document_tag;  ///< Entity tags, made once.
  std::string form_tag;
};

struct CaseFilter {
  std::optional<CaseState> state;
  std::string model_class;
  std::string finding;
  std::string text;     ///< Part of the id.
  std::string since;    ///< Created at this time or later.
  std::string until;    ///< Created before this time.
  std::string after;    ///< The cursor of the page before.
  std::size_t limit = 50;
};

struct CasePage {
  std::vector<CaseSummary> cases;  ///< Newest first.
  std::size_t total = 0;           ///< That match, on all pages.
  std::string next;                ///< Cursor of the next page; empty: this is the last.
};

/// A case changed; `number` grows with every change.
struct CaseEvent {
  std::int64_t number = 0;
  std::string case_id;
  std::string what;
  std::string at;
};

class CaseBook {
 public:
  static constexpr std::size_t kDocumentBytesMax = 128 << 20;
  static constexpr std::size_t kEventsMax = 1000;

  explicit CaseBook(Store& store, ShownPictures pictures = {})
      : store_(store), pictures_(std::move(pictures)) {}

  /// Takes in what changed since the last call; the first takes in everything.
  [[nodiscard]] Result<Ok> refresh();

  [[nodiscard]] CasePage list(const CaseFilter& filter) const;
  /// Null: there is no such case.
  [[nodiscard]] Result<std::shared_ptr<const CaseView>> view(const std::string& id);
  [[nodiscard]] Result<std::optional<CaseModel>> model(std::int64_t id);
  [[nodiscard]] std::optional<CaseSummary> summary(const std::string& id) const;

  struct Counts {
    std::size_t cases = 0;
    std::size_t waiting = 0;  ///< Cases with a model in the queue.
    std::int64_t newest = 0;  ///< Number of the last change.
    bool well = false;        ///< The store answered at the last refresh.
  };
  [[nodiscard]] Counts counts() const;
  /// The last change of each case after `number`, oldest first; none when all of them are no longer
  /// known: the listener then has to read the list anew.
  [[nodiscard]] std::optional<std::vector<CaseEvent>> events_after(std::int64_t number) const;

 private:
  Result<Ok> take_in(const std::string& id, const std::string& changed);
  Result<Ok> take_in_all();
  Result<Ok> take_in_changes();

  bool forget_view(const std::string& id);  ///< Under the lock; whether there was one.

  Store& store_;
  ShownPictures pictures_;
  std::mutex refreshing_;  ///< One refresh at a time.
  mutable std::mutex mutex_;
  std::map<std::string, CaseSummary> cases_;
  std::map<std::int64_t, std::string> case_of_model_;
  std::map<std::string, std::uint64_t> turns_;  ///< How often a case was taken in.
  std::map<std::string, std::shared_ptr<const CaseView>> views_;
  std::size_t view_bytes_ = 0;  ///< Of all of them, about.
  std::vector<CaseEvent> events_;
  std::int64_t forgotten_ = 0;  ///< Events up to this number are no longer kept.
  std::int64_t newest_ = 0;
  bool begun_ = false;
  bool well_ = false;
};

}  // namespace pg::service
