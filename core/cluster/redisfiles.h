#pragma once

#include "core/base/result.h"
#include "core/cluster/clustersettings.h"

#include <QList>
#include <QSslCertificate>

namespace signalbox {

//! Returns the content of cluster.password_file without one newline at its end; empty without a \a file. Fails with
//! Invalid, and a text that names the key, the file, and what is wrong.
Result<QByteArray> loadRedisPassword(const QString &file);
//! Returns the certificates of cluster.ca_file, at least one. Fails in the same way.
Result<QList<QSslCertificate>> loadRedisAuthorities(const QString &file);

//! Reads both files of \a settings, as each connection to Redis will.
Result<void> checkRedisFiles(const ClusterSettings &settings);

} // namespace signalbox
