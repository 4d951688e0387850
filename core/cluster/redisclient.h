#pragma once

#include "core/cluster/brokerstatus.h"
#include "core/cluster/redisconnection.h"

#include <optional>

namespace signalbox {

//! A RedisLink that keeps two connections to Redis, and makes them again when one is lost: after 100 ms at first, then later and
//! later up to 5 s, with jitter, so that the nodes of a cluster do not come all at once; 100 ms again only when it has lasted for 5 s.
//! Lives on a thread with Qt's event loop.
class RedisClient final : public QObject, public RedisLink
{
    Q_OBJECT
public:
    //! \a status outlives it.
    RedisClient(RedisSettings settings, BrokerStatus &status);
    ~RedisClient() override;

    void start();
    //! Ends both connections, without an event: commands that are under way get RedisLinkLost, and later calls have no effect
    //! and no result. What the commands' callbacks refer to may be destroyed then.
    void stop();

    void addHandler(RedisLinkHandler &handler) override;
    bool isUp() const override { return m_isUp; }
    void command(std::vector<QByteArray> arguments, Done done) override;
    void subscribe(const QByteArray &channel) override;
    void unsubscribe(const QByteArray &channel) override;

    static constexpr Milliseconds FirstWait{100};
    static constexpr Milliseconds LongestWait{5000};

private:
    void connectBoth();
    void connectionReady();
    void connectionLost(const QString &reason);
    void pushed(const RedisReply &reply);
    Milliseconds nextWait();
    void answerRefused();

    RedisSettings m_settings;
    BrokerStatus &m_status;
    std::vector<RedisLinkHandler *> m_handlers;
    std::unique_ptr<RedisConnection> m_commands;
    std::unique_ptr<RedisConnection> m_subscriptions;
    int m_ready = 0; //!< of the two
    bool m_isUp = false;
    bool m_isStopped = false;
    TimePoint m_upSince;
    std::deque<Done> m_refused; //!< commands that were not sent, which are answered in the next turn
    QTimer m_reconnect;
    Milliseconds m_wait = FirstWait;
    QString m_reason; //!< that was logged last
};

} // namespace signalbox
