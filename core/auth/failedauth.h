#pragma once

#include "core/policy/wrongtokens.h"

#include <mutex>

namespace signalbox {

//! Counts the failed authentications of each address, for all io threads: WrongTokens with a lock. Any thread.
class FailedAuth final
{
public:
    //! Counts one of \a address. Returns how long it is to wait when there were too many; else nothing.
    std::optional<Milliseconds> add(const QHostAddress &address, TimePoint now)
    {
        const std::lock_guard lock(m_mutex);
        return m_counts.add(address, now);
    }

private:
    std::mutex m_mutex;
    WrongTokens m_counts;
};

} // namespace signalbox
