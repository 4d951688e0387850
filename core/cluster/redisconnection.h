#pragma once

#include "core/base/clock.h"
#include "core/cluster/redisaddress.h"
#include "core/cluster/redislink.h"
#include "core/cluster/replyreader.h"

#include <QPointer>
#include <QTimer>

#include <deque>
#include <memory>

class QIODevice;
class QSslSocket;

namespace signalbox {

//! How Redis is reached.
struct RedisSettings
{
    RedisAddress address;
    QString caFile;       //!< PEM; empty: the authorities of the system
    QString passwordFile; //!< read at each connect; one newline at its end is left out. Empty: no password
    QByteArray name;      //!< shown by CLIENT LIST
    Milliseconds connectTimeout{3000};
    Milliseconds replyTimeout{3000}; //!< without any byte from Redis while a reply is due
};

//! One connection to Redis, from its connect to its end. Lives on a thread with Qt's event loop.
class RedisConnection final : public QObject
{
    Q_OBJECT
public:
    struct Callbacks
    {
        std::function<void()> ready; //!< connected, authenticated, and the database is selected
        //! The connection is over, for whatever reason; all commands have got RedisLinkLost. It may be destroyed, but not in this
        //! call.
        std::function<void(const QString &reason)> lost;
        //! A message or a confirmation of a subscription; not for a connection for commands.
        std::function<void(RedisReply &&reply)> pushed;
    };

    RedisConnection(const RedisSettings &settings, Callbacks callbacks);
    ~RedisConnection() override;

    void open();
    //! Ends it without `lost`; commands that are under way get RedisLinkLost.
    void close();
    //! Behind `ready`. \a done as RedisLink::command().
    void send(const std::vector<QByteArray> &arguments, RedisLink::Done done);
    //! Behind `ready`: SUBSCRIBE or UNSUBSCRIBE, after which the connection has only pushed replies.
    void sendSubscription(const QByteArray &command, const QByteArray &channel);

    //! Bytes that may wait to be sent.
    static constexpr qint64 MaxOutput = 64LL * 1024 * 1024;

private:
    struct Sent
    {
        RedisLink::Done done;
    };

    void connectSocket();
    void connectTls(QSslSocket &socket);
    void established();
    void introduce();
    Result<QByteArray> password() const;
    void write(const std::vector<QByteArray> &arguments);
    void read();
    void take(RedisReply &&reply);
    void check();
    void fail(const QString &reason);
    void drop();

    RedisSettings m_settings;
    Callbacks m_callbacks;
    std::unique_ptr<QIODevice> m_socket;
    ReplyReader m_reader;
    QTimer m_check;
    std::deque<Sent> m_sent;  //!< commands without a reply, in order
    TimePoint m_waitingSince; //!< for a byte of Redis, or for the connection
    TimePoint m_lastReceived;
    bool m_isConnected = false;
    bool m_isReady = false;
    bool m_isSubscriber = false;
    bool m_hasEnded = false;
};

} // namespace signalbox
