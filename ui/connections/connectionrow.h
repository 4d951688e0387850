#pragma once

#include "core/model/connectiondelta.h"
#include "ui/connections/latencyhistory.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

//! Returns a key for sorting: IPv4 before IPv6, then by number, then by port.
QByteArray addressKey(const Endpoint &endpoint);

//! A row of ConnectionsModel: the data from the console, and derived values that are computed once.
struct ConnectionRow
{
    explicit ConnectionRow(const ConnectionSnapshot &snapshot);

    //! Returns Closing from the moment the user requested it, before the server reports it, and after the end.
    ConnectionState state() const
    {
        return closeRequested || isEnded() ? ConnectionState::Closing : activity.state;
    }
    //! Returns whether it is only shown for a moment longer.
    bool isEnded() const { return endedAt.has_value(); }

    ConnectionInfo info;
    Activity activity;
    QString peerText;
    QString listenerText;
    QByteArray peerKey; //!< addressKey() of the peer
    LatencyHistory latencies;
    bool closeRequested = false;
    std::optional<WallTime> endedAt{};
    QString endReason{}; //!< why it ended, for people; may be known before the end is
    int number = -1;     //!< row in the model
};

} // namespace signalbox
