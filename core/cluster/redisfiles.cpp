#include "core/cluster/redisfiles.h"

#include "core/base/files.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxPasswordFile = 4096;
constexpr qint64 MaxAuthoritiesFile = 16 * 1024 * 1024;

//! A file that cannot be used is a wrong value of the key.
Error errorOf(QStringView key, const QString &text)
{
    return {Error::Code::Invalid, u"key %1: %2"_s.arg(key, text)};
}

} // namespace

Result<QByteArray> loadRedisPassword(const QString &file)
{
    if (file.isEmpty())
        return QByteArray();
    Result<QByteArray> secret = readFile(file, MaxPasswordFile, Streams::Refused);
    if (!secret)
        return errorOf(u"cluster.password_file", secret.error().text);
    if (secret->endsWith('\n'))
        secret->chop(secret->endsWith("\r\n") ? 2 : 1);
    return secret;
}

Result<QList<QSslCertificate>> loadRedisAuthorities(const QString &file)
{
    constexpr QStringView Key = u"cluster.ca_file";
    const Result<QByteArray> content = readFile(file, MaxAuthoritiesFile, Streams::Refused);
    if (!content)
        return errorOf(Key, content.error().text);
    QList<QSslCertificate> authorities = QSslCertificate::fromData(*content, QSsl::Pem);
    if (authorities.isEmpty())
        return errorOf(Key, u"%1: found no certificate, allowed: one or more in PEM format"_s.arg(file));
    return authorities;
}

Result<void> checkRedisFiles(const ClusterSettings &settings)
{
    if (const Result<QByteArray> password = loadRedisPassword(settings.passwordFile); !password)
        return password.error();
    if (settings.caFile.isEmpty())
        return {};
    const Result<QList<QSslCertificate>> authorities = loadRedisAuthorities(settings.caFile);
    return authorities ? Result<void>() : authorities.error();
}

} // namespace signalbox
