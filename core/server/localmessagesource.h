#pragma once

#include "core/admin/messagesource.h"
#include "core/console/subscription.h"
#include "core/loop/looppost.h"

#include <memory>
#include <optional>

namespace signalbox {

class OwnerMailbox;
class ServerStreams;

//! MessageSource for a server in the same process: one more subscriber of its message stream, which lives on the owner's
//! thread. Created and destroyed there; methods say where they are called.
class LocalMessageSource final : public MessageSource
{
public:
    //! Both outlive the source.
    LocalMessageSource(OwnerMailbox &mailbox, ServerStreams &streams);
    ~LocalMessageSource() override;
    Q_DISABLE_COPY_MOVE(LocalMessageSource)

    // ---- owner
    //! Before the admin thread starts.
    void start() { m_isStarted = true; }
    //! After the admin thread has ended.
    void stop();

    // ---- admin thread
    //! Before anything else there. \a loop is that of the thread.
    void attach(IoLoop &loop) { m_post.emplace(loop); }
    void begin(Take take) override;
    void acknowledge() override;
    void end() override;

private:
    void subscribe(quint64 reading, const LoopPost &post);

    OwnerMailbox &m_mailbox;
    ServerStreams &m_streams;
    // owner
    bool m_isStarted = false;
    std::unique_ptr<MessagesSubscription> m_subscription; //!< null: nobody reads
    // admin thread
    std::optional<LoopPost> m_post;
    Take m_take;           //!< empty: nobody reads
    quint64 m_reading = 0; //!< counts begin(): what belongs to an earlier one is late
};

} // namespace signalbox
