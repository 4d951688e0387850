#include "core/policy/banlist.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr WallTime Now{Milliseconds(1900000000000)};

Ban ban(quint64 id, BanKind kind, const QString &value, std::optional<WallTime> expires = {})
{
    return {.id = BanId(id), .kind = kind, .value = value, .expires = expires};
}

std::vector<Ban> addresses(const QStringList &values)
{
    std::vector<Ban> bans;
    for (const QString &value : values)
        bans.push_back(ban(bans.size() + 1, BanKind::Address, *banValue(BanKind::Address, value)));
    return bans;
}

} // namespace

class TestBanList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsAddresses_data()
    {
        QTest::addColumn<QStringList>("bans");
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("id"); // 0: none

        const auto row = [](const char *name, const QStringList &bans, const QString &address, int id) {
            QTest::newRow(name) << bans << address << id;
        };
        row("no bans", {}, u"10.0.0.1"_s, 0);
        row("one address", {u"10.0.0.1"_s}, u"10.0.0.1"_s, 1);
        row("the next address", {u"10.0.0.1"_s}, u"10.0.0.2"_s, 0);
        row("a longer one with the same beginning", {u"10.0.0.1"_s}, u"10.0.0.10"_s, 0);
        row("/32", {u"10.0.0.1/32"_s}, u"10.0.0.1"_s, 1);
        row("/31, first", {u"10.0.0.0/31"_s}, u"10.0.0.0"_s, 1);
        row("/31, last", {u"10.0.0.0/31"_s}, u"10.0.0.1"_s, 1);
        row("/31, behind it", {u"10.0.0.0/31"_s}, u"10.0.0.2"_s, 0);
        row("/31, before it", {u"10.0.0.2/31"_s}, u"10.0.0.1"_s, 0);
        row("/8, first", {u"10.0.0.0/8"_s}, u"10.0.0.0"_s, 1);
        row("/8, last", {u"10.0.0.0/8"_s}, u"10.255.255.255"_s, 1);
        row("/8, behind it", {u"10.0.0.0/8"_s}, u"11.0.0.0"_s, 0);
        row("/8, before it", {u"10.0.0.0/8"_s}, u"9.255.255.255"_s, 0);
        row("bits behind the prefix", {u"10.1.2.3/8"_s}, u"10.200.0.1"_s, 1);
        row("/1, low half", {u"0.0.0.0/1"_s}, u"127.255.255.255"_s, 1);
        row("/1, high half", {u"0.0.0.0/1"_s}, u"128.0.0.0"_s, 0);
        row("/0 of IPv4", {u"0.0.0.0/0"_s}, u"255.255.255.255"_s, 1);
        row("/0 of IPv4 and an IPv6 address", {u"0.0.0.0/0"_s}, u"2001:db8::1"_s, 0);
        row("/0 of IPv4 and loopback", {u"0.0.0.0/0"_s}, u"127.0.0.1"_s, 1);
        row("/0 of IPv6", {u"::/0"_s}, u"ffff::1"_s, 1);
        row("/0 of IPv6 and an IPv4 address", {u"::/0"_s}, u"10.0.0.1"_s, 0);
        row("/1 of IPv6 and an IPv4 address", {u"::/1"_s}, u"10.0.0.1"_s, 0);
        row("/96 of IPv6 that begins with 0 and an IPv4 address", {u"::/96"_s}, u"10.0.0.1"_s, 0);
        row("/96 of IPv6 that begins with 0", {u"::/96"_s}, u"::a:1"_s, 1);
        row("the address 0 of IPv6 and that of IPv4", {u"::"_s}, u"0.0.0.0"_s, 0);
        row("/128", {u"2001:db8::1/128"_s}, u"2001:db8::1"_s, 1);
        row("/128, the next", {u"2001:db8::1/128"_s}, u"2001:db8::2"_s, 0);
        row("/127, last", {u"2001:db8::/127"_s}, u"2001:db8::1"_s, 1);
        row("/127, behind it", {u"2001:db8::/127"_s}, u"2001:db8::2"_s, 0);
        row("/65, low half", {u"2001:db8::/65"_s}, u"2001:db8::7fff:ffff:ffff:ffff"_s, 1);
        row("/65, high half", {u"2001:db8::/65"_s}, u"2001:db8::8000:0:0:0"_s, 0);
        row("/64, first", {u"2001:db8::/64"_s}, u"2001:db8::"_s, 1);
        row("/64, last", {u"2001:db8::/64"_s}, u"2001:db8::ffff:ffff:ffff:ffff"_s, 1);
        row("/64, behind it", {u"2001:db8::/64"_s}, u"2001:db8:0:1::"_s, 0);
        row("/63, its second /64", {u"2001:db8::/63"_s}, u"2001:db8:0:1::"_s, 1);
        row("mapped client, IPv4 ban", {u"10.0.0.0/8"_s}, u"::ffff:10.1.1.1"_s, 1);
        row("mapped ban, IPv4 client", {u"::ffff:10.0.0.0/104"_s}, u"10.1.1.1"_s, 1);
        row("mapped ban of one address", {u"::ffff:10.0.0.1"_s}, u"10.0.0.1"_s, 1);
        row("all mapped addresses", {u"::ffff:0:0/96"_s}, u"10.0.0.1"_s, 1);
        row("all mapped addresses and IPv6", {u"::ffff:0:0/96"_s}, u"2001:db8::1"_s, 0);
        row("the narrowest counts", {u"10.0.0.0/8"_s, u"10.0.0.1"_s, u"10.0.0.0/24"_s}, u"10.0.0.1"_s, 2);
        row("the narrowest that fits", {u"10.0.0.0/8"_s, u"10.0.0.1"_s, u"10.0.0.0/24"_s}, u"10.0.0.2"_s, 3);
        row("several families", {u"10.0.0.0/8"_s, u"2001:db8::/32"_s}, u"2001:db8:1::"_s, 2);
    }
    void findsAddresses()
    {
        QFETCH(QStringList, bans);
        QFETCH(QString, address);
        QFETCH(int, id);
        const BanList list(addresses(bans));
        const Ban *found = list.findAddress(QHostAddress(address), Now);
        QCOMPARE(found ? int(found->id.value()) : 0, id);
    }
    void findsUsersAndOrigins()
    {
        const BanList list({ban(1, BanKind::User, u"Ann"_s),
                            ban(2, BanKind::Origin, u"https://evil.example"_s),
                            ban(3, BanKind::Origin, u"null"_s)});
        QCOMPARE(list.findUser(u"Ann", Now)->id, BanId(1));
        QVERIFY(!list.findUser(u"ann", Now)); // names are compared as they are
        QVERIFY(!list.findUser(u"", Now));
        QVERIFY(!list.findUser(u"https://evil.example", Now));
        QCOMPARE(list.findOrigin(u"https://evil.example", Now)->id, BanId(2));
        QCOMPARE(list.findOrigin(u"HTTPS://Evil.Example:443", Now)->id, BanId(2));
        QVERIFY(!list.findOrigin(u"https://evil.example:8443", Now));
        QVERIFY(!list.findOrigin(u"http://evil.example", Now));
        QVERIFY(!list.findOrigin(u"https://sub.evil.example", Now));
        QVERIFY(!list.findOrigin(u"", Now));
        QVERIFY(!list.findOrigin(u"Ann", Now));
        QCOMPARE(list.findOrigin(u"null", Now)->id, BanId(3));
        QVERIFY(!list.findOrigin(QString(100'000, u'x'), Now));
    }
    void findsAnyKindOfAConnection()
    {
        const BanList list({ban(1, BanKind::User, u"Ann"_s), ban(2, BanKind::Address, u"10.0.0.0/8"_s),
                            ban(3, BanKind::Origin, u"null"_s)});
        ConnectionInfo info;
        info.user = u"Bob"_s;
        info.peer = {QHostAddress(u"192.0.2.1"_s), 1000};
        QVERIFY(!list.find(info, Now));
        info.user = u"Ann"_s;
        QCOMPARE(list.find(info, Now)->id, BanId(1));
        info.origin = u"null"_s;
        QCOMPARE(list.find(info, Now)->id, BanId(3));
        info.peer.address = QHostAddress(u"10.0.0.1"_s);
        QCOMPARE(list.find(info, Now)->id, BanId(2));
    }
    void findsNoBanThatHasEnded()
    {
        const BanList list({ban(1, BanKind::Address, u"10.0.0.1"_s, Now),
                            ban(2, BanKind::Address, u"10.0.0.0/24"_s, Now + Milliseconds(1)),
                            ban(3, BanKind::User, u"Ann"_s, Now)});
        QCOMPARE(list.findAddress(QHostAddress(u"10.0.0.1"_s), Now)->id,
                 BanId(2)); // a wider one that goes on
        QVERIFY(!list.findAddress(QHostAddress(u"10.0.0.1"_s), Now + Milliseconds(1)));
        QVERIFY(!list.findUser(u"Ann", Now));
        QCOMPARE(list.findUser(u"Ann", Now - Milliseconds(1))->id, BanId(3));
    }
    void keepsHitsWhenItChanges()
    {
        const BanList first({ban(2, BanKind::User, u"Bob"_s), ban(1, BanKind::User, u"Ann"_s)});
        first.hit(BanId(1));
        first.hit(BanId(9)); // there is none
        first.hit(BanId());
        const auto second = first.with({ban(1, BanKind::User, u"Ann"_s), ban(3, BanKind::User, u"Cid"_s)});
        first.hit(BanId(1)); // a thread that still has the former list
        second->hit(BanId(1));
        const std::vector<Ban> bans = second->bans();
        QCOMPARE(bans.size(), 2u);
        QCOMPARE(bans[0].id, BanId(1));
        QCOMPARE(bans[0].hits, 3u);
        QCOMPARE(bans[1].hits, 0u);
    }
    void holdsAHundredThousand()
    {
        std::vector<Ban> bans;
        for (quint64 i = 0; i < 100'000; ++i)
            bans.push_back(
                ban(i + 1, BanKind::Address, QHostAddress(quint32(0x0A000000 + i * 2)).toString()));
        const BanList list(bans);
        QCOMPARE(list.size(), 100'000u);
        QCOMPARE(list.findAddress(QHostAddress(quint32(0x0A000000 + 99'999 * 2)), Now)->id, BanId(100'000));
        QVERIFY(!list.findAddress(QHostAddress(quint32(0x0A000001)), Now));
    }
    void showsEachChange()
    {
        Bans bans;
        QCOMPARE(bans.current()->size(), 0u);
        const quint64 before = bans.revision();
        bans.set(std::make_shared<const BanList>(addresses({u"10.0.0.1"_s})));
        QVERIFY(bans.revision() != before);
        QCOMPARE(bans.current()->size(), 1u);
    }
};

QTEST_GUILESS_MAIN(TestBanList)
#include "tst_banlist.moc"
