#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QProcessEnvironment>
#include <QStringList>

namespace signalbox {

//! The token for the admin port, and where it was found.
struct AccessToken
{
    QByteArray value{}; //!< empty: there is none
    QString file{};
    bool isForThisMachine = false; //!< found without being named: it is for a server on this machine only
    QStringList warnings{};        //!< sentences for people
    QStringList tried{};           //!< without a token: files, and why they have none
};

//! Looks for the token: \a named (of --token-file), else $SIGNALBOXCTL_TOKEN_FILE, else admin.token in the state
//! folder, else \a systemFile. Fails if a named file has no token; files that are not named may be missing or not
//! readable.
Result<AccessToken> findToken(const QString &named, const QProcessEnvironment &environment,
                              const QString &systemFile = QStringLiteral("/var/lib/signalbox/admin.token"));

} // namespace signalbox
