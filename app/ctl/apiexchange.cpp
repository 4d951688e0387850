#include "app/ctl/apiexchange.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr Milliseconds UsualPatience = 10s;
constexpr Milliseconds LongPatience = 60s; // for limits.closing and heartbeat.timeout of the server, and more
constexpr int WholeAnswers = 10;           // how many times that for an answer that arrives in pieces

//! Returns the proxy of the environment; none for this machine.
QNetworkProxy proxyFor(const ServerAddress &server)
{
    if (server.isLoopback())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QList<QNetworkProxy> proxies =
        QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(QUrl(server.text)));
    QNetworkProxy proxy = proxies.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : proxies.first();
    if (proxy.type() == QNetworkProxy::HttpCachingProxy) // a socket can only use its CONNECT
        proxy.setType(QNetworkProxy::HttpProxy);
    return proxy;
}

} // namespace

ApiExchange::ApiExchange(ApiAccess access, ApiRequest request, QObject *parent)
    : QObject(parent)
    , m_access(std::move(access))
    , m_request(std::move(request))
{
    for (QTimer *timer : {&m_deadline, &m_end}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, [this] {
            fail(m_isSent ? u"no answer in time; --timeout allows more"_s : u"no connection in time"_s);
        });
    }
    connect(&m_socket, &QSslSocket::readyRead, this, &ApiExchange::handleReadyRead);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &ApiExchange::handleError);
    if (m_access.server.usesTls)
        connect(&m_socket, &QSslSocket::encrypted, this, &ApiExchange::handleConnected);
    else
        connect(&m_socket, &QSslSocket::connected, this, &ApiExchange::handleConnected);
    m_deadline.start(m_access.timeout.value_or(UsualPatience));
    // Later: an address that is refused at once would be reported before anybody listens.
    connect(&m_begin, &QTimer::timeout, this, &ApiExchange::connectToServer);
    m_begin.setSingleShot(true);
    m_begin.start(0);
}

void ApiExchange::connectToServer()
{
    if (m_isFinished)
        return;
    const ServerAddress &server = m_access.server;
    m_socket.setProxy(proxyFor(server));
    if (!server.usesTls) {
        m_socket.connectToHost(server.host, server.port);
        return;
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (!m_access.authorities.isEmpty())
        configuration.setCaCertificates(m_access.authorities);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    m_socket.setSslConfiguration(configuration);
    m_socket.connectToHostEncrypted(server.host, server.port);
}

Milliseconds ApiExchange::patience() const
{
    return m_access.timeout.value_or(m_request.takesLong ? LongPatience : UsualPatience);
}

bool ApiExchange::isOnThisMachine() const
{
    return m_socket.proxy().type() == QNetworkProxy::NoProxy &&
           (m_socket.peerAddress().isLoopback() || m_socket.peerAddress() == m_socket.localAddress());
}

void ApiExchange::handleConnected()
{
    if (m_access.token.isForThisMachine && !isOnThisMachine()) {
        finish(Failure{
            CtlExit::Refused,
            u"%1 is another machine, and the token in %2 is for a server on this one; --token-file names "
            "that of the other"_s.arg(m_access.server.text, m_access.token.file)});
        return;
    }
    m_isSent = true;
    if (m_request.isStream)
        m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    m_socket.write(requestBytes());
    m_deadline.start(patience());
    m_end.start(patience() * WholeAnswers);
}

QByteArray ApiExchange::requestBytes() const
{
    QByteArray bytes = m_request.method + ' ' + m_access.server.pathPrefix + "/api/v1" + m_request.target +
                       " HTTP/1.1\r\nHost: " + m_access.server.hostField +
                       "\r\nUser-Agent: signalboxctl/" SIGNALBOX_VERSION
                       "\r\nAccept: application/json\r\nConnection: close\r\n";
    if (!m_access.token.value.isEmpty())
        bytes += "Authorization: Bearer " + m_access.token.value + "\r\n";
    if (!m_request.body.isEmpty())
        bytes += "Content-Type: application/json\r\n";
    if (m_request.method != "GET")
        bytes += "Content-Length: " + QByteArray::number(m_request.body.size()) + "\r\n";
    return bytes + "\r\n" + m_request.body;
}

void ApiExchange::handleReadyRead()
{
    if (m_isFinished || !m_isSent)
        return;
    if (!m_reader.feed(m_socket.readAll())) {
        fail(m_reader.error());
        return;
    }
    m_deadline.start(patience());
    if (m_reader.hasHead())
        takeBody();
    if (m_reader.isComplete())
        finish({});
}

void ApiExchange::takeBody()
{
    const bool isSuccess = m_reader.status() >= 200 && m_reader.status() < 300;
    if (m_request.isStream && isSuccess) { // silence is no fault of it
        m_deadline.stop();
        m_end.stop();
        if (const QByteArray bytes = m_reader.takeBody(); !bytes.isEmpty())
            Q_EMIT received(bytes);
        return;
    }
    m_answer.body += m_reader.takeBody();
    if (m_answer.body.size() > MaxBody)
        fail(u"its answer is larger than 256 MiB"_s);
}

void ApiExchange::handleError()
{
    if (m_isFinished)
        return;
    handleReadyRead(); // an answer in front of the end, as for a request that is too large
    if (m_isFinished)
        return;
    if (m_isSent && m_reader.finish()) {
        finish({});
        return;
    }
    if (m_socket.error() != QAbstractSocket::RemoteHostClosedError) {
        QString why = m_socket.errorString();
        if (m_socket.error() == QAbstractSocket::SslHandshakeFailedError)
            why += u" (--ca-file names the certificates to trust)"_s;
        fail(why);
        return;
    }
    fail(m_reader.hasHead() ? u"it closed the connection in the middle of its answer"_s
         : m_isSent         ? u"it closed the connection without an answer"_s
                            : u"it closed the connection"_s);
}

void ApiExchange::fail(const QString &why)
{
    if (!m_isSent) {
        finish(Failure{CtlExit::NotReached, u"cannot reach %1: %2"_s.arg(m_access.server.text, why)});
        return;
    }
    const bool isAct = m_request.method != "GET";
    finish(Failure{CtlExit::NotReached,
                   u"%1: %2%3"_s.arg(m_access.server.text, why,
                                     isAct ? u"; whether it was done is unknown"_s : QString())});
}

void ApiExchange::finish(std::optional<Failure> failure)
{
    if (m_isFinished)
        return;
    abort();
    m_answer.status = failure ? 0 : m_reader.status();
    m_answer.failure =
        failure ? std::move(failure) : failureOf(m_answer.status, m_answer.body, m_access.token);
    Q_EMIT finished();
}

void ApiExchange::abort()
{
    m_isFinished = true;
    m_deadline.stop();
    m_end.stop();
    m_socket.disconnect(this);
    m_socket.abort();
}

} // namespace signalbox
