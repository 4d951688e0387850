#include "core/policy/origincheck.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

const QHostAddress Public{u"192.0.2.1"_s};
const QHostAddress Loopback{QHostAddress::LocalHost};

} // namespace

class TstOriginCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsHost_data();
    void sameAsHost();
    void loopback_data();
    void loopback();
    void hosts_data();
    void hosts();
    void listed_data();
    void listed();
    void missing();
    void servedHosts_data();
    void servedHosts();
    void normalisesHosts_data();
    void normalisesHosts();
    void entries_data();
    void entries();
    void hostEntries_data();
    void hostEntries();
};

void TstOriginCheck::sameAsHost_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("secure");
    QTest::addColumn<bool>("allowed");

    const auto row = [](const char *name, const char *origin, const char *host, bool secure, bool allowed) {
        QTest::newRow(name) << QByteArray(origin) << QByteArray(host) << secure << allowed;
    };
    row("same", "http://example.org:8080", "example.org:8080", false, true);
    row("same, secure", "https://example.org:8443", "example.org:8443", true, true);
    row("default port in both", "http://example.org", "example.org", false, true);
    row("default port in Host", "http://example.org", "example.org:80", false, true);
    row("default port in Origin", "http://example.org:80", "example.org", false, true);
    row("default port, secure", "https://example.org", "example.org:443", true, true);
    row("case of the host", "http://Example.ORG", "eXample.org", false, true);
    row("case of the scheme", "HTTP://example.org", "example.org", false, true);
    row("IPv4", "http://192.0.2.1:8080", "192.0.2.1:8080", false, true);
    row("IPv6", "http://[2001:db8::1]:8080", "[2001:db8::1]:8080", false, true);
    row("IPv6, default port", "http://[2001:db8::1]", "[2001:db8::1]:80", false, true);
    row("IPv6, other spelling", "http://[2001:DB8:0:0::1]", "[2001:db8::1]", false, true);
    row("on a public listener localhost is a name", "http://localhost", "localhost", false, true);

    row("another host", "http://evil.example", "example.org", false, false);
    row("another port", "http://example.org:81", "example.org:80", false, false);
    row("https in front of a plain listener", "https://example.org", "example.org", false, true);
    row("https, port 443 in Host", "https://example.org", "example.org:443", false, true);
    row("https, another port", "https://example.org:8443", "example.org:8443", false, true);
    row("https, the port of http", "https://example.org", "example.org:80", false, false);
    row("https, a port only here", "https://example.org:8443", "example.org", false, false);
    row("https of another host", "https://evil.example", "example.org", false, false);
    row("http on a secure listener", "http://example.org", "example.org", true, false);
    row("443 on a plain listener", "http://example.org:443", "example.org", false, false);
    row("ws scheme", "ws://example.org", "example.org", false, false);
    row("other scheme", "chrome-extension://example.org", "example.org", false, false);
    row("null", "null", "example.org", false, false);
    row("null and Host null", "null", "null", false, false);
    row("empty", "", "example.org", false, false);
    row("empty, Host too", "", "", false, false);
    row("no scheme", "example.org", "example.org", false, false);
    row("empty scheme", "://example.org", "example.org", false, false);
    row("a prefix", "http://example.org.evil.example", "example.org", false, false);
    row("a suffix", "http://evil-example.org", "example.org", false, false);
    row("trailing dot", "http://example.org.", "example.org", false, false);
    row("trailing slash", "http://example.org/", "example.org", false, false);
    row("path", "http://example.org/x", "example.org", false, false);
    row("query", "http://example.org?x", "example.org", false, false);
    row("fragment", "http://example.org#x", "example.org", false, false);
    row("user", "http://evil@example.org", "example.org", false, false);
    row("backslash", "http://example.org\\@evil", "example.org", false, false);
    row("two origins", "http://example.org http://evil.example", "example.org", false, false);
    row("list", "http://example.org,http://evil.example", "example.org", false, false);
    row("space behind", "http://example.org ", "example.org", false, false);
    row("empty port", "http://example.org:", "example.org", false, false);
    row("port 0", "http://example.org:0", "example.org:0", false, false);
    row("port 65536", "http://example.org:65536", "example.org:65536", false, false);
    row("port wraps", "http://example.org:65616", "example.org:80", false, false);
    row("port with a sign", "http://example.org:+80", "example.org", false, false);
    row("port with garbage", "http://example.org:80x", "example.org", false, false);
    row("two ports", "http://example.org:80:80", "example.org", false, false);
    row("IPv6 without brackets", "http://2001:db8::1", "[2001:db8::1]", false, false);
    row("IPv6 with garbage behind", "http://[2001:db8::1]x", "[2001:db8::1]", false, false);
    row("IPv4 in brackets", "http://[192.0.2.1]", "192.0.2.1", false, false);
    row("open bracket", "http://[2001:db8::1", "[2001:db8::1]", false, false);
    row("empty brackets", "http://[]", "[]", false, false);
    row("bad Host", "http://example.org", "example.org:x", false, false);
    row("Host with a path", "http://example.org", "example.org/", false, false);
}

