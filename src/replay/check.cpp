#include "replay/check.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "replay/compare.h"
#include "replay/files.h"
#include "replay/journal.h"

namespace takt::replay {

namespace fs = std::filesystem;

namespace {

Checked named(const fs::path& file) {
  std::string stem = file.filename().string();
  stem.resize(stem.find(".json"));
  Checked checked;
  checked.area = fs::absolute(file).parent_path().filename().string();
  checked.name = checked.area + "/" + stem;
  return checked;
}

Checked check_file(const fs::path& file, const ReplaySetup& setup,
                   const worker::BlueprintSource& blueprints, size_t max_shown) {
  Checked checked = named(file);
  try {
    const Json vector = read_json(file);
    if (is_journal_scenario(vector)) {
      const auto told = setup.make_blueprints_at(string_member(vector, "hostUrl"));
      checked.differences = replay_journal(vector, setup.jobs, told).differences;
      return checked;
    }
    if (member(vector, "expected") == nullptr) throw std::runtime_error("no expected result");
    const Scenario scenario = read_scenario(vector, setup.blueprints_of(file));
    checked.differences =
        compare(vector, run_scenario(scenario, setup.jobs, blueprints), max_shown);
  } catch (const std::exception& error) {
    checked.differences = {fmt::format("can't be run: {}", error.what())};
  }
  return checked;
}

}  // namespace

fs::path ReplaySetup::blueprints_of(const fs::path& file) const {
  return blueprints.empty() ? blueprints_folder_of(file) : blueprints;
}

std::vector<Checked> check_files(const std::vector<fs::path>& files, const ReplaySetup& setup,
                                 unsigned threads, size_t max_shown) {
  std::vector<Checked> checked(files.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    const worker::BlueprintSource blueprints = setup.make_blueprints();
    for (size_t i = next++; i < files.size(); i = next++) {
      checked[i] = check_file(files[i], setup, blueprints, max_shown);
    }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  others.clear();
  return checked;
}

std::string check_report(const std::vector<Checked>& checked) {
  struct Count {
    size_t passed = 0;
    size_t total = 0;
  };
  std::map<std::string, Count> areas;
  Count all;
  for (const Checked& each : checked) {
    for (Count* count : {&areas[each.area], &all}) {
      ++count->total;
      count->passed += each.passed() ? 1 : 0;
    }
  }
  std::string out;
  for (const Checked& each : checked) {
    if (each.passed()) continue;
    out.append(each.name).append("\n");
    for (const std::string& difference : each.differences) out.append("  " + difference + "\n");
  }
  for (const auto& [area, count] : areas) {
    out.append(fmt::format("{:<20} {:>4} / {}\n", area, count.passed, count.total));
  }
  out.append(fmt::format("{:<20} {:>4} / {}\n", "all", all.passed, all.total));
  return out;
}

Json check_json(const std::vector<Checked>& checked) {
  JsonArray passed;
  JsonObject failed;
  for (const Checked& each : checked) {
    if (each.passed()) {
      passed.emplace_back(each.name);
      continue;
    }
    JsonArray differences;
    for (const std::string& difference : each.differences) differences.emplace_back(difference);
    failed[each.name] = std::move(differences);
  }
  return JsonObject{{"passed", std::move(passed)}, {"failed", std::move(failed)}};
}

}  // namespace takt::replay
