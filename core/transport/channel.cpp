#include "core/transport/channel.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace signalbox {

namespace {

// Bytes that the kernel holds unsent. By default it takes 4 MiB for a peer that does not read, which no limit
// counts, before the outbox holds the first byte.
constexpr int MaxUnsentInKernel = 128 * 1024;

} // namespace

quint64 Channel::acknowledgedBytes() const
{
    int unacknowledged = 0; // tcp(7): sent or not
    if (::ioctl(descriptor(), SIOCOUTQ, &unacknowledged) != 0)
        return 0;
    const quint64 written = writtenBytes();
    return written - std::min(written, quint64(unacknowledged));
}

quint64 Channel::unreadBytes() const
{
    int unread = 0; // tcp(7); a FIN does not count
    return ::ioctl(descriptor(), SIOCINQ, &unread) == 0 ? quint64(std::max(unread, 0)) : 0;
}

std::optional<KernelQueue> Channel::kernelQueue() const
{
    int queued = 0;
    int unsent = 0;
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::ioctl(descriptor(), SIOCOUTQ, &queued) != 0 || ::ioctl(descriptor(), SIOCOUTQNSD, &unsent) != 0 ||
        ::getsockopt(descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return std::nullopt;
    return KernelQueue{unsent, std::max(queued - unsent, 0), std::chrono::microseconds(info.tcpi_rtt),
                       info.tcpi_total_retrans};
}

std::optional<NetworkReading> Channel::networkReading() const
{
    const std::optional<KernelQueue> queue = kernelQueue();
    tcp_info info{};
    socklen_t size = sizeof info;
    if (!queue || ::getsockopt(descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return std::nullopt;
    return NetworkReading{.roundTrip = queue->roundTrip,
                          .roundTripVariation = std::chrono::microseconds(info.tcpi_rttvar),
                          .retransmissions = queue->retransmissions,
                          .congestionWindow = info.tcpi_snd_cwnd,
                          .unsent = queue->unsent,
                          .unacknowledged = queue->unacknowledged,
                          .sinceReceived = Milliseconds(info.tcpi_last_data_recv),
                          .sinceSent = Milliseconds(info.tcpi_last_data_sent)};
}

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
    if (got > 0) {
        m_received += quint64(got);
        return {IoResult::Kind::Bytes, got};
    }
    if (got == 0)
        return {IoResult::Kind::End, 0};
    return failed();
}

IoResult TcpChannel::write(std::span<const iovec> parts)
{
    // Usually there is one frame, for which send(2) costs the kernel half of sendmsg(2).
    if (parts.size() == 1)
        return sent(::send(m_socket.get(), parts.front().iov_base, parts.front().iov_len, MSG_NOSIGNAL));
    msghdr message{};
    message.msg_iov = const_cast<iovec *>(parts.data()); // sendmsg only reads it
    message.msg_iovlen = parts.size();
    return sent(::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL));
}

IoResult TcpChannel::sent(ssize_t bytes)
{
    if (bytes < 0)
        return failed();
    m_written += quint64(bytes);
    return {IoResult::Kind::Bytes, bytes};
}

IoResult TcpChannel::failed()
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        return {IoResult::Kind::Again, 0};
    if (m_error == 0)
        m_error = errno;
    return {IoResult::Kind::Reset, 0};
}

int TcpChannel::error() const
{
    if (m_error != 0)
        return m_error;
    int pending = 0;
    socklen_t size = sizeof pending;
    ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &pending, &size);
    return pending;
}

void TcpChannel::finishWriting()
{
    ::shutdown(m_socket.get(), SHUT_WR);
}

void sendAtOnce(UniqueFd socket, QByteArrayView bytes)
{
    constexpr int MaxReads = 16; // a peer that sends faster than this is not waited for
    std::array<char, 4096> ignored;
    (void)::send(socket.get(), bytes.data(), std::size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket.get(), SHUT_WR);
    for (int i = 0; i < MaxReads; ++i) {
        if (::recv(socket.get(), ignored.data(), ignored.size(), MSG_DONTWAIT) <= 0)
            break;
    }
}

} // namespace signalbox
