#pragma once

#include "core/wire/httphead.h"

#include <QByteArray>
#include <QStringList>

namespace signalbox {

//! Names by which a server accepts secrets, beside those that everybody uses.
struct SecretNames
{
    QByteArray parameter{}; //!< of the query
    QStringList fields{};   //!< of the head, in any case
};

//! Returns \a head for people, without secrets, in at most MaxDescribedHead bytes of UTF-8: the request line, then a line for
//! each field, separated by LF. `***` stands for
//!
//! - the values of Authorization, Proxy-Authorization, Cookie, and of fields whose name says that it holds a key, token,
//!   secret, password, signature or session,
//! - the values of parameters with such names, in the query of the target and in fields, whether the names are
//!   percent-encoded or not, and what stands before the host of a URL,
//! - tokens offered as subprotocol (`signalbox.bearer.TOKEN`, and everything longer than a name), and JSON Web Tokens.
//!
//! - the values of \a secrets.
//!
//! Sec-WebSocket-Key is left out: it is random and of no use. Values of more than MaxDescribedValue bytes are cut, with …
//! at their end. Fields that do not fit are counted in a last line. Control characters are removed, bytes that are not UTF-8
//! replaced.
QByteArray describeHead(const HttpHead &head, const SecretNames &secrets = {});
//! Returns \a text, such as the target of a request, with `***` for USER:PASSWORD in front of the host of each URL.
QByteArray withoutUserInfo(QByteArray text);
inline constexpr qsizetype MaxDescribedHead = 1024;
inline constexpr qsizetype MaxDescribedValue = 200;

} // namespace signalbox
