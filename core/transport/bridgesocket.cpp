#include "core/transport/bridgesocket.h"

#include <algorithm>
#include <cstring>

namespace signalbox {

BridgeSocket::BridgeSocket(BridgeSocketPeer *peer, const QString &name, const Endpoint &remote,
                           const Endpoint &local)
    : m_peer(peer)
{
    setPeerName(name);
    setPeerAddress(remote.address);
    setPeerPort(remote.port);
    setLocalAddress(local.address);
    setLocalPort(local.port);
    QIODevice::open(QIODevice::ReadWrite | QIODevice::Unbuffered);
    // QWebSocket copies it; were it empty, each would get a translation of "Unknown error" of its own.
    setErrorString(QStringLiteral("no error"));
    setSocketState(QAbstractSocket::ConnectedState);
}

BridgeSocket::~BridgeSocket()
{
    // QAbstractSocket's destructor would abort() a connection that it never had (QT_FACTS Q30).
    m_peer = nullptr;
    setSocketState(QAbstractSocket::UnconnectedState);
}

void BridgeSocket::showHead(const QByteArray &head)
{
    m_payload = head;
    m_position = 0;
    Q_EMIT readyRead();
}

void BridgeSocket::endHandshake()
{
    if (bytesAvailable() > 0)
        return;
    QIODevice::open(QIODevice::ReadWrite | QIODevice::Unbuffered); // frees what peek() has buffered
    m_payload.clear();
    m_position = 0;
    setPeerName({});
}

void BridgeSocket::showMessage(Opcode opcode, const QByteArray &payload)
{
    char header[MaxServerHeader];
    m_header = QByteArray(header, writeFrameHeader(header, opcode, quint64(payload.size())));
    m_payload = payload;
    m_position = 0;
    Q_EMIT readyRead();
    m_header.clear();
    m_payload.clear();
    m_position = 0;
}

void BridgeSocket::detach()
{
    m_peer = nullptr;
    m_header.clear();
    m_payload.clear();
    m_position = 0;
    if (state() == QAbstractSocket::UnconnectedState)
        return;
    setSocketState(QAbstractSocket::UnconnectedState);
    Q_EMIT stateChanged(QAbstractSocket::UnconnectedState);
    Q_EMIT disconnected();
}

qint64 BridgeSocket::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + unread();
}

void BridgeSocket::close()
{
    // A socket that closes in the middle of a read and still had bytes would keep QWebSocket reading
    // (QT_FACTS Q29).
    m_header.clear();
    m_payload.clear();
    m_position = 0;
    if (m_peer)
        m_peer->bridgeClosed();
}

void BridgeSocket::disconnectFromHost()
{
    close();
}

qint64 BridgeSocket::readData(char *data, qint64 maxSize)
{
    qint64 copied = 0;
    while (copied < maxSize && unread() > 0) {
        const bool inHeader = m_position < m_header.size();
        const QByteArray &source = inHeader ? m_header : m_payload;
        const qint64 from = inHeader ? m_position : m_position - m_header.size();
        const qint64 count = std::min(maxSize - copied, qint64(source.size()) - from);
        std::memcpy(data + copied, source.constData() + from, std::size_t(count));
        copied += count;
        m_position += count;
    }
    return copied;
}

qint64 BridgeSocket::skipData(qint64 maxSize)
{
    const qint64 skipped = std::min(maxSize, unread());
    m_position += skipped;
    return skipped;
}

qint64 BridgeSocket::writeData(const char *data, qint64 size)
{
    if (m_peer)
        m_peer->bridgeWrote(QByteArrayView(data, size));
    return size;
}

} // namespace signalbox
