#pragma once

#include "core/base/result.h"
#include "core/hub/historystore.h"
#include "core/store/roomrecords.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace signalbox {

class Store;

//! What the SqliteHistoryStores of all io threads share: the file, the ids of its rooms, and at the start the rooms in it.
//! Any thread.
class SqliteHistory final
{
public:
    //! Reads the rooms, without their messages, and waits for that: for the thread that starts the server. What earlier stores
    //! have posted is seen. If writes were lost meanwhile, the rooms get new epochs. Fails as Store::readBlocking().
    static Result<std::shared_ptr<SqliteHistory>> load(Store &store);

    //! Removes what has expired from a file whose history is not used now. Does not wait for it.
    static void removeExpired(Store &store, Milliseconds age);

    //! Makes the store of an io thread.
    static HistoryStoreFactory factory(std::shared_ptr<SqliteHistory> history);

    //! Returns those rooms that \a isOwn accepts; each is returned once.
    std::vector<StoredRoom> take(const std::function<bool(QStringView room)> &isOwn);
    qint64 nextId() { return m_nextId.fetch_add(1); }
    //! Rooms that are only in the file, of all io threads.
    std::atomic<qint64> &closedRooms() { return m_closedRooms; }
    Store &store() { return m_store; }

    explicit SqliteHistory(Store &store)
        : m_store(store)
    {
    }
    Q_DISABLE_COPY_MOVE(SqliteHistory)

private:
    Store &m_store;
    std::atomic<qint64> m_nextId{1};
    std::atomic<qint64> m_closedRooms{0};
    std::mutex m_mutex;
    std::vector<StoredRoom> m_rooms; //!< locked
};

} // namespace signalbox
