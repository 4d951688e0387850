#include "core/control/auditentryof.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const Actor Ops{Actor::Kind::Api, u"ops"_s, u"10.0.0.5"_s};

std::vector<ConnectionId> ids(quint64 count)
{
    std::vector<ConnectionId> ids;
    for (quint64 id = 1; id <= count; ++id)
        ids.emplace_back(id);
    return ids;
}

ActionReport reportOf(const CommandBody &body, const std::vector<Outcome> &outcomes = {})
{
    ActionReport report{.action = ActionId(1), .command = {Ops, body, {}}};
    quint64 id = 0;
    for (const Outcome outcome : outcomes)
        report.outcomes.push_back({ConnectionId(++id), outcome});
    return report;
}

} // namespace

class TestAuditEntryOf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describes_data()
    {
        QTest::addColumn<ActionReport>("report");
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("detail");
        using enum Outcome;
        ActionReport one = reportOf(Kick{ids(1), 4100, u"spam"_s}, {ClosedClean});
        one.subject = ActionSubject{u"Ann"_s, QHostAddress(u"10.0.0.9"_s)};
        QTest::newRow("one kicked") << one << u"kick"_s << u"connection 1 (user Ann, 10.0.0.9)"_s
                                    << u"closed"_s << u"code 4100, reason \"spam\""_s;
        QTest::newRow("one that was gone") << reportOf(Ping{ids(1)}, {AlreadyGone}) << u"ping"_s
                                           << u"connection 1"_s << u"gone"_s << QString();
        QTest::newRow("some") << reportOf(Close{ids(3)}, {ClosedClean, NoAnswer, ClosedClean}) << u"close"_s
                              << u"3 connections: 1, 2, 3"_s << u"closed 2, no answer 1"_s << u"code 1000"_s;
        QTest::newRow("many") << reportOf(Kick{ids(11)}, std::vector(11, AlreadyGone)) << u"kick"_s
                              << u"11 connections: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …"_s << u"gone 11"_s
                              << u"code 4100"_s;
        ActionReport filtered = reportOf(Kick{ids(2)}, {ClosedClean, ClosedClean});
        filtered.command.filter = u"user:bot*"_s;
        QTest::newRow("a filter") << filtered << u"kick"_s << u"filter \"user:bot*\""_s << u"closed 2"_s
                                  << u"code 4100"_s;
        ActionReport nothing = reportOf(Kick());
        nothing.command.filter = u""_s;
        QTest::newRow("a filter that nothing matched")
            << nothing << u"kick"_s << u"filter \"\""_s << u"nothing matched"_s << u"code 4100"_s;
        QTest::newRow("a user") << reportOf(Kick{UserTarget{u"Ann"_s}}, {ClosedClean}) << u"kick"_s
                                << u"user Ann"_s << u"closed"_s << u"code 4100"_s;
        ActionReport sent = reportOf(Send{AllConnections(), MessageType::Text, "secret"});
        sent.delivered = 12;
        QTest::newRow("sent to all") << sent << u"send"_s << u"all connections"_s << u"delivered 12"_s
                                     << u"text, 6 bytes"_s;
        ActionReport published = reportOf(Publish{RoomTarget{u"lobby"_s}, R"("secret")"});
        published.seq = 42;
        QTest::newRow("published") << published << u"publish"_s << u"room lobby"_s << u"delivered 0, seq 42"_s
                                   << u"JSON, 8 bytes"_s;
        published.seq.reset();
        published.failure = u"as many rooms as allowed"_s;
        QTest::newRow("not published") << published << u"publish"_s << u"room lobby"_s
                                       << u"failed: as many rooms as allowed"_s << u"JSON, 8 bytes"_s;
        QTest::newRow("put") << reportOf(PutIntoRoom{ids(1), u"vip"_s}, {Rejected}) << u"put_into_room"_s
                             << u"connection 1"_s << u"rejected"_s << u"room vip"_s;
        QTest::newRow("taken") << reportOf(TakeOutOfRoom{ids(1), u"vip"_s}, {Done}) << u"take_out_of_room"_s
                               << u"connection 1"_s << u"done"_s << u"room vip"_s;
        QTest::newRow("history deleted") << reportOf(DeleteHistory{RoomTarget{u"vip"_s}})
                                         << u"delete_history"_s << u"room vip"_s << u"done"_s << QString();
        const WallTime end(Milliseconds(1900000000000));
        ActionReport revoked = reportOf(Revoke{{}, RevocationKind::User, u"Ann"_s, end});
        revoked.delivered = 2;
        QTest::newRow("tokens of a user revoked")
            << revoked << u"revoke"_s << u"user Ann"_s << u"done, closed 2"_s
            << u"until 2030-03-17T17:46:40.000Z"_s;
        QTest::newRow("one token revoked")
            << reportOf(Revoke{{}, RevocationKind::TokenId, u"a\n\u202e7"_s, end}) << u"revoke"_s
            << u"jti a‹U+000A›‹U+202E›7"_s << u"done"_s << u"until 2030-03-17T17:46:40.000Z"_s;
        ActionReport notRevoked = reportOf(Revoke{{}, RevocationKind::TokenId, u"7"_s, {}});
        notRevoked.failure = u"there are too many"_s;
        QTest::newRow("not revoked") << notRevoked << u"revoke"_s << u"jti 7"_s
                                     << u"failed: there are too many"_s << QString();
    }
    void describes()
    {
        QFETCH(ActionReport, report);
        const WallTime now(Milliseconds(1000));
        const AuditEntry entry = auditEntryOf(report, now);
        QCOMPARE(entry.time, now);
        QCOMPARE(entry.who, u"ops"_s);
        QCOMPARE(entry.from, u"10.0.0.5"_s);
        QTEST(entry.action, "action");
        QTEST(entry.target, "target");
        QTEST(entry.outcome, "outcome");
        QTEST(entry.detail, "detail");
        for (const QString &text : {entry.target, entry.outcome, entry.detail})
            QVERIFY(!text.contains("secret"_L1));
    }
    void saysFromWhere_data()
    {
        QTest::addColumn<Actor>("actor");
        QTest::addColumn<QString>("from");
        QTest::newRow("window") << Actor{Actor::Kind::Window, u"ann"_s, {}} << u"window"_s;
        QTest::newRow("API") << Ops << u"10.0.0.5"_s;
        QTest::newRow("signalboxctl") << Actor{Actor::Kind::Ctl, u"ops"_s, u"::1"_s} << u"::1"_s;
        QTest::newRow("embedder") << Actor{Actor::Kind::Embedder, {}, {}} << u"program"_s;
    }
    void saysFromWhere()
    {
        QFETCH(Actor, actor);
        const AuditEntry entry = auditEntryOf(actor, u"drain"_s, {});
        QCOMPARE(entry.who, actor.name);
        QTEST(entry.from, "from");
        QCOMPARE(entry.action, u"drain"_s);
    }
    void boundsItsTexts()
    {
        const AuditEntry entry = auditEntryOf(reportOf(Kick{ids(1), 4100, QString(1000, u'x')}), {});
        QCOMPARE(entry.detail.size(), AuditEntry::MaxText);
    }
};

QTEST_GUILESS_MAIN(TestAuditEntryOf)
#include "tst_auditentryof.moc"
