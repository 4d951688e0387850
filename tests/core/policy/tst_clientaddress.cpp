#include "core/policy/clientaddress.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const Endpoint Nginx{QHostAddress(u"10.0.0.1"_s), 50000};
const Endpoint Stranger{QHostAddress(u"203.0.113.7"_s), 50001};

enum class Count : quint8 { Counts, Exempt };

} // namespace

class TstClientAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chains_data();
    void chains();
    void behindAProxyHeader();
    void boundsTheChain();
    void trustsNobodyByDefault();
    void ignoresBadNetworks();
};

void TstClientAddress::chains_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArrayList>("fields"); // NAME: VALUE
    QTest::addColumn<QString>("client");
    QTest::addColumn<Count>("count");
    const auto row = [](const char *name, const char *peer, const QByteArrayList &fields, const char *client,
                        Count count = Count::Counts) {
        QTest::newRow(name) << QString::fromLatin1(peer) << fields << QString::fromLatin1(client) << count;
    };
    const auto forwardedFor = [](const QByteArray &value) {
        return QByteArrayList{"X-Forwarded-For: " + value};
    };
    const auto forwarded = [](const QByteArray &value) { return QByteArrayList{"Forwarded: " + value}; };
    const char *const Near = "10.0.0.1:50000";         // trusted: 10.0.0.0/8, 192.0.2.8/29, 2001:db8:1::/48
    const char *const Far = "203.0.113.7:50001";       // not trusted
    const char *const Near6 = "[2001:db8:1::2]:50000"; // trusted

    // An untrusted peer can say what it likes.
    row("direct", Far, {}, Far);
    row("direct, claims an address", Far, forwardedFor("198.51.100.1"), Far);
    row("direct, claims a trusted one", Far, forwardedFor("10.0.0.9"), Far);
    row("direct, claims loopback", Far, forwardedFor("127.0.0.1"), Far);
    row("direct, claims by Forwarded", Far, forwarded("for=198.51.100.1"), Far);
    row("direct, IPv6", "[2001:db8:2::1]:9", forwardedFor("198.51.100.1"), "[2001:db8:2::1]:9");
    row("loopback is not trusted by itself", "127.0.0.1:9", forwardedFor("198.51.100.1"), "127.0.0.1:9");
    row("beside the network", "11.0.0.0:9", forwardedFor("198.51.100.1"), "11.0.0.0:9");
    row("before the network", "9.255.255.255:9", forwardedFor("198.51.100.1"), "9.255.255.255:9");
    row("beside the small network", "192.0.2.16:9", forwardedFor("198.51.100.1"), "192.0.2.16:9");

    // One proxy.
    row("says nothing", Near, {}, Near, Count::Exempt);
    row("says nothing, empty field", Near, forwardedFor(""), Near, Count::Exempt);
    row("says nothing, only commas", Near, forwardedFor(" , ,"), Near, Count::Exempt);
    row("names its client", Near, forwardedFor("203.0.113.7"), "203.0.113.7:0");
    row("names it with port", Near, forwardedFor("203.0.113.7:4660"), "203.0.113.7:4660");
    row("names an IPv6 client", Near, forwardedFor("2001:db8:2::1"), "[2001:db8:2::1]:0");
    row("names an IPv6 client with port", Near, forwardedFor("[2001:db8:2::1]:4660"), "[2001:db8:2::1]:4660");
    row("names a mapped client", Near, forwardedFor("::ffff:203.0.113.7"), "203.0.113.7:0");
    row("names a local client", Near, forwardedFor("127.0.0.1"), "127.0.0.1:0");
    row("last of its network", "10.255.255.255:9", forwardedFor("203.0.113.7"), "203.0.113.7:0");
    row("last of the small network", "192.0.2.15:9", forwardedFor("203.0.113.7"), "203.0.113.7:0");
    row("by IPv6", Near6, forwardedFor("203.0.113.7"), "203.0.113.7:0");
    row("by Forwarded", Near, forwarded("for=203.0.113.7"), "203.0.113.7:0");
    row("by Forwarded, IPv6 and port", Near, forwarded("for=\"[2001:db8:2::1]:4660\""),
        "[2001:db8:2::1]:4660");
    row("another field", Near, {"X-Real-IP: 203.0.113.7"}, Near, Count::Exempt);

    // What the client sent stands left of what the proxy has added.
    row("spoofed", Near, forwardedFor("198.51.100.1, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed loopback", Near, forwardedFor("127.0.0.1, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed proxy", Near, forwardedFor("10.0.0.9, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed chain", Near, forwardedFor("198.51.100.1, 10.0.0.9, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed in a field before", Near, {"X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7"},
        "203.0.113.7:0");
    row("spoofed garbage", Near, forwardedFor("\"<script>, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed empty entries", Near, forwardedFor(",,,, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed with itself", Near, forwardedFor("203.0.113.7, 203.0.113.7"), "203.0.113.7:0");
    row("spoofed by Forwarded", Near, forwarded("for=198.51.100.1, for=203.0.113.7"), "203.0.113.7:0");
    row("spoofed open quote", Near, forwarded("for=\"198.51.100.1, for=203.0.113.7"), "203.0.113.7:0");
    row("spoofed open quote, IPv6", Near, forwarded("for=198.51.100.1;x=\", for=\"[2001:db8:2::1]\""),
        "[2001:db8:2::1]:0");
    row("spoofed with the other field", Near, {"Forwarded: for=198.51.100.1", "X-Forwarded-For: 203.0.113.7"},
        "203.0.113.7:0");
    row("spoofed with the other field, behind", Near,
        {"X-Forwarded-For: 203.0.113.7", "Forwarded: for=198.51.100.1"}, "203.0.113.7:0");

    // Several proxies.
    row("two", Near, forwardedFor("203.0.113.7, 10.0.0.2"), "203.0.113.7:0");
    row("three", Near, forwardedFor("203.0.113.7, 192.0.2.9, 10.0.0.2"), "203.0.113.7:0");
    row("two, spoofed", Near, forwardedFor("198.51.100.1, 203.0.113.7, 10.0.0.2"), "203.0.113.7:0");
    row("two families", Near, forwardedFor("2001:db8:2::1, 2001:db8:1::9"), "[2001:db8:2::1]:0");
    row("two fields", Near, {"X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 10.0.0.2"}, "203.0.113.7:0");
    row("two by Forwarded", Near, forwarded("for=203.0.113.7;proto=https, for=10.0.0.2;by=10.0.0.1"),
        "203.0.113.7:0");
    row("a foreign proxy", Near, forwardedFor("203.0.113.7, 198.51.100.9"), "198.51.100.9:0");
    row("a foreign proxy between", Near, forwardedFor("203.0.113.7, 198.51.100.9, 10.0.0.2"),
        "198.51.100.9:0");
    row("all are trusted", Near, forwardedFor("10.0.0.3, 10.0.0.2"), "10.0.0.3:0", Count::Exempt);
    row("all are trusted, by Forwarded", Near, forwarded("for=10.0.0.3"), "10.0.0.3:0", Count::Exempt);

    // A hop that names nobody stops the walk: the proxy stands for all whom it hides.
    row("hidden", Near, forwarded("for=_hidden"), Near);
    row("unknown", Near, forwarded("for=unknown"), Near);
    row("unknown, by X-Forwarded-For", Near, forwardedFor("unknown"), Near);
    row("garbage", Near, forwardedFor("nonsense"), Near);
    row("a name", Near, forwardedFor("client.example.org"), Near);
    row("a zone", Near, forwardedFor("fe80::1%eth0"), Near);
    row("a port that is none", Near, forwardedFor("203.0.113.7:99999"), Near);
    row("unspecified", Near, forwardedFor("0.0.0.0"), Near);
    row("no comma", Near, forwardedFor("203.0.113.7 10.0.0.2"), Near);
    row("garbage behind a proxy", Near, forwardedFor("203.0.113.7, nonsense, 10.0.0.2"), "10.0.0.2:0");
    row("garbage at the end", Near, forwardedFor("203.0.113.7, nonsense"), Near);
    row("no client in the element", Near, forwarded("proto=https"), Near);
    row("garbage, and the other field good", Near,
        {"X-Forwarded-For: nonsense", "Forwarded: for=203.0.113.7"}, Near);
}

void TstClientAddress::chains()
{
    QFETCH(QString, peer);
    QFETCH(QByteArrayList, fields);
    QFETCH(QString, client);
    QFETCH(Count, count);
    const TrustedProxies trusted({u"10.0.0.0/8"_s, u"192.0.2.8/29"_s, u"2001:db8:1::/48"_s});
    HttpHead head;
    for (const QByteArray &field : fields) {
        const qsizetype colon = field.indexOf(": ");
        head.headers.push_back({field.first(colon), field.sliced(colon + 2)});
    }
    const ClientAddress found = clientAddressOf(head, {.peer = *parseEndpoint(peer)}, trusted);
    QCOMPARE(found.peer.toString(), client);
    QCOMPARE(found.isExempt, count == Count::Exempt);
    QCOMPARE(found.countedAddress().isNull(), found.isExempt);
    QCOMPARE(found.proxy.has_value(), client != peer);
    if (found.proxy)
        QCOMPARE(found.proxy->toString(), peer);
}

void TstClientAddress::behindAProxyHeader()
{
    const TrustedProxies trusted({u"10.0.0.0/8"_s});
    HttpHead head;
    head.headers.push_back({"X-Forwarded-For", "198.51.100.1"});
    // The header named a client that is not trusted: what it sends does not count.
    ClientAddress known{Stranger, Nginx, false};
    QCOMPARE(clientAddressOf(head, known, trusted), known);
    // It named another proxy: that one may forward. The peer of the connection stays the proxy.
    const Endpoint second{QHostAddress(u"10.0.0.2"_s), 60000};
    const ClientAddress found = clientAddressOf(head, {second, Nginx, true}, trusted);
    QCOMPARE(found.peer.toString(), u"198.51.100.1:0"_s);
    QCOMPARE(*found.proxy, Nginx);
    QVERIFY(!found.isExempt);
    QVERIFY(clientAddressOf({}, {second, Nginx, false}, trusted).isExempt);
}

void TstClientAddress::boundsTheChain()
{
    const TrustedProxies trusted({u"10.0.0.0/8"_s});
    const auto behind = [&trusted](int proxies) {
        HttpHead head;
        head.headers.push_back(
            {"X-Forwarded-For", "203.0.113.7" + QByteArray(",10.0.0.2").repeated(proxies)});
        return clientAddressOf(head, {.peer = Nginx}, trusted);
    };
    QCOMPARE(behind(MaxForwardedHops - 1).peer.toString(), u"203.0.113.7:0"_s);
    const ClientAddress tooMany = behind(MaxForwardedHops);
    QCOMPARE(tooMany.peer.toString(), u"10.0.0.2:0"_s);
    QVERIFY(!tooMany.isExempt);
    QCOMPARE(behind(5000), tooMany);
}

void TstClientAddress::trustsNobodyByDefault()
{
    HttpHead head;
    head.headers.push_back({"X-Forwarded-For", "203.0.113.7"});
    const TrustedProxies nobody;
    QVERIFY(nobody.isEmpty());
    QCOMPARE(clientAddressOf(head, {.peer = Nginx}, nobody), ClientAddress{.peer = Nginx});
}

void TstClientAddress::ignoresBadNetworks()
{
    const TrustedProxies trusted({u"nonsense"_s, u"10.0.0.0/99"_s, u"::1"_s});
    QVERIFY(!trusted.contains(QHostAddress(u"10.0.0.1"_s)));
    QVERIFY(trusted.contains(QHostAddress(u"::1"_s)));
    QVERIFY(!trusted.contains(QHostAddress()));
}

QTEST_GUILESS_MAIN(TstClientAddress)
#include "tst_clientaddress.moc"
