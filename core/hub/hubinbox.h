#pragma once

#include "core/base/clock.h"
#include "core/hub/hubmessage.h"

#include <QtGlobal>

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace signalbox {

//! The mailbox of one hub, first in first out. Many threads post, one takes; one wake-up however many
//! messages.
class HubInbox
{
public:
    //! \a wake makes the owner's thread call run() soon; called on the posting thread. \a handler outlives
    //! this.
    HubInbox(HubMessageHandler &handler, std::function<void()> wake);
    Q_DISABLE_COPY_MOVE(HubInbox)

    //! Any thread. Never blocks except for the moment another post takes.
    void post(HubMessage &&message);
    //! Handles what was posted until now, for MaxRun at most; the rest, and what is posted meanwhile, waits for the next
    //! call. Wakes the owner for it. Owner's thread.
    void run();
    //! Whether nothing is left to handle of what was posted before. Owner's thread.
    bool isEmpty() const { return m_handled == m_taken.size() && !m_hasNew; }

    static constexpr Milliseconds MaxRun{1};

private:
    HubMessageHandler &m_handler;
    std::function<void()> m_wake;
    std::mutex m_mutex;
    std::vector<HubMessage> m_messages;
    std::atomic<bool> m_hasNew = false; //!< whether m_messages has some
    std::vector<HubMessage> m_taken;    //!< keeps its memory for the next run
    std::size_t m_handled = 0;          //!< messages at the beginning of m_taken that are done
};

} // namespace signalbox
