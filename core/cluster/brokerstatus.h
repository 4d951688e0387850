#pragma once

#include "core/base/clock.h"

#include <QString>

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
        QString reason; //!< why it is down; empty: it is up, or has not been reached yet
    };

    //! Called on the broker's thread with each change. Set before the broker starts.
    void setListener(std::function<void(const State &state)> listener) { m_listener = std::move(listener); }
    void set(State state)
    {
        {
            const std::lock_guard lock(m_mutex);
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

private:
    mutable std::mutex m_mutex;
    State m_state;
    std::function<void(const State &state)> m_listener;
};

} // namespace signalbox
