#pragma once

#include <QtGlobal>

#include <functional>
#include <unordered_map>
#include <utility>

namespace signalbox {

//! The callbacks of requests to other threads: they stay on the thread that made the request, and the reply
//! carries their number. Lives on that thread.
template <typename Value>
class PendingCallbacks
{
public:
    using Callback = std::function<void(Value)>;

    //! The number that the reply has to carry; 0 when there is no callback.
    quint64 add(Callback callback)
    {
        if (!callback)
            return 0;
        m_callbacks.emplace(++m_lastNumber, std::move(callback));
        return m_lastNumber;
    }
    //! Calls the callback of \a number, and forgets it.
    void call(quint64 number, Value value)
    {
        if (const auto found = m_callbacks.extract(number))
            found.mapped()(value);
    }

private:
    std::unordered_map<quint64, Callback> m_callbacks;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
