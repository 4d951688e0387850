#pragma once

#include "core/base/closereason.h"
#include "core/base/counters.h"
#include "core/base/endpoint.h"
#include "core/base/histogram.h"

#include <deque>

namespace signalbox {

//! Data messages and their payload bytes, in one direction.
struct MessageCounters
{
    Counter text;
    Counter binary;
    Counter bytes;

    //! \a times: the number of recipients; each delivery counts as a message.
    void add(bool isText, qint64 size, quint64 times = 1)
    {
        (isText ? text : binary).add(times);
        bytes.add(quint64(size) * times);
    }
    quint64 messages() const { return text.value() + binary.value(); }
};

//! The labels of the metric that counts ended connections.
struct DisconnectKey
{
    const char *code = ""; //!< of closeCodeLabel(), which bounds the number of labels
    Initiator initiator = Initiator::Network;
    Cause cause = Cause::ConnectionLost;

    static DisconnectKey of(const ConnectionEnd &end);

    friend bool operator==(const DisconnectKey &, const DisconnectKey &) = default;
};

//! The labels of the metric that counts console commands, one count for each connection.
struct ActionKey
{
    StaticName action;
    StaticName result;

    friend bool operator==(const ActionKey &, const ActionKey &) = default;
};

//! The counters of one io thread since the start: written by that thread, read by any. Aligned to cache lines
//! to avoid false sharing.
struct alignas(64) ServerCounters
{
    ServerCounters();

    static constexpr std::size_t MaxListeners = 16;
    static constexpr std::size_t MaxReasons = 48;
    static constexpr std::size_t MaxDisconnects = 128;

    KeyedCounters<Endpoint, MaxListeners> accepted;     //!< WebSocket connections, by listener
    KeyedCounters<Endpoint, MaxListeners> ended;        //!< those that have ended
    KeyedCounters<StaticName, MaxReasons> rejected;     //!< clients refused before they had a connection
    KeyedCounters<StaticName, MaxReasons> authFailures; //!< authentications that failed, at the door or later
    KeyedCounters<DisconnectKey, MaxDisconnects> disconnects;
    KeyedCounters<StaticName, MaxReasons> dropped; //!< messages discarded by the outbox policy, by reason
    Counter hintsDropped; //!< joined and left that were left out for clients that read slowly

    MessageCounters in;
    MessageCounters out; //!< deliveries: one for each recipient

    Counter pingsSent;
    Counter pingsReceived;
    Counter pongsSent;
    Counter pongsSuperseded; //!< replaced by a newer one while the peer did not read

    Counter workPausedNs; //!< time during which connections were not read, because limits.work was used up

    Histogram pingRtt;
    Histogram fanout;  //!< from the receipt of a message to the last outbox of its room
    Histogram loopLag; //!< delay of timers

    Gauge rooms;       //!< rooms of this thread's shard that have members
    Gauge users;       //!< users of this thread's shard
    Gauge queuedBytes; //!< bytes in the outboxes
};

//! The counters of all io threads, and those of the owner's thread.
class CounterSets
{
public:
    static constexpr std::size_t MaxActions = 64;

    //! Creates sets until there are \a workers; existing ones keep their counts. No io thread may run
    //! meanwhile.
    void provide(std::size_t workers);
    //! Readable from any thread; written by io thread \a worker.
    ServerCounters &of(std::size_t worker) { return m_sets[worker]; }
    const std::deque<ServerCounters> &all() const { return m_sets; }
    //! Written by the owner's thread.
    KeyedCounters<ActionKey, MaxActions> &actions() { return m_actions; }
    const KeyedCounters<ActionKey, MaxActions> &actions() const { return m_actions; }

private:
    KeyedCounters<ActionKey, MaxActions> m_actions;
    std::deque<ServerCounters> m_sets; // a deque does not move its elements
};

} // namespace signalbox
