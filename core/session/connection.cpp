#include "core/session/connection.h"

#include <QWebSocket>

#include <cmath>
#include <numbers>

namespace signalbox {

namespace {

// Multiples of the golden ratio, less their whole part, lie apart as far as so many numbers can.
double phaseOf(ConnectionId id)
{
    const double turns = double(id.value() % 1'000'000) * std::numbers::phi;
    return turns - std::floor(turns);
}

} // namespace

Connection::Connection(ConnectionInfo info, IoLoop &loop, ConnectionEvents &events, Wire &wire,
                       QWebSocket *webSocket, WireSocket *socket, FrameLimits limits,
                       const HeartbeatSettings &heartbeat, const std::optional<DeflateTerms> &deflate)
    : m_info(std::move(info))
    , m_loop(loop)
    , m_events(events)
    , m_wire(&wire)
    , m_webSocket(webSocket)
    , m_socket(socket)
    , m_heartbeat(loop.wheel(), heartbeat, *this, loop.now(), phaseOf(m_info.id))
    , m_lastTraffic(m_info.connectedAt)
{
    connect(m_webSocket, &QWebSocket::textMessageReceived, this, [this] { take(Opcode::Text); });
    connect(m_webSocket, &QWebSocket::binaryMessageReceived, this, [this] { take(Opcode::Binary); });
    m_socket->endHandshake();
    wire.setHandler(this);
    wire.open(limits, deflate);
}

Connection::~Connection()
{
    if (m_wire) { // without us it would show messages to a socket that is gone
        m_wire->setHandler(nullptr);
        m_wire->abort(CloseReason::of(Cause::Shutdown));
    }
    // QWebSocket first: its destructor still talks to the socket (QT_FACTS Q32).
    m_socket->detach();
    m_webSocket->deleteLater();
    m_socket->deleteLater();
}

Activity Connection::activity() const
{
    Activity activity{m_state, m_traffic, 0, 0, 0, m_lastTraffic, m_heartbeat.latency()};
    if (m_wire) {
        activity.queuedBytes = m_wire->queuedBytes();
        activity.queuedFrames = m_wire->queuedFrames();
        activity.droppedMessages = m_wire->stats().droppedMessages();
    }
    return activity;
}

bool Connection::queue(const PreparedMessage &message, Outbox::Kind kind)
{
    if (!isOpen() || !m_wire->send(message, kind))
        return false;
    ++m_traffic.messagesOut;
    m_traffic.bytesOut += quint64(message.payload().size());
    m_lastTraffic = m_loop.wallNow();
    touch();
    return true;
}

void Connection::close(const CloseReason &reason)
{
    if (m_wire)
        m_wire->close(reason, false);
}

void Connection::kick(const CloseReason &reason)
{
    if (m_wire)
        m_wire->close(reason, true);
}

void Connection::pingNow()
{
    if (isOpen())
        m_heartbeat.pingNow(m_loop.now());
    else
        Q_EMIT m_events.pinged(this, false);
}

void Connection::addInFlight(qint64 bytes)
{
    m_inFlight += bytes;
    if (m_inFlight <= MaxInFlight || !isOpen() || m_wire->isReadingPaused())
        return;
    m_wire->pauseReading(true);
    m_heartbeat.suspend(true, m_loop.now());
}

void Connection::removeInFlight(qint64 bytes)
{
    m_inFlight -= bytes;
    // Half-way, so that a connection at the limit does not flap with every message.
    if (m_inFlight > MaxInFlight / 2 || !isOpen() || !m_wire->isReadingPaused())
        return;
    m_wire->pauseReading(false);
    m_heartbeat.suspend(false, m_loop.now());
}

void Connection::setActivityListener(ActivityListener *listener)
{
    m_listener = listener;
    m_dirty = false;
}

// What QWebSocket decoded is not used: the hub passes on the wire's own bytes (QT_FACTS Q15, Q31).
void Connection::take(Opcode opcode)
{
    if (!isOpen())
        return;
    const QByteArray payload = m_wire->currentMessage();
    ++m_traffic.messagesIn;
    m_traffic.bytesIn += quint64(payload.size());
    m_lastTraffic = m_loop.wallNow();
    touch();
    Q_EMIT m_events.messageReceived(this, opcode, payload);
}

void Connection::sendPing(const QByteArray &payload)
{
    if (m_wire)
        m_wire->sendPing(payload);
}

TimePoint Connection::lastReceived() const
{
    return m_wire ? m_wire->lastReceived() : TimePoint();
}

void Connection::peerIsSilent()
{
    if (m_wire)
        m_wire->drop(CloseReason::of(Cause::NoPong));
}

void Connection::wirePong(QByteArrayView payload)
{
    if (!m_heartbeat.takePong(payload, Clock::now()))
        return;
    m_wire->stats().roundTrip(m_heartbeat.latency()->last);
    touch();
}

void Connection::wireClosing()
{
    m_state = ConnectionState::Closing;
    m_heartbeat.stop();
    touch();
}

void Connection::wireEnded(const ConnectionEnd &end)
{
    m_wire = nullptr;
    m_state = ConnectionState::Closing;
    m_heartbeat.stop();
    Q_EMIT m_events.closed(this, end);
}

void Connection::touch()
{
    if (m_listener && !std::exchange(m_dirty, true))
        m_listener->activityChanged(*this);
}

} // namespace signalbox
