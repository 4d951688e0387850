#pragma once

#include "core/base/id.h"
#include "core/wire/frame.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Who sent a message, or where the server sent one. What does not apply is empty.
struct MessageContext
{
    ConnectionId client;
    QString user;
    QString room;
    quint64 seq = 0; //!< of a publication of a room
};

//! Observes the messages of one hub. Called on its thread for every message, so it has to be fast.
class MessageTap
{
public:
    //! A client sent a message, which goes to \a recipients connections.
    virtual void messageIn(const MessageContext &from, Opcode opcode, QByteArrayView payload,
                           quint32 recipients) = 0;
    //! The server itself sent a message: to one connection, a user, a room, or (\a to empty) to all.
    virtual void messageOut(const MessageContext &to, Opcode opcode, QByteArrayView payload,
                            quint32 recipients) = 0;

protected:
    ~MessageTap() = default;
};

} // namespace signalbox
