#include "core/transport/clientsocket.h"

#include <sys/epoll.h>

#include <utility>

namespace signalbox {

namespace {

// The last record of a TLS peer, with every cipher: it contains no byte for the protocol.
constexpr quint64 MaxCloseNotify = 128;

} // namespace

ClientSocket::ClientSocket(quint64 number, IoLoop &loop, std::unique_ptr<Channel> channel,
                           const Endpoint &peer, const Endpoint &listener, const SocketSettings &settings,
                           Retired retired)
    : m_number(number)
    , m_loop(loop)
    , m_channel(std::move(channel))
    , m_address{.peer = peer}
    , m_listener(listener)
    , m_closingTime(settings.closing)
    , m_slowLimits(settings.slow)
    , m_retired(std::move(retired))
    , m_longestPause(settings.longestPause)
    , m_outbox(settings.outboxHard, settings.outboxPolicy, settings.slow.outboxSoft)
    , m_stats(settings.counters, settings.memory)
    , m_lastReceived(loop.now())
    , m_lastSent(loop.now())
    , m_deadline(WheelTimer::of<&ClientSocket::onDeadline>(this))
    , m_slow(WheelTimer::of<&ClientSocket::onSlow>(this))
    , m_pauseLimit(WheelTimer::of<&ClientSocket::onPauseLimit>(this))
{
    m_interest = EPOLLIN | EPOLLRDHUP;
    m_token = m_loop.add(m_channel->descriptor(), m_interest, this);
    armDeadline(settings.handshake);
    // Without a watch (the kernel's limit is reached) no event would ever end this socket.
    if (m_token == 0)
        m_loop.wheel().arm(m_deadline, m_loop.now());
}

ClientSocket::~ClientSocket()
{
    if (m_token != 0)
        m_loop.remove(m_token, m_channel->descriptor());
    if (SocketProtocol *protocol = std::exchange(m_protocol, nullptr))
        protocol->handleSocketDestroyed();
}

bool ClientSocket::isPending() const
{
    return m_state == State::Active && (!m_protocol || m_protocol->phase() == SocketProtocol::Phase::Request);
}

bool ClientSocket::isOpen() const
{
    return m_protocol && m_protocol->phase() == SocketProtocol::Phase::Open;
}

void ClientSocket::handleIo(quint32 events)
{
    if (events == 0) {
        continueInput();
        return;
    }
    if (m_isOutputLost)
        return; // the rest of the input comes by turns
    if ((events & EPOLLOUT) != 0)
        write();
    const bool isWorthReading = (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    // A reset is read behind the input that came before it.
    if (m_state == State::Gone || !isWorthReading || m_isRestDue)
        return;
    if ((m_interest & EPOLLIN) != 0) {
        readOnce();
        resumeTls();
    } else if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        handleOutputLost();
    } else if ((events & EPOLLRDHUP) != 0) {
        m_isEndSeen = true;
        findEnd();
        updateInterest();
    }
}

// During a pause the end is reported if nothing, or nothing for the protocol, is unread before it. Otherwise it is found
// when that is read.
void ClientSocket::findEnd()
{
    if (!m_rest.isEmpty() || m_channel->unreadBytes() > MaxCloseNotify)
        return;
    readToEnd(); // bytes, if there are any, become the rest
    resumeTls();
}

void ClientSocket::readToEnd()
{
    if (!readOnce() && m_isOutputLost && m_state != State::Gone)
        handleInputEnd(Cause::ConnectionReset);
}

// TLS writes answers while it reads, and nothing could be written before its handshake.
void ClientSocket::resumeTls()
{
    if (m_state == State::Gone)
        return;
    const bool isHeldUp = m_blocked && (m_interest & EPOLLOUT) == 0;
    if (m_channel->holdsBytes() || (isHeldUp && m_channel->state() != Channel::State::Handshaking))
        m_loop.scheduleFlush(this);
}

bool ClientSocket::readOnce()
{
    const std::span<char> buffer =
        std::span(m_loop.scratch()).first(std::min(m_loop.scratch().size(), m_mostRead));
    const IoResult result = m_channel->read(buffer);
    switch (result.kind) {
    case IoResult::Kind::Bytes:
        if (!m_isReadLate || m_channel->unreadBytes() == 0) {
            m_lastReceived = m_loop.now();
            m_isReadLate = isReadingPaused();
        }
        deliver(buffer.first(std::size_t(result.bytes)));
        return true;
    case IoResult::Kind::Again:
        break;
    case IoResult::Kind::End:
        handleInputEnd(m_isOutputLost ? Cause::ConnectionReset : Cause::ConnectionLost);
        break;
    case IoResult::Kind::Reset:
        handleInputEnd(Cause::ConnectionReset);
        break;
    }
    return false;
}

void ClientSocket::deliver(std::span<char> bytes)
{
    if (!m_protocol)
        return;
    const auto allowed = std::size_t(std::min(qint64(bytes.size()), m_pauses.allowance()));
    const qsizetype taken = allowed > 0 ? m_protocol->receive(bytes.first(allowed)) : 0;
    m_pauses.use(taken);
    if (m_state == State::Active && taken < qsizetype(bytes.size()))
        m_rest = QByteArray(bytes.data() + taken, qsizetype(bytes.size()) - taken);
    if (m_state == State::Gone)
        return;
    countHeld();
    updateInterest();
}

void ClientSocket::continueInput()
{
    m_isRestDue = false;
    if (!mayRead())
        return;
    if (!m_rest.isEmpty()) {
        QByteArray rest = std::exchange(m_rest, {});
        deliver({rest.data(), std::size_t(rest.size())});
    } else if (m_isOutputLost) {
        readToEnd();
    }
    updateInterest();
}

void ClientSocket::handleInputEnd(Cause cause)
{
    m_inputEnded = true;
    // RFC 9293 section 3.6: a FIN ends one direction. A client that sent an HTTP request may still read.
    const bool mayRead = cause == Cause::ConnectionLost;
    const bool isAnswered = m_state == State::Finishing && mayRead && !isAllSent();
    if (isAnswered || (m_protocol && mayRead && m_protocol->handleInputEnd())) {
        updateInterest();
        return;
    }
    retire(cause);
}

void ClientSocket::setPaused(PauseReason reason, bool paused)
{
    if (m_pauses.has(reason) == paused)
        return;
    recordWorkPause();
    const bool wasPaused = isReadingPaused();
    m_pauses.set(reason, paused);
    if (wasPaused == isReadingPaused())
        return;
    if (isReadingPaused()) {
        m_isReadLate = true;
        m_loop.wheel().arm(m_pauseLimit, m_loop.now() + m_longestPause);
    } else {
        m_pauseLimit.cancel();
    }
    updateInterest();
}

void ClientSocket::clearPauses()
{
    recordWorkPause();
    m_pauses.clear();
    m_pauseLimit.cancel();
}

// Whatever the reasons, and for as long as they last.
void ClientSocket::onPauseLimit()
{
    recordWorkPause();
    m_loop.wheel().arm(m_pauseLimit, m_loop.now() + m_longestPause);
    m_pauses.grant();
    updateInterest();
}

void ClientSocket::recordWorkPause()
{
    m_stats.workPaused(m_pauses.takeWorkTime(m_loop.now()));
}

bool ClientSocket::queueData(FrameBuffer frame, Outbox::Kind kind, quint32 countedSize)
{
    if (m_overflowed)
        return false;
    // An overflow is only marked here: the caller may be iterating over the connections of a room.
    m_overflowed = !m_outbox.pushData(std::move(frame), kind, countedSize);
    countDropped();
    m_loop.scheduleFlush(this);
    return !m_overflowed;
}

bool ClientSocket::queueHint(FrameBuffer frame)
{
    if (m_overflowed)
        return false;
    const bool isQueued = m_outbox.pushHint(std::move(frame));
    countDropped();
    m_loop.scheduleFlush(this);
    return isQueued;
}

bool ClientSocket::queuePong(FrameBuffer frame)
{
    m_loop.scheduleFlush(this);
    return m_outbox.pushPong(std::move(frame));
}

void ClientSocket::queueClose(FrameBuffer frame)
{
    m_outbox.pushClose(std::move(frame));
    clearPauses();
    armDeadline(m_closingTime);
    updateInterest();
    m_loop.scheduleFlush(this);
}

void ClientSocket::limitClosing()
{
    if (!m_deadline.isArmed())
        armDeadline(limitedClosing());
}

void ClientSocket::discardQueued(const char *policy)
{
    const quint32 messages = m_outbox.discardUnsent();
    if (policy)
        m_stats.dropped(policy, messages);
}

void ClientSocket::flush()
{
    if (m_state == State::Gone || m_isOutputLost)
        return;
    if (m_overflowed && m_protocol)
        m_protocol->handleOverload(Cause::QueueOverflow, outboxPolicyName(OutboxPolicy::Close));
    if (m_state != State::Gone)
        write();
}

void ClientSocket::write()
{
    qint64 sent = 0;
    const Outbox::Status status = m_outbox.flush(*m_channel, sent);
    countHeld();
    if (status == Outbox::Status::Broken) {
        handleOutputLost();
        return;
    }
    m_blocked = status == Outbox::Status::Blocked;
    if (sent > 0)
        m_lastSent = m_loop.now();
    m_readingMeter.note(m_loop.now(), m_blocked, *m_channel, m_outbox.queuedBytes());
    watchSlowness(sent > 0);
    updateInterest();
    const std::optional<quint64> pingEnd = m_outbox.takeSentPing(*m_channel);
    if (pingEnd && m_protocol)
        m_protocol->handlePingSent(*pingEnd);
    if (m_protocol)
        m_protocol->handleWritten(sent);
    if (m_state == State::Finishing && isAllSent())
        linger();
}

// The peer is gone, but what it sent before is handled to its end, in as many turns as it takes: messages, and its Close,
// which says more than a reset. That is bounded by what the kernel has received.
void ClientSocket::handleOutputLost()
{
    if (!isOpen() || m_inputEnded) {
        handleInputEnd(Cause::ConnectionReset);
        return;
    }
    m_isOutputLost = true;
    m_outbox.abandon();
    m_blocked = false;
    watchSlowness(false);
    countHeld();
    updateInterest();
    if (!mayRead())
        findEnd();
}

bool ClientSocket::writeOnce()
{
    if (m_isOutputLost)
        return false;
    qint64 sent = 0;
    return m_outbox.flush(*m_channel, sent, Outbox::Produce::No) == Outbox::Status::Empty && isAllSent();
}

void ClientSocket::finish(const QByteArray &bytes)
{
    if (m_state != State::Active)
        return;
    m_protocol = nullptr;
    m_state = State::Finishing;
    clearPauses();
    m_rest.clear();
    m_outbox.pushClose(bytes);
    // Longer than a closing handshake: a page is larger than a control frame. Before the TLS handshake its
    // deadline stays.
    if (m_channel->state() != Channel::State::Handshaking || !m_deadline.isArmed())
        armDeadline(std::max(limitedClosing(), m_slowLimits.writeStall));
    updateInterest();
    m_loop.scheduleFlush(this);
}

void ClientSocket::linger()
{
    m_protocol = nullptr;
    m_state = State::Lingering;
    m_rest.clear();
    m_channel->finishWriting();
    m_slow.cancel();
    armDeadline(limitedClosing());
    updateInterest();
    if (m_inputEnded)
        retire();
}

void ClientSocket::retire(Cause cause)
{
    if (m_state == State::Gone)
        return;
    if (SocketProtocol *protocol = std::exchange(m_protocol, nullptr))
        protocol->handleLost(cause);
    if (m_state == State::Gone)
        return; // what it called has retired this socket
    m_state = State::Gone;
    clearPauses();
    m_rest.clear();
    m_stats.release();
    m_deadline.cancel();
    m_slow.cancel();
    if (m_token != 0)
        m_loop.remove(std::exchange(m_token, 0), m_channel->descriptor());
    m_channel.reset();
    m_retired(*this);
}

void ClientSocket::abort(const CloseReason &reason)
{
    if (m_protocol) {
        m_protocol->abort(reason);
        return;
    }
    if (m_state == State::Finishing)
        writeOnce();
    retire();
}

void ClientSocket::shed()
{
    m_isShed = true;
    if (m_protocol)
        m_protocol->handleOverload(Cause::Overloaded, "memory");
    if (m_state != State::Gone)
        countHeld();
}

void ClientSocket::armDeadline(Milliseconds after)
{
    if (after.count() > 0)
        m_loop.wheel().arm(m_deadline, m_loop.now() + after);
    else
        m_deadline.cancel();
}

void ClientSocket::onDeadline()
{
    const bool canBeAnswered = m_token != 0 && m_channel->state() != Channel::State::Handshaking;
    if (!canBeAnswered || !m_protocol || !m_protocol->handleDeadline())
        retire();
}

void ClientSocket::watchSlowness(bool taken)
{
    const bool wasBehind = isBehind();
    m_slowness.note(m_loop.now(), m_blocked, taken, m_outbox.softCost(), m_slowLimits);
    if (isBehind() != wasBehind && m_protocol)
        m_protocol->handleBehindChanged(isBehind());
    if (const std::optional<TimePoint> due = m_slowness.due(m_slowLimits))
        m_loop.wheel().arm(m_slow, *due);
    else
        m_slow.cancel();
}

void ClientSocket::onSlow()
{
    const std::optional<Cause> cause =
        m_slowness.judge(m_loop.now(), m_channel->acknowledgedBytes(), m_slowLimits);
    if (cause == Cause::QueuedTooLong && m_outbox.policy() == OutboxPolicy::DropOldest) {
        m_outbox.dropOldest(m_slowLimits.outboxSoft);
        countDropped();
        m_slowness.forgiveQueue();
        m_loop.scheduleFlush(this);
    } else if (!cause) {
        watchSlowness(false);
    } else if (!isOpen()) {
        if (!m_deadline.isArmed()) // a peer that does not even take its Close, and nothing else limits it
            retire();
    } else if (m_protocol) {
        m_protocol->handleOverload(*cause, outboxPolicyName(OutboxPolicy::Close));
        if (m_state != State::Gone)
            countHeld();
    }
}

void ClientSocket::countHeld()
{
    m_stats.countFrames(m_outbox);
    SocketStats::Held held{m_outbox.queuedBytes(), m_outbox.entryMemory() + m_channel->heldBytes(),
                           m_rest.size(), 0};
    if (m_protocol) {
        held.unfinished += m_protocol->bufferedBytes();
        held.compression = m_protocol->compressionBytes();
    }
    m_stats.holds(held);
}

void ClientSocket::countDropped()
{
    if (const quint32 dropped = m_outbox.takeDropped())
        m_stats.dropped(outboxPolicyName(m_outbox.policy()), dropped);
    if (const quint32 dropped = m_outbox.takeDroppedHints())
        m_stats.droppedHints(dropped);
}

void ClientSocket::updateInterest()
{
    if (m_token == 0)
        return;
    const bool reads = mayRead() && !m_inputEnded;
    const bool hasRest = !m_rest.isEmpty();
    if (reads)
        m_isEndSeen = false; // the next pause looks for it again
    const bool watchesEnd = !reads && !m_inputEnded && !m_isEndSeen && !m_pauses.has(PauseReason::Handshake);
    const bool writes =
        m_channel->holdsBytes() || (m_blocked && m_channel->state() != Channel::State::Handshaking);
    // The rest of the input waits for nothing but the next turn: a peer that sends and does not read is limited
    // by what is queued for it.
    if (reads && (hasRest || m_isOutputLost) && !std::exchange(m_isRestDue, true))
        m_loop.callNextTurn(m_token);
    // RDHUP is level-triggered and would be reported in every turn while nothing is read, so it is watched until it is
    // seen; edge-triggered, a write that leaves something behind would miss its EPOLLOUT. A hang-up, which nobody has
    // to ask for, is reported in every turn, too.
    quint32 interest = EPOLLET;
    if (!m_isOutputLost)
        interest = (reads && !hasRest ? quint32(EPOLLIN | EPOLLRDHUP)
                    : watchesEnd      ? quint32(EPOLLRDHUP)
                                      : 0u) |
                   (writes ? quint32(EPOLLOUT) : 0u);
    if (interest == m_interest)
        return;
    m_interest = interest;
    m_loop.setEvents(m_token, m_channel->descriptor(), interest);
}

} // namespace signalbox
