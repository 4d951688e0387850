#include "core/auth/tokencache.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace signalbox {

namespace {

// Strings have two bytes for each character, patterns are kept whole and in parts.
constexpr qsizetype BytesPerTokenByte = 6;
constexpr qsizetype BytesOfEntry = 400; // list, index, hash and Identity

} // namespace

QByteArray tokenHash(QByteArrayView token)
{
    // To look for it each time would take longer than hashing a token does.
    static EVP_MD *const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    QByteArray hash(SHA256_DIGEST_LENGTH, '\0');
    EVP_Digest(token.data(), std::size_t(token.size()), reinterpret_cast<unsigned char *>(hash.data()),
               nullptr, sha256, nullptr);
    return hash;
}

const JwtIdentity *TokenCache::find(const QByteArray &hash)
{
    const auto found = m_index.constFind(hash);
    if (found == m_index.constEnd())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, *found);
    return &m_entries.front().token;
}

void TokenCache::insert(const QByteArray &hash, JwtIdentity token, qsizetype tokenBytes)
{
    remove(hash);
    const qsizetype bytes = BytesOfEntry + BytesPerTokenByte * tokenBytes;
    if (bytes > m_bounds.bytes || m_bounds.entries < 1)
        return;
    while (m_index.size() >= m_bounds.entries || m_bytes + bytes > m_bounds.bytes)
        erase(std::prev(m_entries.end()));
    m_entries.push_front({hash, std::move(token), bytes});
    m_index.insert(hash, m_entries.begin());
    m_bytes += bytes;
}

void TokenCache::remove(const QByteArray &hash)
{
    const auto found = m_index.constFind(hash);
    if (found != m_index.constEnd())
        erase(*found);
}

void TokenCache::clear()
{
    m_index.clear();
    m_entries.clear();
    m_bytes = 0;
}

void TokenCache::erase(Entries::iterator entry)
{
    m_bytes -= entry->bytes;
    m_index.remove(entry->hash);
    m_entries.erase(entry);
}

} // namespace signalbox
