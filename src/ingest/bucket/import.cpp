#include "ingest/bucket/import.h"

#include <set>
#include <stdexcept>

#include "base/log.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/blueprints.h"
#include "blueprints/hook_context.h"
#include "blueprints/post_process.h"
#include "ingest/bucket/packages.h"
#include "ingest/generate/import_versions.h"

namespace takt::ingest {

namespace {

constexpr const char* kGetAdlibItem = "getAdlibItem";

template <class Item>
std::vector<Doc<Item>> items_in(JobContext& job, const BucketId& bucket) {
  return job.documents().by<Item>(Index::bucket, bucket.str());
}

double highest_rank(JobContext& job, const BucketId& bucket) {
  double highest = 0;
  for (const auto& piece : items_in<BucketAdLib>(job, bucket)) {
    highest = std::max(highest, piece->_rank);
  }
  for (const auto& action : items_in<BucketAdLibAction>(job, bucket)) {
    const Json* rank = member(action->display, "_rank");
    if (rank != nullptr) highest = std::max(highest, as_number(*rank).value_or(0));
  }
  return highest;
}

/// Ids of the item's documents as they are before.
template <class Item>
std::set<std::string> ids_before(JobContext& job, const BucketItemOrigin& origin,
                                 const std::string& external_id) {
  std::set<std::string> ids;
  for (const auto& item : items_in<Item>(job, origin.bucket)) {
    if (item->externalId == external_id && item->studioId == job.studio_id() &&
        item->showStyleBaseId == origin.show_style_base) {
      ids.insert(item->_id.str());
    }
  }
  return ids;
}

std::string external_id_of(const BucketItemOrigin& origin) {
  const Json* payload = origin.ingest_info.if_contains("payload");
  return payload ? string_member(*payload, "externalId") : "";
}

void log_notes(const blueprints::HookContext& context) {
  for (const auto& note : context.notes()) {
    const std::string text = dump(note.message);
    if (note.severity == NoteSeverity::ERROR) {
      log::error("{}: UserNote: {}", context.info().identifier, text);
    } else if (note.severity == NoteSeverity::WARNING) {
      log::warning("{}: UserNote: {}", context.info().identifier, text);
    } else {
      log::info("{}: UserNote: {}", context.info().identifier, text);
    }
  }
}

class Importer {
 public:
  Importer(JobContext& job, BucketItemOrigin origin)
      : job_(job),
        origin_(std::move(origin)),
        external_id_(external_id_of(origin_)),
        base_(job.configuration().show_style_base(origin_.show_style_base)),
        blueprint_(job.blueprints().show_style(job, *base_)),
        stale_pieces_(ids_before<BucketAdLib>(job, origin_, external_id_)),
        stale_actions_(ids_before<BucketAdLibAction>(job, origin_, external_id_)) {
    if (!origin_.rank) origin_.rank = highest_rank(job, origin_.bucket) + 1;
  }

  void run() {
    const auto styles = show_styles();
    if (styles.empty()) {
      throw std::runtime_error(fmt::format("No ShowStyleVariants found for {}", base_->_id));
    }
    if (blueprint_.has(kGetAdlibItem)) {
      payload_ = blueprint_.make(origin_.ingest_info["payload"]);
      for (const auto& style : styles) {
        if (!make_for(*style, style == styles.front())) break;
      }
    }
    remove_stale();
    // Only now: an adlib and an action that takes its place have the same id.
    for (const auto& piece : pieces_) update_item_packages(job_, piece);
    for (const auto& action : actions_) update_item_packages(job_, action);
  }

 private:
  std::vector<std::shared_ptr<const ShowStyle>> show_styles() const {
    const Json* limit = origin_.ingest_info.if_contains("limitToShowStyleVariantIds");
    const auto wanted = [&](const ShowStyleVariantId& id) {
      if (limit == nullptr || !limit->is_array()) return true;
      const JsonArray& ids = limit->get_array();
      return std::find(ids.begin(), ids.end(), Json(id.str())) != ids.end();
    };
    std::vector<std::shared_ptr<const ShowStyle>> out;
    for (const auto& variant : job_.configuration().show_style_variants(base_->_id)) {
      if (!wanted(variant->_id)) continue;
      out.push_back(job_.configuration().show_style(variant->_id, base_->_id));
    }
    return out;
  }

