#pragma once

#include "core/base/closereason.h"
#include "core/loop/ioloop.h"
#include "core/model/receivedmessage.h"
#include "core/session/connection.h"
#include "core/worker/connectedsignals.h"

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

//! The credit that a message of \a size bytes takes while it is on its way to the owner's thread: the size of
//! its event.
constexpr qint64 creditFor(qint64 size)
{
    return size + qint64(sizeof(EmbedderEvent));
}

//! Collects the events behind Server's signals and delivers them in order, without loss, as one batch a turn of
//! the loop. A message counts against the credit of its connection until WorkerCore::returnCredit(). Lives on
//! its io thread.
class EmbedderRelay final : public Flushable
{
public:
    using Deliver = std::function<void(std::vector<EmbedderEvent> &&)>;

    EmbedderRelay(IoLoop &loop, const ConnectedSignals &connectedSignals, Deliver deliver);

    void opened(const Connection &connection);
    void message(Connection &connection, Opcode opcode, const QByteArray &payload);
    void closed(const Connection &connection, const ConnectionEnd &end);
    //! Delivers what is collected now instead of at the end of the turn.
    void flush() override;

private:
    void push(EmbedderEvent &&event);

    IoLoop &m_loop;
    const ConnectedSignals &m_connectedSignals;
    Deliver m_deliver;
    std::vector<EmbedderEvent> m_events;
};

} // namespace signalbox
