// What a person says to the form and of the case: declare, take back, accept and turn down a
// suggestion, sent to the registry. Each needs If-Match with the entity tag of the case or its form
// as last seen, so that nobody overwrites what they have not read; each stands in the history under
// the token's name.

#include <charconv>
#include <functional>
#include <nlohmann/json.hpp>

#include "apps/service/api.hpp"
#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/json_depth.hpp"
#include "pipeline/registry/upload.hpp"

namespace pg::service {
namespace {

using Json = nlohmann::ordered_json;

/// The revision in an entity tag of ours: "7-0123456789abcdef", quotes included.
std::optional<std::int64_t> revision_of(const std::string& tag) {
  std::int64_t revision = 0;
  if (tag.size() < 4 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  const auto [end, error] = std::from_chars(tag.data() + 1, tag.data() + tag.size(), revision);
  if (error != std::errc() || *end != '-') return std::nullopt;
  return revision;
}

/// What the later writer is told: what changed last, by whom, when.
Response changed_meanwhile(Api& api, const std::string& id, std::int64_t revision) {
  std::string more = "\"revision\":" + std::to_string(revision);
  if (const Result<std::vector<HistoryRow>> rows = api.store.history(id); rows && !rows->empty()) {
    const HistoryRow& last = rows->back();
    more += ",\"changed\":{\"what\":" + service::quoted(last.what) +
            ",\"by\":" + service::quoted(last.by) + ",\"at\":" + service::quoted(last.at) + "}";
  }
  return problem(412, "The case was changed since you read it; look at it again, then repeat.",
                 more);
}

/// The value of {"value":...}, or what is wrong.
std::optional<Response> read_value(const Request& request, std::string& value) {
  const std::string type = request.header("content-type");
  if (type.rfind("application/json", 0) != 0)
    return problem(415, "The body is JSON: send Content-Type: application/json.");
  const Json body =
      nests_too_deep(request.body) ? Json() : Json::parse(request.body, nullptr, false);
  if (body.is_discarded() || !body.is_object() || body.size() != 1 || !body.contains("value"))
    return problem(400, "The body is one JSON object with the member value and no other.");
  value = body["value"].dump();
  return std::nullopt;
}

/// A refusal of the change, or nothing: go on and write.
using Change = std::function<std::optional<Response>(Case& subject, const Stamp& stamp)>;

Response write_case(Api& api, const Request& request, const Change& change) {
  const std::string& id = request.named.at("id");
  Result<std::optional<Case>> subject = api.store.find_case(id);
  if (!subject) return store_trouble(subject.error());
  if (!subject->has_value()) return no_such_case();
  const std::string tag = request.header("if-match");
  if (tag.empty())
    return problem(428, "Send If-Match with the ETag of the case or its form as you last read it.");
  const std::int64_t revision = (*subject)->revision;
  if (revision_of(tag) != revision) return changed_meanwhile(api, id, revision);
  const Stamp stamp = stamp_now(request.who.name);
  if (std::optional<Response> refused = change(**subject, stamp)) return *refused;
  const Result<Ok> written = api.store.update_case(**subject, stamp);
  if (!written) {
    const Result<std::optional<Case>> now = api.store.find_case(id);
    if (now && now->has_value() && (*now)->revision != revision)
      return changed_meanwhile(api, id, (*now)->revision);
    return store_trouble(written.error());
  }
  // It is written; a list that cannot be brought up to date now follows later.
  (void)api.book.refresh();
  return get_form(api, request);
}

/// The suggestion that the writer saw must be the one that is there; its value, or a refusal.
std::optional<Response> check_seen(Api& api, const Case& subject, const std::string& field,
                                   const std::string& seen) {
  const Result<std::vector<CaseModel>> models = api.store.models(subject.id);
  if (!models) return store_trouble(models.error());
  const Form form = form_of(subject, *models);
  const FormField* const found = find_field(form, field);
  if (found == nullptr)
    return problem(404, "The form has no field of this id; GET the form to see them.");
  if (found->open() || found->layer != Layer::kSuggested)
    return problem(409, "Nothing is suggested for this field now.");
  if (!same_value(found->value, seen))
    return problem(409, "Another value is suggested by now; look at the form again.");
  return std::nullopt;
}

std::optional<Response> unless(const Result<Ok>& done) {
  if (done) return std::nullopt;
  return problem(422, done.error().message);
}

}  // namespace

Response put_answer(Api& api, const Request& request) {
  std::string value;
  if (std::optional<Response> wrong = read_value(request, value)) return *wrong;
  return write_case(api, request, [&](Case& subject, const Stamp& stamp) {
    return unless(answer_field(subject, request.named.at("field"), value, stamp));
  });
}

Response delete_answer(Api& api, const Request& request) {
  return write_case(api, request, [&](Case& subject, const Stamp&) -> std::optional<Response> {
    const Result<bool> there = withdraw_answer(subject, request.named.at("field"));
    if (!there) return problem(422, there.error().message);
    if (!*there) return problem(404, "Nothing was said to this field.");
    return std::nullopt;
  });
}

Response post_accept(Api& api, const Request& request) {
  std::string seen;
  if (std::optional<Response> wrong = read_value(request, seen)) return *wrong;
  const std::string& field = request.named.at("field");
  return write_case(api, request,
                    [&](Case& subject, const Stamp& stamp) -> std::optional<Response> {
                      if (auto refused = check_seen(api, subject, field, seen)) return refused;
                      return unless(answer_field(subject, field, seen, stamp));
                    });
}

Response post_reject(Api& api, const Request& request) {
  std::string seen;
  if (std::optional<Response> wrong = read_value(request, seen)) return *wrong;
  const std::string& field = request.named.at("field");
  return write_case(api, request,
                    [&](Case& subject, const Stamp& stamp) -> std::optional<Response> {
                      if (auto refused = check_seen(api, subject, field, seen)) return refused;
                      return unless(reject_suggestion(subject, field, seen, stamp));
                    });
}

// That a person sent the case to the registry, and with which file: nothing here can know it.

Response put_sent(Api& api, const Request& request) {
  std::string value;
  if (std::optional<Response> wrong = read_value(request, value)) return *wrong;
  const Json name = Json::parse(value);
  return write_case(
      api, request, [&](Case& subject, const Stamp& stamp) -> std::optional<Response> {
        if (!name.is_string() || !is_upload_file_name(name.get<std::string>()))
          return problem(422,
                         "Say the name of the registry's file that the case was sent with: "
                         "3dp_case_, letters and digits, .txt or .xlsx.");
        subject.sent = Stated<std::string>{.value = name.get<std::string>(),
                                           .layer = Layer::kDeclared,
                                           .by = stamp.by,
                                           .at = stamp.at};
        return std::nullopt;
      });
}

Response delete_sent(Api& api, const Request& request) {
  return write_case(api, request, [](Case& subject, const Stamp&) -> std::optional<Response> {
    if (!subject.sent) return problem(404, "Nobody said that the case was sent.");
    subject.sent.reset();
    return std::nullopt;
  });
}

}  // namespace pg::service
