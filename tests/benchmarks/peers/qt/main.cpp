// QWebSocketServer as in Qt's own examples (echoserver and chatserver), for comparison:
// nextPendingConnection() and sendTextMessage() in a loop. /echo returns messages; every other path is the room.

#include <QCoreApplication>
#include <QWebSocket>
#include <QWebSocketServer>

#include <sys/resource.h>

#include <cstdio>

namespace {

class StockServer final : public QObject
{
    Q_OBJECT
public:
    StockServer()
        : m_server(QStringLiteral("stock"), QWebSocketServer::NonSecureMode)
    {
        m_server.setMaxPendingConnections(4096);
        connect(&m_server, &QWebSocketServer::newConnection, this, &StockServer::welcome);
    }

    bool listen() { return m_server.listen(QHostAddress::LocalHost); }
    int port() const { return m_server.serverPort(); }

private:
    void welcome()
    {
        while (QWebSocket *socket = m_server.nextPendingConnection()) {
            const bool isEcho = socket->requestUrl().path() == QLatin1StringView("/echo");
            connect(socket, &QWebSocket::textMessageReceived, this,
                    [this, socket, isEcho](const QString &text) {
                        if (isEcho)
                            socket->sendTextMessage(text);
                        else
                            publish(text);
                    });
            connect(socket, &QWebSocket::binaryMessageReceived, socket,
                    [socket](const QByteArray &bytes) { socket->sendBinaryMessage(bytes); });
            connect(socket, &QWebSocket::disconnected, this, [this, socket] {
                m_clients.removeAll(socket);
                socket->deleteLater();
            });
            m_clients.append(socket);
        }
    }

    void publish(const QString &text)
    {
        for (QWebSocket *client : std::as_const(m_clients))
            client->sendTextMessage(text);
    }

    QWebSocketServer m_server;
    QList<QWebSocket *> m_clients;
};

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    StockServer server;
    if (!server.listen())
        return 1;
    std::printf("listening on ws://127.0.0.1:%d/\n", server.port());
    std::fflush(stdout);
    return QCoreApplication::exec();
}

#include "main.moc"
