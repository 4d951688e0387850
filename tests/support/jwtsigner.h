#pragma once

#include "core/auth/jwtalgorithm.h"

#include <QByteArray>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

inline QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

//! A token of these parts, which are JSON and raw bytes.
inline QByteArray tokenOf(const QByteArray &header, const QByteArray &claims, const QByteArray &signature)
{
    return base64Url(header) + '.' + base64Url(claims) + '.' + base64Url(signature);
}

//! A key that tests sign tokens with: by OpenSSL, not by the library that the server checks them with.
class JwtSigner
{
public:
    static JwtSigner secret(const QByteArray &secret) { return {nullptr, secret}; }
    static JwtSigner rsa(unsigned bits = 2048) { return {EVP_RSA_gen(bits), {}}; }
    //! \a curve: P-256, P-384, P-521, secp256k1.
    static JwtSigner ec(const char *curve) { return {EVP_EC_gen(curve), {}}; }

    //! Signs \a claims with a header of \a algorithm and \a more, such as `"kid":"a"`.
    QByteArray token(signalbox::JwtAlgorithm algorithm, const QByteArray &claims,
                     const QByteArray &more = {}) const
    {
        const QByteArray header = QByteArray("{\"alg\":\"") + signalbox::jwtAlgorithmName(algorithm) + '"' +
                                  (more.isEmpty() ? QByteArray() : ',' + more) + '}';
        return signedToken(algorithm, base64Url(header) + '.' + base64Url(claims));
    }
    QByteArray signedToken(signalbox::JwtAlgorithm algorithm, const QByteArray &input) const
    {
        return input + '.' + base64Url(signature(algorithm, input));
    }
    QByteArray signature(signalbox::JwtAlgorithm algorithm, const QByteArray &input) const
    {
        using namespace signalbox;
        const EVP_MD *hash = hashBytesOf(algorithm) == 32   ? EVP_sha256()
                             : hashBytesOf(algorithm) == 48 ? EVP_sha384()
                                                            : EVP_sha512();
        const auto *data = reinterpret_cast<const unsigned char *>(input.constData());
        QByteArray result(2048, '\0');
        auto *out = reinterpret_cast<unsigned char *>(result.data());
        if (familyOf(algorithm) == JwtFamily::Hmac) {
            unsigned size = 0;
            HMAC(hash, m_secret.constData(), int(m_secret.size()), data, std::size_t(input.size()), out,
                 &size);
            return result.first(qsizetype(size));
        }
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        EVP_PKEY_CTX *key = nullptr;
        EVP_DigestSignInit(context.get(), &key, hash, nullptr, m_key.get());
        if (familyOf(algorithm) == JwtFamily::RsaPss) {
            EVP_PKEY_CTX_set_rsa_padding(key, RSA_PKCS1_PSS_PADDING);
            EVP_PKEY_CTX_set_rsa_pss_saltlen(key, RSA_PSS_SALTLEN_DIGEST);
        }
        std::size_t size = std::size_t(result.size());
        EVP_DigestSign(context.get(), out, &size, data, std::size_t(input.size()));
        result.truncate(qsizetype(size));
        return familyOf(algorithm) == JwtFamily::Ecdsa ? rawSignature(result) : result;
    }

    //! The public part as a JWK with the fields \a more, such as `"kid":"a"`; a secret as it is.
    QByteArray jwk(const QByteArray &more = {}) const
    {
        const QByteArray end = (more.isEmpty() ? QByteArray() : ',' + more) + '}';
        if (!m_key)
            return "{\"kty\":\"oct\",\"k\":\"" + base64Url(m_secret) + '"' + end;
        if (EVP_PKEY_is_a(m_key.get(), "RSA") == 1)
            return R"({"kty":"RSA","n":")" + base64Url(number(OSSL_PKEY_PARAM_RSA_N)) + R"(","e":")" +
                   base64Url(number(OSSL_PKEY_PARAM_RSA_E)) + '"' + end;
        return R"({"kty":"EC","crv":"P-)" + QByteArray::number(EVP_PKEY_get_bits(m_key.get())) +
               R"(","x":")" + base64Url(number(OSSL_PKEY_PARAM_EC_PUB_X, fieldBytes())) + R"(","y":")" +
               base64Url(number(OSSL_PKEY_PARAM_EC_PUB_Y, fieldBytes())) + '"' + end;
    }
    QByteArray publicPem() const
    {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PUBKEY(bio.get(), m_key.get());
        return contentOf(bio.get());
    }
    QByteArray privatePem() const
    {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PrivateKey(bio.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return contentOf(bio.get());
    }
    QByteArray publicDer() const
    {
        unsigned char *der = nullptr;
        const int size = i2d_PUBKEY(m_key.get(), &der);
        QByteArray bytes(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
        return bytes;
    }

    //! The number \a name of the public key, big-endian, in at least \a size bytes.
    QByteArray number(const char *name, int size = 0) const
    {
        BIGNUM *value = nullptr;
        EVP_PKEY_get_bn_param(m_key.get(), name, &value);
        QByteArray bytes(std::max(size, BN_num_bytes(value)), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char *>(bytes.data()), int(bytes.size()));
        BN_free(value);
        return bytes;
    }

private:
    JwtSigner(EVP_PKEY *key, const QByteArray &secret)
        : m_key(key, EVP_PKEY_free)
        , m_secret(secret)
    {
    }

    static QByteArray contentOf(BIO *bio)
    {
        char *data = nullptr;
        const long size = BIO_get_mem_data(bio, &data);
        return {data, qsizetype(size)};
    }
    int fieldBytes() const { return (EVP_PKEY_get_bits(m_key.get()) + 7) / 8; }
    //! RFC 7518 section 3.4: R and S side by side.
    QByteArray rawSignature(const QByteArray &der) const
    {
        const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
        const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> both(
            d2i_ECDSA_SIG(nullptr, &at, long(der.size())), ECDSA_SIG_free);
        QByteArray raw(2 * fieldBytes(), '\0');
        auto *out = reinterpret_cast<unsigned char *>(raw.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), out, fieldBytes());
        BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), out + fieldBytes(), fieldBytes());
        return raw;
    }

    std::shared_ptr<EVP_PKEY> m_key; //!< null: m_secret
    QByteArray m_secret;
};
