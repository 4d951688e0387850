#pragma once

#include "core/auth/jwtalgorithm.h"
#include "core/auth/uniquefields.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

//! The claims that the server uses (RFC 7519 section 4.1 and the project's own), with the types they must have.
struct JwtClaims
{
    std::optional<QString> user; //!< the claim that auth.jwt.user_claim names
    std::optional<QString> name;
    std::optional<QString> issuer;
    std::optional<QStringList> audience; //!< a single string is a list of one
    std::optional<QString> id;           //!< jti
    std::optional<double>
        expires; //!< exp; this and the next two: seconds since 1970, perhaps with a fraction
    std::optional<double> notBefore; //!< nbf
    std::optional<double> issuedAt;  //!< iat
    std::optional<QStringList> join; //!< room patterns
    std::optional<QStringList> publish;
};

//! A token whose signature nobody has checked yet.
struct Jwt
{
    JwtAlgorithm algorithm = JwtAlgorithm::HS256;
    std::optional<QByteArray> keyId; //!< kid
    qsizetype signatureBytes = 0;
    JwtClaims claims;
};

enum class JwtFault : quint8 {
    Malformed, //!< not three parts of canonical base64url, not JSON objects, a repeated name, or too large
    Header,    //!< the header asks for something else than a plain JWT
    Algorithm, //!< not an allowed one
    Claims,    //!< a claim has a wrong type
};

//! Reads JSON Web Tokens in the compact serialization (RFC 7519, RFC 7515 section 3.1), and accepts one spelling only
//! of each. Everything that the signature library would let pass is refused here: it gets what was parsed, and checks
//! nothing but the signature. Keys and URLs in the header (jwk, jku, x5c, x5u) are not looked at.
//! No clock. Keeps its memory between tokens; one object a thread.
class JwtParser final
{
public:
    static constexpr qsizetype MaxBytes = 8 * 1024; //!< of the whole token

    JwtParser(std::vector<JwtAlgorithm> allowed, const QString &userClaim);

    std::variant<Jwt, JwtFault> parse(QByteArrayView token);

private:
    std::optional<JwtFault> readHeader(Jwt &jwt);
    bool readClaims(JwtClaims &claims) const;

    std::vector<JwtAlgorithm> m_allowed;
    QByteArray m_userClaim; //!< UTF-8
    UniqueFields m_fields;
};

} // namespace signalbox
