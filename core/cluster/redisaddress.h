#pragma once

#include "core/base/result.h"

#include <QString>

namespace signalbox {

//! Where a Redis server is: `redis://[USER@]HOST[:PORT][/DB]`, `rediss://…` (TLS), or `unix://[USER@]/PATH[?db=N]`. Without a password:
//! that comes from a file.
struct RedisAddress
{
    enum class Transport : quint8 { Tcp, Tls, Unix };

    Transport transport = Transport::Tcp;
    QString user;        //!< of the ACL; empty: the default one
    QString host;        //!< a name or an address; empty for Unix
    quint16 port = 6379; //!< of Tcp and Tls
    QString path;        //!< of Unix: absolute
    int database = 0;

    //! Fails with Invalid, and a text that says what is expected and never contains a password.
    static Result<RedisAddress> parse(const QString &url);
    //! For messages: without the user.
    QString toString() const;

    friend bool operator==(const RedisAddress &, const RedisAddress &) = default;
};

} // namespace signalbox
