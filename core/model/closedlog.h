#pragma once

#include "core/base/closereason.h"
#include "core/model/activity.h"
#include "core/model/ban.h"
#include "core/model/connectioninfo.h"
#include "core/model/verdict.h"

#include <QByteArray>

#include <map>
#include <vector>

namespace signalbox {

//! A connection that has ended, with its state at the end.
struct ClosedConnection
{
    ConnectionInfo info;
    Activity activity;
    ConnectionEnd end;
    WallTime closedAt;
    Verdict verdict{}; //!< why it ended
};

//! A peer that was refused before it became a connection.
struct RefusedRequest
{
    WallTime time;
    Endpoint peer;
    Endpoint listener;
    int status = 0;          //!< of the HTTP answer; 0: none could be sent
    const char *reason = ""; //!< as in signalbox_connections_rejected_total. Owner: static storage
    // Of the request head, each at most MaxRefusedText characters; empty where no head was read.
    QString path; //!< as sent, without the query, which may hold a token
    QString origin;
    QString host;
    QString userAgent;
    BanId ban{};             //!< that keeps the client out; null: none
    const char *detail = ""; //!< the error of TLS; empty: none. Owner: static storage
};
inline constexpr qsizetype MaxRefusedText = 512;

//! Ends and refusals since the previous batch. Bounded: what does not fit is counted by its cause or reason.
//! Each kind has its own bound, so that a flood of refused requests does not displace the ends.
struct ClosedBatch
{
    static constexpr std::size_t MaxClosed = 800;
    static constexpr std::size_t MaxRefused = 200;

    std::vector<ClosedConnection> closed;      //!< oldest first, as far as one io thread is concerned
    std::vector<RefusedRequest> refused;       //!< the same
    std::map<Cause, quint64> moreClosed;       //!< ends that did not fit
    std::map<QByteArray, quint64> moreRefused; //!< refusals that did not fit, by reason

    bool isEmpty() const
    {
        return closed.empty() && refused.empty() && moreClosed.empty() && moreRefused.empty();
    }
    void add(ClosedConnection &&connection);
    void add(RefusedRequest &&request);
    void add(ClosedBatch &&later);
};

} // namespace signalbox
