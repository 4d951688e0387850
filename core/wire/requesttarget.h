#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

//! The request-target of a head (RFC 9112 section 3.2, origin-form or absolute-form), decoded.
struct RequestTarget
{
    QByteArray rawPath;                             //!< still percent-encoded; routes match on its segments
    QString path;                                   //!< percent-decoded once
    std::vector<std::pair<QString, QString>> query; //!< in order, decoded, + is a space

    //! The first value of that name.
    std::optional<QString> queryValue(QStringView name) const;
};

//! Fails for anything that is neither, bad percent-encoding, or bytes that are not UTF-8 after decoding.
Result<RequestTarget> parseRequestTarget(QByteArrayView target);

//! Percent-decodes once; fails on a % without two hex digits, or what is not UTF-8 afterwards.
Result<QString> percentDecode(QByteArrayView text);

} // namespace signalbox
