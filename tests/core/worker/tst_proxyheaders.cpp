#include "core/worker/proxyheaders.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <vector>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

const Endpoint Proxy{QHostAddress(u"10.0.0.1"_s), 50000};
const Endpoint Client{QHostAddress(u"203.0.113.7"_s), 4660};
const Endpoint Listener{QHostAddress(QHostAddress::LocalHost), 8080};
const QByteArray Header = "PROXY TCP4 203.0.113.7 192.0.2.1 4660 443\r\n";

struct Fixture
{
    struct Read
    {
        std::shared_ptr<AcceptedSocket> client;
        std::optional<Endpoint> source;
    };
    struct Refused
    {
        int status = 0;
        QByteArray reason;
    };

    explicit Fixture(qint64 perAddress = 10)
        : ledger(LimitSettings{.maxConnectionsPerAddress = perAddress})
        , headers(std::make_unique<ProxyHeaders>(
              loop,
              [this](const std::shared_ptr<AcceptedSocket> &client, const std::optional<Endpoint> &source) {
                  read.push_back({client, source});
              },
              [this](AcceptedSocket &client, const Refusal &refusal) {
                  refused.push_back({refusal.response.status, refusal.reason});
                  client.takeRefused();
              }))
    {
    }
    ~Fixture() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    //! A connection of the proxy, of which the other end is returned.
    RawClient connect(bool isRequired = true, Milliseconds timeout = 1h)
    {
        TcpPair pair;
        const UnfinishedHeads::Ticket ticket = heads.add(Proxy.address, 0, loop.now(), 0).ticket;
        AcceptedClient client{std::move(pair.ours), Proxy, Listener};
        client.isExempt = true;
        ledger.admit(client.countedAddress(), loop.now());
        headers->read(std::make_shared<AcceptedSocket>(std::move(client), ticket, ledger, heads, load),
                      isRequired, timeout);
        return std::move(pair.theirs);
    }
    //! What is left to read for whoever takes the client.
    static QByteArray unread(const AcceptedSocket &client)
    {
        char buffer[4096];
        const ssize_t got = ::recv(client.client().socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        return {buffer, std::max<ssize_t>(got, 0)};
    }

    IoLoop &loop = ioLoop();
    AdmissionLedger ledger;
    UnfinishedHeads heads;
    Load load;
    std::vector<Read> read;
    std::vector<Refused> refused;
    std::unique_ptr<ProxyHeaders> headers;
};

} // namespace

class TstProxyHeaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesOnlyTheHeader()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(Header + "GET / HTTP/1.1\r\n");
        QVERIFY(waitUntil([&] { return fixture.read.size() == 1; }));
        QCOMPARE(fixture.read[0].source, std::optional(Client));
        QCOMPARE(Fixture::unread(*fixture.read[0].client), QByteArray("GET / HTTP/1.1\r\n"));
        QCOMPARE(fixture.headers->size(), 0u);
        QVERIFY(fixture.refused.empty());
    }
    void byteByByte()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        for (const char byte : Header) {
            QVERIFY(fixture.read.empty());
            client.send(QByteArray(1, byte));
            runUntilIdle();
        }
        QVERIFY(waitUntil([&] { return fixture.read.size() == 1; }));
        QCOMPARE(fixture.read[0].source, std::optional(Client));
        QCOMPARE(Fixture::unread(*fixture.read[0].client), QByteArray());
    }
    void ownConnection()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send("PROXY UNKNOWN\r\nGET ");
        QVERIFY(waitUntil([&] { return fixture.read.size() == 1; }));
        QCOMPARE(fixture.read[0].source, std::optional<Endpoint>());
        QCOMPARE(Fixture::unread(*fixture.read[0].client), QByteArray("GET "));
    }
    void withoutAHeader_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\n");
        QTest::newRow("begins as a header") << QByteArray("PROPFIND / HTTP/1.1\r\n");
        QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x00\x10", 5);
    }
    void withoutAHeader()
    {
        QFETCH(QByteArray, bytes);
        Fixture fixture;
        RawClient lenient = fixture.connect(false);
        for (const char byte : bytes) {
            lenient.send(QByteArray(1, byte));
            runUntilIdle();
        }
        QVERIFY(waitUntil([&] { return fixture.read.size() == 1; }));
        QCOMPARE(fixture.read[0].source, std::optional<Endpoint>());
        QByteArray unread;
        QVERIFY(waitUntil([&] {
            unread += Fixture::unread(*fixture.read[0].client);
            return unread.size() >= bytes.size();
        }));
        QCOMPARE(unread, bytes); // nothing is missing
        RawClient strict = fixture.connect(true);
        strict.send(bytes);
        QVERIFY(waitUntil([&] { return fixture.refused.size() == 1; }));
        QCOMPARE(fixture.refused[0].status, 400);
        QCOMPARE(fixture.refused[0].reason, QByteArray("proxy_header"));
    }
    void badHeaderIsRefused()
    {
        Fixture fixture;
        RawClient client = fixture.connect(false);
        client.send("PROXY TCP4 nonsense\r\n");
        QVERIFY(waitUntil([&] { return fixture.refused.size() == 1; }));
        QCOMPARE(fixture.refused[0].status, 400);
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(fixture.read.empty());
    }
    void halfAHeader()
    {
        Fixture fixture;
        RawClient silent = fixture.connect(true, 30ms);
        RawClient half = fixture.connect(true, 30ms);
        half.send(Header.first(20));
        QVERIFY(waitUntil([&] { return fixture.refused.size() == 2; }));
        for (const Fixture::Refused &refused : fixture.refused) {
            QCOMPARE(refused.status, 408);
            QCOMPARE(refused.reason, QByteArray("timeout"));
        }
        QCOMPARE(fixture.ledger.peers(), 0);
        QCOMPARE(fixture.heads.size(), 0);
        QCOMPARE(fixture.load.peers(), 0);
    }
    void leaves()
    {
        Fixture fixture;
        RawClient silent = fixture.connect();
        silent.finish();
        RawClient half = fixture.connect();
        half.send(Header.first(20));
        half.finish();
        RawClient broken = fixture.connect();
        broken.reset();
        QVERIFY(waitUntil([&] { return fixture.refused.size() == 3; }));
        for (const Fixture::Refused &refused : fixture.refused) {
            QCOMPARE(refused.status, 0);
            QCOMPARE(refused.reason, QByteArray("left"));
        }
        RawClient whole = fixture.connect();
        whole.send(Header);
        whole.finish();
        QVERIFY(waitUntil([&] { return fixture.read.size() == 1; })); // the taker sees the FIN
    }
    void isEvictedByItsTicket()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(!fixture.headers->refuse(99, notAdmitted(503, "unfinished_head")));
        QVERIFY(fixture.headers->refuse(1, notAdmitted(503, "unfinished_head")));
        QVERIFY(!fixture.headers->refuse(1, notAdmitted(503, "unfinished_head")));
        QCOMPARE(fixture.refused.size(), 1u);
        QCOMPARE(fixture.refused[0].status, 503);
        client.send(Header);
        runUntilIdle();
        QVERIFY(fixture.read.empty());
    }
    void refusesAll()
    {
        Fixture fixture;
        const RawClient one = fixture.connect();
        const RawClient other = fixture.connect();
        QCOMPARE(fixture.headers->size(), 2u);
        fixture.headers->refuseAll(Refusal::unanswered("draining"));
        QCOMPARE(fixture.headers->size(), 0u);
        QCOMPARE(fixture.refused.size(), 2u);
        QCOMPARE(fixture.refused[1].status, 0);
        QCOMPARE(fixture.refused[1].reason, QByteArray("draining"));
    }
    void destroyedWithClients()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        fixture.headers.reset();
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(fixture.refused.empty());
        QCOMPARE(fixture.ledger.peers(), 0); // its places are free again
        QCOMPARE(fixture.heads.size(), 0);
        QCOMPARE(fixture.load.peers(), 0);
    }
    void countsTheSource()
    {
        Fixture fixture(1);
        std::vector<RawClient> clients;
        for (int i = 0; i < 2; ++i) {
            clients.push_back(fixture.connect());
            clients.back().send(Header);
        }
        QVERIFY(waitUntil([&] { return fixture.read.size() == 2; }));
        AcceptedSocket &first = *fixture.read[0].client;
        AcceptedSocket &second = *fixture.read[1].client;
        QCOMPARE(first.setSource(Client, false, fixture.loop.now()), Admission::Admitted);
        QCOMPARE(first.client().peer, Client);
        QCOMPARE(first.client().proxy, std::optional(Proxy));
        QVERIFY(!first.client().isExempt);
        QCOMPARE(second.setSource(Client, false, fixture.loop.now()), Admission::AddressFull);
        QCOMPARE(fixture.ledger.peers(), 2);
        QVERIFY(second.takeRefused().socket);
        QCOMPARE(fixture.ledger.peers(), 1);
        fixture.read.clear();
        QCOMPARE(fixture.ledger.peers(), 0);
        QCOMPARE(fixture.heads.size(), 0);
        QCOMPARE(fixture.load.peers(), 0);
        QCOMPARE(fixture.ledger.admit(Client.address, fixture.loop.now()), Admission::Admitted);
    }
};

SIGNALBOX_IO_TEST_MAIN(TstProxyHeaders)
#include "tst_proxyheaders.moc"
