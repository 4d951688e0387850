#pragma once

// The Host header, RFC 9110 section 7.2 and RFC 9112 section 3.2.

#include "core/wire/httphead.h"

namespace signalbox {

//! uri-host [ ":" port ] of RFC 3986, and not empty: what an http URI may name (RFC 9110 section 4.2.1). A
//! comma, which the grammar allows, is not: it is how two Host headers look when somebody joined them.
bool isHost(QByteArrayView host);

//! What every request has to have, whatever it asks for: exactly one Host, and one that isHost(). HTTP/1.0
//! may do without.
bool hasProperHost(const HttpHead &head);

} // namespace signalbox
