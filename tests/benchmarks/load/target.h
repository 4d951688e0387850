#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <netinet/in.h>

namespace load {

//! The target of the load; only loopback addresses are allowed.
struct Target
{
    sockaddr_in address{};
    QByteArray host; //!< with port, as in the Host field
    QByteArray path;
    bool isTls = false;

    //! Parses ws://127.x.x.x:port/path or wss://. Rejects host names, as they may resolve to other machines.
    static signalbox::Result<Target> fromUrl(const QString &url);
};

//! Returns the loopback address for connection \a number. An address usually has 28,000 ports, so
//! connections are spread over several addresses.
in_addr sourceAddress(quint64 number);

} // namespace load
