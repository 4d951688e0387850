#include "core/session/connection.h"

#include <QWebSocket>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace signalbox {

namespace {

// The fractional parts of multiples of the golden ratio are as far apart as so many numbers can be.
double phaseOf(ConnectionId id)
{
    const double turns = double(id.value() % 1'000'000) * std::numbers::phi;
    return turns - std::floor(turns);
}

} // namespace

Connection::Connection(ConnectionInfo info, IoLoop &loop, ConnectionEvents &events, ClientSocket &socket,
                       QWebSocket *webSocket, BridgeSocket *bridge, FrameLimits limits,
                       const HeartbeatSettings &heartbeat, const std::optional<DeflateTerms> &deflate,
                       qint64 workRate)
    : m_info(std::move(info))
    , m_loop(loop)
    , m_events(events)
    , m_webSocket(webSocket)
    , m_bridge(bridge)
    , m_end(socket, *bridge, *this, limits, deflate)
    , m_heartbeat(loop.wheel(), heartbeat, *this, loop.now(), phaseOf(m_info.id))
    , m_lastTraffic(m_info.connectedAt)
    , m_work(workRate, loop.now())
    , m_workTimer(WheelTimer::of<&Connection::updateWorkPause>(this))
{
    connect(m_webSocket, &QWebSocket::textMessageReceived, this, [this] { take(Opcode::Text); });
    connect(m_webSocket, &QWebSocket::binaryMessageReceived, this, [this] { take(Opcode::Binary); });
    m_bridge->endHandshake();
}

Connection::~Connection()
{
    m_end.abandon(); // before the bridge goes, to which it shows messages
    // QWebSocket first: its destructor still uses the bridge (QT_FACTS Q32).
    m_bridge->detach();
    m_webSocket->deleteLater();
    m_bridge->deleteLater();
}

void Connection::setIdentity(Identity identity)
{
    m_info.user = identity.user.isEmpty() ? guestName(m_info.id) : identity.user;
    m_info.displayName = identity.displayName;
    m_info.expires = identity.expires;
    m_identity = std::make_unique<const Identity>(std::move(identity));
}

Activity Connection::activity() const
{
    Activity activity{m_state, m_traffic, 0, 0, 0, m_lastTraffic, m_heartbeat.latency()};
    activity.queuedBytes = m_end.queuedBytes();
    activity.queuedFrames = m_end.queuedFrames();
    activity.droppedMessages = m_end.droppedMessages();
    activity.work = m_work.charged();
    activity.rooms = m_rooms;
    return activity;
}

//! Compressing costs about as much as sending four times the size.
qint64 Connection::answerCost(qint64 bytes) const
{
    constexpr qint64 DeflateFactor = 4;
    return m_end.mayCompress() ? DeflateFactor * bytes : bytes;
}

bool Connection::queueCharged(const PreparedMessage &message, Outbox::Kind kind)
{
    if (!queue(message, kind))
        return false;
    const qint64 size = message.payload().size();
    charge(m_end.compresses(message) ? answerCost(size) : size);
    return true;
}

bool Connection::queue(const PreparedMessage &message, Outbox::Kind kind)
{
    if (!isOpen() || !m_end.send(message, kind))
        return false;
    countSent(message);
    return true;
}

bool Connection::sendHint(const PreparedMessage &message)
{
    if (!isOpen() || !m_end.sendHint(message))
        return false;
    countSent(message);
    if (m_isFollowed)
        m_watcher->deliveryQueued(*this, message);
    return true;
}

void Connection::countSent(const PreparedMessage &message)
{
    ++m_traffic.messagesOut;
    m_traffic.bytesOut += quint64(message.payload().size());
    m_lastTraffic = m_loop.wallNow();
    touch();
}

void Connection::countStreamed(qint64 bytes, bool isLast)
{
    m_traffic.messagesOut += isLast ? 1 : 0;
    m_traffic.bytesOut += quint64(bytes);
    m_lastTraffic = m_loop.wallNow();
    touch();
    charge(bytes);
}

