#include "core/transport/wire.h"

#include "core/base/clock.h"
#include "core/wire/qthandshake.h"

#include <sys/epoll.h>

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds Quantum{1}; // of one wire's messages in one turn

} // namespace

Wire::Wire(quint64 number, IoLoop &loop, std::unique_ptr<Channel> channel, const Endpoint &peer,
           const Endpoint &listener, const WireSettings &settings, Retired retired)
    : m_number(number)
    , m_loop(loop)
    , m_channel(std::move(channel))
    , m_peer(peer)
    , m_listener(listener)
    , m_closingTime(settings.closing)
    , m_slowLimits(settings.slow)
    , m_retired(std::move(retired))
    , m_outbox(settings.outboxHard, settings.outboxPolicy)
    , m_stats(settings.counters, settings.memory)
    , m_lastReceived(loop.now())
    , m_deadline(WheelTimer::of<&Wire::onDeadline>(this))
    , m_slow(WheelTimer::of<&Wire::onSlow>(this))
{
    m_interest = EPOLLIN | EPOLLRDHUP;
    m_token = m_loop.add(m_channel->descriptor(), m_interest, this);
    armDeadline(settings.handshake);
    if (m_token ==
        0) // the kernel has no room for another watch: nothing will ever be told about this descriptor
        m_loop.wheel().arm(m_deadline, m_loop.now());
}

Wire::~Wire()
{
    if (m_token != 0)
        m_loop.remove(m_token, m_channel->descriptor());
    if (m_socket)
        m_socket->detach();
}

void Wire::handleIo(quint32 events)
{
    if ((events & EPOLLOUT) != 0)
        write();
    const bool isWorthReading = (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (m_stage != Stage::Gone && !m_unfed.isEmpty())
        feedRest();
    if (m_stage == Stage::Gone || !isWorthReading)
        return;
    const bool isPaused = (m_interest & EPOLLIN) == 0;
    if (!isPaused) {
        readOnce();
        letTlsGoOn();
    } else if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        peerFinished(Cause::ConnectionReset);
    }
}

// TLS answers while it reads, and no write of ours went out before hands were shaken.
void Wire::letTlsGoOn()
{
    if (m_stage == Stage::Gone)
        return;
    const bool isHeldUp = m_blocked && (m_interest & EPOLLOUT) == 0;
    if (m_channel->holdsBytes() || (isHeldUp && m_channel->state() != Channel::State::Handshaking))
        m_loop.scheduleFlush(this);
}

void Wire::readOnce()
{
    std::vector<char> &buffer = m_loop.scratch();
    const IoResult result = m_channel->read(buffer);
    switch (result.kind) {
    case IoResult::Kind::Bytes:
        m_lastReceived = m_loop.now();
        receive(std::span(buffer).first(std::size_t(result.bytes)));
        break;
    case IoResult::Kind::Again:
        break;
    case IoResult::Kind::End:
        peerFinished(Cause::ConnectionLost);
        break;
    case IoResult::Kind::Reset:
        peerFinished(Cause::ConnectionReset);
        break;
    }
}

