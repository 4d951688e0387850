#pragma once

#include <QByteArrayView>
#include <QStringList>

#include <optional>
#include <vector>

namespace signalbox {

//! The signature algorithms of RFC 7518 section 3.1 but `none`.
enum class JwtAlgorithm : quint8 {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
};

enum class JwtFamily : quint8 {
    Hmac,     //!< HS: a secret
    RsaPkcs1, //!< RS
    RsaPss,   //!< PS: the same keys
    Ecdsa,    //!< ES: each algorithm has its own curve
};

JwtFamily familyOf(JwtAlgorithm algorithm);
//! Returns 32, 48 or 64.
int hashBytesOf(JwtAlgorithm algorithm);
//! Returns the name that `alg` has for it. Owner: static storage.
const char *jwtAlgorithmName(JwtAlgorithm algorithm);
//! Returns nothing for other names; case matters.
std::optional<JwtAlgorithm> jwtAlgorithmFrom(QByteArrayView name);
//! Returns all names, in the order of the enum.
QStringList jwtAlgorithmNames();
//! Leaves out what is no algorithm.
std::vector<JwtAlgorithm> jwtAlgorithmsFrom(const QStringList &names);

} // namespace signalbox
