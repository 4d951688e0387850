#include "ui/details/detailstext.h"

#include "ui/details/endedconnections.h"

#include <QDateTime>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = ConnectionEventKind;

Q_DECLARE_METATYPE(signalbox::ConnectionEvent)

namespace {

WallTime noon(int day = 7)
{
    return WallTime(Milliseconds(QDateTime(QDate(2026, 3, day), QTime(12, 0)).toMSecsSinceEpoch()));
}

ConnectionSnapshot snapshot()
{
    ConnectionSnapshot snapshot;
    snapshot.info.id = ConnectionId(31);
    snapshot.info.user = u"jürgen"_s;
    snapshot.info.peer = {QHostAddress(u"198.51.100.4"_s), 51322};
    snapshot.info.listener = {QHostAddress(u"127.0.0.1"_s), 8080};
    snapshot.info.room = u"trading"_s;
    snapshot.info.path = u"/room/trading"_s;
    snapshot.info.userAgent = u"Dart 3.6"_s;
    snapshot.info.subprotocol = u"signalbox.v1.json"_s;
    snapshot.info.connectedAt = noon();
    return snapshot;
}

QString valueOf(const Facts &facts, const QString &title)
{
    for (const Fact &fact : facts) {
        if (fact.title == title)
            return fact.value;
    }
    return u"(missing)"_s;
}

} // namespace

