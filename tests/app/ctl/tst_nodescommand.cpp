#include "app/ctl/nodescommand.h"

#include <QDateTime>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_NodesCommand final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysHowTheBrokerIs_data();
    void saysHowTheBrokerIs();
};

void tst_NodesCommand::saysHowTheBrokerIs_data()
{
    QTest::addColumn<QJsonObject>("broker");
    QTest::addColumn<QString>("text");
    const QString since =
        QDateTime::currentDateTimeUtc().addSecs(-3 * 60 - 1).toString(Qt::ISODateWithMs); // 3min
    const QString future = QDateTime::currentDateTimeUtc().addSecs(60).toString(Qt::ISODateWithMs);
    QTest::newRow("up") << QJsonObject{{"up"_L1, true}, {"since"_L1, since}, {"rtt_ms"_L1, 8.1}}
                        << u"up for 3min, round trip 8.1ms"_s;
    QTest::newRow("no answer yet") << QJsonObject{{"up"_L1, true}, {"since"_L1, since}} << u"up for 3min"_s;
    QTest::newRow("down") << QJsonObject{{"up"_L1, false}, {"since"_L1, since}, {"reason"_L1, u"refused"_s}}
                          << u"down for 3min: refused"_s;
    QTest::newRow("controls") << QJsonObject{{"up"_L1, false},
                                             {"since"_L1, since},
                                             {"reason"_L1, u"a\x1b[2J"_s}}
                              << u"down for 3min: a‹U+001B›[2J"_s;
    QTest::newRow("clock set back") << QJsonObject{{"up"_L1, false}, {"since"_L1, future}}
                                    << u"down for 0ms"_s;
    QTest::newRow("nothing known") << QJsonObject() << u"down"_s;
}

void tst_NodesCommand::saysHowTheBrokerIs()
{
    QFETCH(const QJsonObject, broker);
    QTEST(brokerText(broker), "text");
}

QTEST_GUILESS_MAIN(tst_NodesCommand)
#include "tst_nodescommand.moc"
