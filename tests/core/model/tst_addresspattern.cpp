#include "core/base/endpoint.h"
#include "core/model/addresspattern.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_AddressPattern : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matches_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *pattern, const char *address, bool expected) {
            QTest::addRow("%s %s", pattern, address)
                << QString::fromUtf8(pattern) << QString::fromUtf8(address) << expected;
        };
        row("172.16.", "172.16.4.1", true);
        row("172.16.", "172.160.4.1", false);
        row("172.16.4.1", "172.16.4.10", true); // a beginning
        row("172.16.4.1:5", "172.16.4.1", true);
        row("172.16.4.1:6", "172.16.4.1", false);
        row("172.16.0.0/12", "172.31.255.255", true);
        row("172.16.0.0/12", "172.32.0.0", false);
        row("172.31.9.9/12", "172.16.0.1", true); // bits behind the length do not count
        row("0.0.0.0/0", "255.255.255.255", true);
        row("0.0.0.0/0", "::1", false);
        row("172.16.4.1/32", "172.16.4.1", true);
        row("172.16.4.1/32", "172.16.4.0", false);
        row("::ffff:172.16.0.0/108", "172.20.0.0", true);
        row("::ffff:172.16.0.0/108", "172.32.0.0", false);
        row("::/0", "2001:db8::1", true);
        row("::/0", "172.16.4.1", false);
        row("::ffff:172.16.4.1", "172.16.4.1", true);
        row("::ffff:172.16.4.1", "172.16.4.10", false);
        row("fd00::/8", "fdff::1", true);
        row("fd00::/8", "fe80::1", false);
        row("[2001:db8::]/64", "2001:db8::9:1", true);
        row("2001:db8::/128", "2001:db8::", true);
        row("2001:DB8:0:0::9", "2001:db8::9", true);
        row("fe80::1%eth0", "fe80::1%eth0", true);
    }
    void matches()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, address);
        QFETCH(bool, expected);
        const std::optional<AddressPattern> parsed = AddressPattern::parse(pattern);
        QVERIFY(parsed);
        const Endpoint peer{QHostAddress(address), 5000};
        QCOMPARE(parsed->matches(peer.toString(), peer.address), expected);
    }

    void matchesNetworks_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("network");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *pattern, const char *network, bool expected) {
            QTest::addRow("%s %s", pattern, network)
                << QString::fromUtf8(pattern) << QString::fromUtf8(network) << expected;
        };
        row("172.16.", "172.16.4.0/24", true);
        row("172.17.", "172.16.4.0/24", false);
        row("172.16.0.0/12", "172.16.0.0/12", true);
        row("172.16.0.0/12", "172.20.1.0/24", true);
        row("172.16.0.0/12", "172.16.4.1", true);
        row("172.16.0.0/12", "172.16.0.0/11", false); // only a part of it
        row("172.16.4.0", "172.16.4.0/24", true);     // a beginning
        row("172.16.4.0/32", "172.16.4.0/24", false);
        row("0.0.0.0/0", "0.0.0.0/0", true);
        row("0.0.0.0/0", "::/0", false);
        row("2001:db8::/32", "2001:db8:1::/48", true);
        row("2001:db8::/64", "2001:db8::/32", false);
    }
    void matchesNetworks()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, network);
        QFETCH(bool, expected);
        const std::optional<AddressPattern> parsed = AddressPattern::parse(pattern);
        QVERIFY(parsed);
        QCOMPARE(parsed->matches(network, Network::parse(network)->address()), expected);
    }

    void rejects_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
                                 "10.0.0.0/a", "10.0/16", "10.0.0.0/0008", "::/129", "g::/8", "localhost",
                                 "10.0.*", "10.0.0.0 /8", "10.0.0.256/8"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void rejects()
    {
        QFETCH(QString, text);
        QVERIFY(!AddressPattern::parse(text));
        QVERIFY(!AddressPattern::exactly(text));
    }

    void exactly()
    {
        const QHostAddress address(u"172.16.4.1"_s);
        QVERIFY(AddressPattern::exactly(u"172.16.4.1"_s)->matches(u"172.16.4.1:5", address));
        QVERIFY(AddressPattern::exactly(u"::ffff:172.16.4.1"_s)->matches(u"172.16.4.1:5", address));
        QVERIFY(!AddressPattern::exactly(u"172.16.4.10"_s)->matches(u"172.16.4.1:5", address));
        QVERIFY(!AddressPattern::exactly(u"172.16."_s));
    }
};

QTEST_GUILESS_MAIN(tst_AddressPattern)
#include "tst_addresspattern.moc"
