#pragma once

#include "core/base/result.h"
#include "core/policy/settings.h"

#include <QDateTime>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>

struct ssl_ctx_st;

namespace signalbox {

//! Whether a connection asks for a certificate of its client.
enum class ClientCertificates : quint8 {
    AsConfigured, //!< as TlsSettings::clientAuth says
    NotAsked,
};

//! The certificate, the key and the settings of TLS: 1.2 and 1.3, forward secrecy only, session tickets unless clients show certificates, no
//! renegotiation, no compression, http/1.1 by ALPN. Immutable; shared by all io threads.
class TlsContext final
{
public:
    //! Reads the files. Fails with Invalid and a text that names the key, the file and what is wrong with it.
    static Result<std::shared_ptr<const TlsContext>> create(const TlsSettings &settings);
    ~TlsContext();
    Q_DISABLE_COPY_MOVE(TlsContext)

    //! Returns warnings that do not prevent a start: a certificate that has expired or is not valid yet.
    QStringList warnings(const QDateTime &now) const;
    QDateTime validFrom() const { return m_validFrom; }
    QDateTime validUntil() const { return m_validUntil; }
    //! SHA-256 of the certificate, as openssl prints it: AB:CD:...
    QString fingerprint() const { return m_fingerprint; }

    //! Returns the keys of [tls] whose files had another content in \a other, in the order of the configuration.
    QStringList differingKeys(const TlsContext &other) const;
    //! Returns whether what [tls] says beside the names of files is the same in \a other.
    bool hasSameRules(const TlsContext &other) const { return m_clientAuth == other.m_clientAuth; }
    //! Returns the files that \a settings name.
    static QStringList filesOf(const TlsSettings &settings);

    //! Owner: this. For SSL_new().
    ssl_ctx_st *native() const { return m_context.get(); }

private:
    struct Free
    {
        void operator()(ssl_ctx_st *context) const;
    };
    TlsContext();

    Result<QByteArray> read(const QString &key, const QString &file);
    Result<std::optional<QByteArray>> readPassphrase(const QString &file);
    Result<void> loadCertificate(const QString &file);
    Result<void> loadKey(const TlsSettings &settings);
    Result<void> loadClientCa(const TlsSettings &settings);

    std::unique_ptr<ssl_ctx_st, Free> m_context;
    TlsClientAuth m_clientAuth = TlsClientAuth::Off;
    QString m_certificateFile;
    QDateTime m_validFrom;
    QDateTime m_validUntil;
    QString m_fingerprint;
    std::map<QString, QByteArray> m_contents; //!< SHA-256 of the files, by key
};

} // namespace signalbox
