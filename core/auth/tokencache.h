#pragma once

#include "core/auth/jwtrules.h"

#include <QByteArray>
#include <QHash>

#include <iterator>
#include <list>

namespace signalbox {

//! Returns the SHA-256 of \a token: 32 bytes.
QByteArray tokenHash(QByteArrayView token);

//! What is known of clients that were let in, by the hash of what they have shown, so that one that comes back costs no second
//! check. Keeps no token, only hashes of them. Bounded in entries and bytes: the ones used least recently are dropped. One
//! object an io thread.
template <typename Value>
class IdentityCache final
{
public:
    struct Bounds
    {
        qsizetype entries = 10'000;
        qsizetype bytes = 8 * 1024 * 1024;
    };

    IdentityCache()
        : IdentityCache(Bounds())
    {
    }
    explicit IdentityCache(Bounds bounds)
        : m_bounds(bounds)
    {
    }

    //! Returns what is known by \a hash, or null. Valid until the next call of another function. Its time may be over.
    const Value *find(const QByteArray &hash)
    {
        const auto found = m_index.constFind(hash);
        if (found == m_index.constEnd())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, *found);
        return &m_entries.front().value;
    }

    //! \a textBytes: the size of the text that \a value was read from, from which the memory for its names and patterns is
    //! estimated.
    void insert(const QByteArray &hash, Value value, qsizetype textBytes)
    {
        remove(hash);
        const qsizetype bytes = BytesOfEntry + BytesPerTextByte * textBytes;
        if (bytes > m_bounds.bytes || m_bounds.entries < 1)
            return;
        while (m_index.size() >= m_bounds.entries || m_bytes + bytes > m_bounds.bytes)
            erase(std::prev(m_entries.end()));
        m_entries.push_front({hash, std::move(value), bytes});
        m_index.insert(hash, m_entries.begin());
        m_bytes += bytes;
    }

    void remove(const QByteArray &hash)
    {
        const auto found = m_index.constFind(hash);
        if (found != m_index.constEnd())
            erase(*found);
    }

    void clear()
    {
        m_index.clear();
        m_entries.clear();
        m_bytes = 0;
    }

    qsizetype size() const { return m_index.size(); }
    qsizetype bytes() const { return m_bytes; }

private:
    struct Entry
    {
        QByteArray hash;
        Value value;
        qsizetype bytes = 0;
    };
    using Entries = std::list<Entry>;

    // Strings have two bytes for each character, patterns are kept whole and in parts.
    static constexpr qsizetype BytesPerTextByte = 6;
    static constexpr qsizetype BytesOfEntry = 400; // list, index, hash and Identity

    void erase(typename Entries::iterator entry)
    {
        m_bytes -= entry->bytes;
        m_index.remove(entry->hash);
        m_entries.erase(entry);
    }

    Bounds m_bounds;
    Entries m_entries; //!< the one used last is first
    QHash<QByteArray, typename Entries::iterator> m_index;
    qsizetype m_bytes = 0;
};

//! Of tokens whose signatures were right.
using TokenCache = IdentityCache<JwtIdentity>;

} // namespace signalbox
