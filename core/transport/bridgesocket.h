#pragma once

#include "core/base/endpoint.h"
#include "core/wire/frame.h"

#include <QTcpSocket>

namespace signalbox {

//! The other side of a BridgeSocket.
class BridgeSocketPeer
{
public:
    //! Called with what Qt writes: its response to the handshake, later frames of its own.
    virtual void bridgeWrote(QByteArrayView bytes) = 0;
    //! Called when Qt closes the socket: it refuses the handshake, or fails.
    virtual void bridgeClosed() = 0;

protected:
    ~BridgeSocketPeer() = default;
};

//! The QTcpSocket that QWebSocketServer and QWebSocket read and write, without a descriptor. An HttpExchange
//! shows it the canonical head and takes Qt's 101 from it; then a WebSocketEnd shows it data messages, one
//! whole unmasked message at a time. Open until detach(). Lives on its io thread; owned by the upgrade
//! handler until the handshake is done, then by its Connection.
class BridgeSocket final : public QTcpSocket
{
    Q_OBJECT
public:
    //! \a name is what QWebSocket::peerName() returns until endHandshake(): it tells which exchange the
    //! QWebSocket of newConnection() belongs to.
    BridgeSocket(BridgeSocketPeer *peer, const QString &name, const Endpoint &remote, const Endpoint &local);
    ~BridgeSocket() override;

    //! Replaces the peer; null: what Qt writes is discarded.
    void setPeer(BridgeSocketPeer *peer) { m_peer = peer; }

    //! The canonical head, for QWebSocketServer to read.
    void showHead(const QByteArray &head);
    //! After newConnection(): frees what only the handshake needed (QT_FACTS Q17, Q35).
    void endHandshake();
    //! One message for QWebSocket, which has read it all when this returns.
    void showMessage(Opcode opcode, const QByteArray &payload);
    //! Calls the peer no more, and tells QWebSocket that it is disconnected.
    void detach();

    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override { return 0; }
    void close() override;
    void disconnectFromHost() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 skipData(qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    qint64 unread() const { return m_header.size() + m_payload.size() - m_position; }

    BridgeSocketPeer *m_peer;
    QByteArray m_header;
    QByteArray m_payload;
    qint64 m_position = 0; //!< in m_header, then m_payload
};

} // namespace signalbox
