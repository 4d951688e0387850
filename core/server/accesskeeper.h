#pragma once

#include "core/base/clock.h"
#include "core/cluster/accessport.h"
#include "core/model/command.h"
#include "core/server/unsentaccesses.h"
#include "core/store/accessstore.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <unordered_map>

namespace signalbox {

class BanKeeper;
class RevocationKeeper;

//! Runs the commands about bans and revocations, and keeps those of this server equal to those of its cluster, if it is in one.
//!
//! In a cluster Redis decides whether a ban is a new one, and gives its id; its answer is waited for, for Patience at most. Everything
//! else, and bans while there is no answer, takes effect here at once; the other nodes are told as soon as Redis can be
//! reached, also after a restart. Such a ban has an id of this node's own range.
//!
//! Lives on the thread of the server, which owns it; survives stops and starts.
class AccessKeeper final : public QObject, public AccessListener
{
    Q_OBJECT
public:
    //! Called once, with the command as it was done.
    using Done = std::function<void(Result<CommandBody> &&result)>;

    static constexpr Milliseconds Patience{2000};
    static constexpr Milliseconds RetryEvery{5000};   //!< when Redis can be reached but has refused
    static constexpr std::size_t MaxUnsent = 100'000; //!< bans and revocations whose changes wait for Redis
    static constexpr std::size_t OperationsACall = 2000;

    //! Both outlive it.
    AccessKeeper(BanKeeper &bans, RevocationKeeper &revocations);
    ~AccessKeeper() override;

    //! From now on all is kept in \a store, which outlives it; null: in memory.
    void setStore(Store *store);
    //! Loads the keepers, and what belongs to the cluster, once for each store. Fails with Io.
    Result<void> load();

    //! The server is a node of a cluster from now on, called \a name. \a port is in use until leave().
    void join(AccessPort &port, const QString &name);
    //! It is not any more. Commands that wait for Redis are done here.
    void leave();

    //! Does what \a command, one about bans or revocations, is for, except that connections are not closed. \a done is called
    //! during the call or later. Fails as BanKeeper::run() and RevocationKeeper::run(), and with Busy when too much waits for Redis.
    void run(const Command &command, Done done);

    void synced(const AccessPosition &position) override;
    void lost() override;
    void changed(AccessChanges &&changes) override;
    void replaced(AccessContent &&content, OwnEntries own) override;
    void wanted() override;

Q_SIGNALS:
    //! Another node has run a command, which is in effect here.
    void ranElsewhere(const signalbox::ActionReport &report);
    //! Other nodes have added bans (AddBans, without them) or revocations (Revoke, without a value): connections may have to be closed.
    void changedElsewhere(const signalbox::Command &command);

private:
    struct Waiting
    {
        Command command;
        std::vector<Ban> bans; //!< as Redis was asked to add them
        Done done;
        TimePoint until; //!< then it is done here
    };
    bool isOfCluster() const { return m_port || !m_position.epoch.isEmpty(); }
    bool isUnsent(const std::vector<Ban> &bans) const;
    void ask(const Command &command, std::vector<Ban> &&bans, Done &&done);
    void giveUp();
    void answered(quint64 number, const AccessResult &result);
    std::optional<std::vector<Ban>> findSame(const std::vector<Ban> &bans) const;
    Result<CommandBody> runHere(const Command &command);
    Result<CommandBody> addHere(const AddBans &command, const QString &by);
    void flush();
    void sent(const UnsentAccesses::Batch &batch, const AccessResult &result);
    void tellEnded(std::vector<AccessOperation> &&operations);
    BanId nextOwnId();
    AccessOrigin originOf(const Actor &actor) const;

    void applyWaiting();
    void report(const AccessOrigin &origin, const std::vector<AccessChange> &changes,
                const std::map<AccessSubject, Ban> &former);

    BanKeeper &m_bans;
    RevocationKeeper &m_revocations;
    std::optional<AccessStore> m_store;
    bool m_isLoaded = false;
    AccessPort *m_port = nullptr; //!< null: not in a cluster
    QString m_name;               //!< of this node
    AccessPosition m_position;
    bool m_isSynced = false;
    std::unordered_map<quint64, Waiting> m_waiting; //!< for the answer of Redis
    quint64 m_lastNumber = 0;                       //!< of these
    QTimer m_patience;                              //!< until the first of these is done here
    UnsentAccesses m_unsent;
    quint64 m_sending = 0; //!< the call that is under way; 0: none
    quint64 m_lastSending = 0;
    QTimer m_retry;
    quint64 m_lastOwnId = 0;
    std::vector<AccessChanges> m_incoming; //!< applied together, as each makes a new list
    QTimer m_apply;
};

} // namespace signalbox
