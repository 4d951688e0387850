#pragma once

#include "core/base/tokenhashes.h"
#include "core/config/config.h"

#include <vector>

namespace signalbox {

//! The tokens of the admin API, found by their SHA-256. Plain class.
class AdminTokens final
{
public:
    explicit AdminTokens(std::vector<AdminTokenSettings> tokens = {});

    //! Null: nobody has \a token. Takes the same time for each wrong one of a length, however many tokens there are.
    const AdminTokenSettings *find(QByteArrayView token) const;
    std::size_t size() const { return m_tokens.size(); }

private:
    std::vector<AdminTokenSettings> m_tokens;
    TokenHashes m_hashes; //!< of m_tokens
};

} // namespace signalbox