void Connection::close(const CloseReason &reason, const CloseDetails &details)
{
    m_end.close(reason, false, details);
}

void Connection::closeInTime(const CloseReason &reason, const CloseDetails &details)
{
    m_end.close(reason, false, details);
    m_end.limitClosing();
}

void Connection::kick(const CloseReason &reason, const CloseDetails &details)
{
    if (m_hasReportedClosed)
        return;
    m_end.close(reason, true, details);
    reportClosed(m_end.outcome());
}

void Connection::pingNow()
{
    if (isOpen())
        m_heartbeat.pingNow(clock());
    else
        Q_EMIT m_events.pinged(this, false);
}

void Connection::addInFlight(qint64 bytes)
{
    m_inFlight += bytes;
    m_end.setInFlight(m_inFlight);
    if (m_inFlight > MaxInFlight) {
        m_end.setPaused(PauseReason::InFlight, true);
        if (m_inFlightPause == TimePoint())
            m_inFlightPause = m_loop.now();
    }
}

void Connection::removeInFlight(qint64 bytes)
{
    m_inFlight -= bytes;
    m_end.setInFlight(m_inFlight);
    // At half of the limit, so that reading is not switched with every message.
    if (m_inFlight <= MaxInFlight / 2) {
        m_end.setPaused(PauseReason::InFlight, false);
        endPause(m_inFlightPause, ConnectionEventKind::InFlightPause);
    }
    if (!isAnswerDue())
        m_end.answersQueued(); // at the end of this turn
}

void Connection::charge(qint64 bytes)
{
    m_work.charge(bytes, m_loop.now());
    updateWorkPause();
}

void Connection::updateWorkPause()
{
    const TimePoint now = m_loop.now();
    const TimePoint solventAt = m_work.solventAt(now);
    const bool isOverdrawn = isOpen() && solventAt > now;
    m_end.setPaused(PauseReason::Work, isOverdrawn);
    if (!isOverdrawn) {
        m_workTimer.cancel();
        endPause(m_workPause.begin, ConnectionEventKind::WorkPause);
        m_workPause = {};
        return;
    }
    if (m_workPause.begin == TimePoint())
        m_workPause.begin = now;
    const TimePoint longAt = m_workPause.begin + LongWorkPause;
    if (!m_workPause.isReported && now >= longAt) {
        m_workPause.isReported = true;
        Q_EMIT m_events.workPaused(this, std::chrono::ceil<Milliseconds>(solventAt - m_workPause.begin));
    }
    m_loop.wheel().arm(m_workTimer, m_workPause.isReported ? solventAt : std::min(solventAt, longAt));
}

Connection::Rate::Rate(Connection &connection, qint64 messagesPerSecond, qint64 bytesPerSecond,
                       RatePolicy ratePolicy)
    : meter(messagesPerSecond, bytesPerSecond, connection.m_loop.now())
    , policy(ratePolicy)
    , messages(messagesPerSecond)
    , bytes(bytesPerSecond)
    , resume(WheelTimer::of<&Connection::resumeRate>(&connection))
{
}

Connection::Lifetime::Lifetime(Connection &connection, Milliseconds most)
    : limit(most)
    , timer(WheelTimer::of<&Connection::endLifetime>(&connection))
{
}

void Connection::limitRate(qint64 messagesPerSecond, qint64 bytesPerSecond, RatePolicy policy)
{
    if (messagesPerSecond <= 0 && bytesPerSecond <= 0)
        return;
    m_rate = std::make_unique<Rate>(*this, messagesPerSecond, bytesPerSecond, policy);
}

