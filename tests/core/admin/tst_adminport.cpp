#include "core/admin/adminport.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <sys/resource.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QByteArray End = " HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct Fixture
{
    Fixture()
    {
        counters.provide(2);
        Result<ListeningSocket> socket = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        port = socket->endpoint.port;
        admin =
            std::make_unique<AdminPort>(loop, std::move(*socket),
                                        AdminPort::Sources{counters,
                                                           memory,
                                                           {{QHostAddress(QHostAddress::LocalHost), 8080}},
                                                           1'893'456'000,
                                                           [this] { return readiness; },
                                                           [this](const RefusedRequest &) { ++refused; }});
    }
    ~Fixture()
    {
        if (admin)
            runUntilIdle();
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    RawClient connect() const { return RawClient::connectTo(port); }
    //! Empty: there was no response.
    QByteArray responseTo(const QByteArray &path)
    {
        RawClient client = connect();
        client.send("GET " + path + End);
        return waitUntil([&] { return client.hasEnded(); }) ? client.received() : QByteArray();
    }

    IoLoop &loop = ioLoop();
    CounterSets counters;
    MemoryBudget memory;
    Readiness readiness = Readiness::Ready;
    int refused = 0;
    quint16 port = 0;
    std::unique_ptr<AdminPort> admin;
};

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
    void endsWithPendingRequests()
    {
        onIoThread([](IoLoop &) { // whose loop runs no turn after it
            Fixture fixture;
            RawClient pending = fixture.connect();
            RawClient silent = fixture.connect();
            pending.send("GET /metrics" + End);
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
