#include "playout/next/next_part.h"

namespace takt::playout {

namespace {

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

bool matches(const PartInstance& instance, const ResetSelector& selector) {
  if (selector.part && instance.part._id != *selector.part) return false;
  if (selector.segments && !contains(*selector.segments, instance.segmentId)) return false;
  if (selector.instances && !contains(*selector.instances, instance._id)) return false;
  return !contains(selector.except, instance._id);
}

/// Stored instances that the selector can mean and that may not be reset yet, through the index that
/// fits.
std::vector<Doc<PartInstance>> stored_candidates(PlayoutModel& model,
                                                 const ResetSelector& selector) {
  const DocumentView& documents = model.documents();
  std::vector<Doc<PartInstance>> out;
  const auto add = [&](std::vector<Doc<PartInstance>> found) {
    std::move(found.begin(), found.end(), std::back_inserter(out));
  };
  if (selector.part) {
    add(documents.by<PartInstance>(Index::part, selector.part->str()));
  } else if (selector.segments) {
    for (const SegmentId& id : *selector.segments) {
      add(documents.by<PartInstance>(Index::not_reset, id.str()));
    }
  } else if (selector.instances) {
    for (const PartInstanceId& id : *selector.instances) {
      if (Doc<PartInstance> doc = documents.find<PartInstance>(id)) out.push_back(std::move(doc));
    }
  } else {
    for (const RundownId& id : model.rundown_ids()) {
      add(documents.by<PartInstance>(Index::rundown, id.str()));
    }
  }
  return out;
}

void reset_stored(PlayoutModel& model, const ResetSelector& selector,
                  std::vector<PartInstanceId> reset) {
  DocumentView& documents = model.documents();
  for (const auto& doc : stored_candidates(model, selector)) {
    if (truthy(doc->reset) || !matches(*doc, selector)) continue;
    if (model.find_instance(doc->_id) != nullptr) continue;
    if (model.find_rundown(doc->rundownId) == nullptr) continue;
    PartInstance instance = *doc;
    instance.reset = true;
    documents.put(std::move(instance));
    reset.push_back(doc->_id);
  }
  // Pieces of instances that were not on air are not in the model.
  for (const PartInstanceId& id : reset) {
    for (const auto& doc : documents.by<PieceInstance>(Index::part_instance, id.str())) {
      if (truthy(doc->reset)) continue;
      PieceInstance piece = *doc;
      piece.reset = true;
      documents.put(std::move(piece));
    }
  }
}

}  // namespace

void reset_instances(PlayoutModel& model, const ResetSelector& selector) {
  std::vector<PartInstanceId> reset;
  for (PartInstanceModel* instance : model.loaded()) {
    if (truthy((*instance)->reset) || !matches(**instance, selector)) continue;
    instance->mark_reset();
    reset.push_back(instance->id());
  }
  model.after_save([selector, reset = std::move(reset)](PlayoutModel& saved) {
    reset_stored(saved, selector, reset);
  });
}

}  // namespace takt::playout
