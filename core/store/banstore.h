#pragma once

#include "core/base/result.h"
#include "core/policy/banlist.h"

#include <memory>

#include <vector>

namespace signalbox {

class Database;
class Store;
class StoreReplies;

//! The bans in the file of a Store, on the disk as soon as a command that changes them has ended: the audit of it is written
//! behind them. Used by the owner's thread.
class BanStore final
{
public:
    //! \a store and \a replies outlive it. \a latest: the list that is in effect. It is written as a whole when a change could
    //! not be written, because the disk was full, as soon as that is possible.
    BanStore(Store &store, const StoreReplies &replies, std::shared_ptr<const Bans> latest)
        : m_store(store)
        , m_replies(replies)
        , m_latest(std::move(latest))
    {
    }

    struct Content
    {
        std::vector<Ban> bans; //!< by ascending id
        quint64 lastId = 0;    //!< the highest that was ever used
    };
    //! Waits for the file. Fails with Io.
    Result<Content> load();

    //! Adds \a bans, or replaces those with their ids.
    void write(std::vector<Ban> bans);
    void remove(std::vector<BanId> ids);
    //! Writes all that are in effect, instead of those that are there: need not be on the disk at once.
    void writeAll();
    //! Only the hits of \a bans have changed: need not be on the disk at once.
    void writeHits(std::vector<Ban> bans);

private:
    void writeFully(std::size_t rows, std::function<void(Database &database)> work);

    Store &m_store;
    const StoreReplies &m_replies;
    std::shared_ptr<const Bans> m_latest;
};

} // namespace signalbox
