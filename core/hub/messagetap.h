#pragma once

#include "core/wire/frame.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

class Connection;

//! Listens in on a hub. Called on the hub's thread, for every message: be quick.
class MessageTap
{
public:
    //! A message came from \a from and was queued for \a recipients.
    virtual void messageIn(const Connection &from, Opcode opcode, QByteArrayView payload,
                           quint32 recipients) = 0;
    //! The server itself said something: to one connection, or (\a to null) to \a room, or (both empty) to
    //! all.
    virtual void messageOut(const Connection *to, const QString &room, Opcode opcode, QByteArrayView payload,
                            quint32 recipients) = 0;

protected:
    ~MessageTap() = default;
};

} // namespace signalbox
