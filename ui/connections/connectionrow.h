#pragma once

#include "core/model/connectiondelta.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Compares as addresses do: IPv4 before IPv6, then by number, then by port.
QByteArray addressKey(const Endpoint &endpoint);

//! One connection as the table holds it: what came over the seam, and what is worth computing once.
struct ConnectionRow
{
    explicit ConnectionRow(const ConnectionSnapshot &snapshot);

    //! Closing as soon as the operator asked for it, though the server has not said so yet.
    ConnectionState state() const { return closeAsked ? ConnectionState::Closing : activity.state; }

    ConnectionInfo info;
    Activity activity;
    QString peerText;
    QString listenerText;
    QByteArray peerKey; //!< addressKey() of the peer
    bool closeAsked = false;
    int number = -1; //!< where it stands in the model
};

} // namespace signalbox
