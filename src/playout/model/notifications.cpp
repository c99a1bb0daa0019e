#include "playout/model/notifications.h"

#include "model/derived_ids.h"

namespace takt::playout {

namespace {

bool same_content(Notification a, const Notification& b) {
  a.created = b.created;
  a.modified = b.modified;
  return a == b;
}

}  // namespace

NotificationChanges::Category& NotificationChanges::category(const std::string& name) {
  const std::string full_name = prefix_ + ":" + name;
  for (Category& category : categories_) {
    if (category.full_name == full_name) return category;
  }
  return categories_.emplace_back(Category{full_name, false, {}});
}

void NotificationChanges::put(Category& category, Item item) {
  for (Item& known : category.items) {
    if (known.id == item.id) return void(known = std::move(item));
  }
  category.items.push_back(std::move(item));
}

void NotificationChanges::set(const std::string& name, NewNotification given) {
  Category& category = this->category(name);
  Notification notification;
  notification._id = notification_id(studio_, category.full_name, given.id);
  notification.category = category.full_name;
  notification.localId = given.id;
  notification.severity = given.severity;
  notification.message = std::move(given.message);
  notification.relatedTo = std::move(given.related_to);
  notification.relatedTo.studioId = studio_;
  if (notification.relatedTo.type == "playlist") notification.relatedTo.playlistId = playlist_;
  put(category, {given.id, std::move(notification)});
}

void NotificationChanges::clear(const std::string& name, const std::string& id) {
  put(category(name), {id, std::nullopt});
}

void NotificationChanges::clear_all(const std::string& name) {
  Category& category = this->category(name);
  category.remove_others = true;
  category.items.clear();
}

void NotificationChanges::save_category(const Category& category, DocumentView& documents,
                                        Time now) {
  const auto stored = documents.by<Notification>(Index::category, category.full_name);
  for (const Item& item : category.items) {
    const auto before = std::find_if(stored.begin(), stored.end(),
                                     [&](const auto& doc) { return doc->localId == item.id; });
    if (!item.notification) {
      if (before != stored.end()) documents.remove<Notification>((*before)->_id);
      continue;
    }
    if (before != stored.end() && same_content(**before, *item.notification)) continue;
    Notification notification = *item.notification;
    notification.created = before != stored.end() ? (*before)->created : now;
    notification.modified = now;
    documents.put(std::move(notification));
  }
  if (!category.remove_others) return;
  for (const Doc<Notification>& doc : stored) {
    const bool kept = std::any_of(category.items.begin(), category.items.end(), [&](const Item& item) {
      return item.id == doc->localId && item.notification;
    });
    if (!kept) documents.remove<Notification>(doc->_id);
  }
}

void NotificationChanges::save(DocumentView& documents, Time now) {
  for (const Category& category : categories_) save_category(category, documents, now);
  categories_.clear();
}

}  // namespace takt::playout
