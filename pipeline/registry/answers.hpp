#pragma once
/// What a person says to a field of the registry's form: a value, or that a suggestion is wrong.
///
/// Values are JSON, in the shape in which the form shows them, so that a suggestion can be taken
/// over as it is. Fields with a member of their own in `Case` go there, the others into
/// `Case::answers`. Saying something to a field ends an earlier rejection, and the other way round.

#include <string>
#include <string_view>

#include "pipeline/registry/form.hpp"

namespace pg {

/// Longest text that a field takes, in bytes.
inline constexpr std::size_t kAnswerBytesMax = 2000;

/// Ids of the fields that take an answer, in the form's order.
[[nodiscard]] std::vector<std::string> answer_fields();

/// Declares `value` for `field`. kMalformed: no such field, or not a value of its kind; the
/// sentence says which. `subject` is then as it was.
[[nodiscard]] Result<Ok> answer_field(Case& subject, std::string_view field,
                                      const std::string& value, const Stamp& stamp);
/// Notes that the suggestion `value` for `field` is wrong.
[[nodiscard]] Result<Ok> reject_suggestion(Case& subject, std::string_view field,
                                           const std::string& value, const Stamp& stamp);
/// Takes back what was said to `field`; false: nothing was said.
[[nodiscard]] Result<bool> withdraw_answer(Case& subject, std::string_view field);

/// Whether two JSON texts are one value, however their members are ordered.
[[nodiscard]] bool same_value(const std::string& a, const std::string& b);

/// Puts answers and rejections into a form made from `subject`; the last step of `form_of`.
void apply_answers(Form& form, const Case& subject);

/// The field of this id; null where the form has none.
[[nodiscard]] const FormField* find_field(const Form& form, std::string_view id);

}  // namespace pg
