#pragma once

#include "ui/messages/payloadcontent.h"

#include <QStringList>

namespace signalbox {

//! Returns what there is to know about a message beside its payload, as short texts: kind, size, whose it is, room, time.
//! Texts of peers are visible and can stand in a sentence.
QStringList payloadFacts(const PayloadContent &content);

} // namespace signalbox
