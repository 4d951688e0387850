#include "core/observe/refusedcollector.h"

#include <utility>

namespace signalbox {

RefusedCollector::RefusedCollector(IoLoop &loop, Send send)
    : m_loop(loop)
    , m_send(std::move(send))
    , m_pacer(loop, [this] { this->send(); })
{
}

void RefusedCollector::begin()
{
    m_pacer.reset();
    m_batch = {};
    m_isCollecting = true;
}

void RefusedCollector::end()
{
    m_isCollecting = false;
    m_pacer.reset();
    m_batch = {};
}

void RefusedCollector::flush()
{
    if (!m_batch.isEmpty())
        send();
}

void RefusedCollector::refused(RefusedRequest request)
{
    if (!m_isCollecting)
        return;
    request.time = m_loop.wallNow();
    m_batch.add(std::move(request));
    m_pacer.request();
}

void RefusedCollector::send()
{
    ClosedBatch batch = std::exchange(m_batch, {});
    m_pacer.sent();
    m_send(std::move(batch));
}

} // namespace signalbox
