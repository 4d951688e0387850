#include "core/admin/admintokens.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

constexpr qsizetype HashSize = 32;

quint64 prefixOf(const QByteArray &hash)
{
    quint64 prefix = 0;
    std::memcpy(&prefix, hash.constData(), std::min(sizeof prefix, std::size_t(hash.size())));
    return prefix;
}

//! In a time that does not depend on where they differ.
bool areEqual(const QByteArray &one, const QByteArray &other)
{
    if (one.size() != HashSize || other.size() != HashSize)
        return false;
    volatile quint8 difference = 0;
    for (qsizetype i = 0; i < HashSize; ++i)
        difference = difference | quint8(one[i] ^ other[i]);
    return difference == 0;
}

} // namespace

AdminTokens::AdminTokens(std::vector<AdminTokenSettings> tokens)
    : m_tokens(std::move(tokens))
{
    for (std::size_t i = 0; i < m_tokens.size(); ++i)
        m_byPrefix.insert(prefixOf(m_tokens[i].sha256), i);
}

const AdminTokenSettings *AdminTokens::find(QByteArrayView token) const
{
    const QByteArray hash = QCryptographicHash::hash(token.toByteArray(), QCryptographicHash::Sha256);
    const auto [begin, end] = m_byPrefix.equal_range(prefixOf(hash));
    const auto found =
        std::find_if(begin, end, [&](std::size_t index) { return areEqual(m_tokens[index].sha256, hash); });
    return found == end ? nullptr : &m_tokens[*found];
}

} // namespace signalbox
