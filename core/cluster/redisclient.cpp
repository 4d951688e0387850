#include "core/cluster/redisclient.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace signalbox {

Q_LOGGING_CATEGORY(lcRedis, "signalbox.redis", QtInfoMsg)

RedisClient::RedisClient(RedisSettings settings, BrokerStatus &status)
    : m_settings(std::move(settings))
    , m_status(status)
{
    m_reconnect.setSingleShot(true);
    m_reconnect.callOnTimeout(this, [this] { connectBoth(); });
}

RedisClient::~RedisClient()
{
    stop();
}

void RedisClient::addHandler(RedisLinkHandler &handler)
{
    m_handlers.push_back(&handler);
    if (m_isUp)
        handler.linkUp();
}

void RedisClient::start()
{
    connectBoth();
}

void RedisClient::stop()
{
    if (std::exchange(m_isStopped, true))
        return;
    m_isUp = false;
    m_reconnect.stop();
    for (RedisConnection *connection : {m_commands.get(), m_subscriptions.get()}) {
        if (connection)
            connection->close();
    }
    answerRefused();
}

void RedisClient::connectBoth()
{
    m_ready = 0;
    for (std::unique_ptr<RedisConnection> *connection : {&m_commands, &m_subscriptions})
        *connection = std::make_unique<RedisConnection>(
            m_settings, RedisConnection::Callbacks{[this] { connectionReady(); },
                                                   [this](const QString &reason) { connectionLost(reason); },
                                                   [this](RedisReply &&reply) { pushed(reply); }});
    m_commands->open();
    m_subscriptions->open();
}

void RedisClient::connectionReady()
{
    if (++m_ready < 2)
        return;
    m_isUp = true;
    m_upSince = Clock::now();
    m_reason.clear();
    qCInfo(lcRedis, "connected to %s", qPrintable(m_settings.address.toString()));
    m_status.set({true, {}});
    for (RedisLinkHandler *handler : m_handlers)
        handler->linkUp();
}

void RedisClient::connectionLost(const QString &reason)
{
    const bool wasUp = std::exchange(m_isUp, false);
    // A link that comes and goes is not worth more attempts than one that does not come.
    if (wasUp && Clock::now() - m_upSince >= LongestWait)
        m_wait = FirstWait;
    // A connection calls this, so it is destroyed later. The commands that are under way get their result here.
    for (std::unique_ptr<RedisConnection> *connection : {&m_commands, &m_subscriptions}) {
        if (RedisConnection *lost = connection->release()) {
            lost->close();
            lost->deleteLater();
        }
    }
    if (m_reason != reason) // not with each attempt
        qCWarning(lcRedis, "%s: %s", qPrintable(m_settings.address.toString()), qPrintable(reason));
    m_reason = reason;
    m_status.set({false, reason});
    m_reconnect.start(nextWait());
    if (!wasUp)
        return;
    for (RedisLinkHandler *handler : m_handlers)
        handler->linkDown();
}

//! Between a half of the time and all of it.
Milliseconds RedisClient::nextWait()
{
    const Milliseconds wait = m_wait;
    m_wait = std::min(m_wait * 2, LongestWait);
    const auto half = int(wait.count() / 2);
    return Milliseconds(half + QRandomGenerator::global()->bounded(half + 1));
}

void RedisClient::command(std::vector<QByteArray> arguments, Done done)
{
    if (m_isUp && RedisConnection::sizeOf(arguments) <= RedisConnection::MaxOutput) {
        m_commands->send(arguments, std::move(done));
        return;
    }
    if (m_isStopped)
        return;
    if (m_refused.empty())
        QMetaObject::invokeMethod(
            this, [this] { answerRefused(); }, Qt::QueuedConnection);
    m_refused.push_back(std::move(done));
}

void RedisClient::answerRefused()
{
    for (const Done &refused : std::exchange(m_refused, {}))
        refused(RedisLinkLost());
}

void RedisClient::subscribe(const QByteArray &channel)
{
    if (m_isUp)
        m_subscriptions->sendSubscription("SUBSCRIBE", channel);
}

void RedisClient::unsubscribe(const QByteArray &channel)
{
    if (m_isUp)
        m_subscriptions->sendSubscription("UNSUBSCRIBE", channel);
}

void RedisClient::pushed(const RedisReply &reply)
{
    if (reply.elements.size() < 3) // a pong
        return;
    const QByteArray &kind = reply.elements[0].bytes;
    const QByteArray &channel = reply.elements[1].bytes;
    for (RedisLinkHandler *handler : m_handlers) {
        if (kind == "message")
            handler->received(channel, reply.elements[2].bytes);
        else if (kind == "subscribe")
            handler->subscribed(channel);
        else if (kind == "unsubscribe")
            handler->unsubscribed(channel);
    }
}

} // namespace signalbox
