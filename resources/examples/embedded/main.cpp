// A WebSocket server inside another program: it greets each client, broadcasts each text message in upper
// case, and kicks a client that sends "bye".

#include "core/server/server.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace signalbox;

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}}; // any free port
    config.hub.echoToSender = false;
    Server server(config);

    QObject::connect(&server, &Server::connectionOpened, &app, [&](const ConnectionInfo &connection) {
        server.send(connection.id, QStringLiteral("Welcome, %1!").arg(connection.user));
    });
    QObject::connect(&server, &Server::messageReceived, &app, [&](const ReceivedMessage &message) {
        if (message.payload == "bye")
            server.kick(message.connection, 4100, QStringLiteral("see you"));
        else if (message.type == MessageType::Text)
            server.broadcast(QString::fromUtf8(message.payload).toUpper());
    });
    QObject::connect(&server, &Server::connectionClosed, &app,
                     [&](const ConnectionInfo &connection, const ConnectionEnd &end) {
                         out << connection.user << " left: " << end.code << ' ' << causeInfo(end.cause).name
                             << Qt::endl;
                     });

    if (const Result<void> started = server.start(); !started) {
        out << started.error().text << Qt::endl;
        return 1;
    }
    out << "listening on " << server.urls().constFirst() << Qt::endl;
    return app.exec();
}
