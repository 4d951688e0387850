#include "core/store/revocationstore.h"

#include "core/store/store.h"

#include <utility>

namespace signalbox {

namespace {

constexpr qint64 RevocationBytes = 512; // roughly, of a queued one

qint64 toStored(WallTime time)
{
    return time.time_since_epoch().count();
}

void insert(Database &database, const Revocation &revocation)
{
    database.prepare("INSERT OR REPLACE INTO revocations (kind, value, created, until) VALUES (?, ?, ?, ?)")
        .bind(qint64(revocation.kind))
        .bind(revocation.value)
        .bind(toStored(revocation.created))
        .bind(toStored(revocation.until))
        .run();
}

} // namespace

Result<std::vector<Revocation>> RevocationStore::load()
{
    std::vector<Revocation> revocations;
    const Result<void> read = m_store.readBlocking([&revocations](Database &database) {
        revocations.clear();
        Statement rows = database.prepare("SELECT kind, value, created, until FROM revocations");
        while (rows.next()) {
            if (rows.integer(0) >= RevocationKindCount)
                continue;
            revocations.push_back({RevocationKind(rows.integer(0)), rows.text(1),
                                   WallTime(Milliseconds(rows.integer(2))),
                                   WallTime(Milliseconds(rows.integer(3)))});
        }
    });
    if (!read)
        return read.error();
    return revocations;
}

void RevocationStore::write(const Revocation &revocation)
{
    m_store.write(
        Durability::Full, RevocationBytes, [revocation](Database &database) { insert(database, revocation); },
        m_replies,
        [&store = m_store, latest = m_latest](const Result<void> &result) {
            if (result)
                return;
            // It is in effect. When it can be written others may have followed: so all that there is then.
            store.write(Durability::Batched, RevocationBytes, [latest](Database &database) {
                database.execute("DELETE FROM revocations");
                for (const Revocation &each : latest->current()->all())
                    insert(database, each);
            });
        });
}

void RevocationStore::writeLater(std::vector<Revocation> revocations)
{
    const qint64 bytes = RevocationBytes * qint64(revocations.size());
    m_store.write(
        Durability::Batched, bytes,
        [all = std::make_shared<const std::vector<Revocation>>(std::move(revocations))](Database &database) {
            for (const Revocation &each : *all)
                insert(database, each);
        });
}

void RevocationStore::writeAll()
{
    m_store.write(Durability::Batched, RevocationBytes, [latest = m_latest](Database &database) {
        database.execute("DELETE FROM revocations");
        for (const Revocation &each : latest->current()->all())
            insert(database, each);
    });
}

void RevocationStore::remove(std::vector<Revocation> revocations)
{
    const qint64 bytes = RevocationBytes * qint64(revocations.size());
    m_store.write(Durability::Batched, bytes,
                  [ended = std::make_shared<const std::vector<Revocation>>(std::move(revocations))](
                      Database &database) {
                      for (const Revocation &each : *ended) {
                          database
                              .prepare("DELETE FROM revocations WHERE kind = ? AND value = ? AND until = ?")
                              .bind(qint64(each.kind))
                              .bind(each.value)
                              .bind(toStored(each.until))
                              .run();
                      }
                  });
}

} // namespace signalbox