void TstOriginCheck::sameAsHost()
{
    QFETCH(const QByteArray, origin);
    QFETCH(const QByteArray, host);
    QFETCH(const bool, secure);
    QFETCH(const bool, allowed);
    QCOMPARE(isOriginAllowed(origin, host, Public, secure, {}), allowed);
    QCOMPARE(isOriginAllowed(origin, host, QHostAddress(QHostAddress::Any), secure, {}), allowed);
}

void TstOriginCheck::loopback_data()
{
    QTest::addColumn<QByteArray>("host"); // of the page and of the request
    QTest::addColumn<bool>("allowed");

    const auto row = [](const char *host, bool allowed) {
        QTest::newRow(host) << QByteArray(host) << allowed;
    };
    row("localhost:8080", true);
    row("LOCALHOST:8080", true);
    row("localhost", true);
    row("127.0.0.1:8080", true);
    row("127.255.255.254", true);
    row("[::1]:8080", true);
    row("[0:0:0:0:0:0:0:1]", true);
    row("rebound.example:8080", false);
    row("127.0.0.1.example.org", false);
    row("localhost.example.org", false);
    row("localhost.", false);
    row("evil.localhost", false);
    row("127.1", false);
    row("0177.0.0.1", false);
    row("2130706433", false);
    row("0.0.0.0", false);
    row("128.0.0.1", false);
    row("[::2]", false);
    row("192.168.0.1", false);
}

void TstOriginCheck::loopback()
{
    QFETCH(const QByteArray, host);
    QFETCH(const bool, allowed);
    for (const QHostAddress &listener : {Loopback, QHostAddress(QHostAddress::LocalHostIPv6),
                                         QHostAddress(u"127.0.0.2"_s), QHostAddress(u"::ffff:127.0.0.1"_s)}) {
        QCOMPARE(isOriginAllowed("http://" + host, host, listener, false, {}), allowed);
        QCOMPARE(isOriginAllowed("https://" + host, host, listener, false, {}), allowed); // a proxy ends TLS
        QCOMPARE(isOriginAllowed("https://" + host, host, listener, true, {}), allowed);
        QVERIFY(!isOriginAllowed("http://" + host, host, listener, true, {}));
        QVERIFY(!isOriginAllowed("http://" + host, "other.example", listener, false, {}));
        PolicySettings settings;
        settings.origins = {u"http://"_s + QString::fromLatin1(host)};
        QVERIFY(isOriginAllowed("http://" + host, host, listener, false, settings));
    }
}

