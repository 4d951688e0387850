#include "core/transport/tlscontext.h"

#include "core/base/files.h"

#include <QCryptographicHash>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <ctime>
#include <optional>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxFileBytes = 1024 * 1024;
constexpr int MaxPassphrase = 1024;
constexpr int MaxDepth = 8; // intermediate authorities of a client
constexpr long MaxChain =
    32 * 1024; // bytes of its certificates, which OpenSSL allocates as soon as they are announced

template <auto Function>
struct Deleter
{
    template <typename T>
    void operator()(T *object) const
    {
        Function(object);
    }
};
using BioPointer = std::unique_ptr<BIO, Deleter<&BIO_free>>;
using CertificatePointer = std::unique_ptr<X509, Deleter<&X509_free>>;
using StorePointer = std::unique_ptr<X509_STORE, Deleter<&X509_STORE_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;

Error complaint(const QString &key, const QString &file, const QString &what)
{
    return {Error::Code::Invalid, u"key tls.%1: %2: %3"_s.arg(key, file, what)};
}

QString opensslReason()
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason ? QString::fromLatin1(reason) : u"unknown reason"_s;
}

// A file that is not there is a wrong configuration; one that this user may not read is told apart.
Result<QByteArray> readPart(const QString &key, const QString &name)
{
    Result<QByteArray> bytes = readFile(name, MaxFileBytes, Streams::Refused); // it is read again at a reload
    if (bytes)
        return bytes;
    const bool isForbidden = bytes.error().code == Error::Code::NoPermission;
    return Error{isForbidden ? Error::Code::NoPermission : Error::Code::Invalid,
                 u"key tls.%1: %2"_s.arg(key, bytes.error().text)};
}

