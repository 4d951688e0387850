#pragma once

#include "core/base/id.h"
#include "core/wire/frame.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Who said something, or who it was said to. What does not apply is empty.
struct Party
{
    ConnectionId client;
    QString user;
    QString room;
    quint64 seq = 0; //!< of a message of a room
};

//! Listens in on a hub. Called on the hub's thread, for every message: be quick.
class MessageTap
{
public:
    //! A message came from \a from and goes to \a recipients.
    virtual void messageIn(const Party &from, Opcode opcode, QByteArrayView payload, quint32 recipients) = 0;
    //! The server itself said something: to one connection, or to a room, or (\a to empty) to all.
    virtual void messageOut(const Party &to, Opcode opcode, QByteArrayView payload, quint32 recipients) = 0;

protected:
    ~MessageTap() = default;
};

} // namespace signalbox
