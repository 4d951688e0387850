#pragma once

#include "core/observe/deliveryqueue.h"
#include "core/observe/subscribertable.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <set>

namespace signalbox {

//! A stream of a console and its subscribers. In every tick in which there is something to do it delivers what
//! waits, one subscriber behind the other in a DeliveryQueue, and then requests more when a subscriber is ready and nearly
//! due. Main thread.
template <typename Pending>
class Stream : public QObject
{
public:
    using Table = SubscriberTable<Pending>;

    //! For LocalSubscription.
    SubscriberId addSubscriber(const SubscriptionOptions &options, typename Table::Deliver deliver)
    {
        const SubscriberId id = m_subscribers.add(options, m_shortest, std::move(deliver));
        subscriberAdded(id);
        schedule();
        return id;
    }
    void removeSubscriber(SubscriberId id)
    {
        m_subscribers.remove(id);
        if (m_subscribers.isEmpty())
            lastSubscriberRemoved();
        schedule();
    }
    void acknowledge(SubscriberId id)
    {
        m_subscribers.acknowledge(id);
        schedule();
    }

    //! Has the deliveries take turns with those of other streams. \a queue must outlive the stream.
    void setDeliveryQueue(DeliveryQueue &queue) { m_queue = &queue; }

    bool hasSubscribers() const { return !m_subscribers.isEmpty(); }

protected:
    //! \a shortest: least time between two batches.
    explicit Stream(Milliseconds shortest)
        : m_shortest(shortest)
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
    }

    virtual void subscriberAdded(SubscriberId id) = 0;
    virtual void lastSubscriberRemoved() {}
    //! The earliest tick in which request() may be called; none: not before something has arrived.
    virtual std::optional<qint64> earliestRequest() const = 0;
    //! Requests more for the subscribers that want it at \a tick; must not block.
    virtual void request(qint64 tick) = 0;
    //! Called at the beginning of each tick.
    virtual void settle() {}

    //! Runs a tick when there is something to do.
    void schedule()
    {
        std::optional<qint64> next = m_subscribers.nextDelivery();
        const std::optional<qint64> wanted = m_subscribers.nextRequest();
        if (const std::optional<qint64> earliest = earliestRequest(); wanted && earliest) {
            const qint64 request = std::max(*wanted, *earliest);
            next = next ? std::min(*next, request) : request;
        }
        if (next)
            scheduleAt(*next);
    }
    //! Delivers at once to the ready subscribers, whatever their interval. A slot may destroy the stream.
    void deliverNow()
    {
        m_subscribers.forEach([this](SubscriberId id, Pending &) { m_subscribers.hasten(id); });
        m_subscribers.deliver(settledTick(Clock::now()));
    }
    //! Runs the next tick.
    void scheduleNext() { scheduleAt(0); }

    Table m_subscribers;

private:
    void scheduleAt(qint64 wanted)
    {
        const TimePoint now = Clock::now();
        const qint64 tick = std::max(wanted, settledTick(now) + 1);
        if (m_timer.isActive() && m_scheduled <= tick)
            return;
        m_scheduled = tick;
        m_timer.start(std::chrono::ceil<Milliseconds>(settlingOf(tick) - now));
    }

    void tick()
    {
        settle();
        if (!m_isQueued)
            deliverOrRequest();
    }

    //! Queues the next delivery; requests more when there is none.
    void deliverOrRequest()
    {
        const qint64 tick = settledTick(Clock::now());
        if (m_subscribers.isDue(tick)) {
            m_isQueued = true;
            m_queue->add(this, [this] { deliverNext(); });
            return;
        }
        const std::optional<qint64> wanted = m_subscribers.nextRequest();
        const std::optional<qint64> earliest = earliestRequest();
        if (wanted && earliest && std::max(*wanted, *earliest) <= tick)
            request(tick);
        schedule();
    }

    void deliverNext()
    {
        m_isQueued = false;
        const QPointer<QObject> alive(this); // a slot may destroy the stream
        m_subscribers.deliverNext(settledTick(Clock::now()));
        if (alive && !m_isQueued)
            deliverOrRequest();
    }

    Milliseconds m_shortest;
    DeliveryQueue m_ownQueue;
    DeliveryQueue *m_queue = &m_ownQueue;
    bool m_isQueued = false; //!< a delivery is in m_queue
    QTimer m_timer;
    qint64 m_scheduled = 0; //!< the tick that m_timer waits for
};

//! How a stream reaches the io threads. Called on the main thread; must not block.
struct StreamSource
{
    std::function<void()> begin;                         //!< collect: there is a subscriber
    std::function<void()> end;                           //!< the last subscriber has gone
    std::function<void(std::size_t worker)> acknowledge; //!< \a worker may send its next part
};

//! A stream that the io threads send parts of. An io thread sends its next part only when the one before was
//! acknowledged; until then it merges.
template <typename Pending>
class PushedStream : public Stream<Pending>
{
public:
    //! The server has started with new io threads.
    void restart()
    {
        m_unacknowledged.clear();
        if (m_isCollecting)
            m_source.begin();
    }

protected:
    explicit PushedStream(StreamSource source)
        : Stream<Pending>(TickInterval)
        , m_source(std::move(source))
    {
    }

    //! A part of \a worker has arrived.
    void partArrived(std::size_t worker)
    {
        m_unacknowledged.insert(worker);
        this->scheduleNext();
    }

    void subscriberAdded(SubscriberId) override
    {
        if (!std::exchange(m_isCollecting, true))
            m_source.begin();
    }
    void lastSubscriberRemoved() override
    {
        m_isCollecting = false;
        m_source.end();
    }
    std::optional<qint64> earliestRequest() const override
    {
        return m_unacknowledged.empty() ? std::nullopt : std::optional<qint64>(0);
    }
    void request(qint64) override
    {
        for (const std::size_t worker : std::exchange(m_unacknowledged, {}))
            m_source.acknowledge(worker);
    }

private:
    StreamSource m_source;
    bool m_isCollecting = false;
    std::set<std::size_t> m_unacknowledged;
};

//! A subscription to a stream of this process.
template <typename Interface, typename StreamType>
class LocalSubscription : public Interface
{
public:
    //! \a deliver emits a batch: a function of (Interface &, const Batch &).
    template <typename Deliver>
    LocalSubscription(StreamType &stream, const SubscriptionOptions &options, Deliver deliver)
        : m_stream(&stream)
        , m_id(stream.addSubscriber(options, [this, deliver](const auto &batch) { deliver(*this, batch); }))
    {
    }
    ~LocalSubscription() override
    {
        if (m_stream)
            m_stream->removeSubscriber(m_id);
    }

    void acknowledge() override
    {
        if (m_stream)
            m_stream->acknowledge(m_id);
    }

protected:
    StreamType *stream() const { return m_stream; }
    SubscriberId id() const { return m_id; }

private:
    QPointer<StreamType> m_stream; //!< null: the stream has been destroyed
    SubscriberId m_id;
};

} // namespace signalbox
