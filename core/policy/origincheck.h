#pragma once

#include "core/base/endpoint.h"
#include "core/policy/settings.h"

#include <optional>

namespace signalbox {

//! Returns whether a page of this origin may connect (RFC 6455 section 10.2).
//! Same as Host - scheme http or https by \a secure, default ports filled in, host in any case - or listed in
//! settings.origins. On a loopback listener only localhost, 127.x and [::1] count as same, against DNS
//! rebinding. `null` is never the same. A missing Origin is decided by
//! settings.allowMissingOrigin.
bool isOriginAllowed(const std::optional<QByteArray> &origin, const QByteArray &host,
                     const QHostAddress &listener, bool secure, const PolicySettings &settings);

//! Returns whether a request with this Host may be for this server. On a loopback listener only localhost,
//! 127.x and [::1], with or without a port, against DNS rebinding; elsewhere any name.
bool isHostAllowed(const QByteArray &host, const QHostAddress &listener);

} // namespace signalbox
