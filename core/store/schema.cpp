#include "core/store/schema.h"

#include "core/store/database.h"

#include <array>

namespace signalbox {

namespace {

// Ids of rooms are never used twice: what is left of the messages of a removed room belongs to no other one. Times are
// milliseconds since 1970. `checksum` is a CRC-32 of the other columns, as SQLite does not notice damage inside a value.
constexpr std::array Migrations{
    R"sql(
CREATE TABLE server_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,           -- of the last message
    previous_epoch TEXT NOT NULL,   -- before the last unclean stop; empty: none
    previous_seq INTEGER NOT NULL,  -- the last one of it that is stored
    oldest INTEGER NOT NULL,        -- messages with a lower seq are being removed
    used INTEGER NOT NULL,          -- when it was written
    checksum INTEGER NOT NULL
);
CREATE TABLE messages (
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    time INTEGER NOT NULL,
    client INTEGER NOT NULL,
    user TEXT NOT NULL,
    form INTEGER NOT NULL,          -- StoredForm
    content BLOB NOT NULL,          -- as it was published
    checksum INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
) WITHOUT ROWID;
)sql",
    R"sql(
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    who TEXT NOT NULL,
    source TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
);
)sql",
    R"sql(
CREATE TABLE bans (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice
    kind INTEGER NOT NULL,                -- BanKind
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,             -- -1: never
    hits INTEGER NOT NULL
);
)sql",
    R"sql(
CREATE TABLE revocations (
    kind INTEGER NOT NULL,          -- RevocationKind
    value TEXT NOT NULL,
    created INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
)sql",
    R"sql(
CREATE TABLE access_position (
    id INTEGER PRIMARY KEY,         -- 1: of bans and revocations
    epoch TEXT NOT NULL,            -- of the cluster whose copy they are
    version INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    formers TEXT NOT NULL           -- AccessPosition
);
CREATE TABLE access_unsent (
    kind INTEGER NOT NULL,          -- BanKind, or 16 + RevocationKind
    value TEXT NOT NULL,
    written INTEGER NOT NULL,       -- UnsentAccess::Written
    removed TEXT NOT NULL,          -- bans: `ID:CREATED ID:CREATED`
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
)sql"};

} // namespace

int storeVersion()
{
    return int(Migrations.size());
}

void migrateStore(Database &database, int from)
{
    for (std::size_t version = std::size_t(from); version < Migrations.size(); ++version)
        database.execute(Migrations[version]);
}

} // namespace signalbox
