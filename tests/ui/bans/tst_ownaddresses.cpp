#include "ui/bans/ownaddresses.h"

#include "tests/ui/bans/bansamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_OwnAddresses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areHit_data()
    {
        QTest::addColumn<BanKind>("kind");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isHit");
        QTest::newRow("loopback") << BanKind::Address << u"127.0.0.1"_s << true;
        QTest::newRow("loopback, another one") << BanKind::Address << u"127.9.9.9"_s << true;
        QTest::newRow("loopback, a part") << BanKind::Address << u"127.64.0.0/10"_s << true;
        QTest::newRow("loopback, all of it") << BanKind::Address << u"127.0.0.0/8"_s << true;
        QTest::newRow("loopback, IPv6") << BanKind::Address << u"::1"_s << true;
        QTest::newRow("own") << BanKind::Address << u"192.0.2.17"_s << true;
        QTest::newRow("own, IPv6") << BanKind::Address << u"2001:db8::17"_s << true;
        QTest::newRow("network of the own one") << BanKind::Address << u"192.0.2.0/24"_s << true;
        QTest::newRow("network of the own one, IPv6") << BanKind::Address << u"2001:db8::/32"_s << true;
        QTest::newRow("everybody") << BanKind::Address << u"0.0.0.0/0"_s << true;
        QTest::newRow("everybody, IPv6") << BanKind::Address << u"::/0"_s << true;
        QTest::newRow("neighbour") << BanKind::Address << u"192.0.2.18"_s << false;
        QTest::newRow("network beside") << BanKind::Address << u"192.0.3.0/24"_s << false;
        QTest::newRow("network beside, IPv6") << BanKind::Address << u"2001:db9::/32"_s << false;
        QTest::newRow("user of that name") << BanKind::User << u"127.0.0.1"_s << false;
        QTest::newRow("Origin") << BanKind::Origin << u"http://127.0.0.1"_s << false;
    }
    void areHit()
    {
        QFETCH(BanKind, kind);
        QFETCH(QString, value);
        QFETCH(bool, isHit);
        const OwnAddresses own({QHostAddress(u"192.0.2.17"_s), QHostAddress(u"2001:db8::17"_s)});
        QCOMPARE(own.isHitBy(banSample(1, kind, value)), isHit);
    }
};

QTEST_MAIN(tst_OwnAddresses)
#include "tst_ownaddresses.moc"
