#include "core/transport/acceptor.h"

#include "core/transport/descriptorshares.h"

#include <QLoggingCategory>
#include <QTcpServer>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace signalbox {

Q_LOGGING_CATEGORY(lcAcceptor, "signalbox.acceptor", QtInfoMsg)

namespace {

constexpr int Backlog = 4096;
constexpr int MaxAcceptsATurn = 64; // so that the connections get their turn
constexpr Milliseconds PauseWithoutDescriptors{250};

Endpoint endpointOf(const sockaddr_storage &address)
{
    QHostAddress host(reinterpret_cast<const sockaddr *>(&address));
    bool isMapped = false;
    const quint32 v4 = host.toIPv4Address(&isMapped);
    if (isMapped)
        host = QHostAddress(v4);
    const in_port_t port = address.ss_family == AF_INET6
                               ? reinterpret_cast<const sockaddr_in6 *>(&address)->sin6_port
                               : reinterpret_cast<const sockaddr_in *>(&address)->sin_port;
    return {host, ntohs(port)};
}

//! An open file of its own, because ENFILE is about those and not about descriptors.
UniqueFd openSpare()
{
    return UniqueFd(::eventfd(0, EFD_CLOEXEC));
}

bool isOutOfDescriptors(int error)
{
    return error == EMFILE || error == ENFILE;
}

Error::Code codeOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return Error::Code::AddressInUse;
    case QAbstractSocket::SocketAccessError:
        return Error::Code::NoPermission;
    case QAbstractSocket::SocketAddressNotAvailableError:
    case QAbstractSocket::UnsupportedSocketOperationError: // no IPv6 here
        return Error::Code::NotFound;
    default:
        return Error::Code::Io;
    }
}

} // namespace

Result<ListeningSocket> ListeningSocket::open(const Endpoint &endpoint)
{
    // QTcpServer binds and reports errors in the same way on every system. Only its descriptor is kept,
    // because we accept ourselves (QT_FACTS Q9, Q13).
    QTcpServer server;
    server.setListenBacklogSize(Backlog);
    if (!server.listen(endpoint.address, endpoint.port)) {
        return Error{
            codeOf(server.serverError()),
            QStringLiteral("cannot listen on %1: %2").arg(endpoint.toString(), server.errorString())};
    }
    UniqueFd socket(::fcntl(int(server.socketDescriptor()), F_DUPFD_CLOEXEC, 0));
    if (!socket)
        return Error{Error::Code::Io,
                     QStringLiteral("cannot listen on %1: too many open files").arg(endpoint.toString())};
    return ListeningSocket{std::move(socket), {endpoint.address, server.serverPort()}, openSpare()};
}

Acceptor::Acceptor(IoLoop &loop, ListeningSocket socket, Accepted accepted, Paused paused, Milliseconds calm)
    : m_loop(loop)
    , m_socket(std::move(socket))
    , m_accepted(std::move(accepted))
    , m_paused(std::move(paused))
    , m_pause(WheelTimer::of<&Acceptor::resume>(this))
    , m_calmDown(WheelTimer::of<&Acceptor::calmDown>(this))
    , m_calm(calm)
{
    m_token = m_loop.add(m_socket.socket.get(), EPOLLIN, this);
    const int error = errno;
    if (m_token == 0)
        qCCritical(lcAcceptor, "cannot watch %s: %s; nobody can connect there",
                   qPrintable(m_socket.endpoint.toString()), std::strerror(error));
}

Acceptor::~Acceptor()
{
    if (m_token != 0)
        m_loop.remove(m_token, m_socket.socket.get());
}

void Acceptor::handleIo(quint32)
{
    const DescriptorShares shares = DescriptorShares::now();
    for (int i = 0; i < MaxAcceptsATurn; ++i) {
        if (!m_socket.spare)
            m_socket.spare = openSpare();
        AcceptedClient client;
        int error = accept(client);
        if (error == 0 && shares.isReserved(client.socket.get()))
            client.supply = DescriptorSupply::Reserve;
        if (isOutOfDescriptors(error) && m_socket.spare) {
            m_socket.spare.reset();
            error = accept(client);
            client.supply = DescriptorSupply::Last;
        }
        if (error == 0) {
            m_accepted(std::move(client));
            continue;
        }
        if (isOutOfDescriptors(error) || error == ENOBUFS || error == ENOMEM)
            pause(error);
        if (error != ECONNABORTED && error != EINTR)
            return;
    }
}

int Acceptor::accept(AcceptedClient &client)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int socket = ::accept4(m_socket.socket.get(), reinterpret_cast<sockaddr *>(&address), &size,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0)
        return errno;
    client = {UniqueFd(socket), endpointOf(address), m_socket.endpoint};
    return 0;
}

// The kernel keeps reporting a connection that cannot be accepted: wait until a descriptor is free.
void Acceptor::pause(int error)
{
    m_loop.setEvents(m_token, m_socket.socket.get(), 0);
    m_loop.wheel().arm(m_pause, m_loop.now() + PauseWithoutDescriptors);
    if (!m_calmDown.isArmed()) {
        qCWarning(lcAcceptor, "accepting on %s pauses: %s; who is connected stays connected",
                  qPrintable(m_socket.endpoint.toString()), std::strerror(error));
        if (m_paused)
            m_paused(m_socket.endpoint, QString::fromLocal8Bit(std::strerror(error)));
    }
    // A server at its limit accepts one whenever one leaves, and pauses again: that is logged once.
    m_loop.wheel().arm(m_calmDown, m_loop.now() + m_calm);
}

void Acceptor::resume()
{
    m_loop.setEvents(m_token, m_socket.socket.get(), EPOLLIN);
}

void Acceptor::calmDown()
{
    qCInfo(lcAcceptor, "accepting on %s goes on without pauses", qPrintable(m_socket.endpoint.toString()));
}

} // namespace signalbox
