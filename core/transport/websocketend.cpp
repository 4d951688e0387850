#include "core/transport/websocketend.h"

#include "core/base/clock.h"

#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(lcWire, "signalbox.wire", QtInfoMsg)

namespace {

constexpr std::chrono::milliseconds Quantum{1}; // for the messages of one connection in one turn
constexpr quint16 NoStatusCode = 1005;          // never sent (RFC 6455 section 7.4.1)

} // namespace

WebSocketEnd::WebSocketEnd(ClientSocket &socket, BridgeSocket &bridge, WebSocketHandler &handler,
                           FrameLimits limits, const std::optional<DeflateTerms> &deflate)
    : m_socket(&socket)
    , m_bridge(&bridge)
    , m_handler(&handler)
    , m_budget(Quantum)
    , m_guard(limits, deflate ? std::optional(deflate->parameters) : std::nullopt)
{
    if (deflate)
        m_encoder = std::make_unique<FrameEncoder>(*deflate);
    bridge.setPeer(this);
    socket.setProtocol(this);
    socket.cancelDeadline();
    socket.setPaused(PauseReason::Handshake, false);
    socket.scheduleWrite();
}

WebSocketEnd::~WebSocketEnd()
{
    abandon();
}

void WebSocketEnd::abandon()
{
    m_handler = nullptr;
    if (m_socket)
        abort(CloseReason::of(Cause::Shutdown));
}

// ---- sending

bool WebSocketEnd::send(const PreparedMessage &message, Outbox::Kind kind)
{
    if (m_state != State::Open)
        return false;
    const bool compresses = m_encoder && m_encoder->compresses(message);
    return m_socket->queueData(compresses ? m_encoder->encode(message) : message.frame(), kind,
                               message.countedSize());
}

bool WebSocketEnd::sendHint(const PreparedMessage &message)
{
    return m_state == State::Open && m_socket->queueHint(message.frame());
}

void WebSocketEnd::sendStream(std::unique_ptr<FragmentSource> message)
{
    if (m_state == State::Open)
        m_socket->queueStream(std::move(message));
}

void WebSocketEnd::continueStreams()
{
    if (m_socket)
        m_socket->scheduleWrite();
}

void WebSocketEnd::sendPing(QByteArrayView payload)
{
    if (m_state != State::Open)
        return;
    m_socket->stats().pingSent();
    m_socket->queuePing({Opcode::Ping, payload});
    noteQueued(Opcode::Ping, payload);
}

void WebSocketEnd::handlePingSent(quint64 streamEnd)
{
    if (m_handler && m_state == State::Open)
        m_handler->handlePingSent(streamEnd);
}

void WebSocketEnd::handleWritten(qint64 bytes)
{
    if (m_handler && bytes > 0)
        m_handler->handleQueueChanged();
    if (m_state == State::Open && hasPeerFinished())
        finishPeer();
    else
        finishClosing();
}

// At the end of a turn, when the answers of that turn are queued.
void WebSocketEnd::finishPeer()
{
    if (m_handler && m_handler->isAnswerDue())
        return;
    if (m_closeReceived)
        answerClose();
    else if (m_socket->isAllSent())
        m_socket->retire(Cause::ConnectionLost);
}

void WebSocketEnd::answersQueued()
{
    if (m_state == State::Open && hasPeerFinished())
        m_socket->scheduleWrite();
}

// What it asked for was not answered in time.
bool WebSocketEnd::handleDeadline()
{
    if (m_state != State::Open || !m_closeReceived)
        return false;
    answerClose();
    return true;
}

void WebSocketEnd::handleBehindChanged(bool isBehind)
{
    if (m_handler)
        m_handler->handleBehindChanged(isBehind);
}

void WebSocketEnd::handleOverload(Cause cause, const char *policy)
{
    if (m_state != State::Open)
        return;
    takeEvidence(cause);
    m_socket->discardQueued(policy);
    close(CloseReason::of(cause), false);
    limitClosing();
}

