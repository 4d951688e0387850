#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Where an admin port is.
struct ServerAddress
{
    bool usesTls = false;
    QString host; //!< without brackets
    quint16 port = 0;
    QByteArray hostField;  //!< of the request
    QByteArray pathPrefix; //!< of a reverse proxy, without a slash at its end; usually empty
    QString text;          //!< for people: http://127.0.0.1:8081

    //! Returns whether the host is a loopback address or localhost.
    bool isLoopback() const;
};

//! Parses http://HOST[:PORT][/PREFIX], or the same with https. Credentials, queries and other schemes are errors.
Result<ServerAddress> parseServerAddress(const QString &url);

} // namespace signalbox
