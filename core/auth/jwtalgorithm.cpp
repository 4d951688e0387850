#include "core/auth/jwtalgorithm.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

constexpr int HashesOfFamily = 3;
constexpr std::array Names{"HS256", "HS384", "HS512", "RS256", "RS384", "RS512",
                           "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"};
static_assert(Names.size() == std::size_t(JwtAlgorithm::ES512) + 1);

} // namespace

JwtFamily familyOf(JwtAlgorithm algorithm)
{
    return JwtFamily(int(algorithm) / HashesOfFamily);
}

int hashBytesOf(JwtAlgorithm algorithm)
{
    constexpr std::array Bytes{32, 48, 64};
    return Bytes[std::size_t(algorithm) % HashesOfFamily];
}

const char *jwtAlgorithmName(JwtAlgorithm algorithm)
{
    return Names[std::size_t(algorithm)];
}

std::optional<JwtAlgorithm> jwtAlgorithmFrom(QByteArrayView name)
{
    const auto found =
        std::ranges::find_if(Names, [&](const char *known) { return name == QByteArrayView(known); });
    return found == Names.end() ? std::nullopt : std::optional(JwtAlgorithm(found - Names.begin()));
}

QStringList jwtAlgorithmNames()
{
    QStringList names;
    for (const char *name : Names)
        names += QString::fromLatin1(name);
    return names;
}

std::vector<JwtAlgorithm> jwtAlgorithmsFrom(const QStringList &names)
{
    std::vector<JwtAlgorithm> algorithms;
    for (const QString &name : names) {
        if (const std::optional<JwtAlgorithm> algorithm = jwtAlgorithmFrom(name.toUtf8()))
            algorithms.push_back(*algorithm);
    }
    return algorithms;
}

} // namespace signalbox
