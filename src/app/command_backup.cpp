#include <iostream>

#include "app/commands.h"
#include "store/sqlite/maintenance.h"
#include "store/sqlite/open.h"

namespace takt::app {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string file;
  std::string data;
};

fs::path database_of(const Options& options) {
  fs::path path = fs::path(options.data) / "takt.db";
  if (!fs::exists(path)) {
    throw CommandError(ExitCode::usage, "there is no database " + path.string(),
                       "give the data folder of `takt serve` with --data DIR");
  }
  return path;
}

void print(const fs::path& file, const sqlite::Inventory& found) {
  std::cout << fmt::format(
      "{} is sound: {} studios, {} documents, {} waiting jobs, {} journal rows (schema {})\n",
      file.string(), found.studios, found.documents, found.waiting_jobs, found.journal_rows,
      found.schema_version);
}

/// Runs `work` with what it throws as an answer for people.
ExitCode guarded(const std::function<void()>& work) {
  try {
    work();
    return ExitCode::ok;
  } catch (const StoreError& error) {
    throw CommandError(ExitCode::refused, error.what());
  } catch (const fs::filesystem_error& error) {
    throw CommandError(ExitCode::refused, error.what());
  }
}

ExitCode create(const Options& options) {
  return guarded([&] {
    sqlite::copy_database(database_of(options).string(), options.file);
    print(options.file, sqlite::check_file(options.file));
  });
}

ExitCode check(const Options& options) {
  return guarded([&] {
    const fs::path file = options.file.empty() ? database_of(options) : fs::path(options.file);
    print(file, sqlite::check_file(file));
  });
}

ExitCode restore(const Options& options) {
  return guarded([&] {
    const std::string before = sqlite::restore_file(options.file, options.data);
    std::cout << fmt::format("{} is restored into {}\n", options.file, options.data);
    if (!before.empty()) std::cout << "what was there before is now " << before << "\n";
  });
}

}  // namespace

void add_backup(Arguments& root) {
  auto options = std::make_shared<Options>();
  const auto data = [options](Arguments& command) {
    return command
        .option("--data", options->data, "Data folder of `takt serve`, running or not (TAKT_DATA)")
        .value_name("DIR");
  };
  if (const char* folder = std::getenv("TAKT_DATA")) options->data = folder;
  Arguments& group = root.command("backup", "Copy, check and restore the database");
  Arguments& creating = group.command("create", "Write a sound copy, while Takt may be running",
                                      [options] { return create(*options); });
  creating.positional("file", options->file, "Must not be there yet").required();
  data(creating);
  Arguments& checking =
      group.command("check", "Check every page and document of a backup, or of the data folder",
                    [options] { return check(*options); });
  checking.positional("file", options->file, "A backup; without it the data folder's database");
  data(checking);
  Arguments& restoring =
      group.command("restore", "Put a backup in the place of the database; Takt must not run",
                    [options] { return restore(*options); });
  restoring.positional("file", options->file, "The backup").required();
  data(restoring);
}

}  // namespace takt::app
