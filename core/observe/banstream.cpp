#include "core/observe/banstream.h"

namespace signalbox {

namespace {

constexpr Milliseconds Interval{500};
constexpr Milliseconds HitsInterval{3000}; // a list may have 100,000 bans

} // namespace

BanStream::BanStream(const Bans &bans)
    : Stream(Interval)
    , m_bans(bans)
{
}

std::unique_ptr<BansSubscription> BanStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](BansSubscription &subscription, const std::vector<Ban> &bans) {
        Q_EMIT subscription.listed(bans);
    };
    return std::make_unique<LocalSubscription<BansSubscription, BanStream>>(*this, options, deliver);
}

void BanStream::subscriberAdded(SubscriberId id)
{
    if (!read())
        m_subscribers.find(id)->put(std::vector<Ban>(m_sent));
}

void BanStream::request(qint64 tick)
{
    m_nextLook = tick + Interval / TickInterval;
    if (m_bans.revision() == m_revision && tick < m_nextHits)
        return;
    m_nextHits = tick + HitsInterval / TickInterval;
    read();
}

bool BanStream::read()
{
    m_revision = m_bans.revision();
    std::vector<Ban> bans = m_bans.current()->bans();
    if (bans == m_sent)
        return false;
    m_sent = bans;
    m_subscribers.putAll(std::move(bans),
                         [](PendingBans &pending, std::vector<Ban> &&list) { pending.put(std::move(list)); });
    return true;
}

} // namespace signalbox
