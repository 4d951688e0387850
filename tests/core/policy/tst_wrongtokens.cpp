#include "core/policy/wrongtokens.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

class TstWrongTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allowsTenAMinute()
    {
        WrongTokens wrong;
        const QHostAddress address(QStringLiteral("192.0.2.1"));
        TimePoint now = Clock::now();
        for (int i = 0; i < WrongTokens::MaxAttempts; ++i)
            QVERIFY(!wrong.add(address, now += 1s));
        QCOMPARE(wrong.add(address, now).value().count(), 51'000); // the window began with the first
        QCOMPARE(wrong.add(address, now + 50s).value().count(), 1000);
        QVERIFY(!wrong.add(QHostAddress(QStringLiteral("192.0.2.2")), now));
        QVERIFY(!wrong.add(address, now + 51s));
        QCOMPARE(wrong.addresses(), 2);
    }
    void countsANetworkOfIPv6Once()
    {
        WrongTokens wrong;
        const TimePoint now = Clock::now();
        for (int i = 0; i < WrongTokens::MaxAttempts; ++i)
            QVERIFY(!wrong.add(QHostAddress(QStringLiteral("2001:db8::%1").arg(i)), now));
        QVERIFY(wrong.add(QHostAddress(QStringLiteral("2001:db8::ffff")), now));
        QVERIFY(!wrong.add(QHostAddress(QStringLiteral("2001:db8:0:1::1")), now));
        QVERIFY(wrong.add(QHostAddress(QStringLiteral("2001:db8::ffff")), now));
    }
    void isBounded()
    {
        WrongTokens wrong;
        const TimePoint now = Clock::now();
        for (quint32 i = 0; i < WrongTokens::MaxAddresses + 5; ++i)
            QVERIFY(!wrong.add(QHostAddress(0x0A000000 + i), now));
        QCOMPARE(wrong.addresses(), qsizetype(WrongTokens::MaxAddresses));
        QVERIFY(!wrong.add(QHostAddress(0x0B000000), now + WrongTokens::Window));
        QCOMPARE(wrong.addresses(), 1);
    }
};

QTEST_GUILESS_MAIN(TstWrongTokens)
#include "tst_wrongtokens.moc"
