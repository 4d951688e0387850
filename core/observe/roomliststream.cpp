#include "core/observe/roomliststream.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds Interval{1000};
// There may be very many rooms: the next question waits this many times as long as the last one took.
constexpr int PauseFactor = 20;

class LocalRooms final : public LocalSubscription<RoomsSubscription, RoomListStream>
{
public:
    using LocalSubscription::LocalSubscription;

    void setFilter(const Query &filter) override
    {
        if (stream())
            stream()->setFilter(id(), filter);
    }
};

} // namespace

RoomListStream::RoomListStream(RequestLists requestLists)
    : Stream(Interval)
    , m_requestLists(std::move(requestLists))
{
}

std::unique_ptr<RoomsSubscription> RoomListStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](RoomsSubscription &subscription, const RoomReport &report) {
        Q_EMIT subscription.listed(report);
    };
    return std::make_unique<LocalRooms>(*this, options, deliver);
}

void RoomListStream::setFilter(SubscriberId id, const Query &filter)
{
    PendingRooms *pending = m_subscribers.find(id);
    if (!pending || pending->filter() == filter)
        return;
    pending->setFilter(filter);
    pending->clear();
    m_subscribers.hasten(id);
    m_notBefore = 0;
    schedule();
}

void RoomListStream::setWorkers(std::size_t workers)
{
    m_workers = workers;
    ++m_question; // its answers belong to the former io threads
    m_unanswered = 0;
    m_notBefore = 0;
    m_subscribers.forEach([this](SubscriberId id, PendingRooms &pending) {
        pending.clear();
        m_subscribers.hasten(id);
    });
    schedule();
}

void RoomListStream::subscriberAdded(SubscriberId)
{
    m_notBefore = 0;
}

std::optional<qint64> RoomListStream::earliestRequest() const
{
    return m_unanswered > 0 ? std::nullopt : std::optional(m_notBefore);
}

void RoomListStream::request(qint64 tick)
{
    m_filters.clear();
    m_subscribers.forEachWanting(tick, [this](const PendingRooms &pending) {
        if (!pending.hasBatch() && std::ranges::find(m_filters, pending.filter()) == m_filters.end())
            m_filters.push_back(pending.filter());
    });
    m_answers.assign(m_filters.size(), {});
    m_notBefore = tick + 1;
    m_requestedAt = Clock::now();
    ++m_question;
    m_unanswered = m_workers;
    if (m_workers == 0)
        finish();
    else
        m_requestLists(m_question, m_filters);
}

void RoomListStream::take(quint64 question, std::vector<RoomList> &&lists)
{
    if (question != m_question || m_unanswered == 0)
        return;
    for (std::size_t i = 0; i < m_answers.size(); ++i)
        m_answers[i].add(std::move(lists[i]), MaxRooms);
    if (--m_unanswered == 0)
        finish();
}

void RoomListStream::finish()
{
    const TimePoint now = Clock::now();
    m_notBefore = settledTick(now + PauseFactor * (now - m_requestedAt));
    m_subscribers.forEach([&](SubscriberId, PendingRooms &pending) {
        const auto answered = std::ranges::find(m_filters, pending.filter());
        if (answered != m_filters.end())
            pending.put({now, m_answers[std::size_t(answered - m_filters.begin())]});
    });
    m_answers.clear();
    schedule();
}

} // namespace signalbox
