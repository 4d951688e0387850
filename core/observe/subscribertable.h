#pragma once

#include "core/console/subscription.h"
#include "core/observe/tick.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace signalbox {

//! Names a subscriber of a stream; never used twice.
using SubscriberId = Id<struct SubscriberTag>;

//! The subscribers of one stream, and what waits for each of them. Time is counted in ticks (tick.h). Lives on
//! one thread; a callback may add and remove subscribers, and destroy the table.
//!
//! \a Pending merges what arrives until the subscriber takes it, within a bound:
//! `using Batch`, `bool hasBatch() const`, `Batch take()`.
template <typename Pending>
class SubscriberTable
{
public:
    using Batch = typename Pending::Batch;
    using Deliver = std::function<void(const Batch &)>;

    SubscriberTable()
        : m_subscribers(std::make_shared<Subscribers>())
    {
    }

    //! \a shortest: least time between two batches for subscribers that ask for less.
    SubscriberId add(const SubscriptionOptions &options, Milliseconds shortest, Deliver deliver)
    {
        const SubscriberId id(++m_lastId);
        auto subscriber = std::make_shared<Subscriber>();
        subscriber->ticks = std::max(options.interval, shortest) / TickInterval;
        subscriber->isAutomatic = options.acknowledgement == SubscriptionOptions::Acknowledgement::Automatic;
        subscriber->deliver = std::move(deliver);
        m_subscribers->emplace(id, std::move(subscriber));
        return id;
    }
    void remove(SubscriberId id) { m_subscribers->erase(id); }
    bool isEmpty() const { return m_subscribers->empty(); }

    //! Null: there is no such subscriber.
    Pending *find(SubscriberId id)
    {
        const auto found = m_subscribers->find(id);
        return found == m_subscribers->end() ? nullptr : &found->second->pending;
    }
    //! Calls \a put(pending, part) for every subscriber: with copies of \a part, the last one with itself.
    template <typename Part, typename Put>
    void putAll(Part &&part, const Put &put)
    {
        std::size_t left = m_subscribers->size();
        for (auto &[id, subscriber] : *m_subscribers) {
            if (--left > 0)
                put(subscriber->pending, Part(part));
            else
                put(subscriber->pending, std::move(part));
        }
    }
    template <typename Function>
    void forEach(const Function &function)
    {
        for (auto &[id, subscriber] : *m_subscribers)
            function(id, subscriber->pending);
    }
    //! Those for which more should be requested at \a tick.
    template <typename Function>
    void forEachWanting(qint64 tick, const Function &function)
    {
        for (auto &[id, subscriber] : *m_subscribers) {
            if (subscriber->isReady && subscriber->nextTick - 1 <= tick)
                function(subscriber->pending);
        }
    }
    //! The next batch of \a id is due at once, whatever its interval.
    void hasten(SubscriberId id)
    {
        if (const auto found = m_subscribers->find(id); found != m_subscribers->end())
            found->second->nextTick = 0;
    }

    void acknowledge(SubscriberId id)
    {
        if (const auto found = m_subscribers->find(id); found != m_subscribers->end())
            found->second->isReady = true;
    }

    //! Delivers to those that are ready, due at \a tick, and have something waiting. False: a callback has
    //! destroyed the table.
    bool deliver(qint64 tick)
    {
        const std::weak_ptr<Subscribers> table = m_subscribers;
        const Subscribers present = *m_subscribers;
        for (const auto &[id, subscriber] : present) {
            if (table.expired())
                return false;
            if (m_subscribers->contains(id) && subscriber->canTake(tick))
                deliverTo(*subscriber, tick);
        }
        return !table.expired();
    }
    //! Returns whether deliver() would deliver something at \a tick.
    bool isDue(qint64 tick) const
    {
        return std::ranges::any_of(*m_subscribers,
                                   [tick](const auto &entry) { return entry.second->canTake(tick); });
    }
    //! As deliver(), but only to the subscriber that has been due for the longest time.
    bool deliverNext(qint64 tick)
    {
        std::shared_ptr<Subscriber> next;
        for (const auto &[id, subscriber] : *m_subscribers) {
            if (subscriber->canTake(tick) && (!next || subscriber->nextTick < next->nextTick))
                next = subscriber;
        }
        const std::weak_ptr<Subscribers> table = m_subscribers;
        if (next)
            deliverTo(*next, tick);
        return !table.expired();
    }

    //! The earliest tick at which deliver() has something to do; none: nothing waits for a ready subscriber.
    std::optional<qint64> nextDelivery() const
    {
        return earliest([](const Subscriber &subscriber) { return subscriber.pending.hasBatch(); }, 0);
    }
    //! The earliest tick at which more should be requested, so that a batch is there when a subscriber is due;
    //! none: no subscriber is ready for more.
    std::optional<qint64> nextRequest() const
    {
        return earliest([](const Subscriber &) { return true; }, 1);
    }

private:
    struct Subscriber
    {
        bool canTake(qint64 tick) const { return isReady && nextTick <= tick && pending.hasBatch(); }

        Deliver deliver;
        qint64 ticks = 1;    //!< between two deliveries
        qint64 nextTick = 0; //!< not before this one
        bool isAutomatic = true;
        bool isReady = true; //!< has acknowledged
        Pending pending;
    };
    using Subscribers = std::map<SubscriberId, std::shared_ptr<Subscriber>>;

    //! The subscriber is kept alive by the caller.
    static void deliverTo(Subscriber &subscriber, qint64 tick)
    {
        subscriber.nextTick = tick + subscriber.ticks;
        subscriber.isReady = false; // a slot may run an event loop
        subscriber.deliver(subscriber.pending.take());
        subscriber.isReady = subscriber.isReady || subscriber.isAutomatic;
    }

    template <typename Predicate>
    std::optional<qint64> earliest(Predicate predicate, qint64 ahead) const
    {
        std::optional<qint64> tick;
        for (const auto &[id, subscriber] : *m_subscribers) {
            if (!subscriber->isReady || !predicate(*subscriber))
                continue;
            const qint64 own = subscriber->nextTick - ahead;
            tick = tick ? std::min(*tick, own) : own;
        }
        return tick;
    }

    std::shared_ptr<Subscribers> m_subscribers; //!< shared only to notice the end of the table
    quint64 m_lastId = 0;
};

} // namespace signalbox
