#include "core/model/verdict.h"

#include <QTest>

#include <cerrno>
#include <functional>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

using Change = std::function<void(EndEvidence &)>;

} // namespace

class TestVerdict final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatIsKnown_data()
    {
        QTest::addColumn<VerdictKind>("kind");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, VerdictKind kind, Change change, const char *text) {
            QTest::newRow(name) << kind << change << QString::fromUtf8(text);
        };
        using K = VerdictKind;
        row(
            "unknown", K::Unknown, [](EndEvidence &) {}, "unknown");
        row(
            "network, unsent", K::NetworkSilent,
            [](EndEvidence &e) {
                e.sincePong = 35s;
                e.sinceReceived = 36s;
                e.kernel = KernelQueue{217'000, 0, {}, 0};
            },
            "no pong for 35 s, the last byte came 36 s ago, the kernel had 212 KiB unsent: the network or "
            "the client's machine");
        row(
            "network, both", K::NetworkSilent,
            [](EndEvidence &e) {
                e.sincePong = 1400ms;
                e.sinceReceived = 700s;
                e.kernel = KernelQueue{131'072, 14, {}, 3};
            },
            "no pong for 1.4 s, the last byte came 12 min ago, the kernel had 128 KiB unsent and 14 B "
            "unacknowledged: the network or the client's machine");
        row(
            "program", K::ProgramSilent,
            [](EndEvidence &e) {
                e.sincePong = 950ms;
                e.sinceReceived = 9960ms;
                e.kernel = KernelQueue();
            },
            "no pong for 950 ms, the last byte came 10.0 s ago, but the client's kernel acknowledged "
            "everything: the client's program hangs, or answers no pings");
        row(
            "program that does not read", K::ProgramSilent,
            [](EndEvidence &e) {
                e.sincePong = 35s;
                e.sinceReceived = 36s;
                e.kernel = KernelQueue{65'536, 0, {}, 0};
            },
            "no pong for 35 s, the last byte came 36 s ago, the kernel had 64 KiB unsent, but the client's "
            "kernel acknowledged all that was sent: the client's program hangs, or answers no pings");
        row(
            "came back", K::UserCameBack,
            [](EndEvidence &e) {
                e.sinceReceived = 36s;
                e.userCameBack = 2100ms;
            },
            "the last byte came 36 s ago, and its user connected again 2.1 s after it: the client changed "
            "its network or was restarted");
        const Change slow = [](EndEvidence &e) {
            e.queuedBytes = 1'048'577;
            e.key = "limits.outbox_hard";
            e.isInRoom = true;
            e.reading = ReadingRate{3100, 89'600, 4s};
        };
        row("slow", K::SlowReader, slow,
            "4408: read 3 kB/s while its room said 90 kB/s, over 4.0 s; 1.0 MiB was queued "
            "(limits.outbox_hard)");
        row(
            "slow, no room", K::SlowReader,
            [slow](EndEvidence &e) {
                slow(e);
                e.isInRoom = false;
                e.reading = ReadingRate{0, 1'240'000, 12s};
            },
            "4408: read 0 B/s while 1.2 MB/s came for it, over 12 s; 1.0 MiB was queued "
            "(limits.outbox_hard)");
        row(
            "all at once", K::SlowReader,
            [slow](EndEvidence &e) {
                slow(e);
                e.reading.reset();
            },
            "4408: 1.0 MiB was queued (limits.outbox_hard)");
        row(
            "stall", K::ReaderStopped,
            [](EndEvidence &e) {
                e.limit = 30'000;
                e.key = "limits.write_stall";
                e.queuedBytes = 300 * 1024;
                e.kernel = KernelQueue{131'072, 0, {}, 0};
            },
            "4408: took nothing for 30 s (limits.write_stall) while 300 KiB was queued, the kernel had 128 "
            "KiB unsent: the client does not read");
        row(
            "stalled network", K::NetworkStalled,
            [](EndEvidence &e) {
                e.limit = 7500;
                e.key = "limits.write_stall";
                e.queuedBytes = 2000;
                e.kernel = KernelQueue{0, 3 * 1024, {}, 9};
            },
            "4408: took nothing for 7.5 s (limits.write_stall) while 2 KiB was queued, the kernel had 3 KiB "
            "unacknowledged: the network or the client's machine");
        row(
            "too big", K::MessageTooBig,
            [](EndEvidence &e) {
                e.size = 70'000;
                e.limit = 65'536;
                e.key = "limits.max_message";
            },
            "sent a message of at least 70000 bytes, the limit is 65536 (limits.max_message)");
        row(
            "rule", K::ProtocolBroken,
            [](EndEvidence &e) { e.detail = "frame without mask (RFC 6455 section 5.1)"; },
            "broke a rule of the protocol, frame without mask (RFC 6455 section 5.1): the client's WebSocket "
            "code, or something in between");
        row(
            "text", K::BadText,
            [](EndEvidence &e) { e.detail = "text that is not UTF-8 (RFC 6455 section 8.1)"; },
            "sent text that is not UTF-8 (RFC 6455 section 8.1)");
        row(
            "binary", K::BinaryRefused, [](EndEvidence &e) { e.size = 12; },
            "sent a binary message of 12 bytes, but the envelope is text");
        row(
            "envelopes", K::BadEnvelopes,
            [](EndEvidence &e) {
                e.size = 10;
                e.detail = "bad_json";
            },
            "sent 10 bad envelopes within a minute, the last one was bad_json");
        row(
            "may not publish", K::PublishForbidden, [](EndEvidence &) {},
            "sent a message to a room in which it may not publish");
        row(
            "bad token", K::TokenInvalid, [](EndEvidence &) {}, "sent a token that is not valid");
        row(
            "room not granted", K::RoomNotGranted, [](EndEvidence &) {},
            "its token does not grant the room of its path");
        row(
            "token revoked", K::TokenRevoked, [](EndEvidence &) {}, "its token was revoked");
        row(
            "no token", K::NoToken,
            [](EndEvidence &e) {
                e.limit = 10'000;
                e.key = "limits.auth";
            },
            "sent no token within 10 s (limits.auth)");
        row(
            "lifetime over", K::LifetimeOver,
            [](EndEvidence &e) {
                e.limit = 3'600'000;
                e.key = "limits.max_lifetime";
            },
            "was connected for as long as is allowed, 60 min (limits.max_lifetime)");
        row(
            "token expired", K::TokenExpired, [](EndEvidence &) {},
            "its token expired, and it sent no newer one");
        row(
            "banned", K::Banned, [](EndEvidence &) {}, "was banned");
        row(
            "replaced", K::Replaced, [](EndEvidence &) {},
            "its user connected again, and may not have more connections");
        row(
            "too fast", K::TooFast,
            [](EndEvidence &e) {
                e.limit = 20;
                e.key = "limits.messages_per_second";
            },
            "sent faster than the limit of 20 a second (limits.messages_per_second)");
        row(
            "idle", K::IdleTimeout,
            [](EndEvidence &e) {
                e.sinceTraffic = 60'010ms;
                e.idleEnds = 7;
            },
            "closed 60.0 s after the last traffic, seven times from this address or its proxy: a proxy's "
            "idle timeout; "
            "set heartbeat.interval below 60s");
        row(
            "idle, often", K::IdleTimeout,
            [](EndEvidence &e) {
                e.sinceTraffic = 349'960ms;
                e.idleEnds = 16;
            },
            "closed 350.0 s after the last traffic, 16 times from this address or its proxy: a proxy's idle "
            "timeout; set "
            "heartbeat.interval below 350s");
        row(
            "ended", K::EndedWithoutClose, [](EndEvidence &e) { e.sinceReceived = 3200ms; },
            "the TCP connection ended without a Close frame, 3.2 s after the last byte: the client's program "
            "ended, or something in between closed it");
        row(
            "reset", K::Reset,
            [](EndEvidence &e) {
                e.sinceReceived = 3200ms;
                e.error = ECONNRESET;
            },
            "the TCP connection was reset (ECONNRESET), the last byte came 3.2 s ago: the client's program "
            "ended, or something in between cut the connection");
        row(
            "reset, with bytes on their way", K::Reset,
            [](EndEvidence &e) {
                e.sinceReceived = 3200ms;
                e.error = EPIPE;
                e.queuedBytes = 512;
                e.kernel = KernelQueue{1024, 512, {}, 0};
            },
            "the TCP connection was reset (EPIPE), the last byte came 3.2 s ago, 2 KiB did not get there: "
            "the client's program ended, or something in between cut the connection");
        row(
            "gave up", K::NetworkTimedOut,
            [](EndEvidence &e) {
                e.sinceReceived = 900s;
                e.error = ETIMEDOUT;
                e.kernel = KernelQueue{0, 4096, {}, 15};
            },
            "the kernel gave up (ETIMEDOUT) after 15 retransmissions, the last byte came 15 min ago, the "
            "kernel had 4 KiB unacknowledged: the network or the client's machine");
        row(
            "TLS", K::TlsFailed, [](EndEvidence &e) { e.detail = "bad record mac"; },
            "TLS failed (bad record mac): the client's TLS code, or something in between changed the bytes");
        row(
            "page", K::PageLeft, [](EndEvidence &) {},
            "the client closed with 1001: its page was left or reloaded");
        row(
            "client", K::ClosedByClient,
            [](EndEvidence &e) {
                e.cause = Cause::ClosedByPeer;
                e.code = 4001;
            },
            "the client closed with 4001");
        row(
            "client, no code", K::ClosedByClient,
            [](EndEvidence &e) {
                e.cause = Cause::NoStatus;
                e.code = 1005;
            },
            "the client closed without a code");
        row(
            "kicked by the window", K::Kicked,
            [](EndEvidence &e) {
                e.code = 4100;
                e.actor = Actor{Actor::Kind::Window, {}};
            },
            "kicked with 4100 by the window");
        row(
            "kicked by a token", K::Kicked,
            [](EndEvidence &e) {
                e.code = 1008;
                e.actor = Actor{Actor::Kind::Api, QStringLiteral("night shift")};
            },
            "kicked with 1008 by the admin API (night shift)");
        row(
            "closed by the command line", K::ClosedByOperator,
            [](EndEvidence &e) {
                e.actor = Actor{Actor::Kind::Ctl, QStringLiteral("root")};
            },
            "closed by signalboxctl (root)");
        row(
            "closed by the program", K::ClosedByOperator,
            [](EndEvidence &e) {
                e.actor = Actor{Actor::Kind::Embedder, {}};
            },
            "closed by the program that embeds the server");
        row(
            "closed by nobody", K::ClosedByOperator, [](EndEvidence &) {}, "closed by the server");
        row(
            "stop", K::ServerStopped, [](EndEvidence &) {}, "the server was stopped");
        row(
            "drain", K::ServerDrained, [](EndEvidence &) {},
            "the server closed its connections for a restart (drain)");
        row(
            "memory", K::MemoryFull,
            [](EndEvidence &e) {
                e.heldBytes = 12 * 1024 * 1024;
                e.key = "limits.memory";
            },
            "the server needed memory (limits.memory), and 12.0 MiB was held for this client");
        row(
            "room", K::RoomRefused,
            [](EndEvidence &e) {
                e.limit = 40;
                e.key = "hub.max_members";
            },
            "could not be in the room of its path: hub.max_members (40) was reached");
    }
    void saysWhatIsKnown()
    {
        QFETCH(const VerdictKind, kind);
        QFETCH(const Change, change);
        Verdict verdict{kind, {}};
        change(verdict.evidence);
        QTEST(verdictText(verdict), "text");
        m_seen.insert(int(kind));
    }
    void everyKindWasSeen() { QCOMPARE(m_seen.size(), VerdictKindCount); }

    void intervalIsBelowTheIdleTime_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("interval");
        QTest::newRow("a minute, nearly") << qint64(59'980) << QStringLiteral("60s");
        QTest::newRow("a minute and a bit") << qint64(60'400) << QStringLiteral("60s");
        QTest::newRow("less") << qint64(59'800) << QStringLiteral("59s");
        QTest::newRow("seconds") << qint64(2700) << QStringLiteral("2s");
        QTest::newRow("one") << qint64(1000) << QStringLiteral("1s");
        QTest::newRow("below one") << qint64(600) << QStringLiteral("600ms");
    }
    void intervalIsBelowTheIdleTime()
    {
        QFETCH(const qint64, ms);
        QTEST(intervalBelow(Milliseconds(ms)), "interval");
    }

private:
    QSet<int> m_seen;
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
