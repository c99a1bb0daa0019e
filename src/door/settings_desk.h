#pragma once

// PUT and DELETE of settings documents: studios, showStyleBases, showStyleVariants, blueprints and
// peripheralDevices. They go through the conductor's system queue, which swaps them in between
// jobs. Any thread.

#include "conductor/conductor.h"
#include "door/access.h"
#include "net/http.h"

namespace takt::door {

/// The collections that PUT and DELETE may touch.
bool is_settings_collection(Collection collection);

class SettingsDesk {
 public:
  SettingsDesk(conductor::Conductor& conductor, Store& store, const Clock& clock)
      : conductor_(conductor), store_(store), clock_(clock) {}

  /// Answers 200 {_id} once the document is on disk. Throws UserError DocumentInvalid (400).
  void put(const Authorised& caller, Collection collection, const std::string& id, Json document,
           const net::Responder& responder);
  /// Throws UserError DocumentNotFound (404).
  void remove(const Authorised& caller, Collection collection, const std::string& id,
              const net::Responder& responder);

 private:
  void commit(Change change, const std::string& id, const net::Responder& responder);

  conductor::Conductor& conductor_;
  Store& store_;
  const Clock& clock_;
};

}  // namespace takt::door