void TstOriginCheck::listed_data()
{
    QTest::addColumn<QStringList>("origins");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");

    const QStringList two{u"https://app.example.org"_s, u"http://localhost:3000"_s};
    QTest::newRow("first") << two << QByteArray("https://app.example.org") << true;
    QTest::newRow("second") << two << QByteArray("http://localhost:3000") << true;
    QTest::newRow("default port spelled out") << two << QByteArray("https://app.example.org:443") << true;
    QTest::newRow("case") << two << QByteArray("https://APP.example.org") << true;
    QTest::newRow("listed with its port")
        << QStringList{u"https://a.example:443"_s} << QByteArray("https://a.example") << true;
    QTest::newRow("an extension") << QStringList{u"chrome-extension://abc"_s}
                                  << QByteArray("chrome-extension://abc") << true;
    QTest::newRow("another scheme") << two << QByteArray("http://app.example.org") << false;
    QTest::newRow("another port") << two << QByteArray("http://localhost:3001") << false;
    QTest::newRow("a subdomain") << two << QByteArray("https://x.app.example.org") << false;
    const auto row = [](const char *listed, const char *origin, bool allowed) {
        QTest::addRow("%s for %s", listed, origin)
            << QStringList{QString::fromLatin1(listed)} << QByteArray(origin) << allowed;
    };
    row("null", "null", true);
    row("null", "https://a.example", false);
    row("null", "NULL", false);
    for (const char *origin :
         {"https://a.example", "http://a.example:81", "null", "chrome-extension://x", "nonsense"})
        row("*", origin, true);
    const char *below = "https://*.example.org";
    row(below, "https://a.example.org", true);
    row(below, "https://a.b.example.org", true);
    row(below, "https://A.Example.org:443", true);
    row(below, "https://example.org", false);
    row(below, "https://.example.org", false);
    row(below, "https://evilexample.org", false);
    row(below, "https://example.org.evil.example", false);
    row(below, "http://a.example.org", false);
    row(below, "https://a.example.org:8443", false);
    row(below, "null", false);
    row("https://*.example.org:8443", "https://a.example.org:8443", true);
    row("https://*.example.org:8443", "https://a.example.org", false);
    row("https://*.example.org:*", "https://a.example.org:8443", true);
    row("https://*.example.org:*", "https://a.example.org", true);
    row("http://localhost:*", "http://localhost:3000", true);
    row("http://localhost:*", "http://localhost", true);
    row("http://localhost:*", "https://localhost", false);
    row("http://localhost:*", "http://a.localhost:3000", false);
    row(below, "https://a.example.org.", false);
    row(below, "https://a.example.org:*", false);
    row(below, "https://*", false);
    row(below, "https://a.example.org@evil.example", false);
    row(below, "https://evil.example/.example.org", false);
    row(below, "https://evil.example?.example.org", false);
    row(below, "https://evil.example#.example.org", false);
    row(below, "https://evil.example\\.example.org", false);
    row(below, "https://evil.example:443.example.org", false);
    row(below, "wss://a.example.org", false);
    row(below, "*", false);
    row(below, "https://a.example.org https://b.example.org", false);
    row("https://*.example.org:443", "https://a.example.org", true);
    row("https://*.example.org:443", "https://a.example.org:8443", false);
    row("http://*.example.org:*", "http://a.example.org:0", false);
    row("http://*.example.org:*", "http://a.example.org:65535", true);
    row("http://*.example.org:*", "http://a.example.org:65536", false);
    row("http://*.example.org:*", "https://a.example.org:80", false);
    row("http://[::1]:*", "http://[::1]:3000", true);
    row("http://[::1]:*", "http://[0:0:0:0:0:0:0:1]:3000", true);
    row("http://[::1]:*", "http://[::2]:3000", false);
    // Browsers send international names in ASCII, and the configuration keeps them so.
    row("https://xn--bcher-kva.example", "https://xn--bcher-kva.example", true);
    row("https://xn--bcher-kva.example", "https://XN--BCHER-KVA.example", true);
    row("https://xn--bcher-kva.example",
        "https://b\xc3\xbc"
        "cher.example",
        false);
    row("https://xn--bcher-kva.example", "https://bucher.example", false);
    row("https://*.xn--bcher-kva.example", "https://a.xn--bcher-kva.example", true);
    row("https://*.xn--bcher-kva.example", "https://xn--bcher-kva.example", false);
    QTest::newRow("invalid entries match nothing")
        << QStringList{u"x"_s, u""_s, u"https://*"_s, u"https://a.*.org"_s, u"*.example.org"_s}
        << QByteArray("https://a.b.org") << false;
}

