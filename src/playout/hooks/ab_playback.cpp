#include "playout/hooks/ab_playback.h"

#include "base/log.h"
#include "base/ordered_map.h"
#include "base/reflect.h"
#include "base/text.h"
#include "blueprints/hook_context.h"
#include "playout/ab/assign.h"
#include "playout/studio/route_sets.h"

namespace takt::playout {

namespace {

constexpr const char* kGetAbResolverConfiguration = "getAbResolverConfiguration";
constexpr const char* kRules = "timelineObjectLayerChangeRules";
constexpr const char* kCustom = "customApplyToObject";

std::string player_text(const Json& player) {
  return player.is_string() ? to_string(player.get_string()) : dump(player);
}

double number_member(const Json& value, std::string_view name) {
  const Json* found = member(value, name);
  return found ? as_number(*found).value_or(0) : 0;
}

/// Route sets list players; one that only inactive ones list can't be used.
bool is_switched_off(const OrderedMap<RouteSet>& sets, const std::string& pool,
                     const Json& player) {
  bool listed = false;
  for (const auto& [id, set] : sets) {
    if (!set.abPlayers) continue;
    for (const RouteSetAbPlayer& entry : *set.abPlayers) {
      if (entry.poolName != pool || player_text(entry.playerId) != player_text(player)) continue;
      if (truthy(set.active)) return false;
      listed = true;
    }
  }
  return listed;
}

std::vector<Json> usable_players(const OrderedMap<RouteSet>& sets, const std::string& pool,
                                 const Json& players) {
  std::vector<Json> usable;
  for (const Json& entry : players.as_array()) {
    const Json* player = member(entry, "playerId");
    if (player != nullptr && !is_switched_off(sets, pool, *player)) usable.push_back(*player);
  }
  return usable;
}

/// Other players' keyframes go, this one's are switched on.
void apply_to_keyframes(TimelineObject& object, const std::string& pool, const Json& player) {
  if (!object.keyframes || !object.keyframes->is_array()) return;
  JsonArray kept;
  for (const Json& keyframe : object.keyframes->get_array()) {
    const Json* session = member(keyframe, "abSession");
    const bool ours = truthy(session) && string_member(*session, "poolName") == pool;
    if (!ours) {
      kept.push_back(keyframe);
      continue;
    }
    const Json* wanted = member(*session, "playerId");
    if (wanted == nullptr || *wanted != player) continue;
    kept.push_back(keyframe);
    kept.back().as_object()["disabled"] = false;
  }
  *object.keyframes = std::move(kept);
}

class AbPlayback {
 public:
  AbPlayback(const AbCall& call, const GenerateCall& timeline, AbSessions& sessions)
      : job_(call.model.context()),
        playlist_(call.model.playlist()),
        blueprint_(call.blueprint),
        timeline_(timeline),
        sessions_(sessions),
        hook_(job_, call.blueprint, "ShowStyleContext", {playlist_.name, identifier(playlist_)}) {
    hook_.use_show_style(call.show_style);
  }

  AbResult run() {
    configuration_ = blueprint_.call_value(job_, kGetAbResolverConfiguration, {hook_.arg()});
    has_custom_ = blueprint_.has_function(configuration_, kCustom);
    const Json configuration = blueprint_.json(configuration_).value_or(Json());
    const Json* pools = member(configuration, "pools");
    if (pools == nullptr || !pools->is_object()) throw std::runtime_error("There are no AB pools");
    if (const Json* rules = member(configuration, kRules)) rules_ = *rules;
    const Json* options = member(configuration, "resolverOptions");
    if (options == nullptr) throw std::runtime_error("There are no options for AB playback");
    options_ = {number_member(*options, "idealGapBefore"), number_member(*options, "nowWindow")};
    for (const auto& pool : pools->get_object()) run_pool(std::string(pool.key()), pool.value());
    return std::move(result_);
  }

 private:
  static std::string identifier(const Playlist& playlist) {
    const auto id = [](const Opt<SelectedPartInstance>& info) {
      return info ? info->partInstanceId.str() : "undefined";
    };
    const auto& previous = playlist.previousPartsInfo;
    return fmt::format(
        "playlistId={},previousPartInstance={},currentPartInstance={},nextPartInstance={}",
        playlist._id, previous.empty() ? "undefined" : previous.front().partInstanceId.str(),
        id(playlist.currentPartInfo), id(playlist.nextPartInfo));
  }

  void run_pool(const std::string& pool, const Json& players) {
    const Json* before =
        playlist_.assignedAbSessions ? member(*playlist_.assignedAbSessions, pool) : nullptr;
    const Json before_or_null = before ? *before : Json();
    AbOutcome outcome = assign_players(
        options_, usable_players(route_sets(job_), pool, players),
        ab_requests(sessions_,
                    {timeline_.resolved_pieces, timeline_.objects, before_or_null, pool}),
        static_cast<double>(job_.now()));
    report(pool, outcome.failed);
    result_.assigned[pool] = apply(pool, outcome.requests, before_or_null);
  }