  /// False when the other variants need no item of their own.
  bool make_for(const ShowStyle& style, bool is_first) {
    std::optional<Json> given = ask(style);
    if (!given || !truthy(*given)) return true;
    const blueprints::BucketItemInput input = item_input(style);
    if (!truthy(member(*given, "actionId"))) {
      BucketAdLib piece = blueprints::post_process_bucket_adlib(*given, input);
      stale_pieces_.erase(piece._id.str());
      job_.documents().put_if_changed(piece);
      pieces_.push_back(std::move(piece));
      return true;
    }
    const bool for_all = is_first && truthy(member(*given, "allVariants"));
    if (!is_first) given->as_object().erase("allVariants");
    BucketAdLibAction action = blueprints::post_process_bucket_action(*given, input);
    stale_actions_.erase(action._id.str());
    job_.documents().put_if_changed(action);
    actions_.push_back(std::move(action));
    return !for_all;
  }

  std::optional<Json> ask(const ShowStyle& style) {
    const auto watched = blueprints::WatchedPackages::of_documents(
        job_, null, origin_.bucket, [&](const Json& source) {
          const std::string type = string_member(source, "fromPieceType");
          return (type == "bucket_adlib" || type == "bucket_adlib_action") &&
                 string_member(source, "pieceExternalId") == external_id_;
        });
    blueprints::HookContext context(
        job_, blueprint_, "ShowStyleUserContext",
        {"Bucket Ad-Lib", fmt::format("studioId={},showStyleBaseId={},showStyleVariantId={}",
                                      job_.studio_id(), style.base_id(), style.variant_id())});
    context.use_show_style(style);
    context.use_packages(watched);
    try {
      const script::Value item = blueprint_.call_value(job_, kGetAdlibItem, {context.arg(), payload_});
      log_notes(context);
      return read(item);
    } catch (const blueprints::BlueprintError& error) {
      log::error("Error in showStyleBlueprint.{}: {}", kGetAdlibItem, error.what());
      return std::nullopt;
    }
  }

  /// A blueprint may hand on objects of the payload, or change them. The payload is kept as it is
  /// after that, with the hashes of its packages, so that it goes back through the engine.
  std::optional<Json> read(const script::Value& item) {
    std::optional<Json> out = blueprint_.json(item);
    if (out && out->is_object()) {
      Json* packages = out->get_object().if_contains("expectedPackages");
      if (packages != nullptr && packages->is_array()) {
        blueprints::fill_package_hashes(*packages);
        const script::Value writer = blueprint_.make_object({"PackageHashes"});
        blueprint_.call_member(job_, kGetAdlibItem, writer, {"copy"}, {item, *packages});
      }
    }
    origin_.ingest_info["payload"] = blueprint_.json(payload_).value_or(Json());
    return out;
  }

  blueprints::BucketItemInput item_input(const ShowStyle& style) const {
    blueprints::BucketItemInput input;
    input.blueprint = blueprint_.id();
    input.studio = job_.studio_id();
    input.show_style_base = style.base_id();
    input.show_style_variant = style.variant_id();
    input.bucket = origin_.bucket;
    input.import_versions = import_versions(job_, style, blueprint_);
    input.ingest_info = origin_.ingest_info;
    input.rank = origin_.rank;
    input.name = origin_.name;
    return input;
  }

  void remove_stale() {
    for (const std::string& id : stale_pieces_) {
      job_.documents().remove<BucketAdLib>(PieceId(id));
    }
    for (const std::string& id : stale_actions_) {
      job_.documents().remove<BucketAdLibAction>(AdLibActionId(id));
    }
    std::set<std::string> gone = stale_pieces_;
    gone.insert(stale_actions_.begin(), stale_actions_.end());
    drop_item_packages(job_, origin_.bucket, gone);
  }

  JobContext& job_;
  BucketItemOrigin origin_;
  const std::string external_id_;
  const Doc<ShowStyleBase> base_;
  blueprints::Blueprint& blueprint_;
  script::Value payload_;
  std::set<std::string> stale_pieces_;
  std::set<std::string> stale_actions_;
  std::vector<BucketAdLib> pieces_;
  std::vector<BucketAdLibAction> actions_;
};

}  // namespace

void import_bucket_item(JobContext& job, BucketItemOrigin origin) {
  Importer(job, std::move(origin)).run();
}

}  // namespace takt::ingest
