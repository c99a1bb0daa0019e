#pragma once

// A job over documents in memory, for tests of blueprints and events: no locks; what it queues and
// sends to devices is kept to be looked at.

#include <gtest/gtest.h>

#include "blueprints/blueprints.h"
#include "blueprints/hook_context.h"

namespace takt::blueprints {

class TestJob final : public JobContext {
 public:
  /// A studio "studio0" and a show style "base0"/"variant0" whose blueprints have these members.
  explicit TestJob(
      std::string_view studio_members = "getBaseline: () => ({}), getShowStyleId: () => null",
      std::string_view style_members = "") {
    put_blueprint("studioBlueprint0", "studio", studio_members);
    put_blueprint("styleBlueprint0", "showstyle", style_members);
    put(Collection::studios,
        R"({"_id":"studio0","name":"Studio","blueprintId":"studioBlueprint0",
            "supportedShowStyleBase":["base0"],
            "mappingsWithOverrides":{"defaults":{"L1":{"device":0,"deviceId":"dev0"}},"overrides":[]},
            "settingsWithOverrides":{"defaults":{"frameRate":25},"overrides":[]},
            "blueprintConfigWithOverrides":{"defaults":{"a":{"b":1}},"overrides":[
              {"op":"set","path":"a.c","value":2}]}})");
    put(Collection::showStyleBases,
        R"({"_id":"base0","name":"Base","blueprintId":"styleBlueprint0",
            "sourceLayersWithOverrides":{"defaults":{"cam":{"_id":"cam","_rank":0,"name":"Cam","type":1}},"overrides":[]},
            "outputLayersWithOverrides":{"defaults":{},"overrides":[]},
            "blueprintConfigWithOverrides":{"defaults":{"x":{"y":1},"l":[1,2]},"overrides":[]}})");
    put(Collection::showStyleVariants,
        R"({"_id":"variant0","name":"Variant","_rank":0,"showStyleBaseId":"base0",
            "blueprintConfigWithOverrides":{"defaults":{"x":{"z":2},"l":[3]},"overrides":[]}})");
    renew();
  }

  void put(Collection collection, std::string_view json) {
    ChangeSet changes;
    changes.push_back(json_change(collection, parse_json(json)));
    (is_system_collection(collection) ? system_ : documents_).apply(changes);
    if (configuration_) renew();
  }
  void put_blueprint(std::string_view id, std::string_view type, std::string_view members,
                     std::string_view version = "1") {
    JsonObject document{
        {"_id", id},
        {"name", id},
        {"blueprintType", type},
        {"blueprintHash", version},
        {"code", fmt::format("{{ default: {{ blueprintType: '{}', {} }} }}", type, members)}};
    put(Collection::blueprints, dump(Json(document)));
  }
  /// Sees settings that were put since.
  void renew() { configuration_ = std::make_unique<Configuration>(system_, StudioId("studio0")); }

  Blueprint& studio_blueprint() { return blueprints_.studio(*this); }
  const ShowStyle& style() {
    style_ = configuration_->show_style(ShowStyleVariantId("variant0"), ShowStyleBaseId("base0"));
    return *style_;
  }
  Blueprint& style_blueprint() { return blueprints_.show_style(*this, style()); }

  const Configuration& configuration() const override { return *configuration_; }
  Time now() const override { return 1'600'000'000'000; }
  IdGenerator& ids() override { return ids_; }
  DocumentView& documents() override { return view_; }
  blueprints::Blueprints& blueprints() override { return blueprints_; }
  void queue_job(QueuedJob job) override { queued.push_back(std::move(job)); }
  void keep_on_failure() override {}
  void after_commit(std::function<void()>) override {}
  void commit_step(PlaylistLock) override {}
  void commit_step(RundownLock) override {}
  Json run_device_command(const PeripheralDeviceId& device, JsonObject command, double) override {
    commands.push_back(device.str() + " " + dump(Json(std::move(command))));
    if (!device_error.empty()) throw std::runtime_error(device_error);
    return nullptr;
  }

  std::vector<QueuedJob> queued;
  std::vector<std::string> commands;  // "device {...}"
  std::string device_error;           // of every device; empty: none

 protected:
  void acquire_rundown(const RundownId&) override {}
  void acquire_playlist(const PlaylistId&) override {}

 private:
  Documents documents_;
  Documents system_;
  DocumentView view_{documents_, system_};
  CountedIds ids_;
  std::unique_ptr<Configuration> configuration_;
  std::shared_ptr<const ShowStyle> style_;
  Blueprints blueprints_{{.limits = {}, .engine = {}, .host_url = "https://host"}};
};

}  // namespace takt::blueprints
