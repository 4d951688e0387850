#pragma once

#include "core/model/connectiondelta.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Returns a key for sorting: IPv4 before IPv6, then by number, then by port.
QByteArray addressKey(const Endpoint &endpoint);

//! A row of ConnectionsModel: the data from the console, and derived values that are computed once.
struct ConnectionRow
{
    explicit ConnectionRow(const ConnectionSnapshot &snapshot);

    //! Returns Closing from the moment the user requested it, before the server reports it.
    ConnectionState state() const { return closeRequested ? ConnectionState::Closing : activity.state; }

    ConnectionInfo info;
    Activity activity;
    QString peerText;
    QString listenerText;
    QByteArray peerKey; //!< addressKey() of the peer
    bool closeRequested = false;
    int number = -1; //!< row in the model
};

} // namespace signalbox
