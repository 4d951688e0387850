#include "core/base/network.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TstNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contains_data();
    void contains();
    void isNormalised_data();
    void isNormalised();
    void rejects_data();
    void rejects();
    void parsesAddresses_data();
    void parsesAddresses();
    void mappedAddresses();
};

void TstNetwork::contains_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *network, const char *address, bool expected) {
        QTest::addRow("%s %s", network, address)
            << QString::fromLatin1(network) << QString::fromLatin1(address) << expected;
    };
    row("10.0.0.0/8", "10.0.0.0", true);
    row("10.0.0.0/8", "10.255.255.255", true);
    row("10.0.0.0/8", "9.255.255.255", false);
    row("10.0.0.0/8", "11.0.0.0", false);
    row("192.0.2.0/31", "192.0.2.1", true);
    row("192.0.2.0/31", "192.0.2.2", false);
    row("192.0.2.7/32", "192.0.2.7", true);
    row("192.0.2.7/32", "192.0.2.6", false);
    row("192.0.2.7", "192.0.2.7", true); // without a length: only this one
    row("192.0.2.7", "192.0.2.8", false);
    row("128.0.0.0/1", "255.255.255.255", true);
    row("128.0.0.0/1", "127.255.255.255", false);
    row("0.0.0.0/0", "0.0.0.0", true);
    row("0.0.0.0/0", "255.255.255.255", true);
    row("0.0.0.0/0", "::", false);
    row("0.0.0.0/0", "::1", false);
    row("0.0.0.0/0", "::ffff:9.9.9.9", true);
    row("127.0.0.0/8", "::1", false);
    row("127.0.0.0/8", "::ffff:127.0.0.1", true);
    row("2001:db8::/32", "2001:db8::", true);
    row("2001:db8::/32", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true);
    row("2001:db8::/32", "2001:db9::", false);
    row("2001:db8::/33", "2001:db8:7fff::1", true);
    row("2001:db8::/33", "2001:db8:8000::", false);
    row("2001:db8::/127", "2001:db8::1", true);
    row("2001:db8::/127", "2001:db8::2", false);
    row("::1", "::1", true);
    row("::1", "::2", false);
    row("::1", "127.0.0.1", false);
    row("::/128", "::", true);
    row("::/128", "0.0.0.0", false);
    row("::/0", "2001:db8::1", true);
    row("::/0", "10.0.0.1", false);
    row("::/0", "::ffff:10.0.0.1", false); // that is IPv4
    row("::ffff:10.0.0.0/104", "10.1.2.3", true);
    row("::ffff:10.0.0.0/104", "11.1.2.3", false);
    row("::ffff:0.0.0.0/96", "192.0.2.1", true);
    row("::ffff:0.0.0.0/95", "192.0.2.1", false); // an IPv6 network
    row("::ffff:0.0.0.0/95", "::fffe:0:1", true);
    row("fe80::1%eth0", "fe80::1%eth1", true);
}

void TstNetwork::contains()
{
    QFETCH(QString, network);
    QFETCH(QString, address);
    QFETCH(bool, expected);
    const std::optional<Network> parsed = Network::parse(network);
    QVERIFY(parsed);
    QCOMPARE(parsed->contains(QHostAddress(address)), expected);
    QCOMPARE(Network::parse(parsed->toString()), parsed);
}

void TstNetwork::isNormalised_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(expected);
    };
    row("10.1.2.3/8", "10.0.0.0/8");
    row("10.1.2.3", "10.1.2.3/32");
    row("10.1.2.3/0", "0.0.0.0/0");
    row("10.1.2.255/25", "10.1.2.128/25");
    row("2001:DB8:0:0:1::/32", "2001:db8::/32");
    row("[2001:db8::1]", "2001:db8::1/128");
    row("[2001:db8::]/32", "2001:db8::/32");
    row("::ffff:10.0.0.0/104", "10.0.0.0/8");
    row("::", "::/128");
}

void TstNetwork::isNormalised()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(Network::parse(text)->toString(), expected);
}

void TstNetwork::rejects_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             "/",
                             "/8",
                             "10.0.0.0/",
                             "10.0.0.0/33",
                             "10.0.0.0/-1",
                             "10.0.0.0/+8",
                             "10.0.0.0/ 8",
                             "10.0.0.0/8 ",
                             "10.0.0.0/8/8",
                             "10.0.0.0/a",
                             "10.0.0.0/255.0.0.0",
                             "10.0/16",
                             "10.",
                             "10.0.0.0/0008",
                             "10.0.0.0-10.0.0.9",
                             "10.0.0.256/8",
                             "010.0.0.1",
                             "1.2.3.4.5",
                             "0x0a000001",
                             "[10.0.0.1]",
                             "::/129",
                             "::1/1000",
                             "g::/8",
                             "[::1",
                             "::1]",
                             "[::1]:80",
                             "localhost",
                             "*",
                             "10.0.*",
                             " 10.0.0.1",
                             "10.0.0.1:80",
                             "eth0",
                             "%eth0"})
        QTest::newRow(text) << QString::fromLatin1(text);
    QTest::newRow("digits that are not ASCII") << u"\u0661\u0660.0.0.0/8"_s;
    QTest::newRow("a length that is not ASCII") << u"10.0.0.0/\u0668"_s;
}

void TstNetwork::rejects()
{
    QFETCH(QString, text);
    QVERIFY(!Network::parse(text));
}

void TstNetwork::parsesAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(expected);
    };
    row("192.0.2.1", "192.0.2.1");
    row("0.0.0.0", "0.0.0.0");
    row("2001:DB8::1", "2001:db8::1");
    row("::ffff:192.0.2.1", "192.0.2.1");
    row("::FFFF:c000:201", "192.0.2.1");
    row("::", "::");
    row("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    for (const char *wrong :
         {"", "10.1", "1", "192.0.2.01", "192.0.2.1 ", "[::1]", "fe80::1%eth0", "::1::", "1:2:3:4:5:6:7",
          "1:2:3:4:5:6:7:8:9", "12345::", "unknown", "192.0.2.1:80", ":::", "192.0.2.-1"})
        row(wrong, "");
}

void TstNetwork::parsesAddresses()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const std::optional<QHostAddress> address = parseHostAddress(text);
    QCOMPARE(address.has_value(), !expected.isEmpty());
    if (address)
        QCOMPARE(address->toString(), expected);
}

void TstNetwork::mappedAddresses()
{
    QCOMPARE(unmappedAddress(QHostAddress(u"::ffff:192.0.2.1"_s)), QHostAddress(u"192.0.2.1"_s));
    QCOMPARE(unmappedAddress(QHostAddress(u"::"_s)), QHostAddress(u"::"_s)); // not 0.0.0.0
    QCOMPARE(unmappedAddress(QHostAddress(u"::192.0.2.1"_s)), QHostAddress(u"::192.0.2.1"_s));
    QVERIFY(unmappedAddress(QHostAddress()).isNull());
}

QTEST_GUILESS_MAIN(TstNetwork)
#include "tst_network.moc"
