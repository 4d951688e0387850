#include "ui/connections/connectionfilter.h"
#include "ui/connections/connectionrow.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class tst_ConnectionFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void rejectsTerms_data();
    void rejectsTerms();
    void latencyUnknown();
    void ipv6();
    void requestedClosing();
    void emptyAcceptsAll();
    void isLive_data();
    void isLive();
};

namespace {

constexpr WallTime Now{Milliseconds(1'760'000'000'000)};

ConnectionRow sample()
{
    ConnectionSnapshot snapshot;
    ConnectionInfo &info = snapshot.info;
    info.id = ConnectionId(57);
    info.peer = {QHostAddress(u"10.0.3.9"_s), 40037};
    info.listener = {QHostAddress(u"192.168.1.1"_s), 8080};
    info.path = u"/room/trading"_s;
    info.room = u"trading"_s;
    info.user = u"Ann Lee"_s;
    info.userAgent = u"Mozilla/5.0 Firefox/115.0"_s;
    info.origin = u"https://chat.example.org"_s;
    info.subprotocol = u"chat.v2"_s;
    info.connectedAt = Now - 10min;
    snapshot.activity.lastTraffic = Now - 30s;
    snapshot.activity.queuedBytes = 65536;
    snapshot.activity.traffic.messagesIn = 7;
    snapshot.activity.traffic.messagesOut = 900;
    snapshot.activity.latency = LatencyReading{90ms, 100ms, 5ms};
    return ConnectionRow(snapshot);
}

} // namespace

void tst_ConnectionFilter::accepts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *text, bool expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
    };
    row("", true);
    row("   ", true);
    row("ann", true);
    row("LEE", true);
    row("bob", false);
    row("firefox", true);
    row("57", true);
    row("10.0.3.9:40037", true);
    row("https://chat", true);
    row("::1", false);
    row("user:ann", true);
    row("USER:ANN", true);
    row("user:trading", false);
    row("user:\"ann lee\"", true);
    row("\"ann lee\"", true);
    row("\"ann  lee\"", false);
    row("room:trad", true);
    row("room:lobby", false);
    row("addr:10.0.", true);
    row("addr:0.3", false);
    row("address:10.0.3.9:4", true);
    row("id:57", true);
    row("id:5", false);
    row("id:570", false);
    row("path:/room/", true);
    row("agent:115", true);
    row("agent:chrome", false);
    row("origin:example.org", true);
    row("protocol:chat", true);
    row("listener:8080", true);
    row("state:open", true);
    row("state:Closing", false);
    row("latency>100ms", false);
    row("latency>=100ms", true);
    row("latency<=100ms", true);
    row("latency<100ms", false);
    row("latency>99ms", true);
    row("latency>0.0999s", true);
    row("latency<100001us", true);
    row("latency>99999µs", true);
    row("queued>64KiB", false);
    row("queued>=64KiB", true);
    row("queued>64kb", true);
    row("queued>65535", true);
    row("queued<1MiB", true);
    row("idle>29s", true);
    row("idle>30s", false);
    row("connected<1h", true);
    row("connected<10min", false);
    row("in>6", true);
    row("in<7", false);
    row("out>=900", true);
    row("ann room:trading latency>50ms", true);
    row("ann room:lobby latency>50ms", false);
    row("ann bob", false);
}

void tst_ConnectionFilter::accepts()
{
    QFETCH(QString, text);
    QFETCH(bool, expected);
    const Result<ConnectionFilter> filter = ConnectionFilter::parse(text);
    QVERIFY2(filter.isOk(), filter ? "" : qPrintable(filter.error().text));
    QCOMPARE(filter->accepts(sample(), Now), expected);
}

void tst_ConnectionFilter::rejectsTerms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *text, const char *named) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(named);
    };
    row("colour:red", "colour");
    row("user:", "user:");
    row("id:five", "id:five");
    row("id:0", "id:0");
    row("id:-1", "id:-1");
    row("state:dead", "state:dead");
    row("latency>", "latency>");
    row("latency>fast", "latency>fast");
    row("latency>100", "latency>100");
    row("latency>1.2.3ms", "latency>1.2.3ms");
    row("latency>64KiB", "latency>64KiB");
    row("queued>5min", "queued>5min");
    row("in>5ms", "in>5ms");
    row("user>5", "user");
    row("ann user:\"lee", "quotation");
    row("ann latency>x bob", "latency>x");
}

void tst_ConnectionFilter::rejectsTerms()
{
    QFETCH(QString, text);
    QFETCH(QString, named);
    const Result<ConnectionFilter> filter = ConnectionFilter::parse(text);
    QVERIFY(!filter);
    QCOMPARE(filter.error().code, Error::Code::Invalid);
    QVERIFY2(filter.error().text.contains(named), qPrintable(filter.error().text));
}

void tst_ConnectionFilter::latencyUnknown()
{
    ConnectionRow row = sample();
    row.activity.latency.reset();
    QVERIFY(!ConnectionFilter::parse(u"latency>0ms"_s)->accepts(row, Now));
    QVERIFY(!ConnectionFilter::parse(u"latency<1h"_s)->accepts(row, Now));
}

void tst_ConnectionFilter::ipv6()
{
    ConnectionSnapshot snapshot;
    snapshot.info.peer = {QHostAddress(u"2001:db8::7"_s), 4000};
    const ConnectionRow row(snapshot);
    QVERIFY(ConnectionFilter::parse(u"addr:2001:db8:"_s)->accepts(row, Now));
    QVERIFY(ConnectionFilter::parse(u"addr:[2001:DB8::7]:4000"_s)->accepts(row, Now));
    QVERIFY(ConnectionFilter::parse(u"db8::7"_s)->accepts(row, Now));
    QVERIFY(!ConnectionFilter::parse(u"addr:db8"_s)->accepts(row, Now));
}

void tst_ConnectionFilter::requestedClosing()
{
    ConnectionRow row = sample();
    row.closeRequested = true;
    QVERIFY(ConnectionFilter::parse(u"state:closing"_s)->accepts(row, Now));
    QVERIFY(!ConnectionFilter::parse(u"state:open"_s)->accepts(row, Now));
}

void tst_ConnectionFilter::emptyAcceptsAll()
{
    QVERIFY(ConnectionFilter().isEmpty());
    QVERIFY(ConnectionFilter().accepts(sample(), Now));
    QVERIFY(*ConnectionFilter::parse(QString()) == ConnectionFilter());
    QVERIFY(!(*ConnectionFilter::parse(u"a"_s) == *ConnectionFilter::parse(u"b"_s)));
}

void tst_ConnectionFilter::isLive_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    QTest::newRow("words") << u"ann room:x addr:10."_s << false;
    QTest::newRow("state") << u"ann state:open"_s << true;
    QTest::newRow("number") << u"queued>1"_s << true;
}

void tst_ConnectionFilter::isLive()
{
    QFETCH(QString, text);
    QFETCH(bool, expected);
    QCOMPARE(ConnectionFilter::parse(text)->isLive(), expected);
}

QTEST_GUILESS_MAIN(tst_ConnectionFilter)
#include "tst_connectionfilter.moc"
