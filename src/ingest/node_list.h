#pragma once

// An ordered list of segments or parts that is searched and reordered by external id. After a few
// searches it makes an index, so that large rundowns don't cost their square; most jobs change one
// node and need none. Nodes are shared, because a blueprint may hold on to one that was removed. An
// id may stand in the list twice (newsrooms make mistakes); the first one is found. One thread.

#include <algorithm>
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
    const auto found = search(id);
    return found == nodes_.end() ? nullptr : *found;
  }
  bool contains(const std::string& id) const { return search(id) != nodes_.end(); }
  /// False: no id stands in the list twice.
  bool may_have_duplicates() const { return has_duplicates_; }

  /// To the end of a new list: no other has its id.
  void append_unique(Pointer node) { nodes_.push_back(std::move(node)); }
  void push_back(Pointer node) { insert(nodes_.end(), std::move(node)); }
  void push_front(Pointer node) { insert(nodes_.begin(), std::move(node)); }
  /// False when `id` isn't there.
  bool insert_before(const std::string& id, Pointer node) {
    const auto found = search(id);
    if (found == nodes_.end()) return false;
    insert(found, std::move(node));
    return true;
  }
  bool insert_after(const std::string& id, Pointer node) {
    const auto found = search(id);
    if (found == nodes_.end()) return false;
    insert(std::next(found), std::move(node));
    return true;
  }

  /// `id` by value: it may be the node's own.
  bool remove(std::string id) {
    const auto found = search(id);
    if (found == nodes_.end()) return false;
    nodes_.erase(found);
    if (is_indexed_) index_again(id);
    return true;
  }

  void clear() {
    nodes_.clear();
    places_.clear();
    has_duplicates_ = is_indexed_ = false;
    searches_ = 0;
  }

  /// The node found under `from` is now found under `to`.
  void renamed(const std::string& from, const std::string& to) {
    if (!is_indexed_) return;
    const auto found = places_.extract(from);
    if (found.empty()) return;
    places_.emplace(to, found.mapped());
    if (has_duplicates_) index_again(from);
  }

 private:
  static constexpr int kSearchesWithoutIndex = 8;

  void insert(Place before, Pointer node) {
    const std::string& id = node->external_id();
    const bool is_there = search(id) != nodes_.end();
    const Place place = nodes_.insert(before, std::move(node));
    if (is_there) has_duplicates_ = true;
    if (!is_indexed_) return;
    if (is_there) {
      index_again(id);
    } else {
      places_.emplace(id, place);
    }
  }

  Place search(const std::string& id) const {
    if (!is_indexed_ && ++searches_ > kSearchesWithoutIndex) {
      is_indexed_ = true;
      for (auto place = nodes_.begin(); place != nodes_.end(); ++place) {
        places_.try_emplace((*place)->external_id(), place);
      }
    }
    if (!is_indexed_) return first(id);
    const auto found = places_.find(id);
    return found == places_.end() ? nodes_.end() : found->second;
  }

  Place first(const std::string& id) const {
    return std::find_if(nodes_.begin(), nodes_.end(),
                        [&](const Pointer& node) { return node->external_id() == id; });
  }

  /// After the first node of this id went, or one that may be before it came.
  void index_again(const std::string& id) {
    places_.erase(id);
    if (!has_duplicates_) return;
    if (const Place place = first(id); place != nodes_.end()) places_.emplace(id, place);
  }

  mutable std::list<Pointer> nodes_;  // mutable: what is found may be used to change it
  mutable std::unordered_map<std::string, Place> places_;
  mutable bool is_indexed_ = false;
  mutable int searches_ = 0;
  bool has_duplicates_ = false;
};

}  // namespace takt::ingest
