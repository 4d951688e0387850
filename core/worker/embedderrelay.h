#pragma once

#include "core/base/closereason.h"
#include "core/loop/ioloop.h"
#include "core/model/receivedmessage.h"
#include "core/session/connection.h"
#include "core/worker/interest.h"

#include <functional>
#include <variant>
#include <vector>

namespace signalbox {

struct OpenedEvent
{
    ConnectionInfo info;
};
struct ClosedEvent
{
    ConnectionInfo info;
    ConnectionEnd end;
};
using EmbedderEvent = std::variant<OpenedEvent, ReceivedMessage, ClosedEvent>;

//! What a message of \a size bytes takes of its connection's credit on its way to the owner: an event of it
//! is more than its payload.
constexpr qint64 creditFor(qint64 size)
{
    return size + qint64(sizeof(EmbedderEvent));
}

//! Carries what happens to Server's signals: one batch a turn, in order, nothing lost. Messages on their way
//! count against their connection's credit until returned(). Lives on its io thread.
class EmbedderRelay final : private Flushable
{
public:
    using Deliver = std::function<void(std::vector<EmbedderEvent> &&)>;

    EmbedderRelay(IoLoop &loop, const Interest &interest, Deliver deliver);

    void opened(const Connection &connection);
    void message(Connection &connection, Opcode opcode, const QByteArray &payload);
    void closed(const Connection &connection, const ConnectionEnd &end);

private:
    void flush() override;
    void push(EmbedderEvent &&event);

    IoLoop &m_loop;
    const Interest &m_interest;
    Deliver m_deliver;
    std::vector<EmbedderEvent> m_events;
};

} // namespace signalbox
