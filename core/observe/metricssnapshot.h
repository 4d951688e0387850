#pragma once

#include "core/base/servercounters.h"
#include "core/observe/processreading.h"

namespace signalbox {

//! What all io threads have counted together, and what else /metrics tells, at a moment. A plain value.
struct MetricsSnapshot
{
    struct Listener
    {
        QByteArray address; //!< 127.0.0.1:8080, or `other`
        quint64 accepted = 0;
        quint64 ended = 0;
    };
    struct Named
    {
        QByteArray name;
        quint64 count = 0;
    };
    struct Disconnects
    {
        DisconnectKey key;
        quint64 count = 0;
    };
    struct Actions
    {
        QByteArray action;
        QByteArray result;
        quint64 count = 0;
    };
    struct Messages
    {
        quint64 text = 0;
        quint64 binary = 0;
        quint64 bytes = 0;
    };

    std::vector<Listener> listeners;
    std::vector<Named> rejected; //!< by reason
    std::vector<Disconnects> disconnects;
    quint64 otherDisconnects = 0;
    std::vector<Named> dropped; //!< by outbox policy
    Messages in;
    Messages out;
    quint64 pingsSent = 0;
    quint64 pingsReceived = 0;
    quint64 pongsSent = 0;
    quint64 pongsSuperseded = 0;
    HistogramReading pingRtt;
    HistogramReading fanout;
    std::vector<HistogramReading> loopLag; //!< by worker
    qint64 rooms = 0;
    qint64 users = 0;
    qint64 queuedBytes = 0;
    std::vector<Actions> actions;
    std::optional<qint64> certificateExpiry; //!< seconds since 1970; none: no TLS
    ProcessReading process;

    //! Adds up \a sets; \a listeners are there even if nobody came. Any thread.
    static MetricsSnapshot of(const CounterSets &sets, const std::vector<Endpoint> &listeners);
};

} // namespace signalbox
