#pragma once

// What a job is: its name, where it runs, how it is delivered, and the forms of payload and result
// (spec/jobs.md). A spec is a struct:
//
//   struct TakeNextPart {
//     static constexpr JobInfo info{"takeNextPart", QueueKind::studio, Delivery::interactive};
//     struct Payload { PlaylistId playlistId; Opt<PartInstanceId> fromPartInstanceId; };
//   };
//
// Handlers are free functions `Json run(JobContext&, const Spec::Payload&)` (null for no result),
// gathered in one table per queue in worker/.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/json_codec.h"
#include "base/user_error.h"
#include "jobs/queue_kind.h"

namespace takt {

class JobContext;

struct JobInfo {
  std::string_view name;
  QueueKind queue{};
  Delivery delivery = Delivery::durable;
  /// Coalescing jobs only: a new job's array in this payload member is appended to that of an
  /// otherwise equal waiting job. Empty: equal payloads merge.
  std::string_view appends = {};
};

using JobHandler = std::function<Json(JobContext&, const Json& payload)>;

struct JobEntry {
  JobInfo info;
  JobHandler handler;
};

/// All jobs of the program by queue and name; made once by worker/handler_table.cpp.
class JobTable {
 public:
  /// `handler`: Json(JobContext&, const Spec::Payload&).
  template <class Spec>
  void add(Json (*handler)(JobContext&, const typename Spec::Payload&)) {
    add(Spec::info, [handler](JobContext& context, const Json& payload) {
      typename Spec::Payload parsed{};
      try {
        from_json(parsed, payload, reflect::Path(Spec::info.name));
      } catch (const reflect::ReflectError& error) {
        throw UserError(UserErrorKey::PayloadInvalid, {{"message", error.what()}}, 400);
      }
      return handler(context, parsed);
    });
  }
  /// A handler that takes its payload as it came.
  void add(const JobInfo& info, JobHandler handler) {
    entries_[{info.queue, std::string(info.name)}] = {info, std::move(handler)};
  }

  /// nullptr when the queue knows no such job.
  const JobEntry* find(QueueKind queue, std::string_view name) const {
    const auto found = entries_.find({queue, std::string(name)});
    return found == entries_.end() ? nullptr : &found->second;
  }

  const std::map<std::pair<QueueKind, std::string>, JobEntry>& entries() const { return entries_; }

 private:
  std::map<std::pair<QueueKind, std::string>, JobEntry> entries_;
};

}  // namespace takt
