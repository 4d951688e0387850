#pragma once

#include "core/base/id.h"
#include "core/cluster/noderange.h"
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

//! A newer connection of \a user replaces \a client, which is one of the receiving node.
struct UserReplaced
{
    QString user;
    ConnectionId client;
};

//! A question of another node, see NodeCalls.
struct NodeQuestion
{
    NodeNumber from = 0;
    quint64 number = 0; //!< names the question at the node that asks
    QByteArray payload;
};

//! The answer to a question of this node.
struct NodeAnswer
{
    quint64 number = 0; //!< of the question
    QByteArray payload;
};

//! Another node has registered.
struct NodeArrived
{
};

using NodeMessage =
    std::variant<MembersChanged, UserAddressed, UserReplaced, NodeQuestion, NodeAnswer, NodeArrived>;

QByteArray encodeNodeMessage(const UserAddressed &message);
QByteArray encodeNodeMessage(const NodeQuestion &message);
QByteArray encodeNodeMessage(const NodeAnswer &message);
//! Returns nothing if \a bytes are no message as it is written here.
std::optional<NodeMessage> parseNodeMessage(QByteArrayView bytes);

//! Appends \a bytes as a netstring.
void appendNetstring(QByteArray &to, QByteArrayView bytes);
//! Returns the contents of a list of netstrings; nothing: it is none.
std::optional<std::vector<QByteArray>> parseNetstrings(QByteArrayView bytes);

} // namespace signalbox
