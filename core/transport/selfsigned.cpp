#include "core/transport/selfsigned.h"

#include "core/base/files.h"
#include "core/transport/tlscontext.h"

#include <QLockFile>
#include <QTemporaryFile>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using CertificatePointer = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using BioPointer = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr qint64 Day = 24 * 60 * 60;

bool addExtension(X509 *certificate, int id, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, id, value), &X509_EXTENSION_free);
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setSerial(X509 *certificate)
{
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), int(bytes.size())) != 1)
        return false;
    bytes[0] = (bytes[0] & 0x7f) | 0x40; // positive, and always of the same length
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
        BN_bin2bn(bytes.data(), int(bytes.size()), nullptr), &BN_free);
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

bool setName(X509 *certificate)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    const auto add = [name](const char *field, const char *value) {
        return X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC,
                                          reinterpret_cast<const unsigned char *>(value), -1, -1, 0) == 1;
    };
    return add("O", "Signalbox development") && add("CN", "localhost") &&
           X509_set_issuer_name(certificate, name) == 1;
}

CertificatePointer makeCertificate(EVP_PKEY *key, const QDateTime &now)
{
    constexpr long version3 = 2;
    CertificatePointer certificate(X509_new(), &X509_free);
    X509 *const x = certificate.get();
    // An hour earlier, for clients whose clock is behind ours.
    const bool isMade =
        x && X509_set_version(x, version3) == 1 && setSerial(x) && setName(x) &&
        ASN1_TIME_set(X509_getm_notBefore(x), now.toSecsSinceEpoch() - 3600) &&
        ASN1_TIME_set(X509_getm_notAfter(x), now.toSecsSinceEpoch() + SelfSigned::Days * Day) &&
        X509_set_pubkey(x, key) == 1 && addExtension(x, NID_basic_constraints, "critical,CA:FALSE") &&
        addExtension(x, NID_key_usage, "critical,digitalSignature") &&
        addExtension(x, NID_ext_key_usage, "serverAuth") &&
        addExtension(x, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
        addExtension(x, NID_subject_key_identifier, "hash") && X509_sign(x, key, EVP_sha256()) > 0;
    if (!isMade)
        certificate.reset();
    return certificate;
}

QByteArray contentOf(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, qsizetype(size)};
}

//! Writes the file completely or not at all. Not QSaveFile, whose new file others could open before its
//! permissions are set.
Result<void> writeFile(const QString &name, const QByteArray &content, QFileDevice::Permissions permissions)
{
    QTemporaryFile file(name + u".XXXXXX"_s); // created with mode 0600
    const bool isWritten = file.open() && file.write(content) == content.size() && file.flush() &&
                           file.setPermissions(permissions);
    if (!isWritten) {
        const bool isForbidden = file.error() == QFileDevice::PermissionsError;
        return Error{isForbidden ? Error::Code::NoPermission : Error::Code::Io,
                     u"%1: cannot be written: %2"_s.arg(name, file.errorString())};
    }
    const QByteArray from = QFile::encodeName(file.fileName());
    const QByteArray to = QFile::encodeName(name);
    if (std::rename(from.constData(), to.constData()) != 0) {
        const int error = errno;
        return Error{Error::Code::Io, u"%1: cannot be replaced: %2"_s.arg(name, qt_error_string(error))};
    }
    file.setAutoRemove(false);
    return {};
}

Result<void> make(const SelfSigned &pair, const QDateTime &now)
{
    const Error noLuck{Error::Code::Io, u"OpenSSL cannot make a certificate"_s};
    const KeyPointer key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    if (!key)
        return noLuck;
    const CertificatePointer certificate = makeCertificate(key.get(), now);
    const BioPointer keyText(BIO_new(BIO_s_secmem()), &BIO_free);
    const BioPointer certificateText(BIO_new(BIO_s_mem()), &BIO_free);
    if (!certificate || !keyText || !certificateText ||
        PEM_write_bio_PKCS8PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1)
        return noLuck;
    constexpr QFileDevice::Permissions secret = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (const Result<void> written = writeFile(pair.key, contentOf(keyText.get()), secret); !written)
        return written.error();
    return writeFile(pair.certificate, contentOf(certificateText.get()),
                     secret | QFileDevice::ReadGroup | QFileDevice::ReadOther);
}

} // namespace

SelfSigned SelfSigned::in(const QString &folder)
{
    return {folder + u"/self-signed.crt"_s, folder + u"/self-signed.key"_s, {}};
}

Result<SelfSigned> SelfSigned::provide(const QString &folder, const QDateTime &now)
{
    if (const Result<void> made = makeFolder(folder); !made)
        return made.error();
    QLockFile lock(folder + u"/self-signed.lock"_s);
    constexpr int patience = 5000;
    if (!lock.tryLock(patience)) {
        const bool isForbidden = lock.error() == QLockFile::PermissionError;
        return Error{isForbidden ? Error::Code::NoPermission : Error::Code::Io,
                     u"%1: cannot be locked"_s.arg(lock.fileName())};
    }
    SelfSigned pair = in(folder);
    const TlsSettings settings{pair.certificate, pair.key, {}};
    for (const QString &file : {pair.certificate, pair.key}) {
        // Not replaced by new ones: clients know the fingerprint of what is there.
        if (const Result<bool> present = isPresent(file); !present)
            return present.error();
    }
    Result<std::shared_ptr<const TlsContext>> context = TlsContext::create(settings);
    if (!context && context.error().code == Error::Code::NoPermission)
        return context.error();
    if (!context || (*context)->validFrom() > now || (*context)->validUntil() < now.addDays(1)) {
        if (const Result<void> made = make(pair, now); !made)
            return made.error();
        context = TlsContext::create(settings);
        if (!context)
            return context.error();
    }
    pair.fingerprint = (*context)->fingerprint();
    return pair;
}

} // namespace signalbox
