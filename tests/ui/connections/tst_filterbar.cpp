#include "ui/connections/filterbar.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_FilterBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reportsAnEditedTextOnce()
    {
        FilterBar bar(u"filter"_s, u"count"_s, nullptr);
        QSignalSpy changed(&bar, &FilterBar::filterChanged);
        QTest::keyClicks(bar.findChild<QLineEdit *>(u"filter"_s), u"lobby"_s);
        QCOMPARE(bar.text(), u"lobby"_s);
        QVERIFY(changed.isEmpty()); // not for each key
        QVERIFY(changed.wait());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.front(), QVariantList{u"lobby"_s});
    }

    void returnReportsAtOnce()
    {
        FilterBar bar(u"filter"_s, u"count"_s, nullptr);
        QSignalSpy changed(&bar, &FilterBar::filterChanged);
        auto *filter = bar.findChild<QLineEdit *>(u"filter"_s);
        QTest::keyClicks(filter, u"a"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!changed.wait(300)); // the delayed report does not follow
    }

    void showsItsTexts()
    {
        FilterBar bar(u"filter"_s, u"count"_s, nullptr);
        bar.setTexts({u"Name of a room"_s, u"Filter rooms"_s, u"Shows matching rooms"_s});
        bar.setCount(u"3 rooms"_s);
        auto *filter = bar.findChild<QLineEdit *>(u"filter"_s);
        QCOMPARE(filter->placeholderText(), u"Name of a room"_s);
        QCOMPARE(filter->accessibleName(), u"Filter rooms"_s);
        QCOMPARE(filter->toolTip(), u"Shows matching rooms"_s);
        QCOMPARE(bar.findChild<QLabel *>(u"count"_s)->text(), u"3 rooms"_s);
    }
};

QTEST_MAIN(tst_FilterBar)
#include "tst_filterbar.moc"
