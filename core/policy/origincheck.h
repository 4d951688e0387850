#pragma once

#include "core/base/endpoint.h"
#include "core/policy/settings.h"

#include <optional>

namespace signalbox {

//! May a page of this origin connect? (RFC 6455 section 10.2.)
//! Same as Host - scheme http or https by \a secure, default ports filled in, host in any case - or listed in
//! settings.origins. On a loopback listener only localhost, 127.x and [::1] count as same, against DNS
//! rebinding. `null` is foreign. A missing Origin is settings.allowMissingOrigin.
bool isOriginAllowed(const std::optional<QByteArray> &origin, const QByteArray &host,
                     const QHostAddress &listener, bool secure, const PolicySettings &settings);

//! May a request with this Host be meant for us? On a loopback listener only localhost, 127.x and [::1], with
//! or without a port, against DNS rebinding; elsewhere any name may be ours.
bool isHostAllowed(const QByteArray &host, const QHostAddress &listener);

} // namespace signalbox
