#pragma once

#include <QByteArray>

namespace signalbox {

//! Returns 256 bits from the random numbers of the system in base64url, without padding: 43 characters.
QByteArray randomToken();

} // namespace signalbox
