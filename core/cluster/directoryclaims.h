#pragma once

#include "core/base/clock.h"
#include "core/cluster/directoryscripts.h"
#include "core/cluster/directorysync.h"
#include "core/hub/clusterdirectory.h"
#include "core/policy/usercapsettings.h"

#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace signalbox {

//! Asks Redis for places that a limit allows at all nodes together: for members of a room, and for connections of a user. One
//! script counts the entries and adds one, so that no two nodes get the last place. Lives on the broker's thread.
//!
//! While Redis is asked the mirror of this node has the entry already, untold: whatever is told later is told behind the script.
//! So a place that was refused, or given back meanwhile, is removed by what is told then; and where the result stays unknown
//! Redis is told what the mirror has.
class DirectoryClaims final
{
public:
    using Result = MemberClaimed::Result;
    using Done = std::function<void(Result result)>;
    //! Told whether caps hold for this node only, which is so while Redis does not answer.
    using LocalChanged = std::function<void(bool isLocal)>;

    //! Without an answer of Redis the result is Unknown then. Less than limits.handshake, for a client that waits at the door.
    static constexpr Milliseconds Deadline{2000};

    //! Both outlive it.
    DirectoryClaims(RedisLink &link, const DirectoryKeys &keys, NodeNumber node, LocalChanged localChanged);
    Q_DISABLE_COPY_MOVE(DirectoryClaims)

    // Each calls \a done once, perhaps before it returns. Unknown: the entry is in the mirror of \a sync, and Redis will be told
    // of it, unless it is removed there.

    void claim(DirectorySync &rooms, const MemberClaim &claim, Done done);
    //! A place of \a client among the \a most of \a user. UserPolicy::Replace: it gets one in any case, and the oldest ones beyond
    //! it lose theirs, which their nodes get as UserReplaced.
    void claim(DirectorySync &places, const QString &user, ConnectionId client, qint64 most,
               UserPolicy policy, Done done);

    void linkDown() { setLocal(true); }
    //! Redis has answered a heartbeat.
    void heartbeat();

    //! The order of a place that Redis has not given one: the time, as scripts know it.
    static QString orderNow();

private:
    struct Waiting
    {
        DirectorySync &sync;
        QString name;
        ConnectionId client;
        DirectoryScript script;
        Done done;          //!< null: it was called
        quint64 rangesTold; //!< of sync, at the call
        TimePoint deadline;
    };
    using WaitingClaim = std::shared_ptr<Waiting>;

    void ask(Waiting &&waiting, const QString &value, std::vector<QByteArray> keys,
             std::vector<QByteArray> arguments);
    void send(const WaitingClaim &claim, std::vector<QByteArray> command);
    void answered(const WaitingClaim &claim, const RedisResult &result, std::vector<QByteArray> &&command);
    void finish(Waiting &claim, Result result);
    void expire();
    void armTimer();
    void setLocal(bool isLocal);

    RedisLink &m_link;
    const DirectoryKeys &m_keys;
    NodeNumber m_node;
    LocalChanged m_localChanged;
    bool m_isLocal = true;
    std::deque<WaitingClaim> m_waiting; //!< in the order of their deadlines; some have their result
    int m_late = 0;                     //!< calls under way whose claims were given up
    QTimer m_timer;
};

} // namespace signalbox
