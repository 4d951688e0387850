#include "core/auth/jwtkey.h"

#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <openssl/err.h>

#include <bit>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using KeyPointer = std::shared_ptr<const JwtKey>;

struct ReleaseJws
{
    void operator()(cjose_jws_t *jws) const { cjose_jws_release(jws); }
};

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

QByteArray withoutLeadingZeros(const QByteArray &number)
{
    qsizetype zeros = 0;
    while (zeros < number.size() && number[zeros] == '\0')
        ++zeros;
    return number.sliced(zeros);
}

//! Of a number without leading zeros.
qsizetype bitsOf(const QByteArray &number)
{
    return number.isEmpty() ? 0 : (number.size() - 1) * 8 + std::bit_width(quint8(number.front()));
}

bool isOdd(const QByteArray &number)
{
    return !number.isEmpty() && (number.back() & 1) != 0;
}

constexpr qsizetype bytesFor(qsizetype bits)
{
    return (bits + 7) / 8;
}

//! The bits of the curve that \a algorithm is defined with (RFC 7518 section 3.4).
qsizetype curveBitsOf(JwtAlgorithm algorithm)
{
    constexpr qsizetype BitsOfP521 = 521;
    const int hashBits = hashBytesOf(algorithm) * 8;
    return hashBits == 512 ? BitsOfP521 : hashBits;
}

//! cjose copies what it is given, but takes it as not const.
struct Octets
{
    explicit Octets(QByteArray bytes)
        : copy(std::move(bytes))
        , data(reinterpret_cast<uint8_t *>(copy.data()))
        , size(std::size_t(copy.size()))
    {
    }
    QByteArray copy;
    uint8_t *data;
    std::size_t size;
};

} // namespace

class JwtKey::Handle final
{
public:
    explicit Handle(cjose_jwk_t *key)
        : m_key(key)
    {
    }
    ~Handle() { cjose_jwk_release(m_key); }
    Q_DISABLE_COPY_MOVE(Handle)

    const cjose_jwk_t *get() const { return m_key; }

private:
    cjose_jwk_t *m_key; // its reference count is not atomic, so there is this one reference only
};

JwtKey::JwtKey(Type type, qsizetype bits, std::unique_ptr<Handle> handle, Labels labels)
    : m_type(type)
    , m_bits(bits)
    , m_handle(std::move(handle))
    , m_labels(std::move(labels))
{
}

JwtKey::~JwtKey() = default;

Result<KeyPointer> JwtKey::fromSecret(const QByteArray &secret, Labels labels)
{
    if (secret.size() < MinSecretBytes) {
        return invalid(u"found a secret of %1 bytes, allowed: at least %2, as long as the hash of HS256"_s
                           .arg(secret.size())
                           .arg(MinSecretBytes));
    }
    const Octets octets(secret);
    cjose_jwk_t *key = cjose_jwk_create_oct_spec(octets.data, octets.size, nullptr);
    if (!key)
        return invalid(u"found a secret that the library refuses"_s);
    return KeyPointer(
        new JwtKey(Type::Secret, secret.size() * 8, std::make_unique<Handle>(key), std::move(labels)));
}

Result<KeyPointer> JwtKey::fromRsa(const QByteArray &modulus, const QByteArray &exponent, Labels labels)
{
    const Octets n(withoutLeadingZeros(modulus));
    const Octets e(withoutLeadingZeros(exponent));
    const qsizetype bits = bitsOf(n.copy);
    if (bits < MinRsaBits || bits > MaxRsaBits) {
        return invalid(u"found an RSA key of %1 bits, allowed: from %2 to %3"_s.arg(bits)
                           .arg(MinRsaBits)
                           .arg(MaxRsaBits));
    }
    if (!isOdd(n.copy) || !isOdd(e.copy) || bitsOf(e.copy) < 2 || e.copy.size() > MaxExponentBytes)
        return invalid(u"found an RSA key with an impossible modulus or exponent"_s);
    cjose_jwk_rsa_keyspec spec{};
    spec.n = n.data;
    spec.nlen = n.size;
    spec.e = e.data;
    spec.elen = e.size;
    cjose_jwk_t *key = cjose_jwk_create_RSA_spec(&spec, nullptr);
    ERR_clear_error();
    if (!key)
        return invalid(u"found an RSA key that the library refuses"_s);
    return KeyPointer(new JwtKey(Type::Rsa, bits, std::make_unique<Handle>(key), std::move(labels)));
}

