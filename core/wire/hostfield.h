#pragma once

// The Host header, RFC 9110 section 7.2 and RFC 9112 section 3.2.

#include "core/wire/httphead.h"

namespace signalbox {

//! Returns whether \a host is uri-host [ ":" port ] of RFC 3986, not empty (RFC 9110 section 4.2.1), and not longer
//! than a name of DNS with a port. A comma is rejected although the grammar allows it: it can come from two Host
//! fields that a proxy joined.
bool isHost(QByteArrayView host);

//! Returns whether \a head has exactly one Host field and its value isHost(). HTTP/1.0 may omit it (RFC 9112
//! section 3.2).
bool hasProperHost(const HttpHead &head);

//! Returns the host that \a head asks for: that of an absolute-form target, which replaces the Host field (RFC 9112
//! section 3.2.2), or else the field; nothing without either.
std::optional<QByteArray> effectiveHost(const HttpHead &head);

} // namespace signalbox
