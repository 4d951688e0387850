#include "app/ctl/listcommands.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_ListCommands final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesQueries();
    void pointsAtTheBadPlace_data();
    void pointsAtTheBadPlace();
};

void tst_ListCommands::writesQueries()
{
    QCOMPARE(listQuery({}, {}, 100, {}), QByteArray("?limit=100"));
    QCOMPARE(listQuery(u"user:\"Ann Lee\" idle>5min"_s, u"-latency"_s, 7, u"abc_-"_s),
             QByteArray("?limit=7&filter=user%3A%22Ann%20Lee%22%20idle%3E5min&sort=-latency&after=abc_-"));
}

void tst_ListCommands::pointsAtTheBadPlace_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("first") << u"colour:red"_s << u"filter: “colour:” is no field (at character 1)"_s
                           << u"filter: “colour:” is no field (at character 1)\n  colour:red\n  ^"_s;
    QTest::newRow("behind wide characters")
        << u"user:田中 x>1"_s << u"filter: no (at character 9)"_s
        << u"filter: no (at character 9)\n  user:田中 x>1\n            ^"_s;
    QTest::newRow("beyond the basic plane")
        << u"🚀 x"_s << u"filter: no (at character 3)"_s << u"filter: no (at character 3)\n  🚀 x\n     ^"_s;
    QTest::newRow("controls") << u"\x1b x"_s << u"filter: no (at character 3)"_s
                              << u"filter: no (at character 3)\n  ‹U+001B› x\n           ^"_s;
    QTest::newRow("beyond the end") << u"x"_s << u"filter: no (at character 99)"_s
                                    << u"filter: no (at character 99)\n  x\n   ^"_s;
    QTest::newRow("no place") << u"x"_s << u"filter: no"_s << u"filter: no"_s;
    QTest::newRow("of another field")
        << u"x"_s << u"sort: no (at character 1)"_s << u"sort: no (at character 1)"_s;
}

void tst_ListCommands::pointsAtTheBadPlace()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, text);
    QTEST(pointingAt({CtlExit::Usage, text}, filter).text, "expected");
    QCOMPARE(pointingAt({CtlExit::Failed, text}, filter).text, text);
}

QTEST_GUILESS_MAIN(tst_ListCommands)
#include "tst_listcommands.moc"