bool Connection::passesRate(Opcode opcode, const QByteArray &payload)
{
    const TimePoint now = m_loop.now();
    RateMeter &meter = m_rate->meter;
    if (m_rate->policy == RatePolicy::Pause) { // what was read passes, and then nothing is read
        meter.take(payload.size(), now);
        const TimePoint opensAt = meter.opensAt(now);
        if (opensAt > now) {
            m_end.setPaused(PauseReason::Rate, true);
            m_loop.wheel().arm(m_rate->resume, opensAt);
            noteRateExceeded(std::chrono::ceil<Milliseconds>(opensAt - now));
        }
        return true;
    }
    if (meter.isOpen(now)) {
        meter.take(payload.size(), now);
        return true;
    }
    if (m_rate->policy == RatePolicy::Close) {
        const bool isByMessages = meter.isByMessages();
        m_end.close(CloseReason::of(Cause::TooFast), false,
                    {.detail = isByMessages ? "limits.messages_per_second" : "limits.bytes_per_second",
                     .limit = isByMessages ? m_rate->messages : m_rate->bytes});
        return false;
    }
    const bool isFirst = noteRateExceeded({});
    Q_EMIT m_events.messageDropped(this, opcode, payload,
                                   std::chrono::ceil<Milliseconds>(meter.opensAt(now) - now), isFirst);
    return false;
}

// A peer that sends a little too fast all the time would have an event with each message.
bool Connection::noteRateExceeded(Milliseconds wait)
{
    const TimePoint now = m_loop.now();
    if (m_rate->told != TimePoint() && m_rate->told + RateQuiet > now)
        return false;
    m_rate->told = now;
    const char *setting =
        m_rate->meter.isByMessages() ? "limits.messages_per_second" : "limits.bytes_per_second";
    note(ConnectionEventKind::RateExceeded, QString::fromLatin1(setting), wait.count());
    Q_EMIT m_events.rateExceeded(this, setting, wait);
    return true;
}

void Connection::resumeRate()
{
    const TimePoint now = m_loop.now();
    if (const TimePoint opensAt = m_rate->meter.opensAt(now); opensAt > now)
        m_loop.wheel().arm(m_rate->resume, opensAt);
    else
        m_end.setPaused(PauseReason::Rate, false);
}

void Connection::limitLifetime(Milliseconds lifetime)
{
    if (lifetime.count() <= 0)
        return;
    m_lifetime = std::make_unique<Lifetime>(*this, lifetime);
    const double share = 0.9 + 0.1 * phaseOf(m_info.id);
    m_loop.wheel().arm(m_lifetime->timer,
                       m_loop.now() + Milliseconds(qint64(double(lifetime.count()) * share)));
}

void Connection::endLifetime()
{
    m_end.close(CloseReason::of(Cause::LifetimeOver), false,
                {.detail = "limits.max_lifetime", .limit = m_lifetime->limit.count()});
}

void Connection::setWatcher(ConnectionWatcher *watcher, bool isFollowed, bool showsControl)
{
    m_watcher = watcher;
    m_isFollowed = watcher && isFollowed;
    m_end.reportControl(watcher && showsControl);
}

void Connection::handleControlReceived(Opcode opcode, QByteArrayView payload, std::optional<quint16> code)
{
    m_watcher->controlReceived(*this, opcode, payload, code);
}

void Connection::handleControlQueued(Opcode opcode, QByteArrayView payload, std::optional<quint16> code)
{
    m_watcher->controlQueued(*this, opcode, payload, code);
}

//! A short pause is usual where much is sent.
void Connection::endPause(TimePoint &begin, ConnectionEventKind kind)
{
    if (begin == TimePoint())
        return;
    const Nanoseconds time = m_loop.now() - std::exchange(begin, TimePoint());
    if (time >= LongWorkPause)
        note(kind, {}, time.count());
}

void Connection::note(ConnectionEventKind kind, const QString &text, qint64 number)
{
    m_record.note(m_loop.wallNow(), kind, text, number);
    m_end.setRemembered(m_record.eventBytes());
}

void Connection::setUpgrade(HeadStore &store, const QByteArray &requestHead, const QByteArray &extensions)
{
    m_record.upgrade = store.store(requestHead + '\n' + extensions);
}

