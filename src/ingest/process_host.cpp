#include "ingest/process_host.h"

#include <stdexcept>

#include "ingest/default_apply.h"
#include "ingest/group_parts.h"

namespace takt::ingest {

namespace {

using blueprints::arg;
using blueprints::text_arg;
using blueprints::truthy_arg;
using script::Reply;

std::optional<std::string> id_arg(const JsonArray& args, size_t index) {
  std::string id = text_arg(args, index);
  if (id.empty()) return std::nullopt;
  return id;
}

Payload payload_arg(const JsonArray& args, size_t index) {
  // What was undefined at the end isn't there; a null is one.
  return index < args.size() ? make_payload(args[index]) : nullptr;
}

Reply payload_reply(const Payload& payload) {
  if (!payload) return std::nullopt;
  return *payload;
}

script::Arg payload_script_arg(const Payload& payload) {
  if (!payload) return {};
  return script::Arg(*payload);
}

Json grouped_json(const GroupedChanges& grouped) {
  return JsonObject{{"nrcsIngestRundown", to_object(grouped.rundown, Children::include)},
                    {"ingestChanges", to_json(grouped.changes)}};
}

std::optional<IngestRundown> optional_rundown(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return read_rundown(value);
}

}  // namespace

ProcessHost::ProcessHost(JobContext& job, blueprints::Blueprint& blueprint, MutableRundown& rundown)
    : job_(job), blueprint_(blueprint), rundown_(rundown) {
  context_.class_name = "MutableIngestRundown";
  context_.host = &host_;
  add_rundown_methods();
  add_segment_methods();
  add_part_methods();
}

script::Arg ProcessHost::arg() {
  return context_;
}

Json ProcessHost::key_of(const std::shared_ptr<MutableSegment>& segment) {
  const auto [place, is_new] = segment_keys_.try_emplace(segment.get(), segments_.size());
  if (is_new) segments_.push_back(segment);
  return static_cast<int64_t>(place->second);
}

Json ProcessHost::key_of(const std::shared_ptr<MutablePart>& part) {
  const auto [place, is_new] = part_keys_.try_emplace(part.get(), parts_.size());
  if (is_new) parts_.push_back(part);
  return static_cast<int64_t>(place->second);
}

MutableSegment& ProcessHost::segment_at(const JsonArray& args) {
  return *segments_.at(static_cast<size_t>(blueprints::number_arg(args, 0)));
}

MutablePart& ProcessHost::part_at(const JsonArray& args) {
  return *parts_.at(static_cast<size_t>(blueprints::number_arg(args, 0)));
}

/// What rundown, segments and parts have in common. `skip`: arguments before the method's own.
template <class Find>
void ProcessHost::add_node_methods(const std::string& prefix, size_t skip, const char* kind,
                                   Find find) {
  host_.add(prefix + "setName", [=](const JsonArray& args) -> Reply {
    find(args).set_name(text_arg(args, skip));
    return {};
  });
  host_.add(prefix + "replacePayload", [=](const JsonArray& args) -> Reply {
    find(args).replace_payload(payload_arg(args, skip));
    return {};
  });
  host_.add(prefix + "setPayloadProperty", [=](const JsonArray& args) -> Reply {
    find(args).set_payload_property(kind, text_arg(args, skip), payload_arg(args, skip + 1));
    return {};
  });
  host_.add(prefix + "setUserEditState", [=](const JsonArray& args) -> Reply {
    find(args).set_user_edit_state(text_arg(args, skip), truthy_arg(args, skip + 1));
    return {};
  });
}

namespace {

/// A property of any node; nullopt when it is none of the common ones.
std::optional<Reply> node_property(const MutableNode& node, const std::string& name) {
  if (name == "externalId") return Reply(Json(node.external_id()));
  if (name == "name") return Reply(Json(node.name()));
  if (name == "payload") return payload_reply(node.payload());
  if (name == "userEditStates") return Reply(Json(node.user_edit_states()));
  return std::nullopt;
}

}  // namespace

void ProcessHost::add_rundown_methods() {
  add_node_methods("rundown.", 0, "Rundown",
                   [this](const JsonArray&) -> MutableNode& { return rundown_; });
  host_.add("rundown.get", [this](const JsonArray& args) -> Reply {
    const std::string name = text_arg(args, 0);
    if (name == "type") return Json(rundown_.type());
    return node_property(rundown_, name).value_or(Reply());
  });
  host_.add("rundown.segments", [this](const JsonArray&) -> Reply {
    JsonArray keys;
    for (const auto& segment : rundown_.segments()) keys.push_back(key_of(segment));
    return Json(std::move(keys));
  });
  host_.add("rundown.findSegment", [this](const JsonArray& args) -> Reply {
    const auto segment = rundown_.segment(text_arg(args, 0));
    return segment ? Reply(key_of(segment)) : Reply();
  });
  host_.add("rundown.findPart", [this](const JsonArray& args) -> Reply {
    const auto [part, segment] = rundown_.find_part(text_arg(args, 0));
    if (!part) return {};
    return Json(JsonArray{key_of(segment), key_of(part)});
  });
  host_.add("rundown.moveSegmentBefore", [this](const JsonArray& args) -> Reply {
    rundown_.move_segment_before(text_arg(args, 0), id_arg(args, 1));
    return {};
  });
  host_.add("rundown.moveSegmentAfter", [this](const JsonArray& args) -> Reply {
    rundown_.move_segment_after(text_arg(args, 0), id_arg(args, 1));
    return {};
  });
  host_.add("rundown.replaceSegment", [this](const JsonArray& args) -> Reply {
    return key_of(
        rundown_.replace_segment(read_segment(blueprints::arg(args, 0)), id_arg(args, 1)));
  });
  host_.add("rundown.changeSegmentExternalId", [this](const JsonArray& args) -> Reply {
    return key_of(rundown_.change_segment_external_id(text_arg(args, 0), text_arg(args, 1)));
  });
  host_.add("rundown.changeSegmentOriginalExternalId", [this](const JsonArray& args) -> Reply {
    return key_of(
        rundown_.change_segment_original_external_id(text_arg(args, 0), text_arg(args, 1)));
  });
  host_.add("rundown.removeSegment", [this](const JsonArray& args) -> Reply {
    return Json(rundown_.remove_segment(text_arg(args, 0)));
  });
  host_.add("rundown.removeAllSegments", [this](const JsonArray&) -> Reply {
    rundown_.remove_all_segments();
    return {};
  });
  host_.add("rundown.forceFullRegenerate", [this](const JsonArray&) -> Reply {
    rundown_.force_full_regenerate();
    return {};
  });
}

void ProcessHost::add_segment_methods() {
  add_node_methods("segment.", 1, "Segment",
                   [this](const JsonArray& args) -> MutableNode& { return segment_at(args); });
  host_.add("segment.get", [this](const JsonArray& args) -> Reply {
    const MutableSegment& segment = segment_at(args);
    const std::string name = text_arg(args, 1);
    if (name == "originalExternalId") {
      const auto original = segment.original_external_id();
      return original ? Reply(Json(*original)) : Reply();
    }
    return node_property(segment, name).value_or(Reply());
  });
  host_.add("segment.parts", [this](const JsonArray& args) -> Reply {
    JsonArray keys;
    for (const auto& part : segment_at(args).parts()) keys.push_back(key_of(part));
    return Json(std::move(keys));
  });
  host_.add("segment.findPart", [this](const JsonArray& args) -> Reply {
    const auto part = segment_at(args).part(text_arg(args, 1));
    return part ? Reply(key_of(part)) : Reply();
  });
  host_.add("segment.movePartBefore", [this](const JsonArray& args) -> Reply {
    segment_at(args).move_part_before(text_arg(args, 1), id_arg(args, 2));
    return {};
  });
  host_.add("segment.movePartAfter", [this](const JsonArray& args) -> Reply {
    segment_at(args).move_part_after(text_arg(args, 1), id_arg(args, 2));
    return {};
  });
  host_.add("segment.replacePart", [this](const JsonArray& args) -> Reply {
    return key_of(
        segment_at(args).replace_part(read_part(blueprints::arg(args, 1)), id_arg(args, 2)));
  });
  host_.add("segment.removePart", [this](const JsonArray& args) -> Reply {
    return Json(segment_at(args).remove_part(text_arg(args, 1)));
  });
  host_.add("segment.forceRegenerate", [this](const JsonArray& args) -> Reply {
    segment_at(args).force_regenerate();
    return {};
  });
}

void ProcessHost::add_part_methods() {
  add_node_methods("part.", 1, "Part",
                   [this](const JsonArray& args) -> MutableNode& { return part_at(args); });
  host_.add("part.get", [this](const JsonArray& args) -> Reply {
    return node_property(part_at(args), text_arg(args, 1)).value_or(Reply());
  });
}

void ProcessHost::add_to(blueprints::ContextHost& context) {
  context.add_with_value(
      "defaultApplyIngestChanges",
      [this](const script::Value& options, const JsonArray& args) -> Reply {
        PayloadTransformers transformers;
        for (const std::string& name : blueprints::texts_arg(args, 2)) {
          const auto transform = [this, &options, name](const Payload& nrcs,
                                                        const Payload& existing) -> Payload {
            auto result =
                blueprint_.call_member(job_, name, options, {name},
                                       {payload_script_arg(nrcs), payload_script_arg(existing)});
            return result ? make_payload(std::move(*result)) : nullptr;
          };
          if (name == "transformRundownPayload") transformers.rundown = transform;
          if (name == "transformSegmentPayload") transformers.segment = transform;
          if (name == "transformPartPayload") transformers.part = transform;
        }
        default_apply(rundown_, read_rundown(blueprints::arg(args, 0)),
                      parse_changes(blueprints::arg(args, 1)), transformers);
        return {};
      });
  context.add("groupMosPartsInRundownAndChangesWithSeparator", [](const JsonArray& args) -> Reply {
    const IngestRundown rundown = read_rundown(blueprints::arg(args, 0));
    if (rundown.type != "mos") {
      throw std::runtime_error("Only supported for mos rundowns");
    }
    const auto previous = optional_rundown(blueprints::arg(args, 1));
    return grouped_json(group_mos_parts(rundown, previous ? &*previous : nullptr,
                                        parse_changes(blueprints::arg(args, 2)),
                                        text_arg(args, 3)));
  });
  context.add_with_value(
      "groupPartsInRundownAndChanges",
      [this](const script::Value& group, const JsonArray& args) -> Reply {
        const auto previous = optional_rundown(blueprints::arg(args, 1));
        const GroupSegments call = [this, &group](const SegmentList& segments) {
          JsonArray given;
          for (const auto& segment : segments) {
            given.push_back(to_object(segment, Children::include));
          }
          const auto result =
              blueprint_.call_member(job_, "groupPartsIntoSegments", group, {}, {Json(given)});
          std::vector<IngestSegment> out;
          if (!result || !result->is_array()) {
            throw std::runtime_error("The grouping function gave no segments");
          }
          for (const Json& segment : result->get_array()) out.push_back(read_segment(segment));
          return out;
        };
        return grouped_json(group_parts(read_rundown(blueprints::arg(args, 0)),
                                        previous ? &*previous : nullptr,
                                        parse_changes(blueprints::arg(args, 2)), call));
      });
}

}  // namespace takt::ingest
