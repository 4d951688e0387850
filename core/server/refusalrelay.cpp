#include "core/server/refusalrelay.h"

namespace signalbox {

RefusalRelay::RefusalRelay(IoLoop &loop, Send send)
    : m_post(loop)
    , m_send(std::move(send))
{
}

RefusalRelay::~RefusalRelay()
{
    m_post.close();
}

void RefusalRelay::add(const RefusedRequest &request)
{
    if (m_batch.requests.size() < MaxRequests)
        m_batch.requests.push_back(request);
    else
        ++m_batch.others[request.reason];
    if (!m_isUnderWay)
        send();
}

void RefusalRelay::send()
{
    m_isUnderWay = true;
    m_send(std::exchange(m_batch, {}), [this, post = m_post] {
        post.post([this] {
            m_isUnderWay = false;
            if (!m_batch.isEmpty())
                send();
        });
    });
}

} // namespace signalbox
