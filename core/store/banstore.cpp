#include "core/store/banstore.h"

#include "core/store/store.h"

#include <memory>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 BanBytes = 512; // roughly, of a queued ban

qint64 toStored(WallTime time)
{
    return time.time_since_epoch().count();
}

WallTime fromStored(qint64 time)
{
    return WallTime(Milliseconds(time));
}

constexpr qint64 Never = -1;

Ban banOf(const Statement &row)
{
    Ban ban;
    ban.id = BanId(quint64(row.integer(0)));
    ban.kind = BanKind(row.integer(1));
    ban.value = row.text(2);
    ban.reason = row.text(3);
    ban.by = row.text(4);
    ban.created = fromStored(row.integer(5));
    if (row.integer(6) != Never)
        ban.expires = fromStored(row.integer(6));
    ban.hits = quint64(row.integer(7));
    return ban;
}

void insert(Database &database, const Ban &ban)
{
    database
        .prepare("INSERT OR REPLACE INTO bans (id, kind, value, reason, by, created, expires, hits) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(qint64(ban.id.value()))
        .bind(qint64(ban.kind))
        .bind(ban.value)
        .bind(ban.reason)
        .bind(ban.by)
        .bind(toStored(ban.created))
        .bind(ban.expires ? toStored(*ban.expires) : Never)
        .bind(qint64(ban.hits))
        .run();
}

} // namespace

Result<BanStore::Content> BanStore::load()
{
    Content content;
    const Result<void> read = m_store.readBlocking([&content](Database &database) {
        content = {};
        Statement rows = database.prepare(
            "SELECT id, kind, value, reason, by, created, expires, hits FROM bans ORDER BY id");
        while (rows.next()) {
            if (rows.integer(1) < BanKindCount)
                content.bans.push_back(banOf(rows));
        }
        Statement last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'bans'");
        if (last.next())
            content.lastId = quint64(last.integer(0));
    });
    if (!read)
        return read.error();
    return content;
}

void BanStore::writeAll()
{
    m_store.write(Durability::Batched, BanBytes, [latest = m_latest](Database &database) {
        database.execute("DELETE FROM bans");
        for (const Ban &ban : latest->current()->bans())
            insert(database, ban);
    });
}

void BanStore::writeFully(std::size_t rows, std::function<void(Database &)> work)
{
    m_store.write(Durability::Full, BanBytes * qint64(rows), std::move(work), m_replies,
                  [&store = m_store, latest = m_latest](const Result<void> &result) {
                      if (result)
                          return;
                      // The change is in effect. When it can be written others may have followed: so all that there is then.
                      store.write(Durability::Batched, BanBytes, [latest](Database &database) {
                          database.execute("DELETE FROM bans");
                          for (const Ban &ban : latest->current()->bans())
                              insert(database, ban);
                      });
                  });
}

void BanStore::write(std::vector<Ban> bans)
{
    const std::size_t count = bans.size();
    writeFully(count, [bans = std::make_shared<const std::vector<Ban>>(std::move(bans))](Database &database) {
        for (const Ban &ban : *bans)
            insert(database, ban);
    });
}

void BanStore::remove(std::vector<BanId> ids)
{
    const std::size_t count = ids.size();
    writeFully(count, [ids = std::make_shared<const std::vector<BanId>>(std::move(ids))](Database &database) {
        for (const BanId id : *ids)
            database.prepare("DELETE FROM bans WHERE id = ?").bind(qint64(id.value())).run();
    });
}

void BanStore::writeHits(std::vector<Ban> bans)
{
    const qint64 bytes = BanBytes * qint64(bans.size());
    m_store.write(Durability::Batched, bytes,
                  [bans = std::make_shared<const std::vector<Ban>>(std::move(bans))](Database &database) {
                      for (const Ban &ban : *bans) {
                          database.prepare("UPDATE bans SET hits = ? WHERE id = ?")
                              .bind(qint64(ban.hits))
                              .bind(qint64(ban.id.value()))
                              .run();
                      }
                  });
}

} // namespace signalbox