class tst_DetailsText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void token_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<qint64>("seconds"); // until it expires; -1: never
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isNotice");
        QTest::newRow("none asked for") << u"ann"_s << qint64(-1) << u"(missing)"_s << false;
        QTest::newRow("none yet") << QString() << qint64(-1) << u"none yet"_s << true;
        QTest::newRow("for long") << u"ann"_s << qint64(7260) << u"expires in 2 h 1 min"_s << false;
        QTest::newRow("a minute") << u"ann"_s << qint64(60) << u"expires in 1 min"_s << false;
        QTest::newRow("less") << u"ann"_s << qint64(59) << u"expires in 59 s"_s << true;
        QTest::newRow("over") << u"ann"_s << qint64(0) << u"has expired"_s << true;
    }
    void token()
    {
        QFETCH(QString, user);
        QFETCH(qint64, seconds);
        QFETCH(QString, text);
        QFETCH(bool, isNotice);
        ConnectionRow row(snapshot());
        row.info.user = user;
        if (seconds >= 0)
            row.info.expires = noon() + std::chrono::seconds(seconds);
        const Facts facts = DetailsText::identity(row, nullptr, noon());
        QCOMPARE(valueOf(facts, u"Token"_s), text);
        QCOMPARE(facts.front().tone == Fact::Tone::Notice, isNotice);
        QCOMPARE(valueOf(facts, u"Name"_s), u"(missing)"_s);
        row.info.displayName = u"Ann\u200BLee"_s;
        QCOMPARE(valueOf(DetailsText::identity(row, nullptr, noon()), u"Name"_s), u"Ann‹U+200B›Lee"_s);
    }
    void identity()
    {
        ConnectionRow row(snapshot());
        Facts facts = DetailsText::identity(row, nullptr, noon());
        QCOMPARE(valueOf(facts, u"Address"_s), u"198.51.100.4:51322"_s);
        QCOMPARE(valueOf(facts, u"Rooms"_s), u"trading"_s);
        QCOMPARE(valueOf(facts, u"Protocol"_s), u"signalbox.v1.json"_s);
        QCOMPARE(valueOf(facts, u"Origin"_s), u"(missing)"_s);
        QCOMPARE(valueOf(facts, u"TLS"_s), u"(missing)"_s);
        QCOMPARE(valueOf(facts, u"Via"_s), u"(missing)"_s);

        ConnectionSnapshot forwarded = snapshot();
        forwarded.info.proxy = std::exchange(forwarded.info.peer, {QHostAddress(u"203.0.113.7"_s), 0});
        facts = DetailsText::identity(ConnectionRow(forwarded), nullptr, noon());
        QCOMPARE(valueOf(facts, u"Address"_s), u"203.0.113.7"_s); // its port is not known
        QCOMPARE(valueOf(facts, u"Via"_s), u"198.51.100.4:51322"_s);
        row.activity.rooms.add(u"trading"_s, RoomEntry::Path);
        row.activity.rooms.add(u"au\u200Bdit"_s, RoomEntry::Request);
        row.activity.rooms.add(u"staff"_s, RoomEntry::Operator);
        ConnectionReport report;
        report.extensions = "permessage-deflate";
        report.tls = TlsReading{u"TLSv1.3"_s, u"TLS_AES_128_GCM_SHA256"_s, u"quay\u202E.example"_s, {}, {}};
        facts = DetailsText::identity(row, &report, noon());
        QCOMPARE(valueOf(facts, u"Rooms"_s), u"trading (path), au‹U+200B›dit (joined), staff (put in)"_s);
        QCOMPARE(valueOf(facts, u"Protocol"_s), u"signalbox.v1.json, permessage-deflate"_s);
        QCOMPARE(valueOf(facts, u"TLS"_s), u"TLSv1.3, TLS_AES_128_GCM_SHA256"_s);
        QCOMPARE(valueOf(facts, u"Server name"_s), u"quay‹U+202E›.example"_s);
        for (int i = 0; i < 60; ++i)
            row.activity.rooms.add(QString::number(i), RoomEntry::Request);
        QVERIFY(valueOf(DetailsText::identity(row, nullptr, noon()), u"Rooms"_s).endsWith(u", +53"_s));
    }
    void traffic()
    {
        Activity activity;
        activity.traffic = {134, 4812, 9800, 612'000};
        Facts facts = DetailsText::traffic(activity, nullptr);
        QCOMPARE(valueOf(facts, u"In"_s), u"134 · 9.8 kB"_s);
        QCOMPARE(valueOf(facts, u"Out"_s), u"4812 · 612 kB"_s);
        QCOMPARE(valueOf(facts, u"Dropped"_s), u"(missing)"_s);
        activity.droppedMessages = 3;
        ConnectionReport report;
        report.pauses.work = 2300ms;
        report.inFlightBytes = 512;
        facts = DetailsText::traffic(activity, &report);
        QVERIFY(valueOf(facts, u"Dropped"_s).startsWith(u'3'));
        QCOMPARE(valueOf(facts, u"In flight"_s), u"512 B"_s);
        QCOMPARE(valueOf(facts, u"Not read"_s), u"for 2.3 s: limits.work"_s);
        QVERIFY(facts.back().tone == Fact::Tone::Notice);
    }
    void network()
    {
        ConnectionReport report;
        report.heartbeat.interval = 25s;
        QCOMPARE(valueOf(DetailsText::network(report), u"Kernel rtt"_s), u"(missing)"_s);
        QCOMPARE(valueOf(DetailsText::network(report), u"Next ping"_s), u"none: heartbeat.interval is 0"_s);
        report.network = NetworkReading{.roundTrip = 288ms, .roundTripVariation = 40ms, .retransmissions = 7};
        report.heartbeat.sincePong = 3s;
        report.heartbeat.untilPing = 22s;
        report.heartbeat.unanswered = 2;
        const Facts facts = DetailsText::network(report);
        QCOMPARE(valueOf(facts, u"Kernel rtt"_s), u"288 ms ± 40 ms"_s);
        QVERIFY(valueOf(facts, u"Retransmits"_s).startsWith(u"7 "_s));
        QCOMPARE(valueOf(facts, u"Unsent"_s), u"0 B"_s);
        QCOMPARE(valueOf(facts, u"Last pong"_s), u"3 s ago"_s);
        QCOMPARE(valueOf(facts, u"Next ping"_s), u"in 22 s"_s);
        QVERIFY(facts.back().tone == Fact::Tone::Notice);
    }
    void events_data()
    {
        QTest::addColumn<ConnectionEvent>("event");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, Kind kind, qint64 number, const QString &text,
                            const QString &expected) {
            QTest::newRow(name) << ConnectionEvent{noon(), kind, 1, number, text} << expected;
        };
        row("joined", Kind::Joined, int(RoomEntry::Request), u"audit"_s, u"joined audit"_s);
        row("put in", Kind::Joined, int(RoomEntry::Operator), u"audit"_s, u"put into audit"_s);
        row("left", Kind::Left, 0, u"\u05d0\u05d1"_s, u"left \u2068\u05d0\u05d1\u2069"_s);
        row("rose", Kind::LatencyRose, 310'000'000, {}, u"latency above 200 ms: 310 ms"_s);
        row("fell", Kind::LatencyFell, 12'000'000, {}, u"latency down to 12 ms"_s);
        row("error", Kind::ErrorAnswered, 0, u"unknown_type: mesage"_s,
            u"bad request: unknown_type: mesage"_s);
        row("behind", Kind::FellBehind, 300'000, {}, u"reads too slowly: 300 kB queued"_s);
        row("in flight", Kind::InFlightPause, 1'500'000'000, {}, u"not read for 1.5 s: requests in flight"_s);
        row("work", Kind::WorkPause, 2'000'000'000, {}, u"not read for 2.0 s: limits.work"_s);
        row("closing", Kind::Closing, 4408, u"slow consumer"_s, u"closing, 4408: slow consumer"_s);
        row("closing without reason", Kind::Closing, 1001, {}, u"closing, 1001"_s);
    }
    void events()
    {
        QFETCH(ConnectionEvent, event);
        QFETCH(QString, expected);
        const ConnectionInfo info = snapshot().info;
        Facts facts = DetailsText::events(info, {event}, noon() + 1h);
        QCOMPARE(facts.size(), std::size_t(2));
        QCOMPARE(facts[0].value, u"connected, joined trading"_s);
        QCOMPARE(facts[1].value, expected);
        QCOMPARE(facts[1].title, u"12:00:00"_s);
        event.count = 214;
        QCOMPARE(DetailsText::events(info, {event}, noon())[1].value, expected + u" (214 times)"_s);
        QVERIFY(DetailsText::events(info, {event}, noon(8))[1].title.size() > 8); // with the date
    }
    void request()
    {
        const Facts facts =
            DetailsText::request("GET /ws?token=*** HTTP/1.1\nHost: a\nX-B: c: d\nX-C: \n… and 3 more");
        QCOMPARE(facts.size(), std::size_t(5));
        QCOMPARE(facts[0], (Fact{u"Request"_s, u"GET /ws?token=*** HTTP/1.1"_s}));
        QCOMPARE(facts[2], (Fact{u"X-B"_s, u"c: d"_s}));
        QCOMPARE(facts[4], (Fact{QString(), u"… and 3 more"_s}));
        QVERIFY(DetailsText::request({}).empty());
        const Facts longName = DetailsText::request("GET / HTTP/1.1\n" + QByteArray(150, 'n') + ": value");
        QCOMPARE(longName[1].title, QString(26, u'n') + u'…');
        QCOMPARE(longName[1].value, u"value"_s);
    }
    void summary()
    {
        std::vector<ConnectionRow> rows;
        for (int i = 0; i < 3; ++i) {
            ConnectionSnapshot one = snapshot();
            one.info.user = i == 0 ? u"ann"_s : u"bob"_s;
            one.info.connectedAt = noon() - std::chrono::minutes(i);
            one.activity.traffic = {quint64(i + 1), 10, 100, 1000};
            one.activity.latency = LatencyReading{.smoothed = (i + 1) * 10ms};
            one.activity.rooms.add(u"only %1"_s.arg(i), RoomEntry::Path);
            one.activity.rooms.add(u"quay"_s, RoomEntry::Request);
            one.activity.rooms.add(u"mole"_s, RoomEntry::Request);
            rows.emplace_back(one);
        }
        const Facts facts = DetailsText::summary({&rows[0], &rows[1], &rows[2]}, noon());
        QCOMPARE(valueOf(facts, u"Users"_s), u"2"_s);
        QCOMPARE(valueOf(facts, u"Addresses"_s), u"1"_s);
        QCOMPARE(valueOf(facts, u"Rooms in common"_s), u"quay, mole"_s);
        QCOMPARE(valueOf(facts, u"Oldest"_s), u"open for 2 min"_s);
        QCOMPARE(valueOf(facts, u"Latency"_s), u"median 20 ms, highest 30 ms"_s);
        QCOMPARE(valueOf(facts, u"In"_s), u"6 · 300 B"_s);
        QVERIFY(DetailsText::summary({}, noon()).empty());
    }
    void ended()
    {
        EndedConnection ended;
        ended.closedAt = noon();
        ended.end.code = 1006;
        QCOMPARE(DetailsText::closed(ended, noon() + 1min), u"closed 1006 at 12:00:00"_s);
        QCOMPARE(DetailsText::why(ended), QString());
        ended.end.reason = u"by\u202Ee"_s;
        QCOMPARE(DetailsText::why(ended), u"by‹U+202E›e"_s);
        ended.verdict.kind = VerdictKind::PageLeft;
        QVERIFY(!DetailsText::why(ended).isEmpty());
        QVERIFY(DetailsText::why(ended) != u"by‹U+202E›e"_s);
    }
};

QTEST_MAIN(tst_DetailsText)
#include "tst_detailstext.moc"
