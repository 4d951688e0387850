#include "core/wire/hostfield.h"

#include <QTest>

using namespace signalbox;

class TstHostField : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
    void rejects_data();
    void rejects();
    void requiresExactlyOne_data();
    void requiresExactlyOne();
    void prefersTheTarget();
};

void TstHostField::accepts_data()
{
    QTest::addColumn<QByteArray>("host");

    for (const char *host :
         {"a", "localhost", "localhost:8080", "localhost:", "Example.ORG.", "127.0.0.1:80", "[::1]",
          "[::1]:8080", "[2001:db8::7]:", "my_host-1~x", "caf%C3%A9", "a;b=c(d)!$&'*+"})
        QTest::newRow(host) << QByteArray(host);
    QTest::newRow("the longest") << QByteArray(255, 'a') + ":65535";
}

void TstHostField::accepts()
{
    QFETCH(const QByteArray, host);
    QVERIFY(isHost(host));
}

void TstHostField::rejects_data()
{
    QTest::addColumn<QByteArray>("host");

    for (const char *host :
         {"",        ":80",  "a b", "a,b",    "a, b",      "a/b", "u@a",         "a#b",     "a?b",
          "a\\b",    "a\"b", "a<b", "a|b",    "a^b",       "a`b", "a:b",         "a:80:80", "a:-1",
          "a: 80",   "[::1", "::1", "[::1]x", "[::1]x:80", "[]",  "[127.0.0.1]", "[:::]",   "[fe80::1%eth0]",
          "[v1.x]",  "]",    "a]",  "%",      "%4",        "%zz", "caf\xc3\xa9", "a\tb",    "a\x7f",
          "http://a"})
        QTest::newRow(host[0] ? host : "nothing") << QByteArray(host);
    QTest::newRow("too long") << QByteArray(262, 'a');
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
}

void TstHostField::rejects()
{
    QFETCH(const QByteArray, host);
    QVERIFY(!isHost(host));
}

void TstHostField::requiresExactlyOne_data()
{
    QTest::addColumn<std::vector<QByteArray>>("hosts");
    QTest::addColumn<int>("versionMinor");
    QTest::addColumn<bool>("isProper");

    const auto row = [](const char *name, const std::vector<QByteArray> &hosts, int versionMinor,
                        bool isProper) { QTest::newRow(name) << hosts << versionMinor << isProper; };
    row("one", {"a"}, 1, true);
    row("one, bad", {"a b"}, 1, false);
    row("none", {}, 1, false);
    row("none in HTTP/1.2", {}, 2, false);
    row("two", {"a", "a"}, 1, false);
    row("none in HTTP/1.0", {}, 0, true);
    row("one in HTTP/1.0", {"a"}, 0, true);
    row("one in HTTP/1.0, bad", {"a b"}, 0, false);
    row("two in HTTP/1.0", {"a", "a"}, 0, false);
}

void TstHostField::requiresExactlyOne()
{
    QFETCH(const std::vector<QByteArray>, hosts);
    QFETCH(const int, versionMinor);
    QFETCH(const bool, isProper);
    HttpHead head;
    head.versionMinor = versionMinor;
    for (const QByteArray &host : hosts)
        head.headers.push_back({"hOsT", host});
    QCOMPARE(hasProperHost(head), isProper);
}

void TstHostField::prefersTheTarget()
{
    HttpHead head;
    head.target = "/a";
    QVERIFY(!effectiveHost(head));
    head.headers.push_back({"Host", "field"});
    QCOMPARE(effectiveHost(head), std::optional<QByteArray>("field"));
    head.target = "http://target:81/a";
    QCOMPARE(effectiveHost(head), std::optional<QByteArray>("target:81"));
    head.target = "http://[::1]?a";
    QCOMPARE(effectiveHost(head), std::optional<QByteArray>("[::1]"));
    for (const char *odd : {"http://u@target/a", "http:///a", "target:443", "*", "/http://target/a"}) {
        head.target = odd;
        QCOMPARE(effectiveHost(head), std::optional<QByteArray>("field"));
    }
}

QTEST_GUILESS_MAIN(TstHostField)
#include "tst_hostfield.moc"
