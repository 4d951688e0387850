#pragma once

#include "core/session/connection.h"
#include "core/transport/upgradehandler.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QCoreApplication>
#include <QPointer>

#include <functional>

namespace signalbox::test {

//! A Connection and the client at its other end.
struct Peer
{
    void send(Opcode opcode, const QByteArray &payload) { client.send(frame(opcode, payload)); }
    void sendClose(quint16 code) { send(Opcode::Close, encodeClosePayload(code, {})); }
    //! payloads of the data messages received, fragments joined.
    QByteArrayList received()
    {
        QByteArrayList payloads;
        QByteArray message;
        for (const ReceivedFrame &frame : client.frames()) {
            if (isControl(Opcode(frame.opcode)))
                continue;
            message.append(frame.payload);
            if (frame.final)
                payloads.append(std::exchange(message, {}));
        }
        return payloads;
    }
    bool receives(const QByteArrayList &payloads)
    {
        return waitUntil([&] { return received() == payloads; });
    }
    //! 0: no Close was received.
    int receivedClose()
    {
        const std::vector<ReceivedFrame> frames = client.frames();
        return frames.empty() || frames.back().opcode != int(Opcode::Close) ? 0 : frames.back().closeCode();
    }
    bool receivesClose(int code)
    {
        return waitUntil([&] { return receivedClose() == code; });
    }
    bool ends()
    {
        return waitUntil([&] { return !endings.empty(); });
    }

    RawClient client;
    std::unique_ptr<ClientSocket> socket;
    QPointer<Connection> connection; //!< null some time after it ended
    Admitted admitted;
    std::vector<ConnectionEnd> endings;
    std::optional<bool> answered; //!< after ended(): whether its Close was seen
};

//! Connections over loopback TCP on this thread, made as an io thread makes them.
class Peers
{
public:
    Peers()
        : upgradeHandler(
              loop, std::make_shared<const UpgradeRules>(builtInRoutes(), PolicySettings{}, LimitSettings{}))
    {
        QObject::connect(&upgradeHandler, &UpgradeHandler::upgraded, &upgradeHandler,
                         [this](ClientSocket *socket, const Admitted &admitted, QWebSocket *webSocket,
                                BridgeSocket *bridge) { welcome(*socket, admitted, webSocket, bridge); });
        QObject::connect(&events, &ConnectionEvents::closed, &upgradeHandler,
                         [this](Connection *connection, const ConnectionEnd &end) {
                             of(*connection).endings.push_back(end);
                         });
        QObject::connect(&events, &ConnectionEvents::ended, &upgradeHandler,
                         [this](Connection *connection, bool clean) {
                             of(*connection).answered = clean;
                             if (ownsConnections)
                                 connection->deleteLater();
                         });
    }
    ~Peers() { closeAll(); }
    Q_DISABLE_COPY_MOVE(Peers)

    //! Connected and through the handshake. Small kernel buffers are full soon.
    Peer &connect(const QByteArray &target = "/", int sendBuffer = 0, int receiveBuffer = 0)
    {
        return connectSaying(upgradeHead(target), sendBuffer, receiveBuffer);
    }
    //! One that speaks the envelope.
    Peer &connectEnvelope(const QByteArray &target = "/")
    {
        return connectSaying(upgradeHead(target, "Sec-WebSocket-Protocol: signalbox.v1.json\r\n"));
    }
    Peer &connectSaying(const QByteArray &head, int sendBuffer = 0, int receiveBuffer = 0)
    {
        TcpPair pair(sendBuffer, receiveBuffer);
        m_peers.push_back(std::make_unique<Peer>());
        Peer &peer = *m_peers.back();
        peer.client = std::move(pair.theirs);
        peer.client.send(head);
        peer.socket = std::make_unique<ClientSocket>(
            m_peers.size(), loop, std::make_unique<TcpChannel>(std::move(pair.ours)),
            Endpoint{QHostAddress(QHostAddress::LocalHost), quint16(m_peers.size())},
            Endpoint{QHostAddress(QHostAddress::LocalHost), 8080}, settings,
            [this, &peer](ClientSocket &) { loop.post([&peer] { peer.socket.reset(); }); });
        upgradeHandler.receive(*peer.socket);
        waitUntil([&] { return !peer.client.takeHead().isEmpty(); }); // behind which it is a connection
        return peer;
    }
    //! Ends them all at once; for owners of what they tell, before it goes.
    void closeAll()
    {
        for (const auto &peer : m_peers) {
            if (peer->socket)
                peer->socket->abort(CloseReason::of(Cause::Shutdown));
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        runUntilIdle();
    }
    bool turn()
    {
        const auto passed = std::make_shared<bool>(false);
        loop.post([passed] { *passed = true; });
        return waitUntil([passed] { return *passed; });
    }

    Peer &of(const Connection &connection) { return *m_peers[std::size_t(connection.id().value() - 1)]; }

    IoLoop &loop = ioLoop();
    ConnectionEvents events;
    UpgradeHandler upgradeHandler;
    bool areAnonymous = false;   //!< they have not authenticated
    bool ownsConnections = true; //!< they are deleted when they have ended
    SocketSettings settings;
    HeartbeatSettings heartbeat{Milliseconds(0), Milliseconds(0)}; //!< off: tests begin their own pings
    qint64 workRate = 0;
    std::function<void(Peer &)> onConnected;

private:
    void welcome(ClientSocket &socket, const Admitted &admitted, QWebSocket *webSocket, BridgeSocket *bridge)
    {
        Peer &peer = *m_peers[std::size_t(socket.number() - 1)];
        ConnectionInfo info;
        info.id = ConnectionId(socket.number());
        info.peer = socket.peer();
        info.room = admitted.room;
        if (!areAnonymous)
            info.user =
                admitted.user.isEmpty() ? QStringLiteral("user %1").arg(socket.number()) : admitted.user;
        info.connectedAt = loop.wallNow();
        peer.admitted = admitted;
        peer.connection =
            new Connection(info, loop, events, socket, webSocket, bridge, {}, heartbeat, {}, workRate);
        if (onConnected)
            onConnected(peer);
    }

    std::vector<std::unique_ptr<Peer>> m_peers;
};

} // namespace signalbox::test
