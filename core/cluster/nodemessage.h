#pragma once

#include "core/base/id.h"
#include "core/protocol/content.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

// What nodes of a cluster send to each other by the channel that each of them subscribes to. On the wire a message is a list of
// netstrings (`5:hello,`, http://cr.yp.to/proto/netstrings.txt), because scripts in Redis write them too: the kind, then its fields.

//! Connections of another node have become, or been, members of \a room.
struct MembersChanged
{
    struct Change
    {
        ConnectionId client;
        QString user;
        bool hasJoined = false;

        friend bool operator==(const Change &, const Change &) = default;
    };
    QString room;
    std::vector<Change> changes;
};

//! A message to the connections that the user \a to has at the receiving node.
struct UserAddressed
{
    QString to;
    QString from;        //!< user; empty: the server itself, without a name
    ConnectionId client; //!< null: the server itself
    EnvelopeContent content;
};

using NodeMessage = std::variant<MembersChanged, UserAddressed>;

QByteArray encodeNodeMessage(const UserAddressed &message);
//! Returns nothing if \a bytes are no message as it is written here.
std::optional<NodeMessage> parseNodeMessage(QByteArrayView bytes);

//! Appends \a bytes as a netstring.
void appendNetstring(QByteArray &to, QByteArrayView bytes);

} // namespace signalbox
