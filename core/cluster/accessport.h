#pragma once

#include "core/cluster/accesschange.h"

#include <functional>

namespace signalbox {

//! How operations ended.
struct AccessResult
{
    enum class Status : quint8 {
        Done,
        Exists, //!< nothing was done: there is such a ban
        Full,   //!< nothing was done: there would be too many bans
        Lost,   //!< it is not known whether they were done; or Redis cannot be reached, and they were not
    };
    Status status = Status::Lost;
    quint64 version = 0;      //!< (Done) of the cluster, with them
    std::vector<BanId> ids{}; //!< (Done) of the bans that were added, in order
    BanId existing{};         //!< (Exists) of that ban
    std::size_t index = 0;    //!< (Exists) of the operation
};

//! What becomes of the entries of a node that the cluster does not have.
enum class OwnEntries : quint8 {
    Outdated, //!< they were removed while the node was away
    Missing,  //!< the cluster has lost them: they are put back
    Foreign,  //!< they were made outside of the cluster: they are added, with other ids
};

//! Gets what happens to the bans and revocations of the cluster, in order. What it gets belongs to the node as a whole: a listener
//! changes its entries by it.
class AccessListener
{
public:
    virtual ~AccessListener() = default;

    //! This node has what Redis has, as far as it was told: operations can be performed.
    virtual void synced(const AccessPosition &position) = 0;
    //! Redis cannot be reached.
    virtual void lost() = 0;
    virtual void changed(AccessChanges &&changes) = 0;
    //! Redis has \a content instead of what this node was told before.
    virtual void replaced(AccessContent &&content, OwnEntries own) = 0;
    //! Redis has lost data: AccessPort::restore() is to be called.
    virtual void wanted() = 0;
};

//! The bans and revocations of the cluster, as the thread of a server's owner changes them. All functions are called there, and call
//! back there.
class AccessPort
{
public:
    using Done = std::function<void(const AccessResult &result)>;

    virtual ~AccessPort() = default;

    virtual NodeNumber node() const = 0;
    //! Once. This node has the entries of \a known.
    virtual void start(const AccessPosition &known) = 0;
    //! \a done is called later, unless the cluster ends before. Nothing is tried again.
    virtual void perform(std::vector<AccessOperation> operations, AccessOrigin origin, Done done) = 0;
    virtual void restore(AccessContent content) = 0;
};

} // namespace signalbox
