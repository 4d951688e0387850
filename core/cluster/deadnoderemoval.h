#pragma once

#include "core/base/clock.h"
#include "core/cluster/directorykeys.h"
#include "core/cluster/redislink.h"

#include <functional>

namespace signalbox {

//! Removes the entries of a node that has died from the directory, and then its registration. Ends early when the node
//! turns out to be alive, or Redis does not answer. Lives on the broker's thread.
class DeadNodeRemoval final
{
public:
    //! \a done is called once, at the end; it may destroy this.
    DeadNodeRemoval(RedisLink &link, const DirectoryKeys &keys, NodeNumber node, Milliseconds timeout,
                    std::function<void()> done);
    Q_DISABLE_COPY_MOVE(DeadNodeRemoval)

    void start() { readNames(); }

private:
    void readNames();
    void remove(const QByteArray &name);
    void nameDone(bool isLast);
    void forget();

    static constexpr int NamesAtOnce = 32;
    static constexpr int EntriesAtOnce = 500;

    RedisLink &m_link;
    const DirectoryKeys &m_keys;
    NodeNumber m_node;
    Milliseconds m_timeout;
    std::function<void()> m_done;
    DirectoryKind m_kind = DirectoryKind::Room;
    std::size_t m_underWay = 0; //!< names
    bool m_hasEnded = false;    //!< what is under way is the last
};

} // namespace signalbox
