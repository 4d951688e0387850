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

    //! \a times: one message to so many recipients is so many messages.
    void add(bool isText, qint64 size, quint64 times = 1)
    {
        (isText ? text : binary).add(times);
        bytes.add(quint64(size) * times);
    }
    quint64 messages() const { return text.value() + binary.value(); }
};

//! How connections end, as metrics tell it.
struct DisconnectKey
{
    const char *code = ""; //!< as closeCodeLabel() says it, which makes it few
    Initiator initiator = Initiator::Network;
    Cause cause = Cause::ConnectionLost;

    static DisconnectKey of(const ConnectionEnd &end);

    friend bool operator==(const DisconnectKey &, const DisconnectKey &) = default;
};

//! What consoles did, and how it ended for each connection.
struct ActionKey
{
    StaticName action;
    StaticName result;

    friend bool operator==(const ActionKey &, const ActionKey &) = default;
};

//! What one io thread has counted since the start: written there, read anywhere. On cache lines of its own,
//! so that no thread waits for what another counts.
struct alignas(64) ServerCounters
{
    ServerCounters();

    static constexpr std::size_t MaxListeners = 16;
    static constexpr std::size_t MaxReasons = 32;
    static constexpr std::size_t MaxDisconnects = 128;

    KeyedCounters<Endpoint, MaxListeners> accepted; //!< WebSocket connections, by listener
    KeyedCounters<Endpoint, MaxListeners> ended;    //!< those of them that are over
    KeyedCounters<StaticName, MaxReasons> rejected; //!< answered with an error before the upgrade, by reason
    KeyedCounters<DisconnectKey, MaxDisconnects> disconnects;
    KeyedCounters<StaticName, MaxReasons>
        dropped; //!< messages that never reached their peer, by outbox policy

    MessageCounters in;
    MessageCounters out; //!< deliveries, one a recipient

    Counter pingsSent;
    Counter pingsReceived;
    Counter pongsSent;
    Counter pongsSuperseded; //!< given up for a newer one, while the peer did not read

    Histogram pingRtt;
    Histogram fanout;  //!< from a message to the last outbox of its room
    Histogram loopLag; //!< how late timers went off

    Gauge rooms;       //!< at home on this thread that somebody is in
    Gauge users;       //!< at home on this thread
    Gauge queuedBytes; //!< in the outboxes
};

//! One set an io thread, and what the owner's thread counts.
class CounterSets
{
public:
    static constexpr std::size_t MaxActions = 64;

    //! Makes sure of \a workers sets; the counts of those there are go on. No io thread runs meanwhile.
    void provide(std::size_t workers);
    //! Any thread; written by io thread \a worker.
    ServerCounters &of(std::size_t worker) { return m_sets[worker]; }
    const std::deque<ServerCounters> &all() const { return m_sets; }
    //! Written by the owner's thread.
    KeyedCounters<ActionKey, MaxActions> &actions() { return m_actions; }
    const KeyedCounters<ActionKey, MaxActions> &actions() const { return m_actions; }

private:
    KeyedCounters<ActionKey, MaxActions> m_actions;
    std::deque<ServerCounters> m_sets; // elements stay where they are
};

} // namespace signalbox
