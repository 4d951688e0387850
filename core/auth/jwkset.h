#pragma once

#include "core/auth/jwtkey.h"

#include <QStringList>

#include <vector>

namespace signalbox {

//! The keys that tokens may be signed with. Immutable once it is shared.
class JwkSet final
{
public:
    using Keys = std::vector<std::shared_ptr<const JwtKey>>;

    static constexpr qsizetype MaxBytes = 256 * 1024;
    static constexpr std::size_t MaxKeys = 64;
    //! So many keys are tried for one token.
    static constexpr std::size_t MaxCandidates = 8;

    JwkSet() = default;
    explicit JwkSet(Keys keys, QStringList leftOut = {})
        : m_keys(std::move(keys))
        , m_leftOut(std::move(leftOut))
    {
    }

    //! Reads a JWK set or a single JWK (RFC 7517): public keys and secrets; of private keys the public part. Keys that
    //! cannot check signatures here are left out (section 5): of unknown types, damaged, too weak. Those that are meant
    //! for something else, as `use`, `key_ops` or `alg` say, are left out in silence. Fails with Invalid when the text
    //! is something else, has repeated names or more than MaxKeys keys.
    static Result<JwkSet> parse(QByteArrayView json);

    const Keys &keys() const { return m_keys; }
    //! Why keys of the set were left out: sentences without a full stop.
    const QStringList &leftOut() const { return m_leftOut; }
    bool hasKeyFor(JwtAlgorithm algorithm) const;

    //! Returns the keys to try, at most MaxCandidates: those that fit \a algorithm and have \a id, behind them those that
    //! fit and have none; without an \a id all that fit. Empty: the key is not known.
    Keys candidates(JwtAlgorithm algorithm, const std::optional<QByteArray> &id) const;

private:
    Keys m_keys;
    QStringList m_leftOut;
};

} // namespace signalbox
