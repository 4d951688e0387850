#include "core/admin/adminport.h"

#include "core/base/thread.h"

namespace signalbox {

namespace {

constexpr Milliseconds ClosingTimeout{1000};

LimitSettings noLimits()
{
    LimitSettings limits;
    limits.maxConnections = 0;
    limits.maxConnectionsPerAddress = 0;
    limits.connectsPerSecondPerAddress = 0;
    return limits;
}

SocketSettings adminSocketSettings()
{
    SocketSettings settings;
    settings.handshake = AdminPort::Timeout;
    settings.closing = ClosingTimeout;
    settings.slow.writeStall = AdminPort::Timeout;
    return settings;
}

} // namespace

AdminPort::AdminPort(IoLoop &loop, ListeningSocket socket, Sources sources)
    : m_loop(loop)
    , m_sources(std::move(sources))
    , m_ledger(noLimits())
    , m_sockets(loop, m_ledger, m_heads, m_load, [] {})
    , m_endpoint(
          loop,
          [this](quint64 request, const ClientSocket &client, const HttpHead &head) {
              handle(request, client, head);
          },
          m_sources.refused)
    , m_acceptor(loop, std::move(socket), [this](AcceptedClient &&client) { accepted(std::move(client)); })
{
}

AdminPort::~AdminPort()
{
    if (m_writer.joinable())
        m_writer.join();
    m_sockets.abortAll({});
}

void AdminPort::accepted(AcceptedClient &&client)
{
    const QHostAddress address = client.peer.address;
    (void)m_ledger.admit(address, m_loop.now());
    m_load.add();
    const UnfinishedHeads::Added added = m_heads.add(address, 0, m_loop.now(), DescriptorShares::now().admin);
    for (const UnfinishedHeads::Evicted &peer : added.evicted) {
        if (ClientSocket *evicted = m_sockets.findUnfinished(peer.ticket))
            m_endpoint.evict(*evicted);
    }
    m_endpoint.receive(m_sockets.add(std::move(client), added.ticket, adminSocketSettings()));
}

void AdminPort::handle(quint64 request, const ClientSocket &client, const HttpHead &head)
{
    const AdminDecision decision = decideAdmin(head, client.listener());
    if (const auto *response = std::get_if<HttpResponse>(&decision)) {
        m_endpoint.answer(request, *response);
        return;
    }
    switch (std::get<AdminPage>(decision)) {
    case AdminPage::Live:
        m_endpoint.answer(request, livePage());
        break;
    case AdminPage::Ready:
        m_endpoint.answer(request, readyPage(m_sources.readiness()));
        break;
    case AdminPage::Metrics:
        measure(request);
        break;
    }
}

// Requests that arrive while the metrics are being formatted share the response.
void AdminPort::measure(quint64 request)
{
    m_waiting.push_back(request);
    if (m_waiting.size() > 1)
        return;
    const auto format = [this] {
        const MetricsSources sources{m_sources.counters, m_sources.memory, m_sources.listeners,
                                     m_sources.certificateExpiry, ProcessReading::now()};
        m_loop.post([this, text = metricsText(sources)] { measured(text); });
    };
    Result<std::thread> writer = startThread("metrics", format);
    if (writer)
        m_writer = std::move(*writer);
    else
        format(); // an operator wants to see why there are no more threads
}

void AdminPort::measured(const QByteArray &text)
{
    if (m_writer.joinable())
        m_writer.join(); // posting this was the last thing it did
    const HttpResponse page = metricsPage(text);
    for (const quint64 request : std::exchange(m_waiting, {}))
        m_endpoint.answer(request, page);
}

} // namespace signalbox
