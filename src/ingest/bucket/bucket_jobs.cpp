#include "ingest/bucket/bucket_jobs.h"

#include <array>
#include <set>
#include <stdexcept>

#include "ingest/bucket/import.h"
#include "ingest/bucket/packages.h"
#include "jobs/bucket_jobs.h"

namespace takt::ingest {

namespace {

template <class Item>
constexpr const char* kKind = std::is_same_v<Item, BucketAdLib> ? "Piece" : "Action";

template <class Item>
Doc<Item> require_item(JobContext& job, const IdOf<Item>& id) {
  auto item = job.documents().find<Item>(id);
  if (!item || item->studioId != job.studio_id()) {
    throw std::runtime_error(
        fmt::format("Bucket {} \"{}\" not found in this studio", kKind<Item>, id));
  }
  return item;
}

std::string uniqueness_of(const BucketAdLib& item) {
  return item.uniquenessId.value_or("");
}
std::string uniqueness_of(const BucketAdLibAction& item) {
  const Json* id = item.extra.if_contains("uniquenessId");
  return id != nullptr && id->is_string() ? to_string(id->get_string()) : "";
}

/// The items that a person sees as one: of the same newsroom item (one per variant), or marked as
/// the same by the blueprint.
template <class Item>
std::vector<Doc<Item>> group_of(JobContext& job, const Item& item) {
  const std::string unique = uniqueness_of(item);
  if (unique.empty() && item.externalId.empty()) return {};
  auto group = job.documents().by<Item>(Index::bucket, item.bucketId.str());
  std::erase_if(group, [&](const Doc<Item>& other) {
    const bool same = other->externalId == item.externalId ||
                      (!unique.empty() && uniqueness_of(*other) == unique);
    return !same || other->studioId != item.studioId;
  });
  return group;
}

template <class Item>
Json remove_item(JobContext& job, const IdOf<Item>& id) {
  const Doc<Item> item = require_item<Item>(job, id);
  std::set<std::string> ids{id.str()};
  for (const auto& other : group_of(job, *item)) ids.insert(other->_id.str());
  for (const std::string& gone : ids) job.documents().remove<Item>(IdOf<Item>(gone));
  drop_item_packages(job, item->bucketId, ids);
  return nullptr;
}

template <class Item>
Item with_props(const Item& item, const JsonObject& props) {
  static constexpr std::array kFixed = {"_id", "studioId", "importVersions", "showStyleVariantId"};
  JsonObject object = to_json(item).as_object();
  for (const auto& [name, value] : props) {
    if (std::find(kFixed.begin(), kFixed.end(), name) == kFixed.end()) object[name] = value;
  }
  try {
    return parse<Item>(Json(std::move(object)));
  } catch (const reflect::ReflectError& error) {
    throw UserError(UserErrorKey::PayloadInvalid, {{"message", error.what()}}, 400);
  }
}

template <class Item>
Json modify_item(JobContext& job, const IdOf<Item>& id, const JsonObject& props) {
  const Doc<Item> item = require_item<Item>(job, id);
  for (const auto& other : group_of(job, *item)) {
    Item changed = with_props(*other, props);
    job.documents().put_if_changed(changed);
    update_item_packages(job, changed);
  }
  return nullptr;
}

Json import_item(JobContext& job, const BucketItemImportPayload& payload) {
  BucketItemOrigin origin{payload.bucketId, payload.showStyleBaseId, {}, {}, {}};
  if (payload.showStyleVariantIds) {
    JsonArray limit;
    for (const auto& id : *payload.showStyleVariantIds) limit.push_back(Json(id.str()));
    origin.ingest_info["limitToShowStyleVariantIds"] = std::move(limit);
  }
  origin.ingest_info["payload"] = payload.payload;
  import_bucket_item(job, std::move(origin));
  return nullptr;
}

/// The first of the item's documents, in storage order.
template <class Item>
Doc<Item> find_item(JobContext& job, const BucketItemPayload& payload) {
  for (auto& item : job.documents().by<Item>(Index::bucket, payload.bucketId.str())) {
    if (item->externalId == payload.externalId && item->studioId == job.studio_id()) return item;
  }
  return nullptr;
}

template <class Item>
void regenerate(JobContext& job, const Item& item, double rank, std::optional<std::string> name) {
  if (!item.ingestInfo || !item.ingestInfo->is_object()) {
    throw std::runtime_error(fmt::format(
        "Bucket {} \"{}\" can't be made again: it has no newsroom data", kKind<Item>, item._id));
  }
  import_bucket_item(job, {item.bucketId, item.showStyleBaseId, item.ingestInfo->get_object(), rank,
                           std::move(name)});
}

Json regenerate_item(JobContext& job, const BucketItemPayload& payload) {
  if (const auto action = find_item<BucketAdLibAction>(job, payload)) {
    const Json* rank = member(action->display, "_rank");
    // A label that a person gave is a plain text.
    const Json* label = member(action->display, "label");
    std::optional<std::string> name;
    if (label != nullptr && label->is_string()) name = to_string(label->get_string());
    regenerate(job, *action, rank ? as_number(*rank).value_or(0) : 0, std::move(name));
  } else if (const auto piece = find_item<BucketAdLib>(job, payload)) {
    regenerate(job, *piece, piece->_rank, piece->name);
  } else {
    throw std::runtime_error(
        fmt::format("No Bucket Items with externalId \"{}\" were found", payload.externalId));
  }
  return nullptr;
}

Json regenerate_packages(JobContext& job, const BucketActionPayload& payload) {
  update_item_packages(job, *require_item<BucketAdLibAction>(job, payload.actionId));
  return nullptr;
}

Json modify_piece(JobContext& job, const BucketPieceModifyPayload& payload) {
  return modify_item<BucketAdLib>(job, payload.pieceId, payload.props);
}

Json modify_action(JobContext& job, const BucketActionModifyPayload& payload) {
  return modify_item<BucketAdLibAction>(job, payload.actionId, payload.props);
}

Json remove_piece(JobContext& job, const BucketPiecePayload& payload) {
  return remove_item<BucketAdLib>(job, payload.pieceId);
}

Json remove_action(JobContext& job, const BucketActionPayload& payload) {
  return remove_item<BucketAdLibAction>(job, payload.actionId);
}

template <class T>
void remove_all(JobContext& job, const BucketId& bucket) {
  for (const auto& doc : job.documents().by<T>(Index::bucket, bucket.str())) {
    if (doc->studioId == job.studio_id()) job.documents().remove<T>(doc->_id);
  }
}

Json empty_bucket(JobContext& job, const BucketPayload& payload) {
  remove_all<BucketAdLib>(job, payload.bucketId);
  remove_all<BucketAdLibAction>(job, payload.bucketId);
  remove_all<ExpectedPackage>(job, payload.bucketId);
  return nullptr;
}

}  // namespace

void add_bucket_jobs(JobTable& table) {
  table.add<BucketItemImport>(&import_item);
  table.add<BucketItemRegenerate>(&regenerate_item);
  table.add<BucketActionRegenerateExpectedPackages>(&regenerate_packages);
  table.add<BucketActionModify>(&modify_action);
  table.add<BucketPieceModify>(&modify_piece);
  table.add<BucketRemoveAdlibPiece>(&remove_piece);
  table.add<BucketRemoveAdlibAction>(&remove_action);
  table.add<BucketEmpty>(&empty_bucket);
}

}  // namespace takt::ingest