void Wire::receive(std::span<char> bytes)
{
    switch (m_stage) {
    case Stage::Head:
        if (m_handler)
            m_handler->wireBytes(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
        break;
    case Stage::Open:
    case Stage::Closing:
        feed(bytes);
        break;
    case Stage::Upgrading:
    case Stage::Lingering:
    case Stage::Gone:
        break;
    }
}

void Wire::respond(const QByteArray &response)
{
    if (m_stage != Stage::Head && m_stage != Stage::Upgrading)
        return;
    if (WireSocket *socket = std::exchange(m_socket, nullptr)) {
        socket->detach();
        socket->deleteLater();
    }
    m_handler = nullptr;
    m_ended = true; // it never was a connection
    m_stage = Stage::Closing;
    m_guard.stop();
    m_outbox.pushClose(response);
    // Longer than a closing handshake may take: a page is no 125 bytes, and networks are slow. Who has not
    // shaken hands yet keeps the deadline for that.
    if (m_channel->state() != Channel::State::Handshaking || !m_deadline.isArmed())
        armDeadline(std::max(m_closingTime, m_slowLimits.writeStall));
    updateInterest();
    m_loop.scheduleFlush(this);
}

WireSocket *Wire::upgrade(const QByteArray &early, const QByteArray &extensions)
{
    m_stage = Stage::Upgrading;
    m_unfed = early;
    m_handshake = std::make_unique<Handshake>(Handshake{{}, extensions});
    updateInterest();
    m_socket = new WireSocket(this, QString::number(m_number), m_peer, m_listener);
    return m_socket;
}

void Wire::open(FrameLimits limits, const std::optional<DeflateTerms> &deflate)
{
    m_stage = Stage::Open;
    m_handshake.reset();
    m_guard = FrameGuard(limits, deflate ? std::optional(deflate->parameters) : std::nullopt);
    if (deflate)
        m_encoder = std::make_unique<FrameEncoder>(*deflate);
    m_deadline.cancel();
    m_lastReceived = m_loop.now();
    m_loop.scheduleFlush(this);
}

bool Wire::send(const PreparedMessage &message, Outbox::Kind kind)
{
    if (m_stage != Stage::Open || m_overflowed)
        return false;
    // Only marked here: the sender may be in the middle of a loop over the room this wire would leave.
    const bool compresses = m_encoder && m_encoder->compresses(message);
    const bool taken = m_outbox.pushData(compresses ? m_encoder->encode(message) : message.frame(), kind);
    m_overflowed = !taken;
    countDropped();
    m_loop.scheduleFlush(this);
    return !m_overflowed;
}

void Wire::sendPing(QByteArrayView payload)
{
    if (m_stage != Stage::Open)
        return;
    m_stats.pingSent();
    m_outbox.pushControl(encodeFrame(Opcode::Ping, payload));
    m_loop.scheduleFlush(this);
}

void Wire::pauseReading(bool paused)
{
    if (m_stage != Stage::Open || m_paused == paused)
        return;
    m_paused = paused;
    updateInterest();
    if (!paused)
        m_lastReceived =
            m_loop.now(); // what it sent meanwhile was not looked at: it gets a whole interval again
}

void Wire::flush()
{
    if (m_stage == Stage::Gone)
        return;
    if (m_stage == Stage::Open && !m_opened) {
        m_opened = true;
        feedRest();
    }
    if (m_overflowed && m_stage == Stage::Open)
        closeSlow(Cause::QueueOverflow, outboxPolicyName(OutboxPolicy::Close));
    if (m_stage != Stage::Gone)
        write();
}

// What the quantum left, or what came behind the head.
void Wire::feedRest()
{
    if (m_paused)
        return;
    QByteArray rest = std::exchange(m_unfed, {});
    feed({rest.data(), std::size_t(rest.size())});
}

// Everybody gets as much time a turn, whatever it is that their bytes ask for.
void Wire::feed(std::span<char> bytes)
{
    m_quantumEnd = Clock::now() + Quantum;
    m_messagesInQuantum = 0;
    const qsizetype eaten = m_guard.feed(bytes.data(), qsizetype(bytes.size()), *this);
    if (eaten < qsizetype(bytes.size()))
        m_unfed = QByteArray(bytes.data() + eaten, qsizetype(bytes.size()) - eaten);
    countHeld();
    updateInterest();
    closingStep();
}

void Wire::countHeld()
{
    m_stats.holds(m_outbox.queuedBytes(), m_guard.bufferedBytes() + m_unfed.size());
}

void Wire::write()
{
    qint64 sent = 0;
    const Outbox::Status status = m_outbox.flush(*m_channel, sent);
    countHeld();
    if (status == Outbox::Status::Broken) {
        // The peer is gone, but what it said before may still be unread: its Close tells us more than a reset
        // does.
        constexpr int MaxReads = 16;
        for (int i = 0; i < MaxReads && m_stage == Stage::Open && !m_paused && m_unfed.isEmpty(); ++i)
            readOnce();
        if (m_stage != Stage::Gone)
            peerFinished(Cause::ConnectionReset);
        return;
    }
    m_blocked = status == Outbox::Status::Blocked;
    watchSlowness(sent > 0);
    updateInterest();
    if (m_handler && sent > 0)
        m_handler->wireQueueChanged();
    closingStep();
}

void Wire::watchSlowness(bool taken)
{
    m_slowClock.note(m_loop.now(), m_blocked, taken, m_outbox.cost(), m_slowLimits);
    if (const std::optional<TimePoint> due = m_slowClock.due(m_slowLimits))
        m_loop.wheel().arm(m_slow, *due);
    else
        m_slow.cancel();
}

void Wire::onMessage(Opcode opcode, QByteArray payload)
{
    if (!m_socket)
        return;
    m_currentMessage = std::move(payload);
    m_socket->showMessage(opcode, m_currentMessage);
    m_currentMessage.clear();
    constexpr int MessagesAClock = 16; // looking at the clock costs as much as a small message
    if (m_paused || (++m_messagesInQuantum % MessagesAClock == 0 && Clock::now() >= m_quantumEnd))
        m_guard.yield();
}

void Wire::onPing(QByteArrayView payload)
{
    m_stats.pingAnswered(m_outbox.pushPong(encodeFrame(Opcode::Pong, payload)));
    m_loop.scheduleFlush(this);
}

void Wire::onPong(QByteArrayView payload)
{
    if (m_handler)
        m_handler->wirePong(payload);
}

void Wire::socketWrote(QByteArrayView bytes)
{
    if (m_stage != Stage::Upgrading)
        return; // QWebSocket has nothing to say that we do not say ourselves
    m_handshake->response.append(bytes);
    if (!m_handshake->response.endsWith("\r\n\r\n"))
        return;
    m_outbox.pushHandshake(cleanedResponse(m_handshake->response, m_handshake->extensions));
    m_loop.scheduleFlush(this);
}

void Wire::updateInterest()
{
    if (m_token == 0)
        return;
    const bool eats = m_stage != Stage::Upgrading && !m_paused && !m_inputEnded;
    const bool hasRest = !m_unfed.isEmpty();
    const bool writes =
        m_channel->holdsBytes() || (m_blocked && m_channel->state() != Channel::State::Handshaking);
    // Level-triggered RDHUP would fire for ever while nobody reads (QT_FACTS). For the rest of its input a
    // wire waits to become writable: at once as a rule, and not at all for a peer that asks and never
    // listens.
    const quint32 interest = (eats && !hasRest ? quint32(EPOLLIN | EPOLLRDHUP) : 0u) |
                             (writes || (eats && hasRest) ? quint32(EPOLLOUT) : 0u);
    if (interest == m_interest)
        return;
    m_interest = interest;
    m_loop.setEvents(m_token, m_channel->descriptor(), interest);
}

} // namespace signalbox