void WebSocketEnd::setInFlight(qint64 bytes)
{
    if (m_socket)
        m_socket->stats().setInFlight(bytes);
}

void WebSocketEnd::recordRoundTrip(Nanoseconds time)
{
    if (m_socket)
        m_socket->stats().roundTrip(time);
}

// ---- receiving

// Each connection gets the same time a turn, however much work its bytes cause.
qsizetype WebSocketEnd::receive(std::span<char> bytes)
{
    m_budget = TimeBudget(Quantum, Clock::now());
    const qsizetype taken = m_guard.feed(bytes.data(), qsizetype(bytes.size()), *this);
    finishClosing();
    return taken;
}

void WebSocketEnd::setPaused(PauseReason reason, bool paused)
{
    if (m_state == State::Open)
        m_socket->setPaused(reason, paused);
}

void WebSocketEnd::onMessage(Opcode opcode, QByteArray payload)
{
    if (!m_bridge)
        return;
    m_currentMessage = std::move(payload);
    m_bridge->showMessage(opcode, m_currentMessage);
    m_currentMessage.clear();
    if (isReadingPaused() || m_budget.isUsedUp())
        m_guard.yield();
}

void WebSocketEnd::onPing(QByteArrayView payload)
{
    if (!m_socket)
        return;
    noteReceived(Opcode::Ping, payload);
    m_socket->stats().pingAnswered(m_socket->queuePong({Opcode::Pong, payload}));
    noteQueued(Opcode::Pong, payload);
}

void WebSocketEnd::onPong(QByteArrayView payload)
{
    noteReceived(Opcode::Pong, payload);
    if (m_handler)
        m_handler->handlePong(payload);
}

void WebSocketEnd::onClose(const ClosePayload &payload)
{
    noteReceived(Opcode::Close, payload.reason, payload.code);
    m_closeReceived = true;
    m_end.clean = true;
    if (m_state != State::Open)
        return;
    const quint16 code = payload.code.value_or(NoStatusCode);
    const Cause cause = !payload.code  ? Cause::NoStatus
                        : code == 1001 ? Cause::GoingAway
                                       : Cause::ClosedByPeer;
    m_end = {cause, code, QString::fromUtf8(payload.reason), Initiator::Client, true};
    if (m_handler && m_handler->isAnswerDue())
        m_socket->limitClosing();
    else
        answerClose();
}

// RFC 6455 section 5.5.1: answered with the code received, behind what is queued for the peer.
void WebSocketEnd::answerClose()
{
    const quint16 code = m_end.code == NoStatusCode ? quint16(1000) : m_end.code;
    beginClosing({m_end.cause, m_end.code, m_end.reason.toUtf8()}, Initiator::Client, code);
    m_end.clean = true;
}

void WebSocketEnd::noteReceived(Opcode opcode, QByteArrayView payload, std::optional<quint16> code)
{
    if (m_reportsControl && m_handler)
        m_handler->handleControlReceived(opcode, payload, code);
}

void WebSocketEnd::noteQueued(Opcode opcode, QByteArrayView payload, std::optional<quint16> code)
{
    if (m_reportsControl && m_handler)
        m_handler->handleControlQueued(opcode, payload, code);
}

bool WebSocketEnd::handleInputEnd()
{
    if (m_state != State::Open || m_closeReceived)
        return m_closeReceived;
    if (!(m_handler && m_handler->isAnswerDue()) && m_socket->isAllSent())
        return false;
    m_finReceived = true;
    m_socket->limitClosing();
    m_socket->scheduleWrite();
    return true;
}

