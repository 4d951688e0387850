#pragma once

#include "core/base/clock.h"
#include "core/cluster/redisaddress.h"
#include "core/cluster/redislink.h"
#include "core/cluster/replyreader.h"

#include <QTimer>

#include <deque>
#include <memory>
#include <optional>

class QIODevice;
class QSslSocket;

namespace signalbox {

//! How Redis is reached.
struct RedisSettings
{
    RedisAddress address;
    QString caFile;       //!< PEM; empty: the authorities of the system
    QString passwordFile; //!< read at each connect; one newline at its end is left out. Empty: no password
    QByteArray name;      //!< shown by CLIENT LIST; what Redis does not allow in it becomes _
    Milliseconds connectTimeout{3000}; //!< from the connect to the moment when commands can be sent
    Milliseconds replyTimeout{3000}; //!< of each command, and of the pings that are sent when nothing else is
};

//! One connection to Redis, from its connect to its end. Lives on a thread with Qt's event loop.
//!
//! Errors of Redis behind which nobody could use it end the connection: LOADING, MASTERDOWN, NOAUTH and WRONGPASS (its users have
//! changed), READONLY (after a failover it is a replica now), and any error to a subscription. All others, such as OOM, MISCONF,
//! BUSY, NOSCRIPT and NOPERM, are the reply to their command.
class RedisConnection final : public QObject
{
    Q_OBJECT
public:
    struct Callbacks
    {
        std::function<void()> ready; //!< connected, authenticated, and the database is selected
        //! The connection is over, for whatever reason, and its owner has to close() it. It may be destroyed, but not in this call.
        //! Never called by a function of the connection.
        std::function<void(const QString &reason)> lost;
        //! A message or a confirmation of a subscription; not for a connection for commands.
        std::function<void(RedisReply &&reply)> pushed;
    };

    RedisConnection(const RedisSettings &settings, Callbacks callbacks);
    ~RedisConnection() override;

    void open();
    //! Ends it without `lost`; commands that are under way get RedisLinkLost.
    void close();
    //! Behind `ready`. \a done as RedisLink::command(). When too much waits to be sent, the connection is lost.
    void send(const std::vector<QByteArray> &arguments, RedisLink::Done done);
    //! Behind `ready`: SUBSCRIBE or UNSUBSCRIBE, after which the connection has only pushed replies.
    void sendSubscription(const QByteArray &command, const QByteArray &channel);

    //! Bytes that may wait to be sent.
    static constexpr qint64 MaxOutput = 64LL * 1024 * 1024;
    static qint64 sizeOf(const std::vector<QByteArray> &arguments);

private:
    struct Sent
    {
        RedisLink::Done done;
        TimePoint at;
    };

    void connectSocket();
    void connectTls(QSslSocket &socket);
    void established();
    void introduce();
    void introduced(const QByteArray &command, const RedisReply &reply);
    void write(const std::vector<QByteArray> &arguments);
    qint64 waitingBytes() const;
    void read();
    void take(RedisReply &&reply);
    void check();
    void ping(TimePoint now);
    void closedByPeer(const QString &reason);
    void fail(const QString &reason);
    void failLater(const QString &reason);
    void drop();

    RedisSettings m_settings;
    Callbacks m_callbacks;
    std::unique_ptr<QIODevice> m_socket;
    ReplyReader m_reader;
    QTimer m_check;
    std::deque<Sent> m_sent; //!< commands without a reply, in order
    TimePoint m_openedAt;
    TimePoint m_lastCheck;
    TimePoint m_lastReceived;
    std::optional<TimePoint> m_pingedAt; //!< as a subscriber, and nothing has come since
    QString m_refusal;                   //!< the last error of Redis before the connection was ready
    bool m_isConnected = false;
    bool m_isReady = false;
    bool m_isSubscriber = false;
    bool m_hasEnded = false;
};

} // namespace signalbox
