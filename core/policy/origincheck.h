#pragma once

#include "core/base/endpoint.h"
#include "core/policy/settings.h"

#include <optional>

namespace signalbox {

//! Returns whether a page of this origin may connect (RFC 6455 section 10.2).
//! Same as Host - default ports filled in, host in any case - or listed in settings.origins. The scheme is https
//! where the listener is \a secure, elsewhere http or https, because a proxy may end TLS. On a loopback listener
//! only localhost, 127.x and [::1] count as same, against DNS rebinding. `null` is never the same. A missing
//! Origin is decided by settings.allowMissingOrigin.
bool isOriginAllowed(const std::optional<QByteArray> &origin, const QByteArray &host,
                     const QHostAddress &listener, bool secure, const PolicySettings &settings);

//! Returns the entry of settings.origins that allows exactly \a origin, as a browser sends it; nothing: there is none.
std::optional<QString> entryForOrigin(const QString &origin);
//! Returns the entry of settings.hosts that allows \a host, with any port; nothing: there is none.
std::optional<QString> entryForHost(const QString &host);

//! Returns whether a client of the listener may name \a host: settings.hosts lists it, with any port, or is
//! empty. On a loopback listener any, because there the check of the Origin stops DNS rebinding; also none,
//! which browsers always send.
bool isHostServed(const std::optional<QByteArray> &host, const QHostAddress &listener,
                  const PolicySettings &settings);

//! Returns the name or address of a Host without port in lower case, an IPv6 address normalised and in
//! brackets, or nothing.
std::optional<QString> normalisedHost(const QString &host);

//! Returns whether a request with this Host may be for the admin port. On a loopback listener only localhost,
//! 127.x and [::1], with or without a port, against DNS rebinding; elsewhere any name.
bool isHostAllowed(const QByteArray &host, const QHostAddress &listener);

} // namespace signalbox
