#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>

#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <sys/socket.h>

#include <vector>

namespace signalbox::test {

//! A frame received from a server.
struct ReceivedFrame
{
    int opcode = 0;
    bool final = true;
    QByteArray payload;

    //! Returns the code of a Close frame; 0: it has none.
    int closeCode() const { return payload.size() < 2 ? 0 : quint8(payload[0]) << 8 | quint8(payload[1]); }
};

//! The client side of a TCP connection, on a non-blocking descriptor. It sends arbitrary bytes, and reads only
//! when received data is requested.
class RawClient
{
public:
    RawClient() = default;
    explicit RawClient(UniqueFd socket)
        : m_socket(std::move(socket))
    {
    }
    //! Connects to 127.0.0.1. \a receiveBuffer: SO_RCVBUF in bytes; 0 = default.
    static RawClient connectTo(quint16 port, int receiveBuffer = 0)
    {
        UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (receiveBuffer > 0)
            ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            return {};
        return RawClient(std::move(socket));
    }

    bool isConnected() const { return bool(m_socket); }
    int descriptor() const { return m_socket.get(); }

    //! Sends as much of \a bytes as the kernel accepts now. Returns the number of bytes.
    qsizetype send(const QByteArray &bytes)
    {
        qsizetype total = 0;
        while (total < bytes.size()) {
            const ssize_t sent = ::send(m_socket.get(), bytes.constData() + total,
                                        std::size_t(bytes.size() - total), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent <= 0)
                break;
            total += sent;
        }
        return total;
    }

    //! Returns all bytes received since consume(), including those in the kernel.
    const QByteArray &received()
    {
        char buffer[16 * 1024];
        while (m_socket && !m_ended) {
            const ssize_t got = ::recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
            if (got > 0) {
                m_received.append(buffer, got);
                continue;
            }
            m_ended = got == 0 || (errno != EAGAIN && errno != EINTR);
            m_reset = got < 0 && m_ended;
            if (got == 0 || errno != EINTR)
                break;
        }
        return m_received;
    }
    void consume(qsizetype bytes) { m_received.remove(0, bytes); }

    //! Removes an HTTP head from the received bytes and returns it; empty: it is incomplete.
    QByteArray takeHead()
    {
        const qsizetype end = received().indexOf("\r\n\r\n");
        if (end < 0)
            return {};
        const QByteArray head = m_received.left(end + 4);
        consume(end + 4);
        return head;
    }
    //! Returns the complete frames in the received bytes, without removing them.
    std::vector<ReceivedFrame> frames()
    {
        std::vector<ReceivedFrame> frames;
        const QByteArray bytes = received();
        for (qsizetype at = 0; at + 2 <= bytes.size();) {
            const quint8 shortLength = quint8(bytes[at + 1]) & 0x7F;
            const int lengthBytes = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
            if (at + 2 + lengthBytes > bytes.size())
                break;
            qsizetype length = lengthBytes > 0 ? 0 : shortLength;
            for (int i = 0; i < lengthBytes; ++i)
                length = length << 8 | quint8(bytes[at + 2 + i]);
            const qsizetype begin = at + 2 + lengthBytes;
            if (begin + length > bytes.size())
                break;
            frames.push_back({bytes[at] & 0x0F, (bytes[at] & 0x80) != 0, bytes.mid(begin, length)});
            at = begin + length;
        }
        return frames;
    }

    //! Returns whether the server has ended the connection, by FIN or reset.
    bool hasEnded() { return received(), m_ended; }
    bool wasReset() { return received(), m_reset; }

    //! Sends FIN: no more output, input is still read.
    void finish() { ::shutdown(m_socket.get(), SHUT_WR); }
    //! Ends the connection with a reset.
    void reset()
    {
        const linger now{1, 0};
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_socket.reset();
    }
    void close() { m_socket.reset(); }

private:
    UniqueFd m_socket;
    QByteArray m_received;
    bool m_ended = false;
    bool m_reset = false;
};

//! Returns a valid upgrade request.
inline QByteArray upgradeHead(const QByteArray &target = "/", const QByteArray &more = {})
{
    return "GET " + target +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
           more + "\r\n";
}

//! Two connected TCP sockets, both non-blocking.
struct TcpPair
{
    //! \a sendBuffer: SO_SNDBUF of `ours`, \a receiveBuffer: SO_RCVBUF of `theirs`, in bytes; 0 = default.
    explicit TcpPair(int sendBuffer = 0, int receiveBuffer = 0)
    {
        const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener.get(), reinterpret_cast<const sockaddr *>(&address), size);
        ::listen(listener.get(), 1);
        ::getsockname(listener.get(), reinterpret_cast<sockaddr *>(&address), &size);
        theirs = RawClient::connectTo(ntohs(address.sin_port), receiveBuffer);
        ours = UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (sendBuffer > 0)
            ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDBUF, &sendBuffer, sizeof sendBuffer);
    }
    UniqueFd ours;
    RawClient theirs;
};

} // namespace signalbox::test
