#pragma once

#include "core/base/result.h"

#include <QDateTime>

namespace signalbox {

//! A self-signed certificate for localhost, 127.0.0.1 and ::1, and its key (mode 0600): for development.
struct SelfSigned
{
    QString certificate; //!< files in PEM
    QString key;
    QString fingerprint; //!< SHA-256 of the certificate: AB:CD:...

    //! Returns the paths in \a folder; the files need not exist.
    static SelfSigned in(const QString &folder);
    //! Uses the pair in \a folder while it is valid for another day at \a now, else creates a new one there.
    //! Safe when several processes call it at once. Fails with Io or NoPermission, naming the file.
    static Result<SelfSigned> provide(const QString &folder, const QDateTime &now);

    static constexpr int Days = 30;
};

} // namespace signalbox
