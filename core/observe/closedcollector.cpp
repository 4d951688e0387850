#include "core/observe/closedcollector.h"

#include <utility>

namespace signalbox {

ClosedCollector::ClosedCollector(IoLoop &loop, Send send)
    : m_loop(loop)
    , m_send(std::move(send))
    , m_pacer(loop, [this] { this->send(); })
{
}

void ClosedCollector::begin()
{
    m_pacer.reset();
    m_batch = {};
    m_isCollecting = true;
}

void ClosedCollector::end()
{
    m_isCollecting = false;
    m_pacer.reset();
    m_batch = {};
}

void ClosedCollector::flush()
{
    if (!m_batch.isEmpty())
        send();
}

void ClosedCollector::closed(const Connection &connection, const ConnectionEnd &end)
{
    if (!m_isCollecting)
        return;
    m_batch.add(ClosedConnection{connection.info(), connection.activity(), end, m_loop.wallNow()});
    m_pacer.request();
}

void ClosedCollector::refused(RefusedRequest request)
{
    if (!m_isCollecting)
        return;
    request.time = m_loop.wallNow();
    m_batch.add(std::move(request));
    m_pacer.request();
}

void ClosedCollector::send()
{
    ClosedBatch batch = std::exchange(m_batch, {});
    m_pacer.sent();
    m_send(std::move(batch));
}

} // namespace signalbox
