#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace signalbox {

//! The request-target of a head (RFC 9112 section 3.2, origin-form or absolute-form).
struct RequestTarget
{
    QByteArray
        authority;      //!< of the absolute-form, where it counts instead of Host (section 3.2.2); else empty
    QByteArray rawPath; //!< still percent-encoded; routes match on its segments
    QString path;       //!< percent-decoded once
    QByteArray
        rawQuery; //!< as sent: strangers may write much there, so it costs nothing until it is asked for

    //! The first value of \a name, decoded, + is a space; nothing when it is not there. Fails when the value
    //! is not UTF-8. \a name is ASCII.
    Result<std::optional<QString>> queryValue(QByteArrayView name) const;
};

//! Fails for anything that is neither, bad percent-encoding anywhere, or a path that is not UTF-8 after
//! decoding.
Result<RequestTarget> parseRequestTarget(QByteArrayView target);

//! Is every % followed by two hex digits? Costs nothing but a look.
bool isWellEscaped(QByteArrayView text);

//! Percent-decodes once; fails on a % without two hex digits, or what is not UTF-8 afterwards.
Result<QString> percentDecode(QByteArrayView text);

} // namespace signalbox
