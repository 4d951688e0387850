#pragma once

#include "core/cluster/accessport.h"
#include "core/cluster/redislink.h"

#include <QHash>
#include <QTimer>

#include <deque>

namespace signalbox {

//! Keeps this node's bans and revocations equal to those in Redis, which all nodes of the cluster change by scripts (accessscripts.h).
//! Lives on the broker's thread, where it calls its listener.
//!
//! Down -> Subscribing -> Comparing -> Synced, and between the last two Reading when Redis has other entries, or Restoring when it
//! has lost them. What others change meanwhile waits, and is applied behind what was read: an entry that was read in its later
//! form already is only set once more. A change that is not the next one, or a look every CheckEvery, leads back to Comparing.
class AccessService final : private RedisLinkHandler
{
public:
    struct Settings
    {
        QByteArray prefix;
        NodeNumber node = 0; //!< this one
    };
    using Done = std::function<void(const AccessResult &result)>;

    static constexpr quint64 MaxEntries = 100'000; //!< of each kind
    static constexpr std::size_t EntriesACall = 500;
    static constexpr quint64 IdsLeftOut =
        100'000; //!< by a new epoch, as some may have been given that are lost
    static constexpr Milliseconds CheckEvery{25'000};
    static constexpr Milliseconds RetryEvery{5000};
    static constexpr std::size_t MaxWaiting = 256; //!< messages, and bytes of them:
    static constexpr qsizetype MaxWaitingBytes = 16 * 1024 * 1024;

    //! Both outlive it.
    AccessService(RedisLink &link, Settings settings, AccessListener &listener);
    Q_DISABLE_COPY_MOVE(AccessService)

    // See AccessPort.
    void start(const AccessPosition &known);
    void perform(const std::vector<AccessOperation> &operations, const AccessOrigin &origin,
                 const Done &done);
    void restore(const AccessContent &content);

private:
    enum class State : quint8 { Down, Subscribing, Comparing, Reading, Restoring, Synced };

    void linkUp() override;
    void linkDown() override;
    void subscribed(const QByteArray &channel) override;
    void unsubscribed(const QByteArray &) override {}
    void received(const QByteArray &channel, const QByteArray &payload) override;

    //! Calls \a then with the position in Redis, unless the state has changed meanwhile.
    void ask(std::function<void(const AccessPosition &seen)> then);
    void compare();
    void compared(const AccessPosition &seen);
    void check();
    void checked(const AccessPosition &seen);
    void retryLater();
    void read(const AccessPosition &seen, OwnEntries own);
    void scan(const QByteArray &key, const QByteArray &cursor);
    void scanned(const QByteArray &key, const RedisReply &reply);
    void hasRead(const AccessPosition &seen);
    template <typename Entry>
    void stage(const QByteArray &key, const std::vector<Entry> &entries);
    void restored(const AccessPosition &position, const RedisResult &result);
    void becomeSynced();
    void apply(AccessChanges &&changes);

    QByteArray key(const char *name) const { return m_settings.prefix + ":access:" + name; }
    std::vector<QByteArray> keys() const { return {key("meta"), key("bans"), key("revocations")}; }
    QByteArray channel() const { return key("changes"); }

    RedisLink &m_link;
    Settings m_settings;
    AccessListener &m_listener;
    State m_state = State::Down;
    quint64 m_step = 0;         //!< what was asked for in an earlier one is of no interest any more
    AccessPosition m_known;     //!< what the listener has
    bool m_hasCompared = false; //!< since start()
    AccessPosition m_seen;      //!< (Reading, Restoring) the position in Redis before
    OwnEntries m_own = OwnEntries::Outdated;     //!< (Reading)
    QHash<QByteArray, Ban> m_bans;               //!< (Reading) by field: a scan may give one twice
    QHash<QByteArray, Revocation> m_revocations; //!< the same
    std::deque<AccessChanges> m_waiting;         //!< changes that have come before Synced
    qsizetype m_waitingBytes = 0;
    quint64 m_lastChecked = 0; //!< the version that check() has seen last
    QTimer m_timer;            //!< until the next check(), or attempt
};

} // namespace signalbox