  /// Required ones first, as they matter more; all of a pool are one notification, the last one's.
  void report(const std::string& pool, const std::vector<AbRequest>& failed) {
    for (const bool optional : {false, true}) {
      for (const AbRequest& request : failed) {
        if (request.optional != optional) continue;
        std::vector<std::string> names;
        for (const std::string& name : request.pieces) {
          if (std::ranges::find(names, name) == names.end()) names.push_back(name);
        }
        const std::string text = fmt::format("{}", fmt::join(names, ", "));
        log::warning("No player of \"{}\" for {}", pool, text);
        const char* key = optional ? "Failed to assign non-critical AB player for {{pieceNames}}"
                                   : "Failed to assign AB player for {{pieceNames}}";
        NotificationRelation playlist;
        playlist.type = "playlist";
        result_.notifications.push_back(
            {"failedRequired-" + pool, optional ? NoteSeverity::WARNING : NoteSeverity::ERROR,
             JsonObject{{"key", key}, {"args", JsonObject{{"pieceNames", text}}}},
             std::move(playlist)});
      }
    }
  }

  JsonObject apply(const std::string& pool, const std::vector<AbRequest>& requests,
                   const Json& before) {
    OrderedMap<std::vector<TimelineObject*>> by_session;
    for (TimelineObject& object : timeline_.objects) {
      if (!object.pieceInstanceId) continue;
      for (const AbWish& wish : ab_wishes(object.abSessions, pool)) {
        if (const auto id = sessions_.of_object(object, wish)) by_session[*id].push_back(&object);
      }
    }
    JsonObject assigned;
    for (auto& [session, objects] : by_session) {
      JsonObject assignment{{"sessionId", session}};
      const auto request = std::ranges::find(requests, session, &AbRequest::id);
      if (request != requests.end()) {
        if (!request->player) continue;
        assignment["sessionName"] = request->name;
        assignment["playerId"] = *request->player;
        assignment["lookahead"] = request->lookahead_rank.has_value();
      } else {
        // Nobody asked for it: whatever it had before is better than nothing.
        const Json* former = member(before, session);
        const Json* player = former ? member(*former, "playerId") : nullptr;
        log::warning("Objects of an AB session of \"{}\" that no piece asked for", pool);
        if (player == nullptr) continue;
        assignment["sessionName"] = "?";
        assignment["playerId"] = *player;
        assignment["lookahead"] = false;
      }
      for (TimelineObject* object : objects) move_to(*object, pool, assignment["playerId"]);
      assigned[session] = std::move(assignment);
    }
    return assigned;
  }

  void move_to(TimelineObject& object, const std::string& pool, const Json& player) {
    apply_to_keyframes(object, pool, player);
    apply_layer_rule(object, pool, player);
    apply_custom(object, pool, player);
  }

  void apply_layer_rule(TimelineObject& object, const std::string& pool, const Json& player) {
    const bool looks_ahead = truthy(object.isLookahead);
    const bool for_layer = object.lookaheadForLayer && truthy(*object.lookaheadForLayer);
    const Json& layer = looks_ahead && for_layer ? *object.lookaheadForLayer : object.layer;
    if (!truthy(layer)) return;
    const std::string name = player_text(layer);
    const Json* rule = member(rules_, name);
    const Json* pools = rule ? member(*rule, "acceptedPoolNames") : nullptr;
    if (pools == nullptr || !pools->is_array()) return;
    if (std::ranges::find(pools->get_array(), Json(pool)) == pools->get_array().end()) return;
    const auto new_layer = [&] {
      return blueprint_
          .call_member(job_, "newLayerName", configuration_, {kRules, name, "newLayerName"},
                       {player})
          .value_or(Json());
    };
    if (!looks_ahead || !for_layer) {
      object.layer = new_layer();
    } else if (truthy(member(*rule, "allowsLookahead"))) {
      const Json to = new_layer();
      std::string text = player_text(object.layer);
      if (const size_t at = text.find(name); at != text.npos) {
        text.replace(at, name.size(), player_text(to));
      }
      object.layer = text;
      object.lookaheadForLayer = to;
    }
  }

  void apply_custom(TimelineObject& object, const std::string& pool, const Json& player) {
    if (!has_custom_) return;
    const script::Value value = blueprint_.make(to_json(object));
    try {
      blueprint_.call_member(job_, kCustom, configuration_, {kCustom},
                             {hook_.arg(), pool, player, value});
    } catch (...) {
      read_back(object, value);
      throw;
    }
    read_back(object, value);
  }

  void read_back(TimelineObject& object, const script::Value& value) {
    TimelineObject changed;
    from_json(changed, blueprint_.json(value).value_or(Json()), reflect::Path("timeline object"));
    object = std::move(changed);
  }

  JobContext& job_;
  const Playlist& playlist_;
  blueprints::Blueprint& blueprint_;
  const GenerateCall& timeline_;
  AbSessions& sessions_;
  blueprints::HookContext hook_;
  script::Value configuration_;
  Json rules_;
  AbOptions options_;
  AbResult result_;
  bool has_custom_ = false;
};

}  // namespace

AbResult run_ab_playback(const AbCall& call, const GenerateCall& timeline, AbSessions& sessions) {
  if (!call.blueprint.has(kGetAbResolverConfiguration)) return {};
  return AbPlayback(call, timeline, sessions).run();
}

}  // namespace takt::playout
