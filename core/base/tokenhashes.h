#pragma once

#include <QByteArray>
#include <QHash>

#include <optional>
#include <vector>

namespace signalbox {

//! Finds the SHA-256 of a token among many, without telling by its time how much of a wrong one is right. Immutable; may
//! be used by several threads.
class TokenHashes final
{
public:
    static constexpr qsizetype Size = 32; //!< bytes of a hash

    TokenHashes() = default;
    explicit TokenHashes(std::vector<QByteArray> hashes);

    //! Returns the index of the hash of \a token. Takes the same time for each wrong one of a length, however many
    //! there are.
    std::optional<std::size_t> find(QByteArrayView token) const;
    std::size_t size() const { return m_hashes.size(); }

private:
    std::vector<QByteArray> m_hashes;
    QMultiHash<quint64, std::size_t> m_byPrefix; //!< index in m_hashes by the first bytes of the hash
};

} // namespace signalbox