void TstOriginCheck::listed()
{
    QFETCH(const QStringList, origins);
    QFETCH(const QByteArray, origin);
    QFETCH(const bool, allowed);
    PolicySettings settings;
    settings.origins = origins;
    for (const QHostAddress &listener : {Public, Loopback}) {
        for (const bool secure : {false, true})
            QCOMPARE(isOriginAllowed(origin, "server.example", listener, secure, settings), allowed);
    }
}

void TstOriginCheck::missing()
{
    PolicySettings settings;
    QVERIFY(isOriginAllowed(std::nullopt, "example.org", Public, false, settings));
    QVERIFY(isOriginAllowed(std::nullopt, "rebound.example", Loopback, false, settings));
    settings.allowMissingOrigin = false;
    QVERIFY(!isOriginAllowed(std::nullopt, "example.org", Public, false, settings));
    settings.allowMissingOrigin = true;
    QVERIFY(!isOriginAllowed(QByteArray(), "example.org", Public, false, settings)); // sent, but empty
    settings.origins = {u"*"_s};
    settings.allowMissingOrigin = false;
    QVERIFY(!isOriginAllowed(std::nullopt, "example.org", Public, false, settings)); // a key of its own
}

void TstOriginCheck::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("here");
    QTest::addColumn<bool>("elsewhere");

    const auto row = [](const char *host, bool here, bool elsewhere) {
        QTest::newRow(host) << QByteArray(host) << here << elsewhere;
    };
    row("localhost", true, true);
    row("LocalHost:8081", true, true);
    row("127.0.0.1:8081", true, true);
    row("127.1.2.3", true, true);
    row("[::1]:8081", true, true);
    row("rebound.example", false, true);
    row("127.0.0.1.rebound.example", false, true);
    row("localhost.rebound.example", false, true);
    row("192.0.2.1:8081", false, true);
    row("", false, false);
    row("localhost:", false, false);
    row("localhost:0", false, false);
    row("localhost:65536", false, false);
    row("two hosts", false, false);
    row("localhost/metrics", false, false);
    row("user@localhost", false, false);
}

void TstOriginCheck::hosts()
{
    QFETCH(const QByteArray, host);
    QFETCH(const bool, here);
    QFETCH(const bool, elsewhere);
    QCOMPARE(isHostAllowed(host, Loopback), here);
    QCOMPARE(isHostAllowed(host, QHostAddress(QHostAddress::LocalHostIPv6)), here);
    QCOMPARE(isHostAllowed(host, Public), elsewhere);
    QCOMPARE(isHostAllowed(host, QHostAddress(QHostAddress::Any)), elsewhere);
}

void TstOriginCheck::servedHosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("served");
    const auto row = [](const char *host, bool served) { QTest::newRow(host) << QByteArray(host) << served; };
    row("chat.example", true);
    row("Chat.Example:8080", true);
    row("[2001:db8::1]:8080", true);
    row("[2001:DB8:0::1]", true);
    row("192.0.2.1", true);
    row("a.chat.example", false);
    row("chat.example.evil.example", false);
    row("chat.example.", false);
    row("evil.example", false);
    row("localhost", false);
    row("", false);
    row("chat.example:x", false);
}

void TstOriginCheck::servedHosts()
{
    QFETCH(const QByteArray, host);
    QFETCH(const bool, served);
    PolicySettings settings;
    QVERIFY(isHostServed(host, Public, settings)); // any
    settings.hosts = {u"chat.example"_s, u"[2001:db8::1]"_s, u"192.0.2.1"_s};
    QCOMPARE(isHostServed(host, Public, settings), served);
    QCOMPARE(isHostServed(host, QHostAddress(QHostAddress::Any), settings), served);
    QVERIFY(isHostServed(host, Loopback, settings));
    QVERIFY(isHostServed(std::nullopt, Public, settings));
}

