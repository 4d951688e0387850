#pragma once

#include "core/auth/jwtrules.h"

#include <QByteArray>
#include <QHash>

#include <list>

namespace signalbox {

//! Returns the SHA-256 of \a token: 32 bytes.
QByteArray tokenHash(QByteArrayView token);

//! The tokens whose signatures were right, so that a client that comes back costs no second check. Keeps no token, only
//! hashes of them. Bounded in entries and bytes: the ones used least recently are dropped. One object an io thread.
class TokenCache final
{
public:
    struct Bounds
    {
        qsizetype entries = 10'000;
        qsizetype bytes = 8 * 1024 * 1024;
    };

    TokenCache() = default;
    explicit TokenCache(Bounds bounds)
        : m_bounds(bounds)
    {
    }

    //! Returns what the token with \a hash says, or null. Valid until the next call of another function. Its time may be
    //! over.
    const JwtIdentity *find(const QByteArray &hash);
    //! \a tokenBytes: the size of the token, from which the memory for its names and patterns is estimated.
    void insert(const QByteArray &hash, JwtIdentity token, qsizetype tokenBytes);
    void remove(const QByteArray &hash);
    void clear();

    qsizetype size() const { return m_index.size(); }
    qsizetype bytes() const { return m_bytes; }

private:
    struct Entry
    {
        QByteArray hash;
        JwtIdentity token;
        qsizetype bytes = 0;
    };
    using Entries = std::list<Entry>;

    void erase(Entries::iterator entry);

    Bounds m_bounds;
    Entries m_entries; //!< the one used last is first
    QHash<QByteArray, Entries::iterator> m_index;
    qsizetype m_bytes = 0;
};

} // namespace signalbox
