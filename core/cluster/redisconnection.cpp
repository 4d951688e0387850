#include "core/cluster/redisconnection.h"

#include "core/base/visibletext.h"
#include "core/cluster/redisfiles.h"

#include <QLocalSocket>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>

#include <algorithm>
#include <array>
#include <utility>

namespace signalbox {

namespace {

using namespace Qt::StringLiterals;

constexpr Milliseconds CheckEvery{250};
constexpr Milliseconds LateCheck{750};
constexpr Milliseconds PingAfter{1000}; // without a byte of Redis
constexpr qsizetype MaxShownError = 200;

template <std::size_t N>
bool startsWithOneOf(const QByteArray &text, const std::array<const char *, N> &prefixes)
{
    return std::ranges::any_of(prefixes, [&](const char *prefix) { return text.startsWith(prefix); });
}

//! Errors behind which the connection is of no use: Redis is starting, wants a password, or is a replica now.
bool endsConnection(const QByteArray &error)
{
    static constexpr std::array Prefixes{"LOADING", "NOAUTH", "WRONGPASS", "READONLY", "MASTERDOWN"};
    return startsWithOneOf(error, Prefixes);
}

QString shownError(const QByteArray &error)
{
    return visibleText(QString::fromUtf8(error.first(std::min(error.size(), MaxShownError))),
                       PeerTextKind::Line);
}

//! Other errors than the known ones may repeat the arguments of AUTH, and so the password.
QString shownAuthError(const QByteArray &error)
{
    static constexpr std::array Known{"WRONGPASS",   "LOADING",
                                      "MASTERDOWN",  "DENIED Redis is running in protected mode",
                                      "ERR max num", "ERR AUTH <password> called without any password"};
    return shownError(startsWithOneOf(error, Known) ? error : error.split(' ').front());
}

//! CLIENT SETNAME takes printable ASCII only.
QByteArray clientName(QByteArray name)
{
    std::ranges::replace_if(
        name, [](char c) { return c <= ' ' || c > '~'; }, '_');
    return name;
}

} // namespace

RedisConnection::RedisConnection(const RedisSettings &settings, Callbacks callbacks)
    : m_settings(settings)
    , m_callbacks(std::move(callbacks))
{
    m_check.setInterval(CheckEvery);
    m_check.callOnTimeout(this, [this] { check(); });
}

RedisConnection::~RedisConnection()
{
    close();
}

void RedisConnection::open()
{
    m_openedAt = m_lastCheck = Clock::now();
    m_check.start();
    connectSocket();
}

void RedisConnection::connectSocket()
{
    const RedisAddress &address = m_settings.address;
    const QString ended = u"Redis has closed the connection"_s;
    if (address.transport == RedisAddress::Transport::Unix) {
        auto socket = std::make_unique<QLocalSocket>();
        QLocalSocket *raw = socket.get();
        m_socket = std::move(socket);
        connect(raw, &QLocalSocket::connected, this, [this] { established(); });
        connect(raw, &QLocalSocket::readyRead, this, [this] { read(); });
        connect(raw, &QLocalSocket::disconnected, this, [this, ended] { closedByPeer(ended); });
        connect(raw, &QLocalSocket::errorOccurred, this, [this, raw] { closedByPeer(raw->errorString()); });
        raw->connectToServer(address.path);
        return;
    }
    auto socket = std::make_unique<QSslSocket>();
    QSslSocket *raw = socket.get();
    m_socket = std::move(socket);
    raw->setProxy(QNetworkProxy::NoProxy);
    connect(raw, &QSslSocket::readyRead, this, [this] { read(); });
    connect(raw, &QSslSocket::disconnected, this, [this, ended] { closedByPeer(ended); });
    connect(raw, &QSslSocket::errorOccurred, this, [this, raw] { closedByPeer(raw->errorString()); });
    if (address.transport == RedisAddress::Transport::Tls) {
        connectTls(*raw);
    } else {
        connect(raw, &QSslSocket::connected, this, [this] { established(); });
        raw->connectToHost(address.host, address.port);
    }
}

void RedisConnection::connectTls(QSslSocket &socket)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (!m_settings.caFile.isEmpty()) {
        const Result<QList<QSslCertificate>> authorities = loadRedisAuthorities(m_settings.caFile);
        if (!authorities)
            return failLater(authorities.error().text);
        configuration.setCaCertificates(*authorities);
    }
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    socket.setSslConfiguration(configuration);
    connect(&socket, &QSslSocket::encrypted, this, [this] { established(); });
    connect(&socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        failLater(u"the certificate of Redis is not accepted: "_s + errors.front().errorString());
    });
    socket.connectToHostEncrypted(m_settings.address.host, m_settings.address.port);
}

void RedisConnection::established()
{
    m_isConnected = true;
    m_lastReceived = Clock::now();
    if (auto *socket = qobject_cast<QAbstractSocket *>(m_socket.get()))
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    introduce();
}

//! Sends what Redis has to accept before the connection can be used.
void RedisConnection::introduce()
{
    const Result<QByteArray> secret = loadRedisPassword(m_settings.passwordFile);
    if (!secret)
        return failLater(secret.error().text);
    std::vector<std::vector<QByteArray>> commands;
    if (!secret->isEmpty() && m_settings.address.user.isEmpty())
        commands.push_back({"AUTH", *secret});
    else if (!m_settings.address.user.isEmpty())
        commands.push_back({"AUTH", m_settings.address.user.toUtf8(), *secret});
    commands.push_back({"CLIENT", "SETNAME", clientName(m_settings.name)});
    commands.push_back({"SELECT", QByteArray::number(m_settings.address.database)});
    commands.push_back({"PING"}); // answers only when the data is loaded
    for (const std::vector<QByteArray> &command : commands) {
        send(command, [this, name = command.front()](const RedisResult &result) {
            if (const auto *reply = std::get_if<RedisReply>(&result); reply && !m_hasEnded)
                introduced(name, *reply);
        });
    }
}

