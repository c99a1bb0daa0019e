#pragma once

// One receiver's thread: sends what waits for it, one after the other, in the order in which it was
// queued. What the receiver refuses steps aside until its next try; while nothing gets through to
// the receiver, all wait. The service owns the mutex that guards what both look at.

#include "events/messages/courier.h"
#include "events/messages/message_desk.h"
#include "events/messages/message_index.h"

namespace takt::events {

class Target {
 public:
  /// What a target shares with its service. All outlive it.
  struct Shared {
    MessageDesk& desk;
    const DeliveryRules rules;
    std::mutex mutex;
    // Guarded by mutex:
    MessageIndex index;
    std::map<std::string, std::array<uint64_t, kTryEnds>> tries;
    bool stopping = false;
  };

  Target(Shared& shared, TargetKey key, std::string type, std::string label);
  /// Joined.
  ~Target();

  void start();
  /// Something may have changed. With the mutex held.
  void wake() {
    woken_ = true;
    changed_.notify_all();
  }
  /// Tries at once, whatever went wrong before. With the mutex held.
  void hurry();
  /// With the mutex held: its thread is about to end, or never began.
  bool ended() const { return ended_; }
  /// Ends a send under way.
  void interrupt() {
    if (courier_) courier_->interrupt();
  }
  /// Ends a send that takes much longer than it may. With the mutex held.
  void interrupt_if_stuck();
  void join();
  /// With the mutex held.
  TargetStatus status() const;

 private:
  /// A try whose end is not in the document yet.
  struct Tried {
    ExternalMessageId id;
    TryResult result;
    Time at = 0;
  };
  struct Pick {
    Doc<ExternalMessage> message;
    /// Without one: when there may be one, on the steady clock.
    double next_ms = 0;
  };

  void run();
  /// Returns false when the thread is to end.
  bool step();
  Pick pick(double now_ms);
  /// Writes the end of the last try and the beginning of the next; false when it could not.
  bool note(const Doc<ExternalMessage>& next);
  TryResult send(const ExternalMessage& message);
  void settle(TryResult result, const ExternalMessageId& id);
  bool was_stuck();

  Shared& shared_;
  const TargetKey key_;
  const std::string type_;
  const std::string label_;
  const std::unique_ptr<Courier> courier_;  // null for an unknown type
  std::optional<Tried> tried_;              // the thread's own
  std::condition_variable changed_;
  // Guarded by Shared::mutex:
  bool ended_ = true;
  bool woken_ = false;
  int failures_ = 0;
  double retry_at_ms_ = 0;
  double sending_since_ms_ = 0;
  bool was_stuck_ = false;  // the send under way, or the last one
  double idle_since_ms_ = 0;
  std::string error_;
  std::thread thread_;
};

/// The steady clock, ms.
double steady_now_ms();

}  // namespace takt::events
