#include "ui/nodes/brokertext.h"

#include "tests/ui/nodes/nodesamples.h"

#include <QLocale>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestBrokerText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    void saysHowTheBrokerIs()
    {
        ClusterStatus cluster = clusterSample();
        const WallTime now = cluster.since + Milliseconds(5000);
        QCOMPARE(BrokerText::state(cluster, now), u"Redis has been up since 08:00:00, round trip 420 µs"_s);
        cluster.roundTrip.reset();
        QCOMPARE(BrokerText::state(cluster, now), u"Redis has been up since 08:00:00"_s);
        cluster = outageSample();
        QCOMPARE(BrokerText::state(cluster, now),
                 u"Redis has been down since 08:00:00: Connection refused"_s);
        QVERIFY(BrokerText::outage(cluster, now)
                    .startsWith(u"Redis has been down since 08:00:00: Connection refused."_s));
        cluster.reason.clear();
        QCOMPARE(BrokerText::state(cluster, now), u"Redis has not been reached yet"_s);
        QVERIFY(BrokerText::outage(cluster, now).startsWith(u"Redis has not been reached yet."_s));
    }
    //! Yesterday's outage has its date.
    void saysTheDayOfALongOutage()
    {
        const ClusterStatus cluster = outageSample();
        const QString text = BrokerText::state(cluster, cluster.since + std::chrono::hours(48));
        QVERIFY2(text.contains(u"15/01/2027 08:00:00"_s), qPrintable(text));
    }
    void whatRedisSaysCannotHarm()
    {
        ClusterStatus cluster = outageSample();
        cluster.reason = u"a\u202Eb\n"_s + QString(1000, u'x');
        const QString text = BrokerText::state(cluster, cluster.since);
        QVERIFY(!text.contains(u'\u202E'));
        QVERIFY(!text.contains(u'\n'));
        QVERIFY(text.size() < 400);
    }
};

QTEST_GUILESS_MAIN(TestBrokerText)
#include "tst_brokertext.moc"
