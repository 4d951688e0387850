// A JWK set is read or refused with a text; what is read is within the bounds, fits what its keys say, and every key can be
// asked about a token.

#include "fuzz.h"

#include "core/auth/jwkset.h"
#include "core/auth/jwtkeyfile.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

void check(const JwkSet &set)
{
    require(set.keys().size() <= JwkSet::MaxKeys, "no more keys than allowed");
    require(set.keys().size() + std::size_t(set.leftOut().size()) <= JwkSet::MaxKeys, "one complaint a key");
    for (const QString &name : jwtAlgorithmNames()) {
        const JwtAlgorithm algorithm = *jwtAlgorithmFrom(name.toLatin1());
        const JwkSet::Keys keys = set.candidates(algorithm, std::nullopt);
        require(keys.size() <= JwkSet::MaxCandidates, "no more keys are tried than allowed");
        require(keys.empty() != set.hasKeyFor(algorithm), "a key is found if there is one");
        for (const std::shared_ptr<const JwtKey> &key : keys) {
            require(key->fits(algorithm), "only fitting keys are tried");
            require(key->type() != JwtKey::Type::Secret || key->bits() >= hashBytesOf(algorithm) * 8,
                    "a secret is as long as the hash");
            require(key->type() != JwtKey::Type::Rsa ||
                        (key->bits() >= JwtKey::MinRsaBits && key->bits() <= JwtKey::MaxRsaBits),
                    "an RSA key is neither weak nor huge");
            const std::optional<QByteArray> id = key->id();
            const JwkSet::Keys again = set.candidates(algorithm, id);
            require(!again.empty(), "a key is found by its id");
        }
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const Result<JwkSet> set = JwkSet::parse(bytes))
        check(*set);
    else
        require(!set.error().text.isEmpty(), "a refusal says why");
    const Result<JwkSet> file = parseKeyFile(bytes);
    if (file) {
        check(*file);
        require(!file->keys().empty(), "a key file has a key");
    } else {
        require(!file.error().text.isEmpty(), "a refusal says why");
    }
    return 0;
}
