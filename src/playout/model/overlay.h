#pragma once

// One document under work: shared until it is first written, then a copy of its own. Snapshots are
// cheap, nothing is copied for documents that are only read, and what was never written is still the
// stored document itself. One thread.
//
//   Overlay<PartInstance> instance(doc);
//   instance->takeCount;                 // reads the shared document
//   instance.edit().isTaken = true;      // copies it, once

#include <memory>

#include "model/all_documents.h"

namespace takt::playout {

template <class T>
class Overlay {
 public:
  /// A document as stored.
  explicit Overlay(Doc<T> stored) : doc_(std::move(stored)) {}
  /// A new document.
  explicit Overlay(T created) : own_(std::make_shared<T>(std::move(created))), doc_(own_) {}

  const T& operator*() const { return *doc_; }
  const T* operator->() const { return doc_.get(); }
  /// The document as it is now; later edits don't touch what was given out.
  Doc<T> share() {
    own_.reset();
    return doc_;
  }

  /// For writing.
  T& edit() {
    if (!own_) {
      own_ = std::make_shared<T>(*doc_);
      doc_ = own_;
    }
    return *own_;
  }
  /// Goes back to a document that share() gave.
  void restore(Doc<T> doc) {
    own_.reset();
    doc_ = std::move(doc);
  }

 private:
  std::shared_ptr<T> own_;
  Doc<T> doc_;
};

}  // namespace takt::playout
