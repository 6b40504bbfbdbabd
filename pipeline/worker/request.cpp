#include "pipeline/worker/request.hpp"

#include <nlohmann/json.hpp>

namespace pg {
namespace {

using Json = nlohmann::json;

// One list for both ways: a limit that is added to ReadLimits is added here once.
template <class Visit>
void each_limit(ReadLimits& limits, Visit&& visit) {
  visit("input_bytes_max", limits.input_bytes_max);
  visit("triangles_max", limits.triangles_max);
  visit("inflated_bytes_max", limits.inflated_bytes_max);
  visit("inflate_ratio_max", limits.inflate_ratio_max);
  visit("zip_entries_max", limits.zip_entries_max);
  visit("archive_entries_max", limits.archive_entries_max);
  visit("xml_depth_max", limits.xml_depth_max);
  visit("token_bytes_max", limits.token_bytes_max);
  visit("component_depth_max", limits.component_depth_max);
  visit("instances_max", limits.instances_max);
  visit("seconds_max", limits.seconds_max);
}

Json json_of(const Error& error) {
  return {{"id", error_code_id(error.code)}, {"text", error.message}};
}

Error error_of(const Json& json) {
  const std::string id = json.at("id");
  for (const ErrorCode code :
       {ErrorCode::kUnreadable, ErrorCode::kMalformed, ErrorCode::kUnsupported,
        ErrorCode::kNotApplicable, ErrorCode::kTooLarge, ErrorCode::kStore})
    if (error_code_id(code) == id) return {code, json.at("text")};
  return {ErrorCode::kMalformed, json.at("text")};
}

const Error kNonsense{ErrorCode::kMalformed, "The request to the worker cannot be read."};

}  // namespace

std::string to_text(const SandboxLimits& limits) {
  return Json{{"memory_bytes", limits.memory_bytes}, {"cpu_seconds", limits.cpu_seconds}}.dump();
}

Result<SandboxLimits> sandbox_limits_from(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    return SandboxLimits{.memory_bytes = json.at("memory_bytes"),
                         .cpu_seconds = json.at("cpu_seconds")};
  } catch (const Json::exception&) {
    return kNonsense;
  }
}

std::string to_text(const WorkerRequest& request) {
  Json json{{"suffix", request.suffix},
            {"shape", request.shape},
            {"faces", request.faces},
            {"process", request.options.process}};
  json["only"] = std::vector<std::string>(request.options.only.words().begin(),
                                          request.options.only.words().end());
  json["pose_goal"] = std::string(pose_goal_id(request.options.pose_goal));
  if (!request.options.declared_class.empty()) json["declared"] = request.options.declared_class;
  if (request.options.unit) json["unit"] = std::string(unit_symbol(*request.options.unit));
  if (request.pictures)
    json["pictures"] = {{"case", request.pictures->case_id},
                        {"faces", request.pictures->faces},
                        {"small", request.pictures->small}};
  if (request.contained)
    json["contained"] = {{"kind", request.contained->kind == ContainerKind::kTar ? "tar" : "zip"},
                         {"position", request.contained->position}};
  json["list"] = request.list;
  json["one_thread"] = request.one_thread;
  json["says_digest"] = request.says_digest;
  ReadLimits limits = request.options.limits;
  each_limit(limits, [&](const char* name, const auto& value) { json["limits"][name] = value; });
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<WorkerRequest> worker_request_from(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    WorkerRequest request;
    json.at("suffix").get_to(request.suffix);
    json.at("shape").get_to(request.shape);
    json.at("faces").get_to(request.faces);
    json.at("process").get_to(request.options.process);
    const auto words = json.at("only").get<std::vector<std::string>>();
    if (!words.empty()) {
      Result<Selection> only = Selection::of(words);
      if (!only) return only.error();
      request.options.only = std::move(*only);
    }
    for (const PoseGoal goal : {PoseGoal::kSupport, PoseGoal::kHeight, PoseGoal::kContact})
      if (json.at("pose_goal") == pose_goal_id(goal)) request.options.pose_goal = goal;
    if (json.contains("declared")) json["declared"].get_to(request.options.declared_class);
    if (json.contains("unit")) {
      request.options.unit = unit_from_symbol(json["unit"].get<std::string>());
      if (!request.options.unit) return kNonsense;
    }
    if (json.contains("pictures")) {
      request.pictures.emplace();
      json["pictures"].at("case").get_to(request.pictures->case_id);
      json["pictures"].at("faces").get_to(request.pictures->faces);
      json["pictures"].at("small").get_to(request.pictures->small);
    }
    if (json.contains("contained"))
      request.contained =
          Contained{.kind = json["contained"].at("kind") == "tar" ? ContainerKind::kTar
                                                                  : ContainerKind::kZip,
                    .position = json["contained"].at("position").get<std::uint64_t>()};
    json.at("list").get_to(request.list);
    json.at("one_thread").get_to(request.one_thread);
    json.at("says_digest").get_to(request.says_digest);
    each_limit(request.options.limits,
               [&](const char* name, auto& value) { json.at("limits").at(name).get_to(value); });
    return request;
  } catch (const Json::exception&) {
    return kNonsense;
  }
}

std::string to_text(const ContainerList& list) {
  Json json{{"models", Json::array()}, {"is_one_model", list.is_one_model}};
  for (const Entry& entry : list.models) {
    Json one{entry.name, entry.position, entry.bytes};
    if (entry.refused) one.push_back(json_of(*entry.refused));
    json["models"].push_back(std::move(one));
  }
  if (list.cut) json["cut"] = json_of(*list.cut);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ContainerList> container_list_from(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    ContainerList list;
    json.at("is_one_model").get_to(list.is_one_model);
    for (const Json& one : json.at("models")) {
      Entry entry{.name = one.at(0), .position = one.at(1), .bytes = one.at(2)};
      if (one.size() > 3) entry.refused = error_of(one.at(3));
      list.models.push_back(std::move(entry));
    }
    if (json.contains("cut")) list.cut = error_of(json["cut"]);
    return list;
  } catch (const Json::exception&) {
    return kNonsense;
  }
}

}  // namespace pg
