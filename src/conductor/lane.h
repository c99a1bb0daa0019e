#pragma once

// One worker thread's side of its queue: hands it jobs, takes the outcomes, sends on the jobs that
// its jobs queued. Used by that thread; made and ended by StudioRuntime.

#include "conductor/job_policy.h"
#include "conductor/studio.h"

namespace takt::conductor {

/// The follow-up jobs of one thread: records under ids of their own, pushed when committed.
class LaneFollowUps final : public worker::FollowUps {
 public:
  LaneFollowUps(const Services& services, StudioRuntime& studio)
      : services_(services), studio_(studio) {}
  std::vector<JobRecord> records(const std::vector<QueuedJob>& jobs) override;
  void committed(std::vector<JobRecord> records) override;

 private:
  const Services& services_;
  StudioRuntime& studio_;
  RandomIds ids_;
};

class Lane final : public worker::JobSource {
 public:
  using GiveUp = std::function<void(const std::string& reason)>;

  /// `give_up` is called on the lane's thread when the store is lost.
  Lane(const Services& services, StudioRuntime& studio, QueueKind kind, int number,
       Mailbox& mailbox, GiveUp give_up)
      : services_(services),
        studio_(studio),
        kind_(kind),
        number_(number),
        mailbox_(mailbox),
        give_up_(std::move(give_up)) {}

  worker::Wake next(worker::JobTask& task) override;
  void finished(worker::JobTask task, worker::JobOutcome outcome) override;
  bool idle() override { return mailbox_.idle(); }

 private:
  void run_again(worker::JobTask task, const worker::JobOutcome& outcome);
  void note_stuck(const worker::JobTask& task, worker::JobEnd end);
  void write_journal(worker::JobTask task, worker::JobOutcome outcome, const JobReport& report);

  const Services& services_;
  StudioRuntime& studio_;
  const QueueKind kind_;
  const int number_;
  Mailbox& mailbox_;
  const GiveUp give_up_;
  QueueEntry running_;
  uint64_t seen_refresh_ = 0;
};

}  // namespace takt::conductor
