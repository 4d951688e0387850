#include "core/cluster/redisconnection.h"

#include <QFile>
#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>

#include <array>
#include <utility>

namespace signalbox {

namespace {

using namespace Qt::StringLiterals;

constexpr Milliseconds CheckEvery{250};
constexpr Milliseconds PingAfter{1000}; // without a byte of Redis
constexpr qint64 MaxPasswordFile = 4096;

//! Errors behind which the connection is of no use: Redis is starting, wants a password, or is a replica now.
bool endsConnection(const QByteArray &error)
{
    static constexpr std::array Prefixes{"LOADING", "NOAUTH", "WRONGPASS", "READONLY", "MASTERDOWN"};
    return std::ranges::any_of(Prefixes, [&](const char *prefix) { return error.startsWith(prefix); });
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
    m_waitingSince = Clock::now();
    m_check.start();
    connectSocket();
}

void RedisConnection::connectSocket()
{
    const RedisAddress &address = m_settings.address;
    if (address.transport == RedisAddress::Transport::Unix) {
        auto socket = std::make_unique<QLocalSocket>();
        QLocalSocket *raw = socket.get();
        m_socket = std::move(socket);
        connect(raw, &QLocalSocket::connected, this, [this] { established(); });
        connect(raw, &QLocalSocket::readyRead, this, [this] { read(); });
        connect(raw, &QLocalSocket::disconnected, this,
                [this] { fail(u"Redis has closed the connection"_s); });
        connect(raw, &QLocalSocket::errorOccurred, this, [this, raw] { fail(raw->errorString()); });
        raw->connectToServer(address.path);
        return;
    }
    auto socket = std::make_unique<QSslSocket>();
    QSslSocket *raw = socket.get();
    m_socket = std::move(socket);
    connect(raw, &QSslSocket::readyRead, this, [this] { read(); });
    connect(raw, &QSslSocket::disconnected, this, [this] { fail(u"Redis has closed the connection"_s); });
    connect(raw, &QSslSocket::errorOccurred, this, [this, raw] { fail(raw->errorString()); });
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
        const QList<QSslCertificate> authorities = QSslCertificate::fromPath(m_settings.caFile);
        if (authorities.isEmpty())
            return fail(u"there is no certificate in "_s + m_settings.caFile);
        configuration.setCaCertificates(authorities);
    }
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    socket.setSslConfiguration(configuration);
    connect(&socket, &QSslSocket::encrypted, this, [this] { established(); });
    connect(&socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        fail(u"the certificate of Redis is not accepted: "_s + errors.front().errorString());
    });
    socket.connectToHostEncrypted(m_settings.address.host, m_settings.address.port);
}

void RedisConnection::established()
{
    m_isConnected = true;
    m_waitingSince = m_lastReceived = Clock::now();
    if (auto *socket = qobject_cast<QAbstractSocket *>(m_socket.get()))
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    introduce();
}

//! Sends what Redis has to accept before the connection can be used.
void RedisConnection::introduce()
{
    const Result<QByteArray> secret = password();
    if (!secret)
        return fail(secret.error().text);
    std::vector<std::vector<QByteArray>> commands;
    if (!secret->isEmpty() && m_settings.address.user.isEmpty())
        commands.push_back({"AUTH", *secret});
    else if (!m_settings.address.user.isEmpty())
        commands.push_back({"AUTH", m_settings.address.user.toUtf8(), *secret});
    commands.push_back({"CLIENT", "SETNAME", m_settings.name});
    commands.push_back({"SELECT", QByteArray::number(m_settings.address.database)});
    commands.push_back({"PING"}); // answers only when the data is loaded
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const bool isLast = i + 1 == commands.size();
        send(commands[i], [this, isLast, name = commands[i].front()](const RedisResult &result) {
            const auto *reply = std::get_if<RedisReply>(&result);
            if (!reply || m_hasEnded)
                return;
            // Who may not set a name can work without one.
            if (reply->type == RedisReply::Type::Error && name != "CLIENT")
                return fail(u"Redis refuses "_s + QString::fromLatin1(name) + u": "_s +
                            QString::fromUtf8(reply->bytes));
            if (isLast) {
                m_isReady = true;
                m_callbacks.ready();
            }
        });
    }
}

