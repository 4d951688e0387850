#pragma once

#include "core/base/clock.h"

#include <QStringView>

#include <optional>

namespace signalbox {

//! Returns the time that \a text is, as RFC 3339 writes it: 2026-01-31T12:00:00Z, also with fractions of a second, which are
//! cut to milliseconds, and with an offset such as +01:00. Nothing for anything else; a leap second is not known.
std::optional<WallTime> fromRfc3339(QStringView text);

} // namespace signalbox
