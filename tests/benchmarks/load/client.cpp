#include "client.h"

#include "core/wire/closepayload.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>

namespace load {

using signalbox::Compressed;
using signalbox::Opcode;

bool Client::start(quint64 count, SocketBuffers buffers)
{
    m_socket = signalbox::UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int fd = m_socket.get();
    if (fd < 0)
        return false;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
                 sizeof on); // a port is allocated per pair of addresses
    if (buffers.receive > 0)
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffers.receive, sizeof buffers.receive);
    if (buffers.send > 0)
        ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffers.send, sizeof buffers.send);
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr = sourceAddress(count);
    const auto *to = reinterpret_cast<const sockaddr *>(&target().address);
    if (::bind(fd, reinterpret_cast<const sockaddr *>(&source), sizeof source) != 0 ||
        (::connect(fd, to, sizeof target().address) != 0 && errno != EINPROGRESS)) {
        m_socket.reset();
        return false;
    }
    m_link = Link::make(fd, m_context.tls.get());
    m_state = State::Connecting;
    m_reading = true;
    m_closeCode = 1006;
    m_frames.reset();
    epoll_event event{};
    m_watched = event.events = EPOLLIN | EPOLLOUT;
    event.data.ptr = this;
    ::epoll_ctl(m_context.epoll, EPOLL_CTL_ADD, fd, &event);
    return true;
}

void Client::handleIo(quint32 events)
{
    if (m_state == State::Connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) {
            end(1006);
            return;
        }
        m_state = State::Upgrading;
        sendRequest();
    } else if (unsentBytes() > 0) {
        write();
    }
    if (m_link && m_reading && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        read();
}

void Client::sendRequest()
{
    QByteArray request = "GET " + target().path + " HTTP/1.1\r\nHost: " + target().host +
                         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                         m_context.fields;
    if (m_context.deflate)
        request += "Sec-WebSocket-Extensions: permessage-deflate; "
                   "client_no_context_takeover; server_no_context_takeover\r\n";
    queue(request + "\r\n");
}

void Client::send(QByteArrayView payload)
{
    if (m_state != State::Open)
        return;
    const Opcode opcode = m_context.binary ? Opcode::Binary : Opcode::Text;
    if (m_deflates) {
        m_context.deflater.reset();
        if (const std::optional<QByteArray> compressed = m_context.deflater.deflate(payload)) {
            queue(clientFrame(opcode, *compressed, Compressed::Yes));
            return;
        }
    }
    queue(clientFrame(opcode, payload));
}

void Client::ping(QByteArrayView payload)
{
    if (m_state == State::Open)
        queue(clientFrame(Opcode::Ping, payload));
}

void Client::close()
{
    if (m_state != State::Open)
        return;
    m_state = State::Closing;
    queue(clientFrame(Opcode::Close, signalbox::encodeClosePayload(1000, {})));
}

void Client::setReading(bool reading)
{
    m_reading = reading;
    watch();
}

void Client::queue(const QByteArray &bytes)
{
    m_out.append(bytes);
    if (!m_blocked)
        write();
}

void Client::write()
{
    while (m_link && unsentBytes() > 0) {
        const qint64 sent = m_link->write(QByteArrayView(m_out).sliced(m_outSent));
        if (sent == Link::Broken && m_state == State::Upgrading) {
            end(1006);
            return;
        }
        m_blocked = sent < 0;
        if (m_blocked) {
            if (sent == Link::Broken)
                m_out.truncate(m_outSent); // reading reports how the connection ended
            break;
        }
        m_outSent += sent;
    }
    if (m_link && unsentBytes() == 0) {
        m_out.resize(0);
        m_outSent = 0;
        m_blocked = false;
    }
    watch();
}

void Client::read()
{
    std::vector<char> &scratch = m_context.scratch;
    // Several reads per turn for TLS only: epoll does not report data that OpenSSL has decrypted already.
    do {
        const qint64 got = m_link->read(scratch);
        if (got == Link::Again)
            return;
        if (got <= 0) {
            end(m_closeCode);
            return;
        }
        receive(QByteArrayView(scratch.data(), got));
    } while (m_context.tls && m_link && m_reading);
}

void Client::receive(QByteArrayView bytes)
{
    if (m_state == State::Upgrading)
        takeResponse(bytes);
    else
        m_frames.feed(bytes, [this](const ServerFrames::Frame &frame) { takeFrame(frame); });
}

void Client::takeResponse(QByteArrayView bytes)
{
    m_head.append(bytes);
    const qsizetype headEnd = m_head.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    const QByteArray head = m_head.left(headEnd).toLower();
    const QByteArray rest = m_head.mid(headEnd + 4);
    m_head = QByteArray();
    if (!head.startsWith("http/1.1 101 ")) {
        end(1006);
        return;
    }
    m_deflates = head.contains("permessage-deflate");
    m_state = State::Open;
    m_context.events->opened(*this);
    if (!rest.isEmpty() && m_link)
        receive(rest);
}

void Client::takeFrame(const ServerFrames::Frame &frame)
{
    if (!m_link)
        return;
    switch (frame.opcode) {
    case Opcode::Ping:
        ++m_context.pingsSeen;
        queue(clientFrame(Opcode::Pong, frame.payload));
        break;
    case Opcode::Pong:
        m_context.events->ponged(*this, frame.payload);
        break;
    case Opcode::Close:
        m_closeCode =
            frame.payload.size() < 2 ? 1005 : quint8(frame.payload[0]) << 8 | quint8(frame.payload[1]);
        if (m_state == State::Open) {
            m_state = State::Closing;
            queue(clientFrame(Opcode::Close,
                              frame.payload.first(std::min<qsizetype>(frame.payload.size(), 2))));
        }
        break;
    default:
        takeData(frame);
    }
}

void Client::takeData(const ServerFrames::Frame &frame)
{
    if (frame.opcode != Opcode::Continuation)
        m_compressed = frame.isCompressed;
    if (frame.isFinal && m_fragments.isEmpty()) {
        deliver(frame.payload, m_compressed);
        return;
    }
    m_fragments.append(frame.payload);
    if (frame.isFinal)
        deliver(std::exchange(m_fragments, {}), m_compressed);
}

void Client::deliver(QByteArrayView payload, bool compressed)
{
    if (!compressed) {
        m_context.events->message(*this, payload);
        return;
    }
    QByteArray inflated;
    m_context.inflater.reset();
    if (m_context.inflater.inflate(payload, 0, inflated) != signalbox::Inflater::Status::Ok ||
        m_context.inflater.finish(0, inflated) != signalbox::Inflater::Status::Ok)
        inflated.clear(); // a message without a stamp counts as lost
    m_context.events->message(*this, inflated);
}

void Client::end(int code)
{
    if (m_state == State::Ended)
        return;
    m_state = State::Ended;
    m_link.reset();
    m_socket.reset(); // removes it from the epoll set
    m_out = m_head = m_fragments = QByteArray();
    m_outSent = 0;
    m_blocked = false;
    m_deflates = false;
    m_context.events->ended(*this, code);
}

void Client::watch()
{
    if (!m_link)
        return;
    const quint32 wanted = (m_reading ? quint32(EPOLLIN) : 0u) | (m_blocked ? quint32(EPOLLOUT) : 0u);
    if (wanted == m_watched)
        return;
    m_watched = wanted;
    epoll_event event{};
    event.events = wanted;
    event.data.ptr = this;
    ::epoll_ctl(m_context.epoll, EPOLL_CTL_MOD, m_socket.get(), &event);
}

} // namespace load