Result<KeyPointer> JwtKey::fromEc(int curveBits, const QByteArray &x, const QByteArray &y, Labels labels)
{
    constexpr std::array Curves{std::pair(256, CJOSE_JWK_EC_P_256), std::pair(384, CJOSE_JWK_EC_P_384),
                                std::pair(521, CJOSE_JWK_EC_P_521)};
    const auto curve =
        std::ranges::find_if(Curves, [&](const auto &known) { return known.first == curveBits; });
    if (curve == Curves.end())
        return invalid(u"found another curve, allowed: P-256, P-384, P-521"_s);
    if (x.size() != bytesFor(curveBits) || y.size() != bytesFor(curveBits)) {
        return invalid(u"found coordinates of %1 and %2 bytes, allowed: %3 for P-%4"_s.arg(x.size())
                           .arg(y.size())
                           .arg(bytesFor(curveBits))
                           .arg(curveBits));
    }
    const Octets xOctets(x);
    const Octets yOctets(y);
    cjose_jwk_ec_keyspec spec{};
    spec.crv = curve->second;
    spec.x = xOctets.data;
    spec.xlen = xOctets.size;
    spec.y = yOctets.data;
    spec.ylen = yOctets.size;
    cjose_jwk_t *key = cjose_jwk_create_EC_spec(&spec, nullptr); // fails unless the point is on the curve
    ERR_clear_error();
    if (!key)
        return invalid(u"found a point that is not on P-%1"_s.arg(curveBits));
    return KeyPointer(new JwtKey(Type::Ec, curveBits, std::make_unique<Handle>(key), std::move(labels)));
}

bool JwtKey::fits(JwtAlgorithm algorithm) const
{
    if (m_labels.algorithm && *m_labels.algorithm != algorithm)
        return false;
    switch (familyOf(algorithm)) {
    case JwtFamily::Hmac:
        return m_type == Type::Secret && m_bits >= hashBytesOf(algorithm) * 8;
    case JwtFamily::RsaPkcs1:
    case JwtFamily::RsaPss:
        return m_type == Type::Rsa;
    case JwtFamily::Ecdsa:
        return m_type == Type::Ec && m_bits == curveBitsOf(algorithm);
    }
    Q_UNREACHABLE();
}

bool JwtKey::verifies(const QByteArray &token, JwtAlgorithm algorithm, qsizetype signatureBytes) const
{
    if (!fits(algorithm))
        return false;
    const qsizetype expected = m_type == Type::Secret ? hashBytesOf(algorithm)
                               : m_type == Type::Rsa  ? bytesFor(m_bits)
                                                      : 2 * bytesFor(m_bits);
    if (signatureBytes != expected)
        return false;
    const std::unique_ptr<cjose_jws_t, ReleaseJws> jws(
        cjose_jws_import(token.constData(), std::size_t(token.size()), nullptr));
    const bool isGenuine = jws && cjose_jws_verify(jws.get(), m_handle->get(), nullptr);
    // OpenSSL's errors are kept by the thread, where those of TLS would be looked for.
    ERR_clear_error();
    return isGenuine;
}

QString describeKey(const JwtKey &key)
{
    switch (key.type()) {
    case JwtKey::Type::Secret:
        return u"a secret of %1 bytes"_s.arg(key.bits() / 8);
    case JwtKey::Type::Rsa:
        return u"an RSA key of %1 bits"_s.arg(key.bits());
    case JwtKey::Type::Ec:
        return u"a key of curve P-%1"_s.arg(key.bits());
    }
    Q_UNREACHABLE();
}

} // namespace signalbox
