#pragma once

#include <QtGlobal>

namespace signalbox {

class Database;

//! Identifies a file as one of ours, at offset 68 of its header ("SBox").
inline constexpr qint64 StoreApplicationId = 0x53426F78;

//! The version of the schema that this program writes: PRAGMA user_version. A file with a higher one is refused.
//!
//! To change the schema: another entry at the end of the migrations in schema.cpp, which is run on files of the version
//! before it. What a released version has written is not changed.
int storeVersion();

//! Brings the tables from version \a from (0: there are none) to storeVersion(), inside a transaction of the caller. Failures
//! are those of \a database.
void migrateStore(Database &database, int from);

} // namespace signalbox
