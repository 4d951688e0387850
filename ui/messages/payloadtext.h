#pragma once

// Functions that make payloads readable. Payloads come from peers and may contain any characters.

#include "core/model/messagelog.h"

#include <QString>

namespace signalbox {

//! Returns \a payload as text. An incomplete character at the end of a truncated payload is dropped.
QString decodeText(const QByteArray &payload);

//! Returns one line of at most \a maxCharacters of the payload; hex digits for a binary payload. Ends in … if it
//! is not complete.
QString previewOf(const LogEntry &entry, int maxCharacters = 240);

//! Returns a hex dump with sixteen bytes a line: offset, bytes, ASCII.
QString hexDump(const QByteArray &bytes);

} // namespace signalbox
