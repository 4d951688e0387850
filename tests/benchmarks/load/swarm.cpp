#include "swarm.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>

namespace load {

Swarm::Swarm(const Options &options, ClientEvents &events)
    : m_options(options)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    m_context.targets = options.targets;
    m_context.fields = Dialect::handshakeFields(options.dialect);
    m_context.binary = options.binary;
    m_context.deflate = options.deflate;
    m_context.epoll = m_epoll.get();
    m_context.events = &events;
    if (options.targets.front().isTls)
        m_context.tls = makeTlsContext();
    for (int i = 0; i < options.connections; ++i)
        m_clients.emplace_back(m_context, i);
}

bool Swarm::start(Client &client)
{
    constexpr int FloodBuffer = 64 * 1024; // keeps the number of messages in flight small
    SocketBuffers buffers;
    if (client.number() >= int(m_clients.size()) - m_options.slow)
        buffers.receive = m_options.slowBuffer;
    if (m_options.flood && client.number() < m_options.publishers)
        buffers.send = FloodBuffer;
    return client.start(m_started++, buffers);
}

bool Swarm::connectAll()
{
    constexpr std::size_t AtOnce = 128; // the backlog of a listener may be short
    constexpr std::int64_t Timeout = 60 * Second;
    const std::int64_t until = steadyNow() + Timeout;
    std::vector<Client *> underWay;
    for (std::size_t next = 0; next < m_clients.size() || !underWay.empty();) {
        while (next < m_clients.size() && underWay.size() < AtOnce) {
            Client &client = m_clients[next++];
            if (!start(client))
                return false;
            underWay.push_back(&client);
        }
        turn(until);
        std::erase_if(underWay, [](const Client *client) { return !client->isUnderWay(); });
        if (steadyNow() >= until)
            return false;
    }
    return std::ranges::all_of(m_clients, &Client::isOpen);
}

void Swarm::turn(std::int64_t until)
{
    std::array<epoll_event, 512> events;
    const std::int64_t left = std::max<std::int64_t>(until - steadyNow(), 0);
    const timespec timeout{time_t(left / Second), long(left % Second)};
    const int count = ::epoll_pwait2(m_epoll.get(), events.data(), int(events.size()), &timeout, nullptr);
    for (int i = 0; i < count; ++i)
        static_cast<Client *>(events[std::size_t(i)].data.ptr)->handleIo(events[std::size_t(i)].events);
}

} // namespace load
