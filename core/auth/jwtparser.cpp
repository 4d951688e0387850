#include "core/auth/jwtparser.h"

#include "core/auth/base64url.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

//! Returns the three parts, which may be empty; nothing if there are more or fewer.
std::optional<std::array<QByteArrayView, 3>> partsOf(QByteArrayView token)
{
    const qsizetype first = token.indexOf('.');
    const qsizetype second = first < 0 ? -1 : token.indexOf('.', first + 1);
    if (second < 0 || token.indexOf('.', second + 1) >= 0)
        return std::nullopt;
    return std::array{token.first(first), token.sliced(first + 1, second - first - 1),
                      token.sliced(second + 1)};
}

//! RFC 7519 section 5.1, RFC 9068 section 2.1. Media types have no case, and `application/` may be left out (RFC 7515
//! section 4.1.9). Other types are tokens for other purposes, such as those that only prove an event.
bool isTypeOfJwt(const QByteArray &type)
{
    QByteArray name = type.toLower();
    constexpr QByteArrayView Prefix("application/");
    if (name.startsWith(Prefix))
        name = name.sliced(Prefix.size());
    return name == "jwt" || name == "at+jwt";
}

} // namespace

JwtParser::JwtParser(std::vector<JwtAlgorithm> allowed, const QString &userClaim)
    : m_allowed(std::move(allowed))
    , m_userClaim(userClaim.toUtf8())
{
}

std::variant<Jwt, JwtFault> JwtParser::parse(QByteArrayView token)
{
    if (token.size() > MaxBytes)
        return JwtFault::Malformed;
    const auto parts = partsOf(token);
    if (!parts)
        return JwtFault::Malformed;
    const auto &[headerPart, claimsPart, signaturePart] = *parts;
    const std::optional<QByteArray> header = decodeBase64Url(headerPart);
    const std::optional<QByteArray> claims = decodeBase64Url(claimsPart);
    const std::optional<QByteArray> signature = decodeBase64Url(signaturePart);
    if (!header || !claims || !signature || !m_fields.read(*header))
        return JwtFault::Malformed;
    Jwt jwt;
    if (const std::optional<JwtFault> fault = readHeader(jwt))
        return *fault;
    jwt.signatureBytes = signature->size();
    if (!m_fields.read(*claims))
        return JwtFault::Malformed;
    if (!readClaims(jwt.claims))
        return JwtFault::Claims;
    return jwt;
}

std::optional<JwtFault> JwtParser::readHeader(Jwt &jwt)
{
    // crit: extensions that must be understood, of which there are none here (RFC 7515 section 4.1.11). b64: another
    // way to sign (RFC 7797), also without crit.
    if (m_fields.has("crit") || m_fields.has("b64"))
        return JwtFault::Header;
    std::optional<QByteArray> type;
    if (!m_fields.read("typ", type) || (type && !isTypeOfJwt(*type)) || !m_fields.read("kid", jwt.keyId))
        return JwtFault::Header;
    std::optional<QByteArray> name;
    if (!m_fields.read("alg", name) || !name)
        return JwtFault::Algorithm;
    const std::optional<JwtAlgorithm> algorithm = jwtAlgorithmFrom(*name);
    if (!algorithm || std::ranges::find(m_allowed, *algorithm) == m_allowed.end())
        return JwtFault::Algorithm;
    jwt.algorithm = *algorithm;
    return std::nullopt;
}

bool JwtParser::readClaims(JwtClaims &claims) const
{
    std::optional<QString> oneAudience;
    const bool hasAudience = m_fields.read("aud", oneAudience) || m_fields.read("aud", claims.audience);
    if (oneAudience)
        claims.audience = QStringList{*oneAudience};
    return hasAudience && m_fields.read(m_userClaim, claims.user) && m_fields.read("name", claims.name) &&
           m_fields.read("iss", claims.issuer) && m_fields.read("jti", claims.id) &&
           m_fields.read("exp", claims.expires) && m_fields.read("nbf", claims.notBefore) &&
           m_fields.read("iat", claims.issuedAt) && m_fields.read("join", claims.join) &&
           m_fields.read("publish", claims.publish);
}

} // namespace signalbox