void TstOriginCheck::normalisesHosts_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("normalised"); // empty: it is none
    const auto row = [](const char *host, const char *normalised) {
        QTest::newRow(host) << QString::fromUtf8(host) << QString::fromUtf8(normalised);
    };
    row("Chat.Example", "chat.example");
    row("192.0.2.1", "192.0.2.1");
    row("[2001:DB8:0::1]", "[2001:db8::1]");
    for (const char *bad : {"", "chat.example:80", "https://chat.example", "a/b", "a b", "*", "*.example",
                            "2001:db8::1", "[1.2.3.4]", "u@a", "caf\xc3\xa9"})
        row(bad, "");
}

void TstOriginCheck::normalisesHosts()
{
    QFETCH(const QString, host);
    QFETCH(const QString, normalised);
    QCOMPARE(normalisedHost(host).value_or(QString()), normalised);
}

void TstOriginCheck::entries_data()
{
    QTest::addColumn<QString>("origin");
    QTest::addColumn<QString>("entry");

    const auto row = [](const char *name, const QString &origin, const QString &entry) {
        QTest::newRow(name) << origin << entry;
    };
    row("a name", u"https://play.example.net"_s, u"https://play.example.net"_s);
    row("upper case", u"HTTPS://Play.Example.net"_s, u"https://play.example.net"_s);
    row("default port", u"https://play.example.net:443"_s, u"https://play.example.net"_s);
    row("another port", u"http://10.2.0.9:3000"_s, u"http://10.2.0.9:3000"_s);
    row("IPv6", u"http://[2001:DB8:0::7]:81"_s, u"http://[2001:db8::7]:81"_s);
    row("an app", u"capacitor://localhost"_s, u"capacitor://localhost"_s);
    row("null", u"null"_s, u"null"_s);

    row("empty", {}, {});
    row("a path", u"https://play.example.net/"_s, {});
    row("no scheme", u"play.example.net"_s, {});
    row("a list", u"https://a.example https://b.example"_s, {});
    row("all", u"*"_s, {});
    row("all of a scheme", u"https://*"_s, {});
    row("subdomains", u"https://*.example.net"_s, {});
    row("any port", u"https://example.net:*"_s, {});
    row("quotes", u"https://a\".example"_s, {});
    row("a line feed", u"https://a\n.example"_s, {});
    row("a percent sign", u"https://a%zz.example"_s, {});
    row("no Latin-1", u"https://\u0430pple.example"_s, {});
    row("NULL", u"NULL"_s, {});
}

void TstOriginCheck::entries()
{
    QFETCH(const QString, origin);
    QFETCH(const QString, entry);
    QCOMPARE(entryForOrigin(origin).value_or(QString()), entry);
    if (entry.isEmpty())
        return;
    PolicySettings settings;
    QVERIFY(!isOriginAllowed(origin.toLatin1(), "example.org", Public, false, settings));
    settings.origins = {entry};
    QVERIFY(isOriginAllowed(origin.toLatin1(), "example.org", Public, false, settings));
    QVERIFY(!isOriginAllowed("https://other.example", "example.org", Public, false, settings));
}

void TstOriginCheck::hostEntries_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("entry");

    QTest::newRow("a name") << u"Chat.example.net"_s << u"chat.example.net"_s;
    QTest::newRow("with a port") << u"chat.example.net:8443"_s << u"chat.example.net"_s;
    QTest::newRow("IPv6") << u"[2001:DB8::1]:80"_s << u"[2001:db8::1]"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("a pattern") << u"*.example.net"_s << QString();
    QTest::newRow("a blank") << u"chat example.net"_s << QString();
}

void TstOriginCheck::hostEntries()
{
    QFETCH(const QString, host);
    QFETCH(const QString, entry);
    QCOMPARE(entryForHost(host).value_or(QString()), entry);
    if (entry.isEmpty())
        return;
    PolicySettings settings;
    settings.hosts = {u"other.example"_s};
    QVERIFY(!isHostServed(host.toLatin1(), Public, settings));
    settings.hosts += entry;
    QVERIFY(isHostServed(host.toLatin1(), Public, settings));
}

QTEST_GUILESS_MAIN(TstOriginCheck)
#include "tst_origincheck.moc"
