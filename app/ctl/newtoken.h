#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

//! A token for the admin port or for a client, with what the server has to know of it.
struct NewToken
{
    QByteArray token;  //!< see randomToken()
    QByteArray sha256; //!< of token, in hexadecimal

    static NewToken make();
    //! Returns the name of a token that was given none: unlikely to be used already.
    QString defaultName() const { return QStringLiteral("token-") + QString::fromLatin1(sha256.first(8)); }
    //! Returns the [[admin.token]] of the server's configuration.
    QString toToml(const QString &name, const QString &role) const;
    //! Returns the [[auth.token]] for a client that is \a user.
    QString toClientToml(const QString &name, const QString &user) const;
};

} // namespace signalbox
