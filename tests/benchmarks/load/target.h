#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <netinet/in.h>

namespace load {

//! Where the load goes: this machine and nothing else, for who else would want it.
struct Target
{
    sockaddr_in address{};
    QByteArray host; //!< with the port, as in the Host field
    QByteArray path;
    bool isTls = false;

    //! Of ws://127.x.x.x:port/path or wss://. Refuses names, too: what they mean is for others to say.
    static signalbox::Result<Target> fromUrl(const QString &url);
};

//! The loopback address for the connection \a number. One address has 28,000 ports as a rule, so that
//! connections are spread over several.
in_addr sourceAddress(quint64 number);

} // namespace load
