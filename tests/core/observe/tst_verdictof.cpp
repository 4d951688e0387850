#include "core/observe/verdictof.h"

#include <QTest>

#include <cerrno>
#include <functional>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

using Change = std::function<void(EndEvidence &)>;

//! Everything that could be known of an end with \a cause.
EndEvidence fullEvidence(Cause cause)
{
    EndEvidence evidence;
    evidence.cause = cause;
    evidence.code = causeInfo(cause).code;
    evidence.sinceReceived = 3s;
    evidence.sinceTraffic = 2s;
    evidence.sincePong = 4s;
    evidence.kernel = KernelQueue{0, 0, 5ms, 0};
    evidence.queuedBytes = 9000;
    evidence.heldBytes = 9500;
    evidence.size = 70'000;
    evidence.actor = Actor();
    return evidence;
}

} // namespace

class TestVerdictOf final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void choosesTheKind_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<Change>("change");
        QTest::addColumn<VerdictKind>("kind");
        const auto row = [](
                             const char *name, Cause cause, VerdictKind kind,
                             Change change = [](EndEvidence &) {}) {
            QTest::newRow(name) << cause << change << kind;
        };
        using K = VerdictKind;
        row("pings not acknowledged", Cause::NoPong, K::NetworkSilent,
            [](EndEvidence &e) { e.kernel->unacknowledged = 10; });
        row("pings acknowledged", Cause::NoPong, K::ProgramSilent);
        row("window closed: unsent, all sent is acknowledged", Cause::NoPong, K::ProgramSilent,
            [](EndEvidence &e) { e.kernel->unsent = 100'000; });
        row("user came back", Cause::NoPong, K::UserCameBack, [](EndEvidence &e) {
            e.kernel->unacknowledged = 10;
            e.userCameBack = 1ms;
        });
        row("user's other connection is older than the last byte", Cause::NoPong, K::ProgramSilent,
            [](EndEvidence &e) { e.userCameBack = -1ms; });
        row("no pong, kernel not asked", Cause::NoPong, K::Unknown, [](EndEvidence &e) { e.kernel.reset(); });
        row("no pong, times unknown", Cause::NoPong, K::Unknown,
            [](EndEvidence &e) { e.sinceReceived.reset(); });
        row("hard limit", Cause::QueueOverflow, K::SlowReader);
        row("soft limit", Cause::QueuedTooLong, K::SlowReader);
        row("slow, queue unknown", Cause::QueueOverflow, K::Unknown,
            [](EndEvidence &e) { e.queuedBytes = 0; });
        row("stall", Cause::WriteStalled, K::ReaderStopped,
            [](EndEvidence &e) { e.kernel->unsent = 100'000; });
        row("stall, not acknowledged", Cause::WriteStalled, K::NetworkStalled,
            [](EndEvidence &e) { e.kernel->unacknowledged = 1; });
        row("stall, kernel not asked", Cause::WriteStalled, K::Unknown,
            [](EndEvidence &e) { e.kernel.reset(); });
        row("too big", Cause::MessageTooBig, K::MessageTooBig);
        row("too big, size unknown", Cause::MessageTooBig, K::Unknown,
            [](EndEvidence &e) { e.size.reset(); });
        row("rule", Cause::ProtocolError, K::ProtocolBroken, [](EndEvidence &e) { e.detail = "a rule"; });
        row("rule unknown", Cause::ProtocolError, K::Unknown);
        row("UTF-8", Cause::BadUtf8, K::BadText, [](EndEvidence &e) { e.detail = "a rule"; });
        row("UTF-8, where unknown", Cause::BadUtf8, K::Unknown);
        row("binary", Cause::UnsupportedType, K::BinaryRefused);
        row("binary, size unknown", Cause::UnsupportedType, K::Unknown,
            [](EndEvidence &e) { e.size.reset(); });
        row("envelopes", Cause::BadEnvelopes, K::BadEnvelopes);
        row("may not publish", Cause::PublishForbidden, K::PublishForbidden);
        row("bad token", Cause::Unauthorised, K::TokenInvalid);
        row("room not granted", Cause::RoomForbidden, K::RoomNotGranted);
        row("token revoked", Cause::TokenRevoked, K::TokenRevoked);
        row("no token", Cause::AuthTimeout, K::NoToken);
        row("lifetime over", Cause::LifetimeOver, K::LifetimeOver);
        row("token expired", Cause::TokenExpired, K::TokenExpired);
        row("banned", Cause::Banned, K::Banned);
        row("replaced", Cause::Replaced, K::Replaced);
        row("too fast", Cause::TooFast, K::TooFast, [](EndEvidence &e) { e.limit = 10; });
        row("too fast, limit unknown", Cause::TooFast, K::Unknown, [](EndEvidence &e) { e.limit = 0; });
        row("lost", Cause::ConnectionLost, K::EndedWithoutClose);
        row("lost, nothing known", Cause::ConnectionLost, K::Unknown,
            [](EndEvidence &e) { e.sinceReceived.reset(); });
        row("idle timeout", Cause::ConnectionLost, K::IdleTimeout, [](EndEvidence &e) {
            e.queuedBytes = 0;
            e.idleEnds = MinIdleEnds;
        });
        row("idle timeout by reset", Cause::ConnectionReset, K::IdleTimeout, [](EndEvidence &e) {
            e.queuedBytes = 0;
            e.idleEnds = MinIdleEnds;
        });
        row("idle, too seldom", Cause::ConnectionLost, K::EndedWithoutClose, [](EndEvidence &e) {
            e.queuedBytes = 0;
            e.idleEnds = MinIdleEnds - 1;
        });
        row("something was queued: not idle", Cause::ConnectionLost, K::EndedWithoutClose,
            [](EndEvidence &e) { e.idleEnds = MinIdleEnds; });
        row("reset", Cause::ConnectionReset, K::Reset, [](EndEvidence &e) { e.error = ECONNRESET; });
        for (const int error : {ETIMEDOUT, EHOSTUNREACH, ENETUNREACH})
            row(qPrintable(QStringLiteral("gave up, %1").arg(error)), Cause::ConnectionReset,
                K::NetworkTimedOut, [error](EndEvidence &e) { e.error = error; });
        row("TLS", Cause::ConnectionReset, K::TlsFailed, [](EndEvidence &e) { e.detail = "bad record mac"; });
        row("page left", Cause::GoingAway, K::PageLeft);
        row("closed by the client", Cause::ClosedByPeer, K::ClosedByClient);
        row("without a code", Cause::NoStatus, K::ClosedByClient);
        row("kick", Cause::Kicked, K::Kicked);
        row("close", Cause::ClosedByServer, K::ClosedByOperator);
        row("stop", Cause::Shutdown, K::ServerStopped);
        row("drain", Cause::Drain, K::ServerDrained);
        row("memory", Cause::Overloaded, K::MemoryFull);
        row("room", Cause::Overloaded, K::RoomRefused, [](EndEvidence &e) { e.detail = "room_full"; });
        row("overloaded, why unknown", Cause::Overloaded, K::Unknown,
            [](EndEvidence &e) { e.heldBytes = 0; });
        row("our fault", Cause::InternalError, K::Unknown);
    }
    void choosesTheKind()
    {
        QFETCH(const Cause, cause);
        QFETCH(const Change, change);
        EndEvidence evidence = fullEvidence(cause);
        change(evidence);
        const Verdict verdict = verdictOf(evidence);
        QTEST(verdict.kind, "kind");
        QVERIFY(verdict.evidence == evidence);
        QCOMPARE(verdictText(verdict) == QStringLiteral("unknown"), verdict.kind == VerdictKind::Unknown);
    }
    //! The text of a kind must not need what verdictOf() does not ask for.
    void causeAloneIsNeverTooLittleForTheText()
    {
        for (int cause = 0; cause < CauseCount; ++cause) {
            EndEvidence evidence;
            evidence.cause = Cause(cause);
            QVERIFY(!verdictText(verdictOf(evidence)).isEmpty());
        }
        QCOMPARE(verdictOf({}).kind, VerdictKind::Unknown);
    }
    void isIdleOnlyWithoutAnythingOnItsWay_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<bool>("isIdle");
        const auto row = [](const char *name, bool isIdle, Change change) {
            QTest::newRow(name) << change << isIdle;
        };
        row("idle", true, [](EndEvidence &) {});
        row("as short as can be", true, [](EndEvidence &e) { e.sinceTraffic = MinIdleTime; });
        row("too short", false, [](EndEvidence &e) { e.sinceTraffic = MinIdleTime - 1ms; });
        row("time unknown", false, [](EndEvidence &e) { e.sinceTraffic.reset(); });
        row("unsent", false, [](EndEvidence &e) { e.kernel->unsent = 1; });
        row("unacknowledged", false, [](EndEvidence &e) { e.kernel->unacknowledged = 1; });
        row("queued", false, [](EndEvidence &e) { e.queuedBytes = 1; });
        row("kernel not asked", false, [](EndEvidence &e) { e.kernel.reset(); });
        row("the peer closed it", false, [](EndEvidence &e) { e.cause = Cause::ClosedByPeer; });
    }
    void isIdleOnlyWithoutAnythingOnItsWay()
    {
        QFETCH(const Change, change);
        EndEvidence evidence = fullEvidence(Cause::ConnectionLost);
        evidence.queuedBytes = 0;
        change(evidence);
        QTEST(isIdleEnd(evidence), "isIdle");
    }
    void namesTheLimit_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<QByteArray>("detail");
        QTest::addColumn<qint64>("limit"); // of the connection
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char *name, Cause cause, const char *key, qint64 expected,
                            const char *detail = "", qint64 limit = 0) {
            QTest::newRow(name) << cause << QByteArray(detail) << limit << QByteArray(key) << expected;
        };
        row("hard", Cause::QueueOverflow, "limits.outbox_hard", 1001);
        row("soft", Cause::QueuedTooLong, "limits.outbox_soft_for", 1002);
        row("stall", Cause::WriteStalled, "limits.write_stall", 1003);
        row("no token", Cause::AuthTimeout, "limits.auth", 1009);
        row("message", Cause::MessageTooBig, "limits.max_message", 1004, "", 1004);
        row("message, own limit of the route", Cause::MessageTooBig, "max_message of its route", 77, "", 77);
        row("memory", Cause::Overloaded, "limits.memory", 1005);
        row("room", Cause::Overloaded, "hub.max_members", 1006, "room_full");
        row("rooms", Cause::Overloaded, "hub.max_rooms", 1007, "rooms_full");
        row("rooms of the address", Cause::Overloaded, "limits.max_rooms_per_address", 1008,
            "address_rooms_full");
        row("connections of the user", Cause::Overloaded, "limits.max_connections_per_user", 1010,
            "user_cap");
        row("none", Cause::GoingAway, "", 0);
    }
    void namesTheLimit()
    {
        QFETCH(const Cause, cause);
        QFETCH(const QByteArray, detail);
        QFETCH(const qint64, limit);
        LimitSettings limits;
        limits.outboxHard = 1001;
        limits.outboxSoftFor = 1002ms;
        limits.writeStall = 1003ms;
        limits.maxMessage = 1004;
        limits.memory = RelativeSize::bytes(1005);
        limits.maxRoomsPerAddress = 1008;
        limits.auth = 1009ms;
        HubSettings hub;
        hub.maxMembers = 1006;
        hub.maxRooms = 1007;
        EndEvidence evidence;
        evidence.cause = cause;
        evidence.detail = detail.constData();
        evidence.limit = limit;
        addLimit(evidence, limits, hub, {.maxConnections = 1010});
        QTEST(QByteArray(evidence.key), "key");
        QTEST(evidence.limit, "expected");
    }
};

QTEST_GUILESS_MAIN(TestVerdictOf)
#include "tst_verdictof.moc"
