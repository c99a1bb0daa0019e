#include "bench_settings.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace takt::bench {

namespace {

std::string read_blueprint(const std::string& name) {
  const auto path = std::filesystem::path(TAKT_SOURCE_DIR) / "bench/blueprints" / name;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Change blueprint(std::string_view id, std::string_view type, std::string code) {
  return json_change(Collection::blueprints, JsonObject{{"_id", id},
                                                        {"name", id},
                                                        {"blueprintType", type},
                                                        {"hasCode", true},
                                                        {"blueprintHash", id},
                                                        {"code", std::move(code)}});
}

JsonObject with_overrides(JsonObject defaults) {
  return {{"defaults", std::move(defaults)}, {"overrides", JsonArray{}}};
}

JsonObject layers(std::initializer_list<std::string_view> names) {
  JsonObject out;
  for (const std::string_view name : names) {
    out[name] = JsonObject{{"_id", name}, {"_rank", out.size()}, {"name", name}, {"type", 0}};
  }
  return out;
}

}  // namespace

std::string show_code(bool timeline_hook, bool events_hook) {
  std::string show = read_blueprint("show.js");
  const auto set = [&show](std::string_view mark, bool on) {
    show.replace(show.rfind(mark), mark.size(), on ? "true" : "false");
  };
  set("__TIMELINE_HOOK__", timeline_hook);
  set("__EVENTS_HOOK__", events_hook);
  return show;
}

ChangeSet house_settings(std::string show) {
  return {blueprint("bench-studio", "studio", read_blueprint("studio.js")),
          blueprint("bench-show", "showstyle", std::move(show)),
          json_change(Collection::showStyleBases,
                      JsonObject{{"_id", "show0"},
                                 {"name", "Show"},
                                 {"blueprintId", "bench-show"},
                                 {"sourceLayersWithOverrides",
                                  with_overrides(layers({"camera", "clip", "lower_third", "logo",
                                                         "audio", "script"}))},
                                 {"outputLayersWithOverrides", with_overrides(layers({"pgm"}))}}),
          json_change(Collection::showStyleVariants, JsonObject{{"_id", "variant0"},
                                                                {"_rank", 0},
                                                                {"name", "Variant"},
                                                                {"showStyleBaseId", "show0"}})};
}

Change studio_settings(const std::string& id, JsonObject mappings) {
  return json_change(Collection::studios,
                     JsonObject{{"_id", id},
                                {"name", id},
                                {"blueprintId", "bench-studio"},
                                {"supportedShowStyleBase", {"show0"}},
                                {"mappingsHash", "1"},
                                {"mappingsWithOverrides", with_overrides(std::move(mappings))},
                                {"settingsWithOverrides",
                                 with_overrides({{"frameRate", 25}, {"minimumTakeSpan", 0}})}});
}

JsonObject show_mappings() {
  JsonObject out;
  for (const char* name :
       {"L_camera", "L_clip", "L_lower_third", "L_logo", "L_audio", "L_script"}) {
    out[name] = JsonObject{
        {"device", 0}, {"deviceId", "device0"}, {"lookahead", 0}, {"options", JsonObject{}}};
  }
  return out;
}

}  // namespace takt::bench
