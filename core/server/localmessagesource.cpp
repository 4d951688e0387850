#include "core/server/localmessagesource.h"

#include "core/server/serverstreams.h"
#include "core/worker/ownermailbox.h"

namespace signalbox {

LocalMessageSource::LocalMessageSource(OwnerMailbox &mailbox, ServerStreams &streams)
    : m_mailbox(mailbox)
    , m_streams(streams)
{
}

LocalMessageSource::~LocalMessageSource() = default;

void LocalMessageSource::stop()
{
    m_isStarted = false;
    m_subscription.reset();
    m_take = nullptr;
}

void LocalMessageSource::begin(Take take)
{
    m_take = std::move(take);
    m_mailbox.post([this, reading = ++m_reading, post = *m_post] { subscribe(reading, post); });
}

void LocalMessageSource::subscribe(quint64 reading, const LoopPost &post)
{
    if (!m_isStarted)
        return;
    m_subscription =
        m_streams.messages().subscribe({.acknowledgement = SubscriptionOptions::Acknowledgement::Manual});
    QObject::connect(m_subscription.get(), &MessagesSubscription::logged, m_subscription.get(),
                     [this, reading, post](const LogBatch &batch) {
                         post.post([this, reading, batch = LogBatch(batch)]() mutable {
                             if (m_take && reading == m_reading)
                                 m_take(std::move(batch));
                         });
                     });
}

void LocalMessageSource::acknowledge()
{
    m_mailbox.post([this] {
        if (m_subscription)
            m_subscription->acknowledge();
    });
}

void LocalMessageSource::end()
{
    m_take = nullptr;
    m_mailbox.post([this] { m_subscription.reset(); });
}

} // namespace signalbox
