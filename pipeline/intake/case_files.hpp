#pragma once
/// The case.json files of the watched folder (pipeline/registry/case_file.hpp): taken when they
/// have settled and again when they change. One that cannot be taken is a finding of its case, which
/// loses nothing by it. On the scanner's thread.
///
/// They are read in this process: 64 KiB at most, checked for depth, by a parser that does not
/// recurse; models, which are large and binary, go to the sandbox.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/intake/guarded_file.hpp"
#include "pipeline/intake/scan.hpp"
#include "pipeline/intake/settle.hpp"
#include "pipeline/intake/teller.hpp"
#include "pipeline/record/site_key.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

class CaseFiles {
 public:
  CaseFiles(Store& store, const SiteKey& key, std::filesystem::path root, std::string by,
            std::chrono::milliseconds settle, Teller& teller)
      : store_(store), key_(key), root_(std::move(root)), by_(std::move(by)), tracker_(settle),
        teller_(teller) {}

  /// Those of one scan. Error: the store is in trouble; nothing is lost.
  Result<Ok> take_settled(const std::vector<FoundFile>& files, SettleTracker::Time now);
  [[nodiscard]] std::size_t waiting() const { return tracker_.waiting(); }
  [[nodiscard]] std::optional<SettleTracker::Time> next_due() const { return tracker_.next_due(); }

 private:
  struct Content {
    std::string sha256;  ///< Empty: it cannot be read.
    std::string text;
    std::string trouble;
  };
  /// None: it is not as it was in the scan, and is seen again in the next one.
  Result<std::optional<Content>> read(const FoundFile& file) const;
  Result<Ok> take(const FoundFile& file);
  /// Error also where somebody changed the case meanwhile: the next try reads it anew.
  Result<Ok> write(const FoundFile& file, const Content& content);

  Store& store_;
  const SiteKey& key_;
  const std::filesystem::path root_;
  const std::string by_;  ///< In the history, where no person stated anything.
  SettleTracker tracker_;
  std::map<std::string, FileSignature> done_;  ///< By path.
  Teller& teller_;
};

}  // namespace pg
