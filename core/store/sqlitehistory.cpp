#include "core/store/sqlitehistory.h"

#include "core/hub/epoch.h"
#include "core/store/historywriter.h"
#include "core/store/sqlitehistorystore.h"
#include "core/store/store.h"

#include <utility>

namespace signalbox {

Result<std::shared_ptr<SqliteHistory>> SqliteHistory::load(Store &store)
{
    auto history = std::make_shared<SqliteHistory>(store);
    const Result<void> read = store.readBlocking([&](Database &database) {
        RoomRecords records(database);
        history->m_rooms = records.rooms();
        history->m_nextId = records.nextId();
    });
    if (!read)
        return read.error();
    // What is lost, or waits for a disk that fails, has numbers that the file does not know.
    if (!store.isComplete() || store.isFailing()) {
        for (StoredRoom &room : history->m_rooms)
            room.last.epoch = newEpoch();
    }
    if (!store.wasClean())
        HistoryWriter::removeOrphans(store);
    return history;
}

void SqliteHistory::removeExpired(Store &store, Milliseconds age)
{
    if (age.count() == 0)
        return;
    store.write(Durability::Batched, 0, [before = wallNow() - age](Database &database) {
        RoomRecords(database).removeUsedBefore(before);
    });
    HistoryWriter::removeOrphans(store);
}

HistoryStoreFactory SqliteHistory::factory(std::shared_ptr<SqliteHistory> history)
{
    return [history = std::move(history)](IoLoop &loop, const HubRules &rules,
                                          const std::function<bool(QStringView)> &isOwn) {
        return std::make_unique<SqliteHistoryStore>(loop, rules, history, isOwn);
    };
}

std::vector<StoredRoom> SqliteHistory::take(const std::function<bool(QStringView)> &isOwn)
{
    std::vector<StoredRoom> taken;
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_rooms, [&](StoredRoom &room) {
        if (!isOwn(room.name))
            return false;
        taken.push_back(std::move(room));
        return true;
    });
    return taken;
}

} // namespace signalbox