BioPointer bioOver(const QByteArray &bytes)
{
    return BioPointer(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

// Without a callback OpenSSL would ask for the passphrase on the terminal.
int givePassphrase(char *buffer, int size, int, void *data)
{
    const auto *passphrase = static_cast<const std::optional<QByteArray> *>(data);
    if (!*passphrase || (*passphrase)->size() > size)
        return -1;
    std::memcpy(buffer, (*passphrase)->constData(), std::size_t((*passphrase)->size()));
    return int((*passphrase)->size());
}

QDateTime toDateTime(const ASN1_TIME *time)
{
    std::tm broken{};
    if (!time || ASN1_TIME_to_tm(time, &broken) != 1)
        return {};
    return QDateTime::fromSecsSinceEpoch(::timegm(&broken), Qt::UTC);
}

QString fingerprintOf(const X509 *certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    const QByteArray bytes(reinterpret_cast<const char *>(digest.data()), qsizetype(size));
    return QString::fromLatin1(bytes.toHex(':').toUpper());
}

// RFC 7301. A client that offers only other protocols would misinterpret HTTP/1.1.
int selectProtocol(SSL *, const unsigned char **out, unsigned char *outSize, const unsigned char *offered,
                   unsigned int offeredSize, void *)
{
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char *chosen = nullptr;
    const int found =
        SSL_select_next_proto(&chosen, outSize, ours.data(), unsigned(ours.size()), offered, offeredSize);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// The intermediate recommendation of Mozilla's "Server Side TLS", without the finite-field groups.
void configure(SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    // With tickets the client keeps the session: the server needs no memory for it.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    static constexpr std::array<unsigned char, 9> name{'s', 'i', 'g', 'n', 'a', 'l', 'b', 'o', 'x'};
    SSL_CTX_set_session_id_context(context, name.data(), unsigned(name.size()));
    SSL_CTX_set_alpn_select_cb(context, &selectProtocol, nullptr);
}

} // namespace

void TlsContext::Free::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

TlsContext::TlsContext()
    : m_context(SSL_CTX_new(TLS_server_method()))
{
}

TlsContext::~TlsContext() = default;

Result<std::shared_ptr<const TlsContext>> TlsContext::create(const TlsSettings &settings)
{
    ERR_clear_error();
    const std::shared_ptr<TlsContext> made(new TlsContext);
    if (!made->m_context)
        return Error{Error::Code::Io, u"TLS cannot be used: %1"_s.arg(opensslReason())};
    configure(made->m_context.get());
    if (const Result<void> loaded = made->loadCertificate(settings.certificate); !loaded)
        return loaded.error();
    if (const Result<void> loaded = made->loadKey(settings); !loaded)
        return loaded.error();
    if (const Result<void> loaded = made->loadClientCa(settings); !loaded)
        return loaded.error();
    return std::shared_ptr<const TlsContext>(made);
}

QStringList TlsContext::filesOf(const TlsSettings &settings)
{
    QStringList files{settings.certificate, settings.key, settings.keyPassphraseFile, settings.clientCa};
    files.removeAll(QString());
    return files;
}

Result<QByteArray> TlsContext::read(const QString &key, const QString &file)
{
    Result<QByteArray> bytes = readPart(key, file);
    if (bytes)
        m_contents[u"tls."_s + key] = QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256);
    return bytes;
}

QStringList TlsContext::differingKeys(const TlsContext &other) const
{
    QStringList keys;
    for (const char *name : {"certificate", "key", "key_passphrase_file", "client_ca"}) {
        const QString key = u"tls."_s + QLatin1StringView(name);
        const auto here = m_contents.find(key);
        const auto there = other.m_contents.find(key);
        if ((here == m_contents.end() ? QByteArray() : here->second) !=
            (there == other.m_contents.end() ? QByteArray() : there->second))
            keys += key;
    }
    return keys;
}

Result<std::optional<QByteArray>> TlsContext::readPassphrase(const QString &file)
{
    if (file.isEmpty())
        return std::optional<QByteArray>();
    const Result<QByteArray> bytes = read(u"key_passphrase_file"_s, file);
    if (!bytes)
        return bytes.error();
    QByteArray line = bytes->split('\n').first();
    if (line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty() || line.size() > MaxPassphrase)
        return complaint(
            u"key_passphrase_file"_s, file,
            u"found %1 bytes, allowed: a passphrase of 1 to %2 bytes in the first line"_s.arg(line.size())
                .arg(MaxPassphrase));
    return std::optional(line);
}

Result<void> TlsContext::loadCertificate(const QString &file)
{
    m_certificateFile = file;
    const Result<QByteArray> bytes = read(u"certificate"_s, file);
    if (!bytes)
        return bytes.error();
    const BioPointer bio = bioOver(*bytes);
    const CertificatePointer certificate(PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) {
        ERR_clear_error();
        return complaint(u"certificate"_s, file, u"found no certificate, allowed: a PEM file"_s);
    }
    if (SSL_CTX_use_certificate(m_context.get(), certificate.get()) != 1)
        return complaint(u"certificate"_s, file, u"cannot be used: %1"_s.arg(opensslReason()));
    while (const CertificatePointer link{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
        if (SSL_CTX_add1_chain_cert(m_context.get(), link.get()) != 1)
            return complaint(u"certificate"_s, file, u"its chain cannot be used: %1"_s.arg(opensslReason()));
    }
    const bool isWhole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!isWhole)
        return complaint(u"certificate"_s, file, u"found a damaged certificate behind the first one"_s);
    m_validFrom = toDateTime(X509_get0_notBefore(certificate.get()));
    m_validUntil = toDateTime(X509_get0_notAfter(certificate.get()));
    m_fingerprint = fingerprintOf(certificate.get());
    return {};
}

Result<void> TlsContext::loadKey(const TlsSettings &settings)
{
    const Result<QByteArray> bytes = read(u"key"_s, settings.key);
    if (!bytes)
        return bytes.error();
    Result<std::optional<QByteArray>> passphrase = readPassphrase(settings.keyPassphraseFile);
    if (!passphrase)
        return passphrase.error();
    const KeyPointer key(
        PEM_read_bio_PrivateKey(bioOver(*bytes).get(), nullptr, &givePassphrase, &*passphrase));
    if (!key) {
        ERR_clear_error();
        const bool isEncrypted = bytes->contains("ENCRYPTED");
        if (isEncrypted && settings.keyPassphraseFile.isEmpty())
            return complaint(u"key"_s, settings.key, u"is encrypted; tls.key_passphrase_file is missing"_s);
        if (isEncrypted)
            return complaint(u"key_passphrase_file"_s, settings.keyPassphraseFile,
                             u"holds a passphrase that does not open %1"_s.arg(settings.key));
        return complaint(u"key"_s, settings.key, u"found no private key, allowed: a PEM file"_s);
    }
    if (X509_check_private_key(SSL_CTX_get0_certificate(m_context.get()), key.get()) != 1) {
        ERR_clear_error();
        return complaint(u"key"_s, settings.key,
                         u"does not belong to the certificate in %1"_s.arg(settings.certificate));
    }
    if (SSL_CTX_use_PrivateKey(m_context.get(), key.get()) != 1)
        return complaint(u"key"_s, settings.key, u"cannot be used: %1"_s.arg(opensslReason()));
    return {};
}

// A store of its own: from that of the context OpenSSL would complete the chain of the server's certificate.
Result<void> TlsContext::loadClientCa(const TlsSettings &settings)
{
    m_clientAuth = settings.clientAuth;
    if (settings.clientCa.isEmpty())
        return {};
    const QString key = u"client_ca"_s;
    const Result<QByteArray> bytes = read(key, settings.clientCa);
    if (!bytes)
        return bytes.error();
    const BioPointer bio = bioOver(*bytes);
    const StorePointer store(X509_STORE_new());
    bool hasAny = false;
    while (const CertificatePointer authority{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
        if (X509_STORE_add_cert(store.get(), authority.get()) != 1 ||
            SSL_CTX_add_client_CA(m_context.get(), authority.get()) != 1)
            return complaint(key, settings.clientCa, u"cannot be used: %1"_s.arg(opensslReason()));
        hasAny = true;
    }
    const bool isWhole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!hasAny || !isWhole)
        return complaint(key, settings.clientCa,
                         hasAny ? u"found a damaged certificate behind the first one"_s
                                : u"found no certificate, allowed: a PEM file"_s);
    if (m_clientAuth == TlsClientAuth::Off)
        return {};
    SSL_CTX_set1_verify_cert_store(m_context.get(), store.get());
    SSL_CTX_set_purpose(m_context.get(), X509_PURPOSE_SSL_CLIENT);
    SSL_CTX_set_verify_depth(m_context.get(), MaxDepth);
    SSL_CTX_set_max_cert_list(m_context.get(), MaxChain);
    const int required = m_clientAuth == TlsClientAuth::Required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER | required, nullptr);
    // A session that is resumed is not verified again: neither that its certificate is still valid, nor whether its
    // authority is still there.
    SSL_CTX_set_options(m_context.get(), SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(m_context.get(), 0);
    return {};
}

QStringList TlsContext::warnings(const QDateTime &now) const
{
    if (now >= m_validUntil)
        return {u"key tls.certificate: %1: has expired on %2"_s.arg(m_certificateFile,
                                                                    m_validUntil.toString(Qt::ISODate))};
    if (now < m_validFrom)
        return {u"key tls.certificate: %1: is not valid before %2"_s.arg(m_certificateFile,
                                                                         m_validFrom.toString(Qt::ISODate))};
    return {};
}

} // namespace signalbox
