#include "core/auth/pemkeys.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using SharedKey = std::shared_ptr<const JwtKey>;

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
using KeyPointer = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;
using NumberPointer = std::unique_ptr<BIGNUM, Deleter<&BN_free>>;

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

//! Returns the number \a name of \a key, big-endian in \a size bytes; 0: in as many as it needs. Empty: it has none.
QByteArray numberOf(const EVP_PKEY *key, const char *name, int size = 0)
{
    BIGNUM *raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1)
        return {};
    const NumberPointer number(raw);
    QByteArray bytes(std::max(size, BN_num_bytes(number.get())), '\0');
    BN_bn2binpad(number.get(), reinterpret_cast<unsigned char *>(bytes.data()), int(bytes.size()));
    return bytes;
}

Result<SharedKey> ecKey(const EVP_PKEY *key)
{
    struct Curve
    {
        std::string_view name; //!< as OpenSSL calls it
        int bits;
    };
    constexpr std::array Curves{Curve{"prime256v1", 256}, Curve{"secp384r1", 384}, Curve{"secp521r1", 521}};
    std::array<char, 64> name{};
    std::size_t length = 0;
    EVP_PKEY_get_group_name(key, name.data(), name.size(), &length);
    for (const Curve &curve : Curves) {
        if (curve.name == std::string_view(name.data(), length)) {
            const int bytes = (curve.bits + 7) / 8;
            return JwtKey::fromEc(curve.bits, numberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, bytes),
                                  numberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, bytes));
        }
    }
    return invalid(u"found another curve, allowed: P-256, P-384, P-521"_s);
}

Result<SharedKey> keyOf(const EVP_PKEY *key)
{
    if (EVP_PKEY_is_a(key, "RSA") == 1)
        return JwtKey::fromRsa(numberOf(key, OSSL_PKEY_PARAM_RSA_N), numberOf(key, OSSL_PKEY_PARAM_RSA_E));
    if (EVP_PKEY_is_a(key, "EC") == 1)
        return ecKey(key);
    return invalid(u"found a key of another type, allowed: RSA, or EC with P-256, P-384 or P-521"_s);
}

//! One block of a PEM file.
struct Block
{
    QByteArray label;
    QByteArray der;
};

//! Reads the next block. Nothing at the end; a block that is damaged has an empty label.
std::optional<Block> nextBlock(BIO *bio)
{
    char *label = nullptr;
    char *header = nullptr;
    unsigned char *data = nullptr;
    long size = 0;
    ERR_clear_error();
    if (PEM_read_bio(bio, &label, &header, &data, &size) != 1) {
        const bool isEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        ERR_clear_error();
        return isEnd ? std::nullopt : std::optional(Block());
    }
    Block block{label, QByteArray(reinterpret_cast<const char *>(data), qsizetype(size))};
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, std::size_t(size)); // it may be a private key
    return block;
}

const unsigned char *beginOf(const QByteArray &der)
{
    return reinterpret_cast<const unsigned char *>(der.constData());
}

KeyPointer publicKey(const QByteArray &der)
{
    const unsigned char *at = beginOf(der);
    return KeyPointer(d2i_PUBKEY(nullptr, &at, long(der.size())));
}

KeyPointer keyOfCertificate(const QByteArray &der)
{
    const unsigned char *at = beginOf(der);
    const CertificatePointer certificate(d2i_X509(nullptr, &at, long(der.size())));
    return KeyPointer(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

KeyPointer pkcs1Key(const QByteArray &der)
{
    const unsigned char *at = beginOf(der);
    return KeyPointer(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, long(der.size())));
}

} // namespace

Result<JwkSet> parsePemKeys(const QByteArray &pem)
{
    const BioPointer bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    JwkSet::Keys keys;
    int certificates = 0;
    while (const std::optional<Block> block = nextBlock(bio.get())) {
        KeyPointer key;
        if (block->label == PEM_STRING_PUBLIC)
            key = publicKey(block->der);
        else if (block->label == PEM_STRING_RSA_PUBLIC)
            key = pkcs1Key(block->der);
        else if (block->label == PEM_STRING_X509)
            key = keyOfCertificate(block->der);
        else if (block->label.endsWith("PRIVATE KEY"))
            return invalid(
                u"found a private key, allowed: its public key, as openssl pkey -pubout prints it"_s);
        else if (!block->label.isEmpty())
            return invalid(u"found PEM with \"%1\", allowed: PUBLIC KEY or CERTIFICATE"_s.arg(
                QString::fromLatin1(block->label)));
        ERR_clear_error();
        if (!key)
            return invalid(u"found a damaged PEM block, allowed: a public key or a certificate"_s);
        certificates += int(block->label == PEM_STRING_X509);
        if (certificates > 1) {
            return invalid(
                u"found several certificates, allowed: one, without those that signed it; for several keys a JWK set"_s);
        }
        Result<SharedKey> shared = keyOf(key.get());
        ERR_clear_error();
        if (!shared)
            return shared.error();
        keys.push_back(*shared);
        if (keys.size() > JwkSet::MaxKeys)
            return invalid(u"found more than %1 keys"_s.arg(JwkSet::MaxKeys));
    }
    if (keys.empty())
        return invalid(u"found no PEM block that is complete, allowed: a public key or a certificate"_s);
    return JwkSet(std::move(keys));
}

bool isDerKey(const QByteArray &bytes)
{
    const bool isKey = publicKey(bytes) || keyOfCertificate(bytes) || pkcs1Key(bytes);
    ERR_clear_error();
    return isKey;
}

} // namespace signalbox