void RedisConnection::introduced(const QByteArray &command, const RedisReply &reply)
{
    if (reply.type == RedisReply::Type::Error) {
        m_refusal = u"Redis refuses "_s + QString::fromLatin1(command) + u": "_s +
                    (command == "AUTH" ? shownAuthError(reply.bytes) : shownError(reply.bytes));
        if (command != "CLIENT") // who may not set a name can work without one
            fail(m_refusal);
    } else if (command == "PING") {
        m_isReady = true;
        m_callbacks.ready();
    }
}

void RedisConnection::send(const std::vector<QByteArray> &arguments, RedisLink::Done done)
{
    m_sent.push_back({std::move(done), Clock::now()});
    write(arguments);
}

void RedisConnection::sendSubscription(const QByteArray &command, const QByteArray &channel)
{
    m_isSubscriber = true;
    write({command, channel});
}

qint64 RedisConnection::sizeOf(const std::vector<QByteArray> &arguments)
{
    constexpr qint64 Header = 16; // about
    qint64 size = Header;
    for (const QByteArray &argument : arguments)
        size += Header + argument.size();
    return size;
}

//! With TLS the bytes wait behind the encryption.
qint64 RedisConnection::waitingBytes() const
{
    const auto *socket = qobject_cast<const QSslSocket *>(m_socket.get());
    return m_socket->bytesToWrite() + (socket ? socket->encryptedBytesToWrite() : 0);
}

void RedisConnection::write(const std::vector<QByteArray> &arguments)
{
    if (m_hasEnded || !m_socket)
        return;
    if (waitingBytes() + sizeOf(arguments) > MaxOutput)
        return failLater(u"Redis takes less than is sent to it"_s);
    m_socket->write(ReplyReader::format(arguments));
}

void RedisConnection::read()
{
    constexpr qint64 ChunkSize = 64 * 1024;
    std::array<char, ChunkSize> chunk; // NOLINT(cppcoreguidelines-pro-type-member-init): is read into
    while (!m_hasEnded && m_socket && m_socket->bytesAvailable() > 0) {
        const qint64 size = m_socket->read(chunk.data(), ChunkSize);
        if (size <= 0)
            return;
        m_lastReceived = Clock::now();
        m_pingedAt.reset();
        m_reader.feed(QByteArrayView(chunk.data(), size));
        while (!m_hasEnded) {
            std::optional<RedisReply> reply = m_reader.take();
            if (!reply)
                break;
            take(std::move(*reply));
        }
        if (m_reader.error())
            return fail(u"what Redis sends cannot be read: "_s + QString::fromLatin1(m_reader.error()));
    }
}

void RedisConnection::take(RedisReply &&reply)
{
    const QByteArray error = reply.type == RedisReply::Type::Error ? reply.bytes : QByteArray();
    if (m_isSubscriber && m_sent.empty()) {
        if (!error.isEmpty()) // which one, and for which channel, nobody could tell
            return fail(u"Redis refuses a subscription: "_s + shownError(error));
        m_callbacks.pushed(std::move(reply));
        return;
    }
    if (m_sent.empty())
        return fail(u"Redis sends a reply that nothing was asked for"_s);
    const Sent sent = std::move(m_sent.front());
    m_sent.pop_front();
    sent.done(RedisResult(std::move(reply)));
    if (m_isReady && endsConnection(error))
        fail(shownError(error));
}

void RedisConnection::check()
{
    const TimePoint now = Clock::now();
    // What came while this thread was busy has not been read yet.
    if (now - std::exchange(m_lastCheck, now) > LateCheck)
        return;
    if (!m_isReady) {
        if (now - m_openedAt > m_settings.connectTimeout)
            fail(m_isConnected ? u"Redis does not answer"_s : u"the connection is not established in time"_s);
        return;
    }
    const bool isCommandLate = !m_sent.empty() && now - m_sent.front().at > m_settings.replyTimeout;
    const bool isPongLate = m_pingedAt && now - *m_pingedAt > m_settings.replyTimeout;
    if (isCommandLate || isPongLate)
        return fail(u"Redis does not answer"_s);
    if (now - m_lastReceived > PingAfter)
        ping(now);
}

void RedisConnection::ping(TimePoint now)
{
    if (!m_isSubscriber && m_sent.empty()) {
        send({"PING"}, [](const RedisResult &) {});
    } else if (m_isSubscriber && !m_pingedAt) {
        m_pingedAt = now;
        write({"PING"});
    }
}

//! Redis says why before it closes a connection, if at all.
void RedisConnection::closedByPeer(const QString &reason)
{
    failLater(m_isReady || m_refusal.isEmpty() ? reason : m_refusal);
}

void RedisConnection::fail(const QString &reason)
{
    if (m_hasEnded)
        return;
    drop();
    m_callbacks.lost(reason);
}

//! Sockets report some errors while they are written to, when the caller does not expect events.
void RedisConnection::failLater(const QString &reason)
{
    QMetaObject::invokeMethod(
        this, [this, reason] { fail(reason); }, Qt::QueuedConnection);
}

void RedisConnection::close()
{
    drop();
    for (const Sent &sent : std::exchange(m_sent, {}))
        sent.done(RedisLinkLost());
}

void RedisConnection::drop()
{
    m_hasEnded = true;
    m_isReady = false;
    m_check.stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket.release()->deleteLater(); // this may be called by one of its signals
    }
}

} // namespace signalbox
