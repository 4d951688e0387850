#pragma once

#include "core/auth/jwtalgorithm.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace signalbox {

//! A key that signatures are checked with: a secret, or a public key. Signatures are computed by cjose (OpenSSL), which
//! would accept keys that are too weak or of another curve; this class does not. Immutable: any thread.
class JwtKey final
{
public:
    enum class Type : quint8 { Secret, Rsa, Ec };
    //! What a JWK says about its use (RFC 7517 section 4).
    struct Labels
    {
        std::optional<QByteArray> id;          //!< kid
        std::optional<JwtAlgorithm> algorithm; //!< alg: the only one it may be used for
    };

    static constexpr qsizetype MinSecretBytes = 32; //!< RFC 7518 section 3.2: as long as the hash, of HS256
    static constexpr qsizetype MinRsaBits = 2048;   //!< RFC 7518 section 3.3
    static constexpr qsizetype MaxRsaBits = 8192;
    static constexpr qsizetype MaxExponentBytes = 8; //!< OpenSSL's limit for large moduli

    //! These fail with a text that says what is wrong with the key, and never contains a part of it.
    static Result<std::shared_ptr<const JwtKey>> fromSecret(const QByteArray &secret, Labels labels = {});
    //! \a modulus and \a exponent: big-endian, leading zeros do not count.
    static Result<std::shared_ptr<const JwtKey>> fromRsa(const QByteArray &modulus,
                                                         const QByteArray &exponent, Labels labels = {});
    //! \a curveBits: 256, 384 or 521. \a x and \a y: big-endian, of the size of the curve's field.
    static Result<std::shared_ptr<const JwtKey>> fromEc(int curveBits, const QByteArray &x,
                                                        const QByteArray &y, Labels labels = {});
    ~JwtKey();
    Q_DISABLE_COPY_MOVE(JwtKey)

    Type type() const { return m_type; }
    //! Of the secret, the modulus or the curve.
    qsizetype bits() const { return m_bits; }
    const std::optional<QByteArray> &id() const { return m_labels.id; }

    //! Whether a token with \a algorithm may be checked with this key.
    bool fits(JwtAlgorithm algorithm) const;
    //! Whether the signature of \a token, which JwtParser accepted with \a algorithm and \a signatureBytes, is one of
    //! this key. A signature has one length only: otherwise it could be spelled in many ways. Takes 3 us with a secret,
    //! up to a millisecond with others.
    bool verifies(const QByteArray &token, JwtAlgorithm algorithm, qsizetype signatureBytes) const;

private:
    class Handle; //!< cjose's key
    JwtKey(Type type, qsizetype bits, std::unique_ptr<Handle> handle, Labels labels);

    Type m_type;
    qsizetype m_bits;
    std::unique_ptr<Handle> m_handle;
    Labels m_labels;
};

//! Returns `an RSA key of 2048 bits` and the like, for messages.
QString describeKey(const JwtKey &key);

} // namespace signalbox
