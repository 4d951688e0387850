#include "core/admin/admintokens.h"

namespace signalbox {

namespace {

TokenHashes hashesOf(const std::vector<AdminTokenSettings> &tokens)
{
    std::vector<QByteArray> hashes;
    hashes.reserve(tokens.size());
    for (const AdminTokenSettings &token : tokens)
        hashes.push_back(token.sha256);
    return TokenHashes(std::move(hashes));
}

} // namespace

AdminTokens::AdminTokens(std::vector<AdminTokenSettings> tokens)
    : m_tokens(std::move(tokens))
    , m_hashes(hashesOf(m_tokens))
{
}

const AdminTokenSettings *AdminTokens::find(QByteArrayView token) const
{
    const std::optional<std::size_t> index = m_hashes.find(token);
    return index ? &m_tokens[*index] : nullptr;
}

} // namespace signalbox
