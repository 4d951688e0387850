#include "core/observe/refusallog.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const TimePoint Start = TimePoint() + 1000s;

RefusedRequest refused(const char *reason, int status, const QString &value = {})
{
    RefusedRequest request;
    request.peer = {QHostAddress(u"203.0.113.9"_s), 4711};
    request.listener = {QHostAddress(QHostAddress::LocalHost), 8080};
    request.status = status;
    request.reason = reason;
    request.origin = request.host = request.path = value;
    return request;
}

RefusedRequest refusedFrom(quint32 address)
{
    RefusedRequest request = refused("address_full", 429);
    request.peer.address = QHostAddress(address);
    return request;
}

QString originOf(int number)
{
    return u"https://%1.example"_s.arg(number);
}

struct Fixture
{
    void note(const RefusedRequest &request, TimePoint now = Start) { due = log.note(request, now); }
    void noteOrigins(int count, TimePoint now = Start)
    {
        for (int i = 0; i < count; ++i)
            note(refused("origin", 403, originOf(i)), now);
    }
    void summarise(TimePoint now) { due = log.writeSummaries(now); }
    QStringList takeLines() { return std::exchange(lines, {}); }

    QStringList lines;
    std::optional<TimePoint> due;
    RefusalLog log{[this](const QString &line) { lines += line; }};
};

} // namespace

class TestRefusalLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatAndWhy_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("line");
        const QString from = u" from 203.0.113.9 at 127.0.0.1:8080"_s;
        const auto row = [&](const char *reason, int status, const QString &what, const QString &hint) {
            QTest::newRow(reason) << QByteArray(reason) << status
                                  << u"refused with %1 (%2):%3"_s.arg(status).arg(QString::fromLatin1(reason),
                                                                                  what) +
                                         from + (hint.isEmpty() ? hint : u"; to allow it: "_s + hint);
        };
        row("origin", 403, u" “value”"_s, u"policy.origins"_s);
        row("host", 421, u" “value”"_s, u"policy.hosts"_s);
        row("path", 404, u" “value”"_s, u"[[route]]"_s);
        row("method", 405, u" “value”"_s, {});
        row("no_origin", 403, u" “value”"_s, u"policy.allow_missing_origin"_s);
        row("address_full", 429, {}, u"limits.max_connections_per_address"_s);
        row("user_cap", 429, {}, u"limits.max_connections_per_user"_s);
        row("server_full", 503, {}, u"limits.max_connections"_s);
        row("unfinished_head", 503, {}, u"limits.unfinished_heads"_s);
        row("timeout", 408, {}, u"limits.handshake"_s);
        row("a reason of tomorrow", 400, {}, {});
    }
    void tellsWhatAndWhy()
    {
        QFETCH(const QByteArray, reason);
        QFETCH(const int, status);
        Fixture fixture;
        fixture.note(refused(reason.constData(), status, u"value"_s));
        QCOMPARE(fixture.lines.size(), 1);
        QTEST(fixture.lines[0], "line");
        QVERIFY(!fixture.due);
    }
    void tellsWithoutAnAnswer()
    {
        Fixture fixture;
        fixture.note(refused("tls_handshake", 0));
        QCOMPARE(fixture.lines[0], u"refused (tls_handshake): from 203.0.113.9 at 127.0.0.1:8080"_s);
        RefusedRequest request = refused("client_certificate", 0);
        request.detail = "certificate has expired";
        fixture.note(request);
        QCOMPARE(fixture.lines[1],
                 u"refused (client_certificate): from 203.0.113.9 at 127.0.0.1:8080: certificate has "
                 "expired; to allow it: tls.client_auth"_s);
    }
    void logsAValueOnceAWindow()
    {
        Fixture fixture;
        fixture.note(refused("origin", 403, u"https://a.example"_s));
        QVERIFY(!fixture.due);
        for (int i = 0; i < 500; ++i)
            fixture.note(refused("origin", 403, u"https://a.example"_s), Start + 1s);
        QCOMPARE(fixture.takeLines().size(), 1);
        QCOMPARE(fixture.due, std::optional(Start + RefusalLog::Window));
        fixture.summarise(*fixture.due - 1ns);
        QVERIFY(fixture.takeLines().isEmpty());
        fixture.summarise(*fixture.due);
        QCOMPARE(fixture.takeLines(),
                 QStringList{u"refused (origin): 500 repeated; to allow it: policy.origins"_s});
        QVERIFY(!fixture.due);
        fixture.note(refused("origin", 403, u"https://a.example"_s), Start + 70s); // another window
        QCOMPARE(fixture.takeLines().size(), 1);
    }
    void logsTwentyValuesAndCountsTheOthers_data()
    {
        QTest::addColumn<int>("values");
        QTest::addColumn<QString>("summary");
        QTest::newRow("as many as fit") << 20 << QString();
        QTest::newRow("one more") << 21 << u"and 1 other"_s;
        QTest::newRow("many") << 5000 << u"and 4980 others"_s;
    }
    void logsTwentyValuesAndCountsTheOthers()
    {
        QFETCH(const int, values);
        QFETCH(const QString, summary);
        Fixture fixture;
        fixture.noteOrigins(values);
        const QStringList lines = fixture.takeLines();
        QCOMPARE(lines.size(), 20);
        for (int i = 0; i < 20; ++i)
            QVERIFY(lines[i].contains(u'“' + originOf(i) + u'”'));
        QCOMPARE(fixture.due.has_value(), !summary.isEmpty());
        if (summary.isEmpty())
            return;
        QCOMPARE(fixture.due, std::optional(Start + RefusalLog::SummaryDelay));
        fixture.summarise(*fixture.due);
        QCOMPARE(fixture.takeLines(),
                 QStringList{u"refused (origin): "_s + summary + u"; to allow it: policy.origins"_s});
        QVERIFY(!fixture.due);
    }
    void summarisesTwiceAWindowAtMost()
    {
        Fixture fixture;
        fixture.noteOrigins(30);
        fixture.summarise(Start + 1s);
        fixture.takeLines();
        for (auto now = Start + 1s; now < Start + RefusalLog::Window; now += 100ms) {
            fixture.note(refused("origin", 403, u"https://other.example"_s), now);
            fixture.summarise(now);
        }
        QCOMPARE(fixture.takeLines(), QStringList());
        QCOMPARE(fixture.due, std::optional(Start + RefusalLog::Window));
        fixture.note(refused("origin", 403, u"https://other.example"_s), *fixture.due); // nobody has called
        const QStringList lines = fixture.takeLines();
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].contains(u"and 590 others"_s));
        QVERIFY(lines[1].contains(u"“https://other.example”"_s));
    }
    void countsTheOthersFromTheFirstOne()
    {
        Fixture fixture;
        fixture.noteOrigins(20);
        fixture.note(refused("origin", 403, u"https://late.example"_s), Start + 30s);
        QCOMPARE(fixture.due, std::optional(Start + 30s + RefusalLog::SummaryDelay));
    }
    void eachReasonHasItsOwnBounds()
    {
        Fixture fixture;
        fixture.noteOrigins(100);
        for (quint32 i = 0; i < 100; ++i)
            fixture.note(refusedFrom(0x0A000000u + i), Start + 10ms);
        fixture.note(refused("path", 404, u"/nowhere"_s));
        QCOMPARE(fixture.takeLines().size(), 41);
        fixture.summarise(Start + 2s);
        QCOMPARE(fixture.takeLines().size(), 2);
    }
    void cutsLongValues()
    {
        Fixture fixture;
        const QString longest(RefusalLog::MaxValueLength, u'x');
        fixture.note(refused("origin", 403, longest));
        fixture.note(refused("origin", 403, longest + u'y'));
        fixture.note(refused("origin", 403, longest + longest)); // the same as far as it is shown
        const QStringList lines = fixture.takeLines();
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].contains(u'“' + longest + u'”'));
        QVERIFY(lines[1].contains(u'“' + longest.chopped(1) + u"…”"_s));
    }
    void writesAllAtTheEnd()
    {
        Fixture fixture;
        fixture.noteOrigins(25);
        fixture.noteOrigins(5);
        fixture.takeLines();
        fixture.log.writeAll();
        QCOMPARE(fixture.takeLines(),
                 QStringList{u"refused (origin): and 5 others, 5 repeated; to allow it: policy.origins"_s});
        fixture.log.writeAll();
        QVERIFY(fixture.lines.isEmpty());
    }
    void manyThreads()
    {
        std::mutex mutex;
        int lines = 0;
        RefusalLog log([&](const QString &) {
            const std::lock_guard lock(mutex);
            ++lines;
        });
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&log, thread] {
                for (int i = 0; i < 1000; ++i)
                    log.note(refused("origin", 403, originOf(thread * 1000 + i)), Start);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(lines, 20);
    }
};

QTEST_GUILESS_MAIN(TestRefusalLog)
#include "tst_refusallog.moc"
