#pragma once

// [auth.http]: the backend that decides who a client is. Key names and bounds are in core/config/httpauthtable.cpp.

#include "core/base/clock.h"

#include <QStringList>

namespace signalbox {

struct HttpAuthSettings
{
    QString url{};              //!< http or https; empty: none
    Milliseconds timeout{3000}; //!< of one request, and of waiting for its turn
    QStringList headers{QStringLiteral("Cookie"),
                        QStringLiteral("Authorization")}; //!< that the backend is shown
    qint64 concurrency = 64;                              //!< requests at a time, of the whole server
    Milliseconds cache{0}; //!< how long an io thread remembers who was let in; 0: not at all

    friend bool operator==(const HttpAuthSettings &, const HttpAuthSettings &) = default;
};

} // namespace signalbox
