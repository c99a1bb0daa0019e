#include "replay/command.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "replay/compare.h"
#include "replay/files.h"
#include "replay/journal.h"

namespace takt::replay {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> chosen_files(const ReplayArguments& arguments) {
  std::vector<fs::path> files = scenario_files({arguments.paths.begin(), arguments.paths.end()});
  if (!arguments.area.empty()) {
    std::erase_if(files, [&arguments](const fs::path& file) {
      return fs::absolute(file).parent_path().filename() != arguments.area;
    });
  }
  if (files.empty()) throw std::runtime_error("no scenarios there");
  return files;
}

bool compare_two(const ReplayArguments& arguments, std::ostream& out) {
  const auto lines = compare(read_json(arguments.compare.at(0)), read_json(arguments.compare.at(1)),
                             static_cast<size_t>(arguments.differences));
  for (const std::string& line : lines) out << line << "\n";
  return lines.empty();
}

bool replay_exported(const fs::path& path, const Json& file, const ReplaySetup& setup,
                     const ReplayArguments& arguments, std::ostream& out) {
  const JournalReplay replay =
      replay_journal(file, setup.jobs, setup.make_blueprints_at(string_member(file, "hostUrl")));
  for (const std::string& note : replay.notes) out << path.string() << ": " << note << "\n";
  const size_t differences = replay.differences.size();
  out << fmt::format("{}: {} jobs, {} documents written, {} differences\n", path.string(),
                     replay.jobs, replay.documents, differences);
  for (size_t i = 0; i < std::min(differences, static_cast<size_t>(arguments.differences)); ++i) {
    out << "  " << replay.differences[i] << "\n";
  }
  return differences == 0;
}

bool check_all(const ReplayArguments& arguments, const ReplaySetup& setup, std::ostream& out) {
  const std::vector<Checked> checked = check_files(
      chosen_files(arguments), setup, static_cast<unsigned>(std::max(1, arguments.threads)),
      static_cast<size_t>(std::max(1, arguments.differences)));
  out << (arguments.json ? dump_pretty(check_json(checked)) + "\n" : check_report(checked));
  return std::all_of(checked.begin(), checked.end(), [](const Checked& c) { return c.passed(); });
}

RunOptions export_to(std::ostream& out) {
  return {.on_timeline = [&out](const GeneratedTimeline& timeline) {
    out << dump(JsonObject{{"scenario", timeline.scenario},
                           {"step", timeline.step},
                           {"at", number(timeline.at)},
                           {"current", timeline.current_part_instance},
                           {"objects", timeline.objects}})
        << "\n";
  }};
}

}  // namespace

bool replay_command(const ReplayArguments& arguments, const ReplaySetup& setup, std::ostream& out) {
  if (!arguments.compare.empty()) return compare_two(arguments, out);
  if (arguments.check) return check_all(arguments, setup, out);

  const worker::BlueprintSource blueprints = setup.make_blueprints();
  std::ofstream file;
  RunOptions options;
  const bool exporting = !arguments.timelines.empty();
  if (exporting && arguments.timelines != "-") {
    file.open(arguments.timelines);
    if (!file) throw std::runtime_error("can't write " + arguments.timelines);
    options = export_to(file);
  } else if (exporting) {
    options = export_to(out);
  }
  bool same = true;
  for (const fs::path& path : chosen_files(arguments)) {
    const Json json = read_json(path);
    if (is_journal_scenario(json)) {
      same = replay_exported(path, json, setup, arguments, out) && same;
      continue;
    }
    const Scenario scenario = read_scenario(json, setup.blueprints_of(path));
    const Json result = run_scenario(scenario, setup.jobs, blueprints, options);
    if (!exporting) out << dump_pretty(result) << "\n";
  }
  return same;
}

}  // namespace takt::replay
