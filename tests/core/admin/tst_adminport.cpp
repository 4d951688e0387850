#include "core/admin/adminport.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

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
                                                           {{QHostAddress(QHostAddress::LocalHost), 8080}},
                                                           1'893'456'000,
                                                           [this] { return readiness; }});
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
    Readiness readiness = Readiness::Ready;
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
    void rejectsConnectionsAboveTheLimit()
    {
        Fixture fixture;
        std::vector<RawClient> clients;
        for (int i = 0; i < AdminPort::MaxConnections; ++i)
            clients.push_back(fixture.connect());
        RawClient late = fixture.connect();
        QVERIFY(waitUntil([&] { return late.hasEnded(); }));
        QVERIFY(late.received().startsWith("HTTP/1.1 503 "));
        late.close();
        clients.pop_back(); // one disconnects: the next one is served
        QVERIFY(waitUntil([&] { return fixture.responseTo("/livez").startsWith("HTTP/1.1 200 "); }));
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
