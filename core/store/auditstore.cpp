#include "core/store/auditstore.h"

#include "core/store/auditpage.h"
#include "core/store/store.h"

#include <limits>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 EntryBytes = 512; // roughly, of a queued entry

qint64 toStored(WallTime time)
{
    return time.time_since_epoch().count();
}

WallTime oldestKept(WallTime now)
{
    return now - AuditLog::MaxAge;
}

void insert(Database &database, const AuditEntry &entry)
{
    database
        .prepare("INSERT INTO audit (time, who, source, action, target, outcome, detail) VALUES (?, ?, ?, ?, "
                 "?, ?, ?)")
        .bind(toStored(entry.time))
        .bind(entry.who)
        .bind(entry.from)
        .bind(entry.action)
        .bind(entry.target)
        .bind(entry.outcome)
        .bind(entry.detail)
        .run();
    // More than one is removed for each that is added, so that a clock which was wrong leaves nothing behind.
    database
        .prepare("DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT 2) "
                 "AND (time < ? OR id <= (SELECT max(id) FROM audit) - ?)")
        .bind(toStored(oldestKept(entry.time)))
        .bind(AuditStore::MaxEntries)
        .run();
}

AuditEntry entryOf(const Statement &row)
{
    AuditEntry entry;
    entry.id = quint64(row.integer(0));
    entry.time = WallTime(Milliseconds(row.integer(1)));
    entry.who = row.text(2);
    entry.from = row.text(3);
    entry.action = row.text(4);
    entry.target = row.text(5);
    entry.outcome = row.text(6);
    entry.detail = row.text(7);
    return entry;
}

//! One list, read in pieces from the newest entry to the oldest. Kept alive by the read that goes on.
class AuditReading final : public std::enable_shared_from_this<AuditReading>
{
public:
    AuditReading(Store &store, const ListRequest &request, const StoreReplies &replies,
                 AuditLog::Listed listed)
        : m_store(store)
        , m_replies(replies)
        , m_listed(std::move(listed))
        , m_now(wallNow())
        , m_page(request, m_now)
    {
    }

    void next()
    {
        m_store.read([self = shared_from_this()](Database &database) { self->read(database); }, m_replies,
                     [self = shared_from_this()](const Result<void> &result) { self->finish(result); });
    }

private:
    //! On the thread of the store; may be called again after a failure.
    void read(Database &database)
    {
        m_read.clear();
        Statement rows = database.prepare("SELECT id, time, who, source, action, target, outcome, detail "
                                          "FROM audit WHERE id < ? AND time >= ? "
                                          "ORDER BY id DESC LIMIT ?");
        rows.bind(m_below).bind(toStored(oldestKept(m_now))).bind(AuditStore::EntriesARead);
        while (rows.next())
            m_read.push_back(entryOf(rows));
    }
    //! On the thread that asked.
    void finish(const Result<void> &result)
    {
        if (!result) {
            m_listed(result.error());
            return;
        }
        for (const AuditEntry &entry : m_read)
            m_page.add(entry);
        if (qint64(m_read.size()) < AuditStore::EntriesARead) {
            m_listed(m_page.take());
            return;
        }
        m_below = qint64(m_read.back().id);
        next();
    }

    Store &m_store;
    const StoreReplies &m_replies; //!< exists whenever a result arrives
    AuditLog::Listed m_listed;
    WallTime m_now;
    AuditPage m_page;
    qint64 m_below = std::numeric_limits<qint64>::max(); //!< only entries with lower ids are left
    std::vector<AuditEntry> m_read;
};

} // namespace

AuditStore::AuditStore(Store &store)
    : m_store(store)
{
    m_store.write(Durability::Batched, EntryBytes,
                  [oldest = toStored(oldestKept(wallNow()))](Database &database) {
                      database.prepare("DELETE FROM audit WHERE time < ?").bind(oldest).run();
                  });
}

void AuditStore::append(AuditEntry entry, const StoreReplies &replies, Written written)
{
    const auto shared = std::make_shared<const AuditEntry>(std::move(entry));
    const auto work = [shared](Database &database) { insert(database, *shared); };
    m_store.write(Durability::Full, EntryBytes, work, replies,
                  [&store = m_store, work, written = std::move(written)](const Result<void> &result) {
                      if (!result) // what was done is done: it is written as soon as that is possible
                          store.write(Durability::Batched, EntryBytes, work);
                      written();
                  });
}

void AuditStore::list(const ListRequest &request, const StoreReplies &replies, Listed listed)
{
    std::make_shared<AuditReading>(m_store, request, replies, std::move(listed))->next();
}

} // namespace signalbox
