#include "core/session/recenttexts.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestRecentTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalTextsShareMemory()
    {
        RecentTexts texts;
        const QString agent = u"Mozilla/5.0"_s;
        const QString first = texts.shared(QString::fromUtf8("Mozilla/5.0"));
        const QString second = texts.shared(QString::fromUtf8("Mozilla/5.0"));
        QCOMPARE(first, agent);
        QCOMPARE(second, agent);
        QCOMPARE(static_cast<const void *>(first.constData()), static_cast<const void *>(second.constData()));
    }
    void anEmptyTextStaysEmpty()
    {
        RecentTexts texts;
        QVERIFY(texts.shared({}).isEmpty());
        QVERIFY(texts.shared(u""_s).isEmpty());
    }
    void everyTextIsReturnedAsItIs()
    {
        RecentTexts texts;
        for (int round = 0; round < 2; ++round) {
            for (int i = 0; i < int(RecentTexts::MaxTexts) * 4; ++i) // many share a place
                QCOMPARE(texts.shared(QString::number(i)), QString::number(i));
        }
    }
};

QTEST_GUILESS_MAIN(TestRecentTexts)
#include "tst_recenttexts.moc"
