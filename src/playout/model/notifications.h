#pragma once

// Changes to notifications, gathered by category and written when their owner is saved. Categories
// are scoped by a prefix ("playout:<playlist>"), so that two owners never meet. One job, one thread.

#include <string>
#include <vector>

#include "store/document_view.h"

namespace takt::playout {

struct NewNotification {
  std::string id;  // unique in its category
  NoteSeverity severity{};
  Json message = JsonObject{};
  /// studioId (and playlistId for type "playlist") are filled in.
  NotificationRelation related_to;
};

class NotificationChanges {
 public:
  NotificationChanges(StudioId studio, std::string prefix, Opt<PlaylistId> playlist)
      : studio_(std::move(studio)), prefix_(std::move(prefix)), playlist_(std::move(playlist)) {}

  void set(const std::string& category, NewNotification notification);
  void clear(const std::string& category, const std::string& id);
  /// Whatever isn't set again afterwards goes away.
  void clear_all(const std::string& category);

  void save(DocumentView& documents, Time now);

 private:
  struct Item {
    std::string id;
    std::optional<Notification> notification;  // none: to be removed
  };
  struct Category {
    std::string full_name;
    bool remove_others = false;
    std::vector<Item> items;
  };
  Category& category(const std::string& name);
  static void put(Category& category, Item item);
  static void save_category(const Category& category, DocumentView& documents, Time now);

  StudioId studio_;
  std::string prefix_;
  Opt<PlaylistId> playlist_;
  std::vector<Category> categories_;
};

}  // namespace takt::playout
