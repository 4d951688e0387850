#include "core/hub/replayreads.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestReplayReads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheBeginningOfAReplay_data()
    {
        QTest::addColumn<QString>("epoch");
        QTest::addColumn<quint64>("seq");
        QTest::addColumn<quint64>("after");
        QTest::addColumn<bool>("isRecovered");
        // The room is at now/20; the numbering before ended at before/15, as far as it is known.
        QTest::newRow("in the numbering") << u"now"_s << quint64(7) << quint64(7) << true;
        QTest::newRow("from the beginning") << u"now"_s << quint64(0) << quint64(0) << true;
        QTest::newRow("nothing is missed") << u"now"_s << quint64(20) << quint64(20) << true;
        QTest::newRow("ahead of the room") << u"now"_s << quint64(21) << quint64(0) << false;
        QTest::newRow("the numbering before") << u"before"_s << quint64(7) << quint64(7) << false;
        QTest::newRow("its end") << u"before"_s << quint64(15) << quint64(15) << false;
        QTest::newRow("a message that is lost") << u"before"_s << quint64(17) << quint64(15) << false;
        QTest::newRow("unknown") << u"other"_s << quint64(7) << quint64(0) << false;
    }
    void findsTheBeginningOfAReplay()
    {
        QFETCH(const QString, epoch);
        QFETCH(const quint64, seq);
        const ReplayStart start = ReplayReads::startOf({epoch, seq}, {u"now"_s, 20}, {u"before"_s, 15});
        QTEST(start.after, "after");
        QTEST(start.isRecovered, "isRecovered");
    }
    void withoutANumberingBefore()
    {
        const ReplayStart start = ReplayReads::startOf({u"before"_s, 7}, {u"now"_s, 20}, {});
        QCOMPARE(start.after, quint64(0));
        QVERIFY(!start.isRecovered);
    }
};

QTEST_GUILESS_MAIN(TestReplayReads)
#include "tst_replayreads.moc"
