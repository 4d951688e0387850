#pragma once

#include "core/auth/revocations.h"
#include "core/base/result.h"

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

class Database;
class Store;
class StoreReplies;

//! The revocations in the file of a Store, on the disk as soon as a command that adds one has ended: the audit of it is written
//! behind it. Used by the owner's thread.
class RevocationStore final
{
public:
    //! \a store and \a replies outlive it. \a latest: the list that is in effect. It is written as a whole when a change could
    //! not be written, because the disk was full, as soon as that is possible.
    RevocationStore(Store &store, const StoreReplies &replies, std::shared_ptr<const Revocations> latest)
        : m_store(store)
        , m_replies(replies)
        , m_latest(std::move(latest))
    {
    }

    //! Waits for the file. Fails with Io.
    Result<std::vector<Revocation>> load();
    //! Adds \a revocation, or replaces the one about the same token or user.
    void write(const Revocation &revocation);
    //! The same, but they need not be on the disk at once.
    void writeLater(std::vector<Revocation> revocations);
    //! Writes all that are in effect, instead of those that are there: need not be on the disk at once.
    void writeAll();
    //! Removes those that are the same in all fields: need not be on the disk at once, as they have no effect any more.
    void remove(std::vector<Revocation> revocations);

private:
    Store &m_store;
    const StoreReplies &m_replies;
    std::shared_ptr<const Revocations> m_latest;
};

} // namespace signalbox
