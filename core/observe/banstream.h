#pragma once

#include "core/observe/stream.h"
#include "core/policy/banlist.h"

#include <memory>

namespace signalbox {

//! What waits for one subscriber to the bans: the newest list.
class PendingBans
{
public:
    using Batch = std::vector<Ban>;

    void put(Batch bans) { m_bans = std::move(bans); }

    bool hasBatch() const { return m_bans.has_value(); }
    Batch take() { return *std::exchange(m_bans, {}); }

private:
    std::optional<Batch> m_bans;
};

//! The bans for any number of subscribers: looked at twice a second while there is one. Main thread.
class BanStream final : public Stream<PendingBans>
{
public:
    //! \a bans outlives the stream.
    explicit BanStream(const Bans &bans);

    std::unique_ptr<BansSubscription> subscribe(const SubscriptionOptions &options);

private:
    void subscriberAdded(SubscriberId id) override;
    std::optional<qint64> earliestRequest() const override { return m_nextLook; }
    void request(qint64 tick) override;
    //! Gives the bans to all subscribers if they have changed. Returns whether they have.
    bool read();

    const Bans &m_bans;
    std::vector<Ban> m_sent; //!< what the subscribers were sent last
    qint64 m_nextLook = 0;   //!< tick
    quint64 m_revision = 0;  //!< of m_sent
    qint64 m_nextHits = 0;   //!< tick
};

} // namespace signalbox
