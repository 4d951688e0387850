#include "core/base/tokenhashes.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

quint64 prefixOf(const QByteArray &hash)
{
    quint64 prefix = 0;
    std::memcpy(&prefix, hash.constData(), std::min(sizeof prefix, std::size_t(hash.size())));
    return prefix;
}

//! In a time that does not depend on where they differ.
bool areEqual(const QByteArray &one, const QByteArray &other)
{
    if (one.size() != TokenHashes::Size || other.size() != TokenHashes::Size)
        return false;
    volatile quint8 difference = 0;
    for (qsizetype i = 0; i < TokenHashes::Size; ++i)
        difference = difference | quint8(one[i] ^ other[i]);
    return difference == 0;
}

} // namespace

TokenHashes::TokenHashes(std::vector<QByteArray> hashes)
    : m_hashes(std::move(hashes))
{
    for (std::size_t i = 0; i < m_hashes.size(); ++i)
        m_byPrefix.insert(prefixOf(m_hashes[i]), i);
}

std::optional<std::size_t> TokenHashes::find(QByteArrayView token) const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(token);
    const QByteArray digest = hash.result();
    const auto [begin, end] = m_byPrefix.equal_range(prefixOf(digest));
    const auto found =
        std::find_if(begin, end, [&](std::size_t index) { return areEqual(m_hashes[index], digest); });
    return found == end ? std::nullopt : std::optional(*found);
}

} // namespace signalbox