void WebSocketEnd::onViolation(Cause cause, const char *rule)
{
    if (m_socket)
        qCDebug(lcWire, "%s broke a rule: %s", qPrintable(m_socket->peer().toString()), rule);
    CloseDetails details{.detail = rule};
    if (cause == Cause::MessageTooBig) {
        details.size = qint64(m_guard.refusedSize());
        details.limit = m_guard.limits().maxMessage;
    }
    // Behind what is queued: whether the answers to the valid frames arrive must not depend on how the stream
    // was cut into segments.
    close(CloseReason::of(cause), false, details);
}

void WebSocketEnd::bridgeClosed()
{
    close(CloseReason::of(Cause::InternalError), true);
}

// ---- closing

void WebSocketEnd::close(const CloseReason &reason, bool discardQueued, const CloseDetails &details)
{
    if (m_state == State::Ended)
        return;
    takeEvidence(reason.cause);
    if (discardQueued)
        m_socket->discardQueued();
    if (m_state == State::Open && m_closeReceived) {
        answerClose();
    } else if (m_state == State::Open) {
        m_evidence->detail = details.detail;
        m_evidence->size = details.size;
        m_evidence->actor = details.actor;
        m_evidence->limit = details.limit;
        beginClosing(reason, Initiator::Server, reason.code);
    }
    if (discardQueued)
        limitClosing();
}

void WebSocketEnd::limitClosing()
{
    if (m_state == State::Closing)
        m_socket->limitClosing();
}

void WebSocketEnd::beginClosing(const CloseReason &reason, Initiator initiator, quint16 wireCode)
{
    const QByteArray text = initiator == Initiator::Server ? reason.text : QByteArray();
    m_end = {reason.cause, reason.code, QString::fromUtf8(reason.text), initiator, false};
    takeEvidence(reason.cause);
    m_evidence->cause = reason.cause;
    m_evidence->code = reason.code;
    m_state = State::Closing;
    m_guard.expectOnlyClose();
    m_encoder.reset();
    m_socket->queueClose({Opcode::Close, encodeClosePayload(wireCode, text)});
    noteQueued(Opcode::Close, text, wireCode);
    if (m_handler)
        m_handler->handleClosing();
}

// Once: what is queued, and the times, are those of the moment when the end began.
void WebSocketEnd::takeEvidence(Cause cause)
{
    if (m_evidence)
        return;
    m_evidence = std::make_unique<EndEvidence>(m_socket->evidence(cause));
    if (m_handler)
        m_handler->describeEnd(*m_evidence);
}

// Both Closes are through, or the peer can no longer be understood.
void WebSocketEnd::finishClosing()
{
    if (m_state != State::Closing || !m_socket->isAllSent() || !(m_closeReceived || m_guard.isStopped()))
        return;
    m_socket->linger();
    end();
}

void WebSocketEnd::drop(const CloseReason &reason)
{
    close(reason, true);
    if (m_state != State::Closing)
        return;
    ClientSocket &socket = *m_socket;
    if (socket.writeOnce())
        socket.finishWriting();
    end();
    socket.retire();
}

void WebSocketEnd::abort(const CloseReason &reason)
{
    if (m_state == State::Open) {
        drop(reason);
        return;
    }
    ClientSocket &socket = *m_socket;
    socket.writeOnce();
    end();
    socket.retire();
}

void WebSocketEnd::handleLost(Cause cause)
{
    if (m_state == State::Open && !m_closeReceived)
        m_end = {cause, causeInfo(cause).code, {}, Initiator::Network, false};
    takeEvidence(m_end.cause);
    end();
}

void WebSocketEnd::handleSocketDestroyed()
{
    m_handler = nullptr;
    end();
}

void WebSocketEnd::end()
{
    if (m_state == State::Ended)
        return;
    m_state = State::Ended;
    if (m_evidence)
        m_evidence->droppedMessages = m_socket->stats().droppedMessages();
    std::exchange(m_socket, nullptr)->setProtocol(nullptr);
    std::exchange(m_bridge, nullptr)->detach();
    if (WebSocketHandler *handler = std::exchange(m_handler, nullptr))
        handler->handleEnded(m_end);
}

} // namespace signalbox
