#pragma once

#include "core/base/id.h"
#include "core/model/messagelog.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! A message that a client sent, for embedders.
struct ReceivedMessage
{
    ConnectionId connection;
    QString room; //!< empty on an echo route
    MessageType type = MessageType::Text;
    QByteArray payload; //!< as sent, byte for byte; UTF-8 for text
};

} // namespace signalbox
