#pragma once

#include "core/base/clock.h"

#include <QPointer>
#include <QTimer>

#include <deque>
#include <functional>

namespace signalbox {

//! Runs the deliveries of the streams of a console one behind the other, for at most a budget in a turn of the event loop.
//! All streams are due at the same moment, and what the receivers do together takes too long for a window: with this the turn
//! is as long as the longest delivery, and input comes between them. Main thread.
class DeliveryQueue final
{
public:
    static constexpr Milliseconds DefaultBudget{4};

    //! \a budget ends a turn behind the delivery with which it is used up.
    explicit DeliveryQueue(Milliseconds budget = DefaultBudget);

    //! Calls \a deliver in one of the next turns, unless \a receiver is destroyed before. \a deliver may destroy the queue.
    void add(QObject *receiver, std::function<void()> deliver);

private:
    struct Entry
    {
        QPointer<QObject> receiver;
        std::function<void()> deliver;
    };

    void runTurn();

    Milliseconds m_budget;
    std::deque<Entry> m_entries;
    QTimer m_turn; //!< active while there are entries
};

} // namespace signalbox
