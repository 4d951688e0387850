// How a wire ends: everything from the first word of a goodbye to the descriptor's last moment.

#include "core/transport/wire.h"

#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(lcWire, "signalbox.wire", QtInfoMsg)

void Wire::peerFinished(Cause cause)
{
    m_inputEnded = true;
    // RFC 9293 section 3.6: a FIN ends one direction. Whoever has asked over HTTP may still listen.
    const bool listens = cause == Cause::ConnectionLost;
    const bool isAwaited = m_stage == Stage::Head && m_handler && listens && m_handler->wireInputEnded();
    const bool isAnswered = m_stage == Stage::Closing && m_ended && listens && !isAllSaid();
    if (isAwaited || isAnswered) {
        updateInterest();
        return;
    }
    switch (m_stage) {
    case Stage::Head:
    case Stage::Upgrading:
        loseVisitor();
        break;
    case Stage::Open:
        m_end = {cause, causeInfo(cause).code, {}, Initiator::Network, false};
        break;
    case Stage::Closing:
    case Stage::Lingering:
    case Stage::Gone:
        break;
    }
    end();
    retire();
}

void Wire::close(const CloseReason &reason, bool discardQueued)
{
    if (m_stage != Stage::Open)
        return;
    if (discardQueued)
        m_outbox.discardUnsent();
    beginClosing(reason, Initiator::Server, reason.code);
}

void Wire::drop(const CloseReason &reason)
{
    close(reason, true);
    if (m_stage != Stage::Closing)
        return;
    qint64 sent = 0;
    if (m_outbox.flush(*m_channel, sent) == Outbox::Status::Empty)
        m_channel->finishWriting();
    end();
    retire();
}

void Wire::abort(const CloseReason &reason)
{
    if (m_stage == Stage::Open) {
        drop(reason);
        return;
    }
    qint64 sent = 0;
    if (m_stage == Stage::Closing)
        m_outbox.flush(*m_channel, sent);
    else if (m_stage == Stage::Head || m_stage == Stage::Upgrading)
        loseVisitor();
    end();
    retire();
}

void Wire::onClose(const ClosePayload &payload)
{
    m_closeReceived = true;
    m_end.clean = true;
    if (m_stage != Stage::Open)
        return;
    // Section 5.5.1: answered with the code received, behind what the peer is still owed.
    const quint16 code = payload.code.value_or(1000);
    const Cause cause = !payload.code  ? Cause::NoStatus
                        : code == 1001 ? Cause::GoingAway
                                       : Cause::ClosedByPeer;
    beginClosing({cause, payload.code.value_or(1005), payload.reason}, Initiator::Client, code);
    m_end.clean = true;
}

void Wire::onViolation(Cause cause, const char *rule)
{
    qCDebug(lcWire, "%s broke a rule: %s", qPrintable(m_peer.toString()), rule);
    // Behind what is queued: whether the answer to what was right arrives must not depend on how the stream
    // was cut into segments.
    close(CloseReason::of(cause), false);
}

void Wire::socketClosed()
{
    if (m_stage == Stage::Upgrading) {
        loseVisitor();
        retire();
    } else {
        close(CloseReason::of(Cause::InternalError), true);
    }
}

void Wire::beginClosing(const CloseReason &reason, Initiator initiator, quint16 wireCode)
{
    const QByteArray text = initiator == Initiator::Server ? reason.text : QByteArray();
    m_outbox.pushClose(encodeFrame(Opcode::Close, encodeClosePayload(wireCode, text)));
    m_end = {reason.cause, reason.code, QString::fromUtf8(reason.text), initiator, false};
    m_stage = Stage::Closing;
    m_guard.expectOnlyClose();
    m_encoder.reset();
    m_paused = false;
    armDeadline(m_closingTime);
    updateInterest();
    m_loop.scheduleFlush(this);
    if (m_handler)
        m_handler->wireClosing();
}

bool Wire::isAllSaid() const
{
    return m_outbox.isEmpty() && !(m_channel && m_channel->holdsBytes());
}

// Both sides have said their last word, or the peer can no longer be understood.
void Wire::closingStep()
{
    if (m_stage == Stage::Closing && isAllSaid() && (m_closeReceived || m_guard.isStopped()))
        linger();
}

void Wire::linger()
{
    m_stage = Stage::Lingering;
    m_channel->finishWriting();
    m_slow.cancel();
    armDeadline(m_closingTime);
    updateInterest();
    end();
    if (m_inputEnded)
        retire(); // the peer's end came first
}

void Wire::end()
{
    if (WireSocket *socket = std::exchange(m_socket, nullptr))
        socket->detach();
    if (std::exchange(m_ended, true))
        return;
    if (WireHandler *handler = std::exchange(m_handler, nullptr))
        handler->wireEnded(m_end);
}

// It never became a connection.
void Wire::loseVisitor()
{
    if (WireHandler *handler = std::exchange(m_handler, nullptr))
        handler->wireLost();
}

void Wire::retire()
{
    if (m_stage == Stage::Gone)
        return;
    m_stage = Stage::Gone;
    m_stats.holds(0, 0);
    m_deadline.cancel();
    m_slow.cancel();
    if (m_socket) {
        m_socket->detach();
        m_socket->deleteLater(); // Qt may have a queued handshake for it
        m_socket = nullptr;
    }
    if (m_token != 0)
        m_loop.remove(std::exchange(m_token, 0), m_channel->descriptor());
    m_channel.reset();
    m_retired(*this);
}

void Wire::armDeadline(Milliseconds after)
{
    if (after.count() > 0)
        m_loop.wheel().arm(m_deadline, m_loop.now() + after);
    else
        m_deadline.cancel();
}

void Wire::onDeadline()
{
    const bool canBeTold = m_token != 0 && m_channel->state() != Channel::State::Handshaking;
    if (m_stage == Stage::Head && canBeTold && m_handler) {
        m_handler->wireTimedOut();
        return;
    }
    if (m_stage == Stage::Head || m_stage == Stage::Upgrading)
        loseVisitor();
    end();
    retire();
}

void Wire::onSlow()
{
    const std::optional<Cause> cause = m_slowClock.judge(m_loop.now(), m_slowLimits);
    if (cause == Cause::QueuedTooLong && m_outbox.policy() == OutboxPolicy::DropOldest) {
        m_outbox.dropOldest(m_slowLimits.outboxSoft);
        countDropped();
        m_slowClock.forgiveQueue();
        m_loop.scheduleFlush(this);
    } else if (cause) {
        closeSlow(*cause, outboxPolicyName(OutboxPolicy::Close));
    } else {
        watchSlowness(false);
    }
}

void Wire::shed()
{
    closeSlow(Cause::Overloaded, "memory");
}

// What the peer cannot have any more is counted.
void Wire::closeSlow(Cause cause, const char *policy)
{
    if (m_stage != Stage::Open)
        return;
    m_stats.dropped(policy, m_outbox.discardUnsent());
    close(CloseReason::of(cause), false);
    countHeld();
}

void Wire::countDropped()
{
    if (const quint32 dropped = m_outbox.takeDropped())
        m_stats.dropped(outboxPolicyName(m_outbox.policy()), dropped);
}

} // namespace signalbox
