#include "core/model/ban.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_Ban : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void kindsHaveNames()
    {
        for (const BanKind kind : {BanKind::User, BanKind::Address, BanKind::Origin})
            QCOMPARE(banKindOf(QString::fromLatin1(banKindName(kind))), std::optional(kind));
        for (const QString &other : {QString(), u"room"_s, u"User"_s, u"users"_s})
            QVERIFY(!banKindOf(other));
    }

    void values_data()
    {
        QTest::addColumn<BanKind>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value"); // empty: not valid
        const auto row = [](const char *name, BanKind kind, const QString &text, const QString &value) {
            QTest::newRow(name) << kind << text << value;
        };
        row("user", BanKind::User, u"Ann Lee"_s, u"Ann Lee"_s);
        row("user, composed", BanKind::User, u"Ju\u0308rgen"_s, u"J\u00fcrgen"_s);
        row("no user", BanKind::User, QString(), {});
        row("user, too long", BanKind::User, QString(65, u'a'), {});
        row("user, control", BanKind::User, u"a\nb"_s, {});
        row("address", BanKind::Address, u"10.0.3.117"_s, u"10.0.3.117"_s);
        row("address, whole prefix", BanKind::Address, u"10.0.3.117/32"_s, u"10.0.3.117"_s);
        row("address, mapped", BanKind::Address, u"::ffff:10.0.3.117"_s, u"10.0.3.117"_s);
        row("address, IPv6", BanKind::Address, u"2001:DB8:0:0::1"_s, u"2001:db8::1"_s);
        row("address, IPv6, whole prefix", BanKind::Address, u"2001:db8::1/128"_s, u"2001:db8::1"_s);
        row("network", BanKind::Address, u"10.1.2.3/8"_s, u"10.0.0.0/8"_s);
        row("network, mapped", BanKind::Address, u"::ffff:10.1.2.3/104"_s, u"10.0.0.0/8"_s);
        row("network, IPv6", BanKind::Address, u"2001:db8:1::/32"_s, u"2001:db8::/32"_s);
        row("everybody", BanKind::Address, u"0.0.0.0/0"_s, u"0.0.0.0/0"_s);
        row("no address", BanKind::Address, QString(), {});
        row("address, short", BanKind::Address, u"10.1"_s, {});
        row("address, octal", BanKind::Address, u"010.0.0.1"_s, {});
        row("address, port", BanKind::Address, u"10.0.0.1:80"_s, {});
        row("prefix, too long", BanKind::Address, u"10.0.0.0/33"_s, {});
        row("prefix, negative", BanKind::Address, u"10.0.0.0/-1"_s, {});
        row("Origin", BanKind::Origin, u"https://example.org"_s, u"https://example.org"_s);
        row("Origin, case", BanKind::Origin, u"HTTPS://Example.ORG"_s, u"https://example.org"_s);
        row("Origin, default port", BanKind::Origin, u"https://example.org:443"_s, u"https://example.org"_s);
        row("Origin, default port of http", BanKind::Origin, u"http://example.org:80"_s,
            u"http://example.org"_s);
        row("Origin, port", BanKind::Origin, u"https://example.org:80"_s, u"https://example.org:80"_s);
        row("Origin, IPv6", BanKind::Origin, u"http://[2001:DB8::1]:8080"_s, u"http://[2001:db8::1]:8080"_s);
        row("Origin, of an application", BanKind::Origin, u"app://local"_s, u"app://local"_s);
        row("Origin, null", BanKind::Origin, u"null"_s, u"null"_s);
        row("no Origin", BanKind::Origin, QString(), {});
        row("Origin, path", BanKind::Origin, u"https://example.org/x"_s, {});
        row("Origin, only a name", BanKind::Origin, u"example.org"_s, {});
        row("Origin, no host", BanKind::Origin, u"https://"_s, {});
        row("Origin, port 0", BanKind::Origin, u"https://example.org:0"_s, {});
        row("Origin, port too high", BanKind::Origin, u"https://example.org:65536"_s, {});
        row("Origin, wildcard", BanKind::Origin, u"https://*.example.org"_s, {});
        row("Origin, user", BanKind::Origin, u"https://ann@example.org"_s, {});
        row("Origin, two", BanKind::Origin, u"https://a.example https://b.example"_s, {});
        row("Origin, open bracket", BanKind::Origin, u"https://[::1"_s, {});
    }
    void values()
    {
        QFETCH(BanKind, kind);
        QFETCH(QString, text);
        QFETCH(QString, value);
        const Result<QString> result = banValue(kind, text);
        QCOMPARE(result.isOk(), !value.isEmpty());
        if (!result) {
            QVERIFY(!result.error().text.isEmpty());
            return;
        }
        QCOMPARE(*result, value);
        const Result<QString> again = banValue(kind, value);
        QVERIFY(again.isOk());
        QCOMPARE(*again, value);
    }

    void reasons()
    {
        QVERIFY(isBanReason({}));
        QVERIFY(isBanReason(u"floods the lobby"));
        QVERIFY(isBanReason(QString(MaxBanReason, u'a')));
        QVERIFY(!isBanReason(QString(MaxBanReason + 1, u'a')));
        QVERIFY(!isBanReason(u"two\nlines"));
        QVERIFY(!isBanReason(u"\x1b[2J"));
    }

    void matches_data()
    {
        QTest::addColumn<BanKind>("kind");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *name, BanKind kind, const QString &value, bool expected) {
            QTest::newRow(name) << kind << value << expected;
        };
        row("user", BanKind::User, u"ann"_s, true);
        row("user, other case", BanKind::User, u"Ann"_s, false);
        row("user, a part", BanKind::User, u"an"_s, false);
        row("address", BanKind::Address, u"10.0.3.117"_s, true);
        row("address beside", BanKind::Address, u"10.0.3.118"_s, false);
        row("network", BanKind::Address, u"10.0.0.0/14"_s, true);
        row("network beside", BanKind::Address, u"10.4.0.0/14"_s, false);
        row("last address", BanKind::Address, u"10.0.3.116/31"_s, true);
        row("everybody", BanKind::Address, u"0.0.0.0/0"_s, true);
        row("everybody of IPv6", BanKind::Address, u"::/0"_s, false);
        row("no address", BanKind::Address, u"nonsense"_s, false);
        row("Origin", BanKind::Origin, u"https://a.example"_s, true);
        row("Origin, other port", BanKind::Origin, u"https://a.example:8443"_s, false);
        row("Origin, other scheme", BanKind::Origin, u"http://a.example"_s, false);
        row("no Origin", BanKind::Origin, u"null"_s, false);
    }
    void matches()
    {
        QFETCH(BanKind, kind);
        QFETCH(QString, value);
        QFETCH(bool, expected);
        ConnectionInfo info;
        info.user = u"ann"_s;
        info.peer = {QHostAddress(u"10.0.3.117"_s), 4000};
        info.origin = u"https://A.example:443"_s;
        QCOMPARE(BanMatcher(Ban{.kind = kind, .value = value}).matches(info), expected);
        QVERIFY(!BanMatcher(Ban{.kind = BanKind::Origin, .value = u"null"_s}).matches({}));
    }
    void matchesMappedAddresses()
    {
        ConnectionInfo info;
        info.peer = {QHostAddress(u"::ffff:10.0.3.117"_s), 4000};
        QVERIFY(BanMatcher(Ban{.kind = BanKind::Address, .value = u"10.0.0.0/8"_s}).matches(info));
    }
};

QTEST_APPLESS_MAIN(tst_Ban)
#include "tst_ban.moc"
