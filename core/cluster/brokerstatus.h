#pragma once

#include "core/base/clock.h"

#include <QString>

#include <atomic>
#include <functional>
#include <mutex>

namespace signalbox {

//! Whether the broker of this node can be reached. Thread-safe.
class BrokerStatus final
{
public:
    struct State
    {
        bool isUp = false;
        QString reason{};           //!< why it is down; empty: it is up, or has not been reached yet
        WallTime since = wallNow(); //!< when it went up or down; set() keeps this
    };

    //! Called on the broker's thread with each change of isUp or reason. Set before the broker starts.
    void setListener(std::function<void(const State &state)> listener) { m_listener = std::move(listener); }
    void set(State state)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (state.isUp == m_state.isUp && state.reason == m_state.reason)
                return;
            if (state.isUp == m_state.isUp)
                state.since = m_state.since;
            m_state = state;
        }
        if (m_listener)
            m_listener(state);
    }
    State get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_state;
    }

    //! Whether what is limited at all nodes together is limited at this one alone, because the broker does not answer.
    void setCapsLocal(bool areLocal) { m_areCapsLocal = areLocal; }
    bool areCapsLocal() const { return m_areCapsLocal; }

private:
    std::atomic<bool> m_areCapsLocal{true};
    mutable std::mutex m_mutex;
    State m_state;
    std::function<void(const State &state)> m_listener;
};

} // namespace signalbox
