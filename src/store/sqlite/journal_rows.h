#pragma once

// How the journal's rows stand in the database. A large body (of a job that brought a whole
// rundown) is packed: a storm's rows would be a third of all that is written to the disk.

#include "store/sqlite/operations.h"

namespace takt::sqlite {

/// These change no document, so they have no place among the commits.
void encode_journal(const std::vector<JournalRow>& rows, OperationWriter& out);

/// A row's body, packed or not. Throws std::runtime_error for what is neither.
Json journal_body(std::string_view text);

}  // namespace takt::sqlite
