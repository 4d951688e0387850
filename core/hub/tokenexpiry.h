#pragma once

#include "core/base/id.h"
#include "core/loop/ioloop.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace signalbox {

//! Reports the clients of one io thread whose tokens have expired, at most Tick late. Tokens expire by the wall clock, which may
//! be set: so the time is looked at every Tick while a token is to expire, however far away that is. Lives on the io thread.
class TokenExpiry final
{
public:
    using Expired = std::function<void(ConnectionId client)>;

    //! \a expired may call the methods of this.
    TokenExpiry(IoLoop &loop, Expired expired);
    Q_DISABLE_COPY_MOVE(TokenExpiry)

    //! The token of \a client expires at \a time.
    void add(ConnectionId client, WallTime time);
    //! \a time as it was added.
    void remove(ConnectionId client, WallTime time);

    static constexpr Milliseconds Tick{500};
    //! Returns when the time has to be looked at again for a token that expires at \a due: in 0 to Tick.
    static constexpr Milliseconds untilNextLook(WallTime due, WallTime now)
    {
        // Not in nanoseconds: there are more until the year 9999, which means never in many tokens, than can be counted.
        return std::clamp(due - now, Milliseconds(0), Tick);
    }

private:
    void check();
    void arm();

    IoLoop &m_loop;
    Expired m_expired;
    std::set<std::pair<WallTime, ConnectionId>> m_due;
    WheelTimer m_timer;
};

} // namespace signalbox
