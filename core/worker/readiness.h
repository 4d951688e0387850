#pragma once

#include <QtGlobal>

namespace signalbox {

//! Whether a server accepts new connections, and if not, why.
enum class Readiness : quint8 { Ready, Draining, NotListening };

} // namespace signalbox