ConnectionReport Connection::report() const
{
    const TimePoint now = m_loop.now();
    const auto since = [now](TimePoint begin) {
        return begin == TimePoint() ? std::nullopt
                                    : std::optional(std::chrono::duration_cast<Milliseconds>(now - begin));
    };
    const QByteArray upgrade = m_record.upgrade.text();
    const qsizetype headEnd = std::max<qsizetype>(0, upgrade.lastIndexOf('\n'));
    ConnectionReport report{.id = m_info.id,
                            .isFound = true,
                            .requestHead = upgrade.first(headEnd),
                            .extensions = upgrade.sliced(std::min(headEnd + 1, upgrade.size())),
                            .heartbeat = m_heartbeat.reading(now),
                            .pauses = {since(m_inFlightPause), since(m_workPause.begin)},
                            .activity = activity(),
                            .inFlightBytes = m_inFlight,
                            .events = m_record.events()};
    m_end.describe(report);
    return report;
}

// With a distance between the two, so that a latency about the bound is not an event with every pong.
void Connection::noteLatency(Nanoseconds latency)
{
    const bool isHigh = latency > (m_isLatencyHigh ? HighLatency * 3 / 4 : HighLatency);
    if (std::exchange(m_isLatencyHigh, isHigh) != isHigh)
        note(isHigh ? ConnectionEventKind::LatencyRose : ConnectionEventKind::LatencyFell, {},
             latency.count());
}

void Connection::setActivityListener(ActivityListener *listener)
{
    m_listener = listener;
    m_dirty = false;
}

// What QWebSocket decoded is not used: the hub forwards the bytes as received (QT_FACTS Q15, Q31).
void Connection::take(Opcode opcode)
{
    if (!isOpen())
        return;
    const QByteArray payload = m_end.currentMessage();
    ++m_traffic.messagesIn;
    m_traffic.bytesIn += quint64(payload.size());
    m_lastTraffic = m_loop.wallNow();
    touch();
    if (const qint64 growth = m_end.currentGrowth(); growth > 0)
        charge(growth);
    if (m_rate && !passesRate(opcode, payload))
        return;
    Q_EMIT m_events.messageReceived(this, opcode, payload);
}

void Connection::sendPing(const QByteArray &payload)
{
    m_end.sendPing(payload);
}

void Connection::peerIsSilent()
{
    m_end.drop(CloseReason::of(Cause::NoPong));
}

void Connection::handlePong(QByteArrayView payload)
{
    if (!m_heartbeat.takePong(payload, clock()))
        return;
    m_end.recordRoundTrip(m_heartbeat.latency()->last);
    noteLatency(m_heartbeat.latency()->smoothed);
    touch();
}

void Connection::handlePingSent(quint64 streamEnd)
{
    m_heartbeat.pingSent(clock(), streamEnd);
}

void Connection::handleClosing()
{
    m_state = ConnectionState::Closing;
    m_heartbeat.stop();
    m_workTimer.cancel();
    if (m_rate)
        m_rate->resume.cancel();
    if (m_lifetime)
        m_lifetime->timer.cancel();
    const ConnectionEnd &end = m_end.outcome();
    note(ConnectionEventKind::Closing, end.reason, end.code);
    touch();
    Q_EMIT m_events.closing(this);
}

void Connection::describeEnd(EndEvidence &evidence)
{
    evidence.sincePong = std::chrono::duration_cast<Milliseconds>(m_loop.now() - m_heartbeat.answeredAt());
    evidence.isInRoom = !m_info.room.isEmpty();
}

void Connection::handleBehindChanged(bool isBehind)
{
    if (isBehind)
        note(ConnectionEventKind::FellBehind, {}, m_end.queuedBytes());
    Q_EMIT m_events.behindChanged(this, isBehind);
}

void Connection::handleEnded(const ConnectionEnd &end)
{
    m_state = ConnectionState::Closing;
    m_heartbeat.stop();
    reportClosed(end);
    Q_EMIT m_events.ended(this, end.clean);
}

void Connection::reportClosed(const ConnectionEnd &end)
{
    if (std::exchange(m_hasReportedClosed, true))
        return;
    Q_EMIT m_events.closed(this, end);
    m_listener = nullptr;
}

void Connection::touch()
{
    if (m_listener && !std::exchange(m_dirty, true))
        m_listener->activityChanged(*this);
}

} // namespace signalbox
