#include "tests/core/admin/adminfixture.h"

#include <QTest>

#include <sys/resource.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QByteArray End = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

using Fixture = AdminFixture;

} // namespace

class TstAdminPort : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesHealth()
    {
        Fixture fixture;
        QVERIFY(fixture.responseTo("/livez").startsWith("HTTP/1.1 200 "));
        QVERIFY(fixture.responseTo("/readyz").startsWith("HTTP/1.1 200 "));
        fixture.readiness = Readiness::Draining;
        QVERIFY(fixture.responseTo("/readyz").startsWith("HTTP/1.1 503 "));
        fixture.readiness = Readiness::NotListening;
        QVERIFY(fixture.responseTo("/readyz").startsWith("HTTP/1.1 503 "));
        QVERIFY(fixture.responseTo("/livez").startsWith("HTTP/1.1 200 "));
    }
    void servesTheStateOfTheBroker()
    {
        BrokerStatus broker;
        Fixture fixture(PlainApi::Refused, QHostAddress(QHostAddress::LocalHost), &broker);
        broker.set({.isUp = false, .reason = QStringLiteral("secret path")});
        const QByteArray ready = fixture.responseTo("/readyz");
        QVERIFY(ready.startsWith("HTTP/1.1 503 ") && ready.contains("broker"));
        QVERIFY(!ready.contains("secret"));
        QVERIFY(fixture.responseTo("/livez").startsWith("HTTP/1.1 200 "));
        QVERIFY(fixture.responseTo("/metrics").contains("\nsignalbox_broker_up 0\n"));
        broker.set({.isUp = true});
        QVERIFY(fixture.responseTo("/readyz").startsWith("HTTP/1.1 200 "));
        QVERIFY(fixture.responseTo("/metrics").contains("\nsignalbox_broker_up 1\n"));
    }
    void servesMetricsOfAllThreads()
    {
        Fixture fixture;
        fixture.counters.of(0).in.add(true, 5);
        fixture.counters.of(1).in.add(true, 6);
        const QByteArray answer = fixture.responseTo("/metrics");
        QVERIFY(answer.contains("\nsignalbox_message_bytes_total{direction=\"in\"} 11\n"));
        QVERIFY(answer.contains("\nsignalbox_connections{listener=\"127.0.0.1:8080\"} 0\n"));
        QVERIFY(answer.contains("\nsignalbox_tls_certificate_expiry_timestamp_seconds 1893456000\n"));
        QVERIFY(answer.contains("\nprocess_open_fds "));
        fixture.counters.of(1).in.add(true, 1); // the next response is not a copy of the last one
        QVERIFY(fixture.responseTo("/metrics").contains("{direction=\"in\"} 12\n"));
    }
    void answersConcurrentRequests()
    {
        Fixture fixture;
        std::vector<RawClient> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(fixture.connect());
            clients.back().send("GET /metrics" + End);
        }
        for (RawClient &client : clients) {
            QVERIFY(waitUntil([&] { return client.hasEnded(); }));
            QVERIFY(client.received().startsWith("HTTP/1.1 200 "));
        }
    }
    void slowClientsKeepNobodyOut_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half a head") << QByteArray("GET /livez HTTP/1.1\r\nHost: local");
        QTest::newRow("a request, and they do not leave") << "GET /livez" + End;
    }
    void slowClientsKeepNobodyOut()
    {
        QFETCH(const QByteArray, sent);
        Fixture fixture;
        std::vector<RawClient> crowd;
        for (int i = 0; i < 3 * AdminPort::MaxConnections; ++i) {
            crowd.push_back(fixture.connect());
            crowd.back().send(sent);
        }
        for (const char *path : {"/livez", "/readyz", "/metrics"})
            QVERIFY(fixture.responseTo(path).startsWith("HTTP/1.1 200 "));
        QVERIFY(crowd.front().hasEnded());
        QVERIFY(sent.contains("\r\n\r\n") || !crowd.back().hasEnded()); // the oldest made room
    }
    void answersWithFewDescriptors()
    {
        Fixture fixture;
        QVERIFY(fixture.responseTo("/metrics").startsWith("HTTP/1.1 200 "));
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        std::vector<RawClient> crowd;
        for (int i = 0; i < 10; ++i)
            crowd.push_back(fixture.connect());
        QVERIFY(waitUntil([] { return !ioLoop().turn(IoLoop::Wait::No); }));
        rlimit few = before;
        const UniqueFd next(::dup(0));
#ifdef __SANITIZE_THREAD__
        constexpr rlim_t Free = 40; // the sanitizer needs some itself; 12 are not enough
#else
        constexpr rlim_t Free = 12;
#endif
        few.rlim_cur = rlim_t(next.get()) + Free;
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const QByteArray answer = fixture.responseTo("/metrics");
        const bool oldestHasLeft = crowd.front().hasEnded();
        ::setrlimit(RLIMIT_NOFILE, &before);
        QVERIFY(answer.startsWith("HTTP/1.1 200 "));
        QVERIFY(oldestHasLeft);
    }
    void refusesWhatItDoesNotHave_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        QTest::newRow("no page") << QByteArray("GET") << QByteArray("/") << 404;
        QTest::newRow("below a page") << QByteArray("GET") << QByteArray("/metrics/") << 404;
        QTest::newRow("another case") << QByteArray("GET") << QByteArray("/Metrics") << 404;
        QTest::newRow("POST") << QByteArray("POST") << QByteArray("/metrics") << 405;
        QTest::newRow("get") << QByteArray("get") << QByteArray("/metrics") << 501;
        QTest::newRow("path before method") << QByteArray("DELETE") << QByteArray("/x") << 404;
        QTest::newRow("no target") << QByteArray("GET") << QByteArray("*") << 400;
        QTest::newRow("bad escape") << QByteArray("GET") << QByteArray("/%zz") << 400;
        QTest::newRow("revocations without a token")
            << QByteArray("POST") << QByteArray("/api/v1/revocations") << 401;
        QTest::newRow("encoded slash") << QByteArray("GET") << QByteArray("/api%2Fv1/server") << 404;
        QTest::newRow("encoded") << QByteArray("GET") << QByteArray("/%6Civez") << 200;
        QTest::newRow("with a query") << QByteArray("GET") << QByteArray("/readyz?verbose") << 200;
        QTest::newRow("a whole URL") << QByteArray("GET") << QByteArray("http://localhost/livez") << 200;
        QTest::newRow("OPTIONS of the server") << QByteArray("OPTIONS") << QByteArray("*") << 204;
        QTest::newRow("OPTIONS of a page") << QByteArray("OPTIONS") << QByteArray("/livez") << 204;
    }
    void refusesWhatItDoesNotHave()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, target);
        QFETCH(const int, status);
        Fixture fixture;
        const QByteArray answer = fixture.responseTo(target, {}, method);
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QCOMPARE(answer.contains("\r\nAllow: GET, HEAD, OPTIONS\r\n"), status == 405 || target == "/livez");
        QVERIFY(status < 400 || answer.contains("application/problem+json"));
        QCOMPARE(fixture.refused.size(), std::size_t(status >= 400 ? 1 : 0));
    }
    void asksForATokenAndServesTheApi()
    {
        Fixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/server"), 401);
        QCOMPARE(fixture.statusOf("/api/v1/server", bearer("nobody's")), 401);
        QVERIFY(fixture.responseTo("/api/v1/server", bearer("viewer")).contains(R"("state":"starting")"));
        QCOMPARE(fixture.statusOf("/api/v1/reload", bearer("operator"), "POST"), 403);
        QCOMPARE(fixture.control.reloads, 0);
        QCOMPARE(fixture.statusOf("/api/v1/reload", bearer("admin"), "POST"), 200);
        QCOMPARE(fixture.control.reloads, 1);
        fixture.admin->setTokens({});
        QCOMPARE(fixture.statusOf("/api/v1/server", bearer("viewer")), 401);
    }
    void connectionsWithAnyTokenMakeRoomForNobody()
    {
        Fixture fixture;
        const QByteArray request =
            "GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\n" + bearer("viewer") + "\r\n";
        RawClient known = fixture.connect();
        known.send(request);
        QVERIFY(waitUntil([&] { return known.received().contains("uptime_ms"); }));
        std::vector<RawClient> crowd;
        for (int i = 0; i < 2 * AdminPort::MaxConnections; ++i)
            crowd.push_back(fixture.connect());
        QVERIFY(waitUntil([&] { return crowd.front().hasEnded(); }));
        known.consume(known.received().size());
        known.send(request);
        QVERIFY(waitUntil([&] { return known.received().contains("uptime_ms"); }));
        // Half of the places at most are theirs: others always get in.
        std::vector<RawClient> others;
        for (int i = 0; i < AdminPort::MaxConnections; ++i) {
            others.push_back(fixture.connect());
            others.back().send(request);
        }
        QVERIFY(waitUntil([&] { return others.back().received().contains("uptime_ms"); }));
        QCOMPARE(fixture.statusOf("/livez"), 200);
    }
    void endsWithPendingRequests()
    {
        onIoThread([](IoLoop &) { // whose loop runs no turn after it
            Fixture fixture;
            RawClient pending = fixture.connect();
            RawClient silent = fixture.connect();
            pending.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawClient answered = fixture.connect();
            answered.send("GET /livez" + End);
            QVERIFY(waitUntil([&] { return answered.hasEnded(); }));
            fixture.admin.reset();
            QVERIFY(pending.hasEnded());
            QVERIFY(silent.hasEnded());
        });
    }
};

SIGNALBOX_IO_TEST_MAIN(TstAdminPort)
#include "tst_adminport.moc"
