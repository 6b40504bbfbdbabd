#pragma once
/// What the watched folder may find about a case itself.

#include "geometry/finding.hpp"

namespace pg {

inline constexpr FindingKind kFolderNameReplaced = {
    "folder_name_replaced", Severity::kInfo,
    "The case's folder name could identify a person, so the case has a keyed id in its place.",
    "Name case folders by codes, such as case-017, to see those codes as case ids."};

inline constexpr FindingKind kCaseFileRefused = {
    "case_file_refused", Severity::kWarning,
    "The case.json beside the case's models could not be taken.",
    "Mend what the sentence names; the file is read again when it changes."};

inline constexpr FindingKind kCaseFindings[] = {kFolderNameReplaced, kCaseFileRefused};

}  // namespace pg
