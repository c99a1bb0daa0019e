#include <charconv>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/seeded_ids.h"
#include "replay/journal.h"
#include "replay/world.h"
#include "store/document_kind.h"
#include "worker/job_runner.h"

namespace takt::replay {

namespace {

/// Answers device commands as they were answered.
class RecordedDevices final : public worker::DeviceCommands {
 public:
  void set(const Json* replies) {
    replies_ = replies == nullptr ? JsonArray{} : replies->as_array();
    next_ = 0;
  }
  Json run(const StudioId&, PeripheralDeviceCommand, double) override {
    if (next_ >= replies_.size()) throw std::runtime_error("the journal has no reply for this");
    const Json& reply = replies_[next_++];
    if (const Json* result = member(reply, "result")) return *result;
    throw std::runtime_error(string_member(reply, "error"));
  }

 private:
  JsonArray replies_;
  size_t next_ = 0;
};

uint64_t seed_of(const Json& step) {
  const std::string text = string_member(step, "seed");
  uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

class Replayer {
 public:
  Replayer(const Json& file, const JobTable& jobs, const worker::BlueprintSource& blueprints)
      : file_(file),
        scenario_(read_scenario(file, {})),
        world_(scenario_),
        runner_(jobs, world_.store(), locks_, devices_, follow_ups_, world_.clock(), ids_,
                blueprints) {}

  JournalReplay run() {
    const JsonArray& steps = file_.at("steps").as_array();
    for (size_t i = 0; i < steps.size(); ++i) {
      world_.clock().set(scenario_.steps[i].at);
      if (truthy(member(steps[i], "restart"))) restart(scenario_.steps[i]);
      world_.begin_step();
      if (!scenario_.steps[i].job) {
        world_.write(scenario_.steps[i].write);
        continue;
      }
      run_job(*scenario_.steps[i].job, steps[i]);
      compare(i, steps[i]);
    }
    return std::move(replay_);
  }

 private:
  void run_job(const JobStep& step, const Json& recorded) {
    const auto kind = queue_kind_by_name(step.queue);
    if (!kind) throw std::runtime_error("unknown queue " + step.queue);
    worker::JobTask task;
    task.id = JobId(string_member(recorded, "id"));
    task.queue = *kind;
    task.name = step.job;
    task.payload = step.data;
    ids_.restart(seed_of(recorded));
    devices_.set(member(recorded, "deviceReplies"));
    runner_.run(task, world_.configuration());
    ++replay_.jobs;
  }

  const Documents& scope_of(Collection collection) {
    return is_system_collection(collection) ? world_.store().system()
                                            : world_.store().studio(world_.studio_id());
  }

  /// The as-run log is in no base, so what a job wrote of it can't be made again.
  static bool is_compared(std::string_view collection) {
    return collection != collection_name(Collection::asRunLog);
  }

  /// The program starts anew, with documents of its own: those of before go. They should be the
  /// same; but the journal of a life that was killed lacks its end.
  void restart(const Step& step) {
    std::map<std::string, std::map<std::string, Json>> found;
    for (const auto& [collection, documents] : step.write) {
      for (const Json& document : documents) {
        found[collection][string_member(document, "_id")] = document;
      }
    }
    size_t others = 0;
    CollectionDocuments gone;
    for (size_t i = 0; i < kCollectionCount; ++i) {
      const std::string collection(collection_name(collection_at(i)));
      if (!is_compared(collection)) continue;
      std::map<std::string, Json>& now = found[collection];
      std::vector<Json> removals;
      for (const AnyDoc& stored : scope_of(collection_at(i)).all(collection_at(i))) {
        const Json document = document_kind(collection_at(i)).to_json(stored.get());
        const std::string id = string_member(document, "_id");
        const auto same = now.extract(id);
        others += !same || same.mapped() != document;
        removals.push_back(JsonObject{{"_id", id}, {"$remove", true}});
      }
      others += now.size();
      gone.emplace_back(collection, std::move(removals));
    }
    world_.write(gone);
    if (others == 0) return;
    replay_.notes.push_back(
        fmt::format("the program started at {} with {} documents that are not as the jobs before "
                    "left them: the journal lacks what came last before that start",
                    number_text(step.at), others));
  }

  /// The hash that the journal would have noted; null when the document isn't there.
  Json hash_now(const std::string& name) {
    const size_t slash = name.find('/');
    const auto collection = collection_by_name(name.substr(0, slash));
    if (!collection) throw std::runtime_error("unknown collection in " + name);
    const std::string id = name.substr(slash + 1);
    const auto document = scope_of(*collection).find(*collection, id);
    return document ? Json(get_hash(change_text({*collection, id, document}))) : Json(nullptr);
  }

  void differs(size_t index, const Json& step, const std::string& what) {
    replay_.differences.push_back(fmt::format(
        "{} {} ({}): {}", index + 1, string_member(step, "job"), string_member(step, "id"), what));
  }

  void compare(size_t index, const Json& step) {
    std::set<std::string> recorded;
    for (const auto& [name, hash] : step.at("changed").as_object()) {
      if (!is_compared(std::string_view(name).substr(0, name.find('/')))) continue;
      recorded.emplace(name);
      ++replay_.documents;
      const Json now = hash_now(std::string(name));
      if (now == hash) continue;
      differs(index, step,
              std::string(name) + (now.is_null()    ? " is not there"
                                   : hash.is_null() ? " is still there"
                                                    : " is not the same"));
    }
    for (const auto& [collection, documents] : world_.written()) {
      if (!is_compared(collection)) continue;
      for (const auto& [id, document] : documents.as_object()) {
        const std::string name =
            fmt::format("{}/{}", std::string_view(collection), std::string_view(id));
        if (!recorded.contains(name)) differs(index, step, name + " was not written then");
      }
    }
  }

  const Json& file_;
  const Scenario scenario_;
  World world_;
  worker::SoleLocks locks_;
  RecordedDevices devices_;
  worker::NoFollowUps follow_ups_;
  SeededIds ids_;
  worker::JobRunner runner_;
  JournalReplay replay_;
};

}  // namespace

bool is_journal_scenario(const Json& file) {
  return truthy(member(file, "journal"));
}

JournalReplay replay_journal(const Json& file, const JobTable& jobs,
                             const worker::BlueprintSource& blueprints) {
  return Replayer(file, jobs, blueprints).run();
}

}  // namespace takt::replay
