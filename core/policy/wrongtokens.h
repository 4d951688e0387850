#pragma once

#include "core/base/clock.h"

#include <QHash>
#include <QHostAddress>

#include <deque>
#include <optional>

namespace signalbox {

//! Counts the wrong tokens of each address (IPv6 by /64), so that nobody guesses fast: MaxAttempts in a Window, which
//! begins with the first. Bounded: of MaxAddresses the one whose window began first is forgotten. Plain class.
class WrongTokens final
{
public:
    static constexpr int MaxAttempts = 10;
    static constexpr Milliseconds Window{60'000};
    static constexpr std::size_t MaxAddresses = 10'000;

    //! Counts one of \a address. Returns how long until its next window when there were too many; else nothing.
    std::optional<Milliseconds> add(const QHostAddress &address, TimePoint now);
    qsizetype addresses() const { return m_counts.size(); }

private:
    struct Count
    {
        TimePoint began;
        int attempts = 0;
    };
    void forgetOld(TimePoint now);

    QHash<QHostAddress, Count> m_counts;
    std::deque<QHostAddress> m_order; //!< of m_counts, by the beginning of the window
};

} // namespace signalbox
