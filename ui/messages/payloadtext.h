#pragma once

// Payloads as people can read them. Pure functions: what a peer sent is never trusted to be printable.

#include "core/model/messagelog.h"

#include <QString>

namespace signalbox {

//! \a payload as text. A character cut in two at the end of a truncated payload is left away.
QString decodeText(const QByteArray &payload);

//! Line feeds as ↵, tabs as ⇥, other control characters and direction overrides as \u202e: a peer must not be
//! able to draw over its neighbours. \a keepLines keeps line feeds and tabs.
QString withVisibleControls(const QString &text, bool keepLines);

//! One line of at most \a maxCharacters for the table; hex for binary. Ends in … when there is more.
QString previewOf(const LogEntry &entry, int maxCharacters = 240);

//! Offset, sixteen bytes, their ASCII; one line a row.
QString hexDump(const QByteArray &bytes);

} // namespace signalbox
