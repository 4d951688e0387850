#include "core/transport/channel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace signalbox {

namespace {

// Bytes that the kernel holds unsent. By default it takes 4 MiB for a peer that does not read, which no limit
// counts, before the outbox holds the first byte.
constexpr int MaxUnsentInKernel = 128 * 1024;

IoResult failed()
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return {IoResult::Kind::Again, 0};
    return {IoResult::Kind::Reset, 0};
}

} // namespace

TcpChannel::TcpChannel(UniqueFd socket)
    : m_socket(std::move(socket))
{
    const int on = 1;
    ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &MaxUnsentInKernel,
                 sizeof MaxUnsentInKernel);
}

IoResult TcpChannel::read(std::span<char> buffer)
{
    const ssize_t got = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    if (got > 0)
        return {IoResult::Kind::Bytes, got};
    if (got == 0)
        return {IoResult::Kind::End, 0};
    return failed();
}

IoResult TcpChannel::write(std::span<const iovec> parts)
{
    // Usually there is one frame, for which send(2) costs the kernel half of sendmsg(2).
    if (parts.size() == 1) {
        const ssize_t sent =
            ::send(m_socket.get(), parts.front().iov_base, parts.front().iov_len, MSG_NOSIGNAL);
        return sent >= 0 ? IoResult{IoResult::Kind::Bytes, sent} : failed();
    }
    msghdr message{};
    message.msg_iov = const_cast<iovec *>(parts.data()); // sendmsg only reads it
    message.msg_iovlen = parts.size();
    const ssize_t sent = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
    if (sent >= 0)
        return {IoResult::Kind::Bytes, sent};
    return failed();
}

void TcpChannel::finishWriting()
{
    ::shutdown(m_socket.get(), SHUT_WR);
}

} // namespace signalbox
