#pragma once

// An ordered list of segments or parts that is searched and reordered by external id: every step is
// constant in time, so that large rundowns don't cost their square. Nodes are shared, because a
// blueprint may hold on to one that was removed. An id may stand in the list twice (newsrooms make
// mistakes); the first one is found. One thread.

#include <list>
#include <memory>
#include <string>
#include <unordered_map>

namespace takt::ingest {

template <class Node>
class NodeList {
 public:
  using Pointer = std::shared_ptr<Node>;
  using Place = typename std::list<Pointer>::iterator;

  auto begin() const { return nodes_.begin(); }
  auto end() const { return nodes_.end(); }
  size_t size() const { return nodes_.size(); }
  bool empty() const { return nodes_.empty(); }

  /// nullptr when there is none.
  Pointer find(const std::string& id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : *found->second;
  }
  bool contains(const std::string& id) const { return places_.contains(id); }
  /// False: no id stands in the list twice.
  bool may_have_duplicates() const { return has_duplicates_; }

  void push_back(Pointer node) { insert(nodes_.end(), std::move(node)); }
  void push_front(Pointer node) { insert(nodes_.begin(), std::move(node)); }
  /// False when `id` isn't there.
  bool insert_before(const std::string& id, Pointer node) {
    const auto found = places_.find(id);
    if (found == places_.end()) return false;
    insert(found->second, std::move(node));
    return true;
  }
  bool insert_after(const std::string& id, Pointer node) {
    const auto found = places_.find(id);
    if (found == places_.end()) return false;
    insert(std::next(found->second), std::move(node));
    return true;
  }

  bool remove(const std::string& id) {
    const auto found = places_.find(id);
    if (found == places_.end()) return false;
    nodes_.erase(found->second);
    places_.erase(found);
    if (has_duplicates_) find_again(id);
    return true;
  }

  void clear() {
    nodes_.clear();
    places_.clear();
    has_duplicates_ = false;
  }

  /// The node found under `from` is now found under `to`.
  void renamed(const std::string& from, const std::string& to) {
    const auto found = places_.find(from);
    if (found == places_.end()) return;
    const Place place = found->second;
    places_.erase(found);
    places_.emplace(to, place);
    if (has_duplicates_) find_again(from);
  }

 private:
  void insert(Place before, Pointer node) {
    const Place place = nodes_.insert(before, std::move(node));
    const std::string& id = (*place)->external_id();
    if (!places_.try_emplace(id, place).second) {
      has_duplicates_ = true;
      places_.erase(id);
      find_again(id);
    }
  }

  void find_again(const std::string& id) {
    for (auto place = nodes_.begin(); place != nodes_.end(); ++place) {
      if ((*place)->external_id() == id) {
        places_.emplace(id, place);
        return;
      }
    }
  }

  std::list<Pointer> nodes_;
  std::unordered_map<std::string, Place> places_;
  bool has_duplicates_ = false;
};

}  // namespace takt::ingest
