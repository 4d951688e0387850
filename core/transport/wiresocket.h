#pragma once

#include "core/base/endpoint.h"
#include "core/wire/frame.h"

#include <QTcpSocket>

namespace signalbox {

//! What a WireSocket tells the wire below it.
class WireSocketPeer
{
public:
    //! Qt's answer to the handshake, as far as it has written it.
    virtual void socketWrote(QByteArrayView bytes) = 0;
    //! Qt closes: it did not like the handshake.
    virtual void socketClosed() = 0;

protected:
    ~WireSocketPeer() = default;
};

//! The QTcpSocket that QWebSocketServer and QWebSocket read and write, without a descriptor: Wire shows it
//! the canonical head, then data messages only, one whole unmasked message at a time, and takes Qt's 101 from
//! it. Open until detach(). Lives on its io thread; owned by the upgrade handler until the handshake, then by its
//! Connection.
class WireSocket final : public QTcpSocket
{
    Q_OBJECT
public:
    //! \a name is what QWebSocket::peerName() will say: it ties the QWebSocket of newConnection() to its
    //! wire, until endHandshake().
    WireSocket(WireSocketPeer *peer, const QString &name, const Endpoint &remote, const Endpoint &local);
    ~WireSocket() override;

    //! The canonical head, for QWebSocketServer to read.
    void showHead(const QByteArray &head);
    //! After newConnection(): gives back what only the handshake needed (QT_FACTS Q17, Q35).
    void endHandshake();
    //! One message for QWebSocket, which has read it all when this returns.
    void showMessage(Opcode opcode, const QByteArray &payload);
    //! The wire is gone, or wants no more of Qt: tells QWebSocket it is disconnected.
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

    WireSocketPeer *m_peer;
    QByteArray m_header;
    QByteArray m_payload;
    qint64 m_position = 0; //!< in m_header, then m_payload
};

} // namespace signalbox
