#include "core/base/nearestword.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_NearestWord final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsMisspellings_data();
    void findsMisspellings();
};

void tst_NearestWord::findsMisspellings_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("the same") << u"kick"_s << u"kick"_s;
    QTest::newRow("a letter too many") << u"kickk"_s << u"kick"_s;
    QTest::newRow("two letters exchanged") << u"preesnce"_s << u"presence"_s;
    QTest::newRow("the nearest of two") << u"rom"_s << u"room"_s;
    QTest::newRow("a longer word") << u"conectons"_s << u"connections"_s;
    QTest::newRow("nothing similar") << u"colour"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("very long") << QString(100000, u'x') << QString();
}

void tst_NearestWord::findsMisspellings()
{
    QFETCH(const QString, word);
    QTEST(nearestWord(word, {u"rooms"_s, u"room"_s, u"kick"_s, u"presence"_s, u"connections"_s}), "nearest");
}

QTEST_GUILESS_MAIN(tst_NearestWord)
#include "tst_nearestword.moc"
