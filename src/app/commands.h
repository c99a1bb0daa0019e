#pragma once

// The subcommands of `takt`, one file each (command_<name>.cpp). Each function declares its
// subcommand and its options.

#include "app/arguments.h"

namespace takt::app {

void add_serve(Arguments& root);
void add_ingest(Arguments& root);
void add_activate(Arguments& root);
void add_deactivate(Arguments& root);
void add_reset(Arguments& root);
void add_take(Arguments& root);
void add_next(Arguments& root);
void add_status(Arguments& root);
void add_jobs(Arguments& root);
void add_blueprint(Arguments& root);
void add_studio(Arguments& root);
void add_top(Arguments& root);
void add_journal(Arguments& root);
void add_messages(Arguments& root);
void add_asrun(Arguments& root);
void add_device(Arguments& root);
void add_backup(Arguments& root);
void add_replay(Arguments& root);
void add_version(Arguments& root);

}  // namespace takt::app
