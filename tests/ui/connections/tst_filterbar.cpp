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
    void reportsTheQuery()
    {
        FilterBar bar(QueryList::Rooms, u"filter"_s, u"count"_s, nullptr);
        QSignalSpy changed(&bar, &FilterBar::queryChanged);
        auto *filter = bar.findChild<QLineEdit *>(u"filter"_s);
        QTest::keyClicks(filter, u"members>5"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(changed.size(), 1);
        QVERIFY(bar.query() == Query::parse(u"members>5", QueryList::Rooms).query);
    }

    void showsWhatIsWrong()
    {
        FilterBar bar(QueryList::Rooms, u"filter"_s, u"count"_s, nullptr);
        bar.show();
        auto *filter = bar.findChild<QLineEdit *>(u"filter"_s);
        auto *error = bar.findChild<QLabel *>(u"filterError"_s);
        QVERIFY(!error->isVisible());
        QTest::keyClicks(filter, u"addr:10."_s); // rooms have none
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(error->isVisible());
        QVERIFY(error->text().contains(u"room seq members"_s));
        filter->clear();
        QTRY_VERIFY(!error->isVisible());
    }

    void showsItsTexts()
    {
        FilterBar bar(QueryList::Rooms, u"filter"_s, u"count"_s, nullptr);
        bar.setTexts({u"Name of a room"_s, u"Filter rooms"_s, u"Shows matching rooms"_s});
        bar.setCount(u"3 rooms"_s);
        auto *filter = bar.findChild<QLineEdit *>(u"filter"_s);
        QCOMPARE(filter->placeholderText(), u"Name of a room"_s);
        QCOMPARE(filter->accessibleName(), u"Filter rooms"_s);
        QCOMPARE(filter->toolTip(), u"Shows matching rooms"_s);
        QCOMPARE(bar.findChild<QLabel *>(u"count"_s)->text(), u"3 rooms"_s);
    }

    void activates()
    {
        FilterBar bar(QueryList::Rooms, u"filter"_s, u"count"_s, nullptr);
        bar.show();
        auto *filter = bar.findChild<QLineEdit *>(u"filter"_s);
        filter->setText(u"ann"_s);
        bar.activate();
        QVERIFY(bar.focusWidget() == filter);
        QCOMPARE(filter->selectedText(), u"ann"_s);
    }
};

QTEST_MAIN(tst_FilterBar)
#include "tst_filterbar.moc"
