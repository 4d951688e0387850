// A token is read or refused, and what is read has one spelling: the parts are canonical base64url, and the header is one that
// the signature library understands in the same way. No key accepts a token that it has not signed, and none crashes on one.

#include "fuzz.h"

#include "core/auth/base64url.h"
#include "core/auth/jwkset.h"
#include "core/auth/jwtparser.h"
#include "core/auth/jwtrules.h"

#include <QStringList>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

QByteArray encoded(QByteArrayView bytes)
{
    return bytes.toByteArray().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

//! The keys of RFC 7515 appendix A and a P-384 key.
const JwkSet &keys()
{
    static const Result<JwkSet> set = JwkSet::parse(R"({"keys":[
        {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"},
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
        {"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]})");
    return *set;
}

void check(const QByteArray &token)
{
    static JwtParser parser(jwtAlgorithmsFrom(jwtAlgorithmNames()), QStringLiteral("sub"));
    const std::variant<Jwt, JwtFault> parsed = parser.parse(token);
    const auto *jwt = std::get_if<Jwt>(&parsed);
    if (!jwt)
        return;
    require(token.size() <= JwtParser::MaxBytes, "no larger token is read");
    const QByteArrayList parts = token.split('.');
    require(parts.size() == 3, "a token has three parts");
    for (const QByteArray &part : parts) {
        const std::optional<QByteArray> bytes = decodeBase64Url(part);
        require(bytes && encoded(*bytes) == part, "each part has one spelling");
    }
    for (const std::shared_ptr<const JwtKey> &key : keys().candidates(jwt->algorithm, jwt->keyId)) {
        // The examples of the standard are in the corpus; what else would be accepted is a forgery.
        if (key->verifies(token, jwt->algorithm, jwt->signatureBytes))
            require(parts[1].startsWith("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAs"),
                    "no token is forged");
    }
    const WallTime now{std::chrono::seconds(1'300'000'000)};
    const std::variant<JwtIdentity, JwtRefusal> judged = judgeClaims(jwt->claims, {}, now);
    if (const auto *identity = std::get_if<JwtIdentity>(&judged)) {
        require(!identity->identity.user.isEmpty() && identity->identity.user.size() <= 128,
                "a user has a name");
        require(!identity->identity.expires || *identity->identity.expires > now,
                "what has expired is refused");
    }
}

} // namespace

//! Setting 0: odd: the input is header, NUL, claims, NUL, signature, which are encoded here: most texts are no base64.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<1> input(data, size);
    if (input.settings[0] % 2 == 0) {
        check(input.rest.toByteArray());
        return 0;
    }
    QByteArrayList parts = input.rest.toByteArray().split('\0');
    for (QByteArray &part : parts)
        part = encoded(part);
    check(parts.join('.'));
    return 0;
}
