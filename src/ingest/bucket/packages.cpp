#include "ingest/bucket/packages.h"

#include <functional>

#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

constexpr const char* kAdlib = "bucket_adlib";
constexpr const char* kAction = "bucket_adlib_action";

std::vector<Doc<ExpectedPackage>> packages_of(JobContext& job, const BucketId& bucket) {
  auto found = job.documents().by<ExpectedPackage>(Index::bucket, bucket.str());
  std::erase_if(found, [&](const auto& doc) { return doc->studioId != job.studio_id(); });
  return found;
}

using Matches = std::function<bool(const Json& source)>;

/// Takes the sources out; a package that nothing needs any more goes.
void release(JobContext& job, const BucketId& bucket, const std::set<ExpectedPackageId>& spared,
             const Matches& matches) {
  for (const auto& doc : packages_of(job, bucket)) {
    ExpectedPackage changed = *doc;
    if (!spared.contains(doc->_id)) std::erase_if(changed.ingestSources, matches);
    if (changed.ingestSources.empty()) {
      job.documents().remove<ExpectedPackage>(doc->_id);
    } else {
      job.documents().put_if_changed(std::move(changed));
    }
  }
}

ExpectedPackage new_package(JobContext& job, const BucketId& bucket, const ExpectedPackageId& id,
                            JsonObject package) {
  ExpectedPackage doc;
  doc._id = id;
  doc.studioId = job.studio_id();
  doc.rundownId = null;
  doc.bucketId = bucket;
  doc.created = job.now();
  doc.package = std::move(package);
  return doc;
}

/// What one item needs, as its packages' sources say it.
class ItemPackages {
 public:
  ItemPackages(JobContext& job, const BucketId& bucket, const char* type, std::string id,
               const std::string& external_id)
      : job_(job), bucket_(bucket), type_(type), id_(std::move(id)) {
    source_["fromPieceType"] = type;
    source_["pieceId"] = id_;
    source_["pieceExternalId"] = external_id;
  }

  void update(const Opt<Json>& packages) {
    if (packages && packages->is_array()) {
      for (const Json& package : packages->get_array()) {
        if (package.is_object()) add(package.get_object());
        ++index_;
      }
    }
    release(job_, bucket_, kept_, [&](const Json& source) { return is_own(source); });
  }

 private:
  bool is_own(const Json& source) const {
    return string_member(source, "fromPieceType") == type_ &&
           string_member(source, "pieceId") == id_;
  }

  void add(JsonObject package) {
    JsonObject source = source_;
    for (const auto& [name, from] :
         {std::pair("blueprintPackageId", "_id"),
          std::pair("listenToPackageInfoUpdates", "listenToPackageInfoUpdates")}) {
      if (const Json* value = package.if_contains(from)) source[name] = *value;
    }
    if (!truthy(package.if_contains("_id"))) package["_id"] = fmt::format("__unnamed{}", index_);
    const ExpectedPackageId id = expected_package_id(bucket_.str(), package);
    kept_.insert(id);
    const auto stored = job_.documents().find<ExpectedPackage>(id);
    ExpectedPackage doc = stored ? *stored : new_package(job_, bucket_, id, std::move(package));
    // An item is named once, as it first was.
    if (std::any_of(doc.ingestSources.begin(), doc.ingestSources.end(),
                    [&](const Json& known) { return is_own(known); })) {
      return;
    }
    doc.ingestSources.push_back(std::move(source));
    job_.documents().put(std::move(doc));
  }

  JobContext& job_;
  const BucketId& bucket_;
  const char* type_;
  std::string id_;
  JsonObject source_;
  size_t index_ = 0;
  std::set<ExpectedPackageId> kept_;
};

}  // namespace

void update_item_packages(JobContext& job, const BucketAdLib& item) {
  ItemPackages(job, item.bucketId, kAdlib, item._id.str(), item.externalId)
      .update(item.expectedPackages);
}

void update_item_packages(JobContext& job, const BucketAdLibAction& item) {
  ItemPackages(job, item.bucketId, kAction, item._id.str(), item.externalId)
      .update(item.expectedPackages);
}

void drop_item_packages(JobContext& job, const BucketId& bucket,
                        const std::set<std::string>& items) {
  if (items.empty()) return;
  release(job, bucket, {}, [&](const Json& source) {
    const std::string type = string_member(source, "fromPieceType");
    return (type == kAdlib || type == kAction) && items.contains(string_member(source, "pieceId"));
  });
}

}  // namespace takt::ingest
