#pragma once

#include "core/base/result.h"

#include <QDateTime>

namespace signalbox {

//! A certificate for localhost, 127.0.0.1 and ::1 that nobody vouches for, and its key (0600): for
//! development.
struct SelfSigned
{
    QString certificate; //!< files in PEM
    QString key;
    QString fingerprint; //!< SHA-256 of the certificate: AB:CD:...

    //! Where they are, or would be, in \a folder.
    static SelfSigned in(const QString &folder);
    //! Takes the pair in \a folder while it is valid for another day at \a now, else makes a new one there.
    //! Safe when several processes ask at once. Fails with Io or NoPermission, naming the file.
    static Result<SelfSigned> provide(const QString &folder, const QDateTime &now);

    static constexpr int Days = 30;
};

} // namespace signalbox
