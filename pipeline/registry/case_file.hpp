#pragma once
/// case.json: what a person states about a case, in a file beside its models.
///
/// Schema docs/reference/case-file.schema.json: who states it, and values for fields of the form,
/// as the form shows them. The file is a person's word, as what is typed into the form is: it is
/// checked by the same rules, and stands in the history under that person's name.
///
/// A file that changes changes the case by what is new in it: a field that was stated in the form
/// meanwhile stays as it is until the file says something else about it, and what is taken out of
/// the file is taken back unless somebody has stated it otherwise.

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/record/case.hpp"

namespace pg {

inline constexpr std::string_view kCaseFileSchema = "printgauge.case-file/1";
inline constexpr std::string_view kCaseFileName = "case.json";
inline constexpr std::size_t kCaseFileBytesMax = 64 * 1024;

struct CaseFile {
  std::string stated_by;            ///< Empty only where nothing is stated.
  std::vector<FormAnswer> answers;  ///< Fields that are stated, without who and when.
};

/// Whether the text has the shape of a case.json. Error: a sentence that says what and where, and
/// holds nothing out of the text.
[[nodiscard]] Result<CaseFile> read_case_file(std::string_view text);

/// Puts what is new in the file into the case, by the person who states it. Error: a value does not
/// fit its field; `subject` is then as it was.
[[nodiscard]] Result<Ok> take_case_file(Case& subject, const CaseFile& file,
                                        const std::string& sha256, const std::string& at);

/// A case.json in which nothing is stated yet.
[[nodiscard]] std::string case_file_template();

}  // namespace pg
