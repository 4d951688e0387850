#include "core/base/endpoint.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void rejects_data();
    void rejects();
    void limitKeys_data();
    void limitKeys();
    void recognizesLoopback_data();
    void recognizesLoopback();
};

void TstEndpoint::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QHostAddress>("address");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("shown");

    const auto row = [](const QString &text, const QHostAddress &address, int port,
                        const QString &shown = {}) {
        QTest::newRow(qPrintable(text)) << text << address << port << (shown.isNull() ? text : shown);
    };
    row(u"127.0.0.1:8080"_s, QHostAddress(QHostAddress::LocalHost), 8080);
    row(u"0.0.0.0:80"_s, QHostAddress(QHostAddress::AnyIPv4), 80);
    row(u"192.0.2.1:0"_s, QHostAddress(u"192.0.2.1"_s), 0);
    row(u"192.0.2.1:65535"_s, QHostAddress(u"192.0.2.1"_s), 65535);
    row(u"[::1]:8080"_s, QHostAddress(QHostAddress::LocalHostIPv6), 8080);
    row(u"[::]:80"_s, QHostAddress(QHostAddress::AnyIPv6), 80);
    row(u"[2001:DB8:0::1]:80"_s, QHostAddress(u"2001:db8::1"_s), 80, u"[2001:db8::1]:80"_s);
    row(u"localhost:8080"_s, QHostAddress(QHostAddress::LocalHost), 8080, u"127.0.0.1:8080"_s);
    row(u"*:8080"_s, QHostAddress(QHostAddress::Any), 8080);
    row(u"127.0.0.1:00080"_s, QHostAddress(QHostAddress::LocalHost), 80, u"127.0.0.1:80"_s);
}

void TstEndpoint::parses()
{
    QFETCH(const QString, text);
    QFETCH(const QHostAddress, address);
    QFETCH(const int, port);
    QFETCH(const QString, shown);
    const Result<Endpoint> endpoint = parseEndpoint(text);
    QVERIFY(endpoint);
    QCOMPARE(endpoint->address, address);
    QCOMPARE(int(endpoint->port), port);
    QCOMPARE(endpoint->toString(), shown);
    const Result<Endpoint> again = parseEndpoint(endpoint->toString());
    QVERIFY(again);
    QCOMPARE(*again, *endpoint);
}

void TstEndpoint::rejects_data()
{
    QTest::addColumn<QString>("text");

    for (const char *text : {"",
                             ":",
                             ":8080",
                             "8080",
                             "127.0.0.1",
                             "127.0.0.1:",
                             "127.0.0.1:65536",
                             "127.0.0.1:99999",
                             "127.0.0.1:-1",
                             "127.0.0.1:+1",
                             "127.0.0.1: 1",
                             "127.0.0.1:8080 ",
                             " 127.0.0.1:8080",
                             "127.0.0.1:80x",
                             "127.0.0.1:000080",
                             "127.1:80",
                             "127.0.0.01:80",
                             "0x7f.0.0.1:80",
                             "2130706433:80",
                             "127.0.0.256:80",
                             "127.0.0.1.1:80",
                             "::1:8080",
                             "[::1]",
                             "[::1]8080",
                             "[::1:8080",
                             "[]:80",
                             "[127.0.0.1]:80",
                             "[x]:80",
                             "example.org:80",
                             "Localhost:80",
                             "**:80",
                             "http://127.0.0.1:80"})
        QTest::addRow("“%s”", text) << QString::fromLatin1(text);
    QTest::newRow("digits of another script") << u"127.0.0.1:\u0661\u0662"_s;
}

void TstEndpoint::rejects()
{
    QFETCH(const QString, text);
    const Result<Endpoint> endpoint = parseEndpoint(text);
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().code, Error::Code::Invalid);
    QVERIFY(endpoint.error().text.startsWith(u"found “%1”, allowed: "_s.arg(text)));
}

void TstEndpoint::limitKeys_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("key");

    QTest::newRow("IPv4") << u"192.0.2.1"_s << u"192.0.2.1"_s;
    QTest::newRow("mapped") << u"::ffff:192.0.2.1"_s << u"192.0.2.1"_s;
    QTest::newRow("IPv6") << u"2001:db8:1:2:3:4:5:6"_s << u"2001:db8:1:2::"_s;
    QTest::newRow("another of the /64") << u"2001:db8:1:2:ffff::1"_s << u"2001:db8:1:2::"_s;
    QTest::newRow("another /64") << u"2001:db8:1:3::1"_s << u"2001:db8:1:3::"_s;
    QTest::newRow("with a scope") << u"fe80::1%1"_s << u"fe80::"_s;
    QTest::newRow("not quite mapped") << u"::fffe:192.0.2.1"_s << u"::"_s;
}

void TstEndpoint::limitKeys()
{
    QFETCH(const QString, address);
    QFETCH(const QString, key);
    QCOMPARE(limitKey(QHostAddress(address)).toString(), key);
    QCOMPARE(limitKey(limitKey(QHostAddress(address))), limitKey(QHostAddress(address)));
}

void TstEndpoint::recognizesLoopback_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::addColumn<bool>("loopback");

    const auto row = [](const char *address, bool loopback) {
        QTest::newRow(address) << QHostAddress(QString::fromLatin1(address)) << loopback;
    };
    row("127.0.0.0", true);
    row("127.0.0.1", true);
    row("127.255.255.255", true);
    row("::1", true);
    row("::ffff:127.0.0.1", true);
    row("::ffff:127.9.9.9", true);
    row("126.255.255.255", false);
    row("128.0.0.0", false);
    row("0.0.0.0", false);
    row("::", false);
    row("::2", false);
    row("1::1", false);
    row("::ffff:128.0.0.1", false);
    row("::127.0.0.1", false);
    row("fe80::1", false);
    QTest::newRow("every address") << QHostAddress(QHostAddress::Any) << false;
    QTest::newRow("none") << QHostAddress() << false;
}

void TstEndpoint::recognizesLoopback()
{
    QFETCH(const QHostAddress, address);
    QFETCH(const bool, loopback);
    QCOMPARE(isLoopback(address), loopback);
}

QTEST_GUILESS_MAIN(TstEndpoint)
#include "tst_endpoint.moc"
