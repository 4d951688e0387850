#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <optional>

//! Certificates and keys for one test program, created by openssl(1) in a temporary folder.
class TestCertificates
{
public:
    bool isValid() const { return m_folder.isValid(); }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    //! Runs openssl in the folder. Returns its output; none when it fails.
    std::optional<QByteArray> openssl(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("openssl"), arguments);
        if (!process.waitForFinished() || process.exitCode() != 0) {
            qWarning("openssl %s: %s", qPrintable(arguments.join(u' ')),
                     process.readAllStandardError().constData());
            return std::nullopt;
        }
        return process.readAllStandardOutput();
    }

    //! Creates NAME.crt and NAME.key for localhost, P-256, valid for one day; \a more: options for openssl req.
    bool make(const QString &name, const QStringList &more = {}) const
    {
        QStringList arguments{QStringLiteral("req"),
                              QStringLiteral("-x509"),
                              QStringLiteral("-nodes"),
                              QStringLiteral("-days"),
                              QStringLiteral("1"),
                              QStringLiteral("-subj"),
                              QStringLiteral("/CN=") + name,
                              QStringLiteral("-addext"),
                              QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1"),
                              QStringLiteral("-keyout"),
                              name + QStringLiteral(".key"),
                              QStringLiteral("-out"),
                              name + QStringLiteral(".crt")};
        if (!more.contains(QStringLiteral("-newkey")))
            arguments += {QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                          QStringLiteral("ec_paramgen_curve:P-256")};
        return openssl(arguments + more).has_value();
    }

    bool write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    QTemporaryDir m_folder;
};
