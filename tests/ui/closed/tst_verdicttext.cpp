#include "ui/closed/verdicttext.h"

#include "ui/connections/causetext.h"

#include <QSet>
#include <QTest>

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

EndEvidence evidence()
{
    EndEvidence evidence;
    evidence.code = 4100;
    evidence.sinceReceived = 36s;
    evidence.sinceTraffic = 61'040ms;
    evidence.sincePong = 35s;
    evidence.kernel = KernelQueue{.unsent = 212'000, .unacknowledged = 1'500, .retransmissions = 7};
    evidence.reading = ReadingRate{3'000, 90'000, 10s};
    evidence.queuedBytes = 1'048'576;
    evidence.heldBytes = 5'000'000;
    evidence.size = 70'001;
    evidence.limit = 65'536;
    evidence.key = "limits.some_key";
    evidence.detail = "a detail";
    evidence.error = ECONNRESET;
    evidence.isInRoom = true;
    evidence.actor = Actor{Actor::Kind::Api, u"night"_s};
    evidence.idleEnds = 7;
    evidence.userCameBack = 4s;
    return evidence;
}

} // namespace

class TestVerdictText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void sentences_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QStringList>("parts");
        const auto row = [](VerdictKind kind, const QStringList &parts) {
            QTest::newRow(qPrintable(QString::number(int(kind)) + u": "_s + parts.first()))
                << int(kind) << parts;
        };
        row(VerdictKind::Unknown, {u"Unknown"_s});
        row(VerdictKind::NetworkSilent,
            {u"No pong for 35"_s, u"the last byte came 36"_s, u"212 kB unsent and 1.5 kB unacknowledged"_s,
             u"the network or the client's machine"_s});
        row(VerdictKind::ProgramSilent, {u"No pong for 35"_s, u"answers no pings"_s});
        row(VerdictKind::UserCameBack, {u"came 36"_s, u"connected again 4"_s});
        row(VerdictKind::SlowReader, {u"Read 3.0 kB/s while its room said 90.0 kB/s, over 10"_s,
                                      u"1.0 MB was queued (limits.some_key)"_s});
        row(VerdictKind::ReaderStopped, {u"Took nothing for 1 min"_s, u"does not read"_s});
        row(VerdictKind::NetworkStalled,
            {u"Took nothing for 1 min"_s, u"the network or the client's machine"_s});
        row(VerdictKind::MessageTooBig, {u"at least 70,001 bytes"_s, u"65,536 (limits.some_key)"_s});
        row(VerdictKind::ProtocolBroken, {u"a detail"_s});
        row(VerdictKind::BadText, {u"a detail"_s});
        row(VerdictKind::BinaryRefused, {u"70,001 bytes"_s});
        row(VerdictKind::BadEnvelopes, {u"70,001 bad envelopes"_s, u"a detail"_s});
        row(VerdictKind::IdleTimeout,
            {u"Closed 61"_s, u"7 time"_s, u"proxy's idle timeout"_s, u"heartbeat.interval below 61s"_s});
        row(VerdictKind::EndedWithoutClose, {u"36"_s, u"without a Close frame"_s});
        row(VerdictKind::Reset, {u"ECONNRESET"_s, u"36"_s, u"1.3 MB did not get there"_s});
        row(VerdictKind::NetworkTimedOut, {u"7 retransmissions"_s, u"36"_s});
        row(VerdictKind::TlsFailed, {u"a detail"_s});
        row(VerdictKind::PageLeft, {u"1001"_s});
        row(VerdictKind::ClosedByClient, {u"closed with 4100"_s});
        row(VerdictKind::Kicked, {u"Kicked with 4100 by the admin API (night)"_s});
        row(VerdictKind::ClosedByOperator, {u"Closed by the admin API (night)"_s});
        row(VerdictKind::ServerStopped, {u"stopped"_s});
        row(VerdictKind::ServerDrained, {u"drain"_s});
        row(VerdictKind::MemoryFull, {u"limits.some_key"_s, u"5.0 MB"_s});
        row(VerdictKind::RoomRefused, {u"limits.some_key (65,536)"_s});
        row(VerdictKind::PublishForbidden, {u"may not publish"_s});
        row(VerdictKind::TokenInvalid, {u"not valid"_s});
        row(VerdictKind::RoomNotGranted, {u"does not grant the room"_s});
        row(VerdictKind::TokenRevoked, {u"revoked"_s});
        row(VerdictKind::NoToken, {u"no token within 65.5"_s, u"limits.some_key"_s});
        row(VerdictKind::LifetimeOver, {u"allowed, 65.5"_s, u"limits.some_key"_s});
        row(VerdictKind::TokenExpired, {u"expired"_s});
        row(VerdictKind::Banned, {u"banned"_s});
        row(VerdictKind::Replaced, {u"connected again"_s});
        row(VerdictKind::TooFast, {u"65,536 a second (limits.some_key)"_s});
    }
    void sentences()
    {
        QFETCH(const int, kind);
        QFETCH(const QStringList, parts);
        Verdict verdict{VerdictKind(kind), evidence()};
        if (verdict.kind == VerdictKind::ReaderStopped)
            verdict.evidence.limit = 65'000; // milliseconds
        const QString text = VerdictText::of(verdict);
        for (const QString &part : parts) {
            if (part == "Took nothing for 1 min"_L1)
                QVERIFY2(text.contains("Took nothing for 65"_L1), qPrintable(text));
            else
                QVERIFY2(text.contains(part), qPrintable(text));
        }
        QVERIFY2(!text.contains(u'%') && !text.endsWith(u'.'), qPrintable(text));
    }
    void everyKindHasItsOwnSentence()
    {
        QSet<QString> texts;
        for (int kind = 0; kind < VerdictKindCount; ++kind)
            texts.insert(VerdictText::of({VerdictKind(kind), evidence()}));
        QCOMPARE(int(texts.size()), VerdictKindCount);
    }
    void missingEvidenceIsHarmless()
    {
        for (int kind = 0; kind < VerdictKindCount; ++kind)
            QVERIFY(!VerdictText::of({VerdictKind(kind), {}}).isEmpty());
    }
    void variants()
    {
        Verdict verdict{VerdictKind::SlowReader, evidence()};
        verdict.evidence.isInRoom = false;
        QVERIFY(VerdictText::of(verdict).contains("while 90.0 kB/s came for it"_L1));
        verdict.evidence.reading.reset();
        QVERIFY(VerdictText::of(verdict).startsWith("Read too slowly"_L1));
        verdict = {VerdictKind::ClosedByClient, evidence()};
        verdict.evidence.cause = Cause::NoStatus;
        QVERIFY(VerdictText::of(verdict).contains("without a code"_L1));
        verdict = {VerdictKind::Kicked, evidence()};
        verdict.evidence.actor = Actor{Actor::Kind::Window, {}};
        QVERIFY(VerdictText::of(verdict).endsWith("by the window"_L1));
        verdict.evidence.actor.reset();
        QVERIFY(VerdictText::of(verdict).endsWith("by the server"_L1));
        verdict = {VerdictKind::Reset, evidence()};
        verdict.evidence.queuedBytes = 0;
        verdict.evidence.kernel.reset();
        QVERIFY(!VerdictText::of(verdict).contains("did not get there"_L1));
    }
    void everyCauseHasWords()
    {
        QSet<QString> texts;
        for (int cause = 0; cause < CauseCount; ++cause) {
            const QString text = CauseText::of(Cause(cause));
            QVERIFY(!text.isEmpty() && text[0].isUpper());
            texts.insert(text);
        }
        QCOMPARE(int(texts.size()), CauseCount - 1); // the client closed with or without a code
    }
};

QTEST_MAIN(TestVerdictText)
#include "tst_verdicttext.moc"