Result<QByteArray> RedisConnection::password() const
{
    if (m_settings.passwordFile.isEmpty())
        return QByteArray();
    QFile file(m_settings.passwordFile);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io, u"cannot read cluster.password_file "_s + m_settings.passwordFile +
                                          u": "_s + file.errorString()};
    QByteArray secret = file.read(MaxPasswordFile + 1);
    if (secret.size() > MaxPasswordFile)
        return Error{Error::Code::Invalid, u"cluster.password_file is larger than 4 KiB"_s};
    if (secret.endsWith('\n'))
        secret.chop(secret.endsWith("\r\n") ? 2 : 1);
    return secret;
}

void RedisConnection::send(const std::vector<QByteArray> &arguments, RedisLink::Done done)
{
    if (m_sent.empty())
        m_waitingSince = Clock::now();
    m_sent.push_back({std::move(done)});
    write(arguments);
}

void RedisConnection::sendSubscription(const QByteArray &command, const QByteArray &channel)
{
    m_isSubscriber = true;
    write({command, channel});
}

void RedisConnection::write(const std::vector<QByteArray> &arguments)
{
    if (m_hasEnded || !m_socket)
        return;
    const QByteArray command = ReplyReader::format(arguments);
    // Later: the caller does not expect that it is destroyed.
    if (command.isEmpty() || m_socket->bytesToWrite() + command.size() > MaxOutput) {
        QMetaObject::invokeMethod(
            this, [this] { fail(u"Redis takes less than is sent to it"_s); }, Qt::QueuedConnection);
        return;
    }
    m_socket->write(command);
}

void RedisConnection::read()
{
    constexpr qint64 ChunkSize = 64 * 1024;
    std::array<char, ChunkSize> chunk; // NOLINT(cppcoreguidelines-pro-type-member-init): is read into
    const QPointer<RedisConnection> alive(this);
    while (!m_hasEnded && m_socket && m_socket->bytesAvailable() > 0) {
        const qint64 size = m_socket->read(chunk.data(), ChunkSize);
        if (size <= 0)
            return;
        m_waitingSince = m_lastReceived = Clock::now();
        m_reader.feed(QByteArrayView(chunk.data(), size));
        while (!m_hasEnded) {
            std::optional<RedisReply> reply = m_reader.take();
            if (!reply)
                break;
            take(std::move(*reply));
            if (!alive)
                return;
        }
        if (m_reader.error())
            return fail(u"what Redis sends cannot be read: "_s + QString::fromLatin1(m_reader.error()));
    }
}

void RedisConnection::take(RedisReply &&reply)
{
    if (m_isSubscriber && m_sent.empty()) {
        m_callbacks.pushed(std::move(reply));
        return;
    }
    if (m_sent.empty())
        return fail(u"Redis sends a reply that nothing was asked for"_s);
    const QByteArray error = reply.type == RedisReply::Type::Error ? reply.bytes : QByteArray();
    const Sent sent = std::move(m_sent.front());
    m_sent.pop_front();
    const QPointer<RedisConnection> alive(this);
    sent.done(RedisResult(std::move(reply)));
    if (alive && m_isReady && endsConnection(error))
        fail(QString::fromUtf8(error));
}

void RedisConnection::check()
{
    const TimePoint now = Clock::now();
    if (!m_isReady) {
        if (now - m_waitingSince > m_settings.connectTimeout)
            fail(m_isConnected ? u"Redis does not answer"_s : u"the connection is not established in time"_s);
        return;
    }
    if (now - m_lastReceived > m_settings.replyTimeout && now - m_waitingSince > m_settings.replyTimeout)
        return fail(u"Redis does not answer"_s);
    if (now - m_lastReceived <= PingAfter)
        return;
    if (m_isSubscriber)
        write({"PING"});
    else if (m_sent.empty())
        send({"PING"}, [](const RedisResult &) {});
}

void RedisConnection::fail(const QString &reason)
{
    if (m_hasEnded)
        return;
    drop();
    m_callbacks.lost(reason);
}

void RedisConnection::close()
{
    if (!m_hasEnded)
        drop();
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
    for (const Sent &sent : std::exchange(m_sent, {}))
        sent.done(RedisLinkLost());
}

} // namespace signalbox
