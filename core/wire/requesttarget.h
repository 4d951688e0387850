#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace signalbox {

//! The request-target of a head (RFC 9112 section 3.2, origin-form or absolute-form).
struct RequestTarget
{
    QByteArray authority; //!< of the absolute-form, replaces Host (section 3.2.2); else empty
    QByteArray rawPath;   //!< percent-encoded; routes match its segments
    QString path;         //!< percent-decoded once, as a whole: an encoded slash is one here
    QByteArray rawQuery;  //!< as sent; decoded on demand, because unauthenticated clients may send a long one

    //! Returns the first value of \a name, decoded (+ is a space), or nothing without one. Fails if the value
    //! is badly encoded or not UTF-8. \a name is ASCII.
    Result<std::optional<QString>> queryValue(QByteArrayView name) const;
};

//! Fails for any other form, for a path with invalid percent-encoding, and for a path that is not UTF-8 after
//! decoding. The query may hold anything: its fields may be for others.
Result<RequestTarget> parseRequestTarget(QByteArrayView target);

//! Returns the part between scheme and path of an absolute-form, or nothing for any other form.
QByteArrayView targetAuthority(QByteArrayView target);

//! Returns whether every % is followed by two hex digits.
bool isWellEscaped(QByteArrayView text);

//! Percent-decodes once. Fails for a % without two hex digits, and for a result that is not UTF-8.
Result<QString> percentDecode(QByteArrayView text);

} // namespace signalbox
