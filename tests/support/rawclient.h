#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>

#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <sys/socket.h>

#include <vector>

namespace signalbox::test {

//! A frame as a server sends it.
struct HeardFrame
{
    int opcode = 0;
    bool final = true;
    QByteArray payload;

    //! Of a Close frame; 0: it carried none.
    int closeCode() const { return payload.size() < 2 ? 0 : quint8(payload[0]) << 8 | quint8(payload[1]); }
};

//! The other end of a TCP connection, on a plain non-blocking descriptor: it reads only when it is asked what
//! it has heard, and says whatever bytes it is told to.
class RawClient
{
public:
    RawClient() = default;
    explicit RawClient(UniqueFd socket)
        : m_socket(std::move(socket))
    {
    }
    //! Connected to 127.0.0.1. \a receiveBuffer: the kernel's, 0 = as it likes.
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

    //! Says as much of \a bytes as the kernel takes now; returns how much.
    qsizetype say(const QByteArray &bytes)
    {
        qsizetype said = 0;
        while (said < bytes.size()) {
            const ssize_t sent = ::send(m_socket.get(), bytes.constData() + said,
                                        std::size_t(bytes.size() - said), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent <= 0)
                break;
            said += sent;
        }
        return said;
    }

    //! All that was heard since consume(), what waits in the kernel included.
    const QByteArray &heard()
    {
        char buffer[16 * 1024];
        while (m_socket && !m_ended) {
            const ssize_t got = ::recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
            if (got > 0) {
                m_heard.append(buffer, got);
                continue;
            }
            m_ended = got == 0 || (errno != EAGAIN && errno != EINTR);
            m_reset = got < 0 && m_ended;
            if (got == 0 || errno != EINTR)
                break;
        }
        return m_heard;
    }
    void consume(qsizetype bytes) { m_heard.remove(0, bytes); }

    //! Takes a head off what was heard; empty: it is not whole yet.
    QByteArray takeHead()
    {
        const qsizetype end = heard().indexOf("\r\n\r\n");
        if (end < 0)
            return {};
        const QByteArray head = m_heard.left(end + 4);
        consume(end + 4);
        return head;
    }
    //! The whole frames among what was heard; they stay there.
    std::vector<HeardFrame> frames()
    {
        std::vector<HeardFrame> frames;
        const QByteArray bytes = heard();
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

    //! The server has said its last word: FIN, or a reset.
    bool hasEnded() { return heard(), m_ended; }
    bool wasReset() { return heard(), m_reset; }

    //! FIN: says no more, still listens.
    void finish() { ::shutdown(m_socket.get(), SHUT_WR); }
    //! Gone like a process that was killed with a reset.
    void reset()
    {
        const linger now{1, 0};
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_socket.reset();
    }
    void close() { m_socket.reset(); }

private:
    UniqueFd m_socket;
    QByteArray m_heard;
    bool m_ended = false;
    bool m_reset = false;
};

//! A request head as a well-behaved client sends it.
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
    //! \a sendBuffer of ours and \a receiveBuffer of theirs, in the kernel: small ones are full soon. 0 = as
    //! it likes.
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
