#include "core/auth/jwkset.h"

#include "core/auth/base64url.h"
#include "core/auth/uniquefields.h"
#include "core/protocol/jsontext.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using KeyPointer = std::shared_ptr<const JwtKey>;

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

//! Reads one JWK. A key that is meant for something else is null.
class JwkReader
{
public:
    Result<KeyPointer> read(QByteArrayView json)
    {
        if (!m_fields.read(json))
            return invalid(u"found a key that is no JSON object, or has a name twice"_s);
        std::optional<QByteArray> use;
        std::optional<QByteArray> algorithm;
        std::optional<QStringList> operations;
        std::optional<QByteArray> type;
        JwtKey::Labels labels;
        if (!m_fields.read("use", use) || !m_fields.read("alg", algorithm) ||
            !m_fields.read("key_ops", operations) || !m_fields.read("kid", labels.id) ||
            !m_fields.read("kty", type))
            return invalid(u"found use, alg, key_ops, kid or kty of a wrong type"_s);
        if (!type)
            return invalid(u"found no kty, allowed: \"oct\", \"RSA\" or \"EC\""_s);
        if (algorithm)
            labels.algorithm = jwtAlgorithmFrom(*algorithm);
        const bool isForVerifying = (!use || *use == "sig") && (!algorithm || labels.algorithm) &&
                                    (!operations || operations->contains("verify"_L1));
        if (!isForVerifying)
            return KeyPointer();
        if (*type == "oct")
            return secret(std::move(labels));
        if (*type == "RSA")
            return rsa(std::move(labels));
        if (*type == "EC")
            return ec(std::move(labels));
        return invalid(u"found another kty, allowed: \"oct\", \"RSA\" or \"EC\""_s);
    }

private:
    std::optional<QByteArray> bytes(QByteArrayView name) const
    {
        std::optional<QByteArray> text;
        return m_fields.read(name, text) && text ? decodeBase64Url(*text) : std::nullopt;
    }

    Result<KeyPointer> secret(JwtKey::Labels labels) const
    {
        const std::optional<QByteArray> k = bytes("k");
        return k ? JwtKey::fromSecret(*k, std::move(labels))
                 : invalid(u"found no k in base64url without padding"_s);
    }

    Result<KeyPointer> rsa(JwtKey::Labels labels) const
    {
        const std::optional<QByteArray> n = bytes("n");
        const std::optional<QByteArray> e = bytes("e");
        return n && e ? JwtKey::fromRsa(*n, *e, std::move(labels))
                      : invalid(u"found no n or e in base64url without padding"_s);
    }

    Result<KeyPointer> ec(JwtKey::Labels labels) const
    {
        constexpr std::array Curves{std::pair("P-256", 256), std::pair("P-384", 384),
                                    std::pair("P-521", 521)};
        std::optional<QByteArray> name;
        const bool hasName = m_fields.read("crv", name) && name;
        const auto curve =
            std::ranges::find_if(Curves, [&](const auto &known) { return hasName && *name == known.first; });
        const std::optional<QByteArray> x = bytes("x");
        const std::optional<QByteArray> y = bytes("y");
        if (!x || !y)
            return invalid(u"found no x or y in base64url without padding"_s);
        return JwtKey::fromEc(curve == Curves.end() ? 0 : curve->second, *x, *y, std::move(labels));
    }

    UniqueFields m_fields;
};

} // namespace

Result<JwkSet> JwkSet::parse(QByteArrayView json)
{
    if (json.size() > MaxBytes)
        return Error{Error::Code::TooBig, u"found more than %1 bytes"_s.arg(MaxBytes)};
    UniqueFields fields;
    if (!fields.read(json))
        return invalid(u"found no JSON object, or one with a name twice, allowed: a JWK or a JWK set"_s);
    std::vector<QByteArrayView> elements{json};
    if (const std::optional<QByteArrayView> keys = fields.raw("keys")) {
        if (!keys->startsWith('['))
            return invalid(u"found something else in \"keys\", allowed: an array of JWKs"_s);
        elements = jsonElements(*keys);
    } else if (!fields.has("kty")) {
        return invalid(u"found neither \"keys\" nor \"kty\", allowed: a JWK or a JWK set"_s);
    }
    if (elements.size() > MaxKeys)
        return invalid(u"found %1 keys, allowed: at most %2"_s.arg(elements.size()).arg(MaxKeys));
    JwkSet set;
    JwkReader reader;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Result<KeyPointer> key = reader.read(elements[i]);
        if (!key)
            set.m_leftOut += u"key %1: %2"_s.arg(QString::number(i + 1), key.error().text);
        else if (*key)
            set.m_keys.push_back(*key);
    }
    return set;
}

bool JwkSet::hasKeyFor(JwtAlgorithm algorithm) const
{
    return std::ranges::any_of(m_keys, [&](const KeyPointer &key) { return key->fits(algorithm); });
}

JwkSet::Keys JwkSet::candidates(JwtAlgorithm algorithm, const std::optional<QByteArray> &id) const
{
    Keys found;
    const auto addAll = [&](const auto &isWanted) {
        for (const KeyPointer &key : m_keys) {
            if (found.size() < MaxCandidates && key->fits(algorithm) && isWanted(*key))
                found.push_back(key);
        }
    };
    if (id) {
        addAll([&](const JwtKey &key) { return key.id() == id; });
        addAll([](const JwtKey &key) { return !key.id(); });
    } else {
        addAll([](const JwtKey &) { return true; });
    }
    return found;
}

} // namespace signalbox
