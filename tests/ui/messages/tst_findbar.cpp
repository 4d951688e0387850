#include "ui/messages/findbar.h"

#include "ui/messages/payloadsearch.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

//! Has as many matches as the text has characters.
class View final : public PayloadSearch
{
public:
    int search(const QString &text) override
    {
        searches += text;
        return count >= 0 ? count : int(text.size());
    }
    int firstMatch() const override { return first; }
    void showMatch(int number) override { shown += number; }

    QStringList searches;
    QList<int> shown;
    int first = 0;
    int count = -1;
};

} // namespace

class tst_FindBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init()
    {
        m_view = std::make_unique<View>();
        m_window = std::make_unique<QWidget>();
        m_window->resize(500, 100);
        m_bar = new FindBar(m_window.get());
        m_bar->resize(500, 40);
        m_bar->setView(m_view.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_bar->open();
        m_text = m_bar->findChild<QLineEdit *>(u"findText"_s);
    }

    void searchesWhileTyping()
    {
        QVERIFY(m_text->hasFocus());
        m_view->first = 1;
        QTest::keyClicks(m_text, u"abc"_s);
        QCOMPARE(m_view->searches.last(), u"abc"_s);
        QCOMPARE(m_view->shown.last(), 1);
        QCOMPARE(result(), u"2 of 3"_s);
    }

    void nextAndPreviousWrap_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }
    void nextAndPreviousWrap()
    {
        QFETCH(bool, byKeyboard);
        const auto go = [&](bool forward) {
            if (byKeyboard)
                QTest::keyClick(m_text, Qt::Key_Return, forward ? Qt::NoModifier : Qt::ShiftModifier);
            else
                QTest::mouseClick(button(forward ? u"findNext"_s : u"findPrevious"_s), Qt::LeftButton);
        };
        QTest::keyClicks(m_text, u"ab"_s);
        QCOMPARE(result(), u"1 of 2"_s);
        go(true);
        QCOMPARE(result(), u"2 of 2"_s);
        go(true);
        QCOMPARE(result(), u"1 of 2, went on at the beginning"_s);
        go(false);
        QCOMPARE(result(), u"2 of 2, went on at the end"_s);
        go(false);
        QCOMPARE(result(), u"1 of 2"_s);
        QCOMPARE(m_view->shown.last(), 0);
    }

    void saysThatThereIsNothing()
    {
        m_view->count = 0;
        QTest::keyClicks(m_text, u"x"_s);
        QCOMPARE(result(), u"not found"_s);
        QVERIFY(!button(u"findNext"_s)->isEnabled());
        QTest::keyClick(m_text, Qt::Key_Return);
        QVERIFY(m_view->shown.isEmpty());
        QTest::keyClick(m_text, Qt::Key_Backspace);
        QCOMPARE(result(), QString());
    }

    void saysThatItDidNotCountAll()
    {
        m_view->count = PayloadSearch::MaxMatches;
        QTest::keyClicks(m_text, u"x"_s);
        QCOMPARE(result(), u"1 of 10,000 or more"_s);
    }

    void escapeCloses()
    {
        QSignalSpy closed(m_bar, &FindBar::closed);
        QTest::keyClicks(m_text, u"ab"_s);
        QTest::keyClick(m_text, Qt::Key_Escape);
        QVERIFY(m_bar->isHidden());
        QCOMPARE(closed.size(), 1);
        QCOMPARE(m_view->searches.last(), QString()); // removes the marks
        const qsizetype before = m_view->searches.size();
        m_bar->searchAgain();
        m_bar->searchFurther();
        QCOMPARE(m_view->searches.size(), before); // nothing while it is hidden
        m_bar->open();
        QCOMPARE(m_view->searches.last(), u"ab"_s);
        QCOMPARE(m_text->selectedText(), u"ab"_s);
    }

    void moreTextKeepsTheCurrentMatch()
    {
        QTest::keyClicks(m_text, u"ab"_s);
        m_bar->findNext();
        m_view->count = 9;
        m_bar->searchFurther();
        QCOMPARE(result(), u"2 of 9"_s);
        QCOMPARE(m_view->shown.last(), 1);
    }

    void theFirstMatchMayComeLate()
    {
        m_view->count = 0;
        QTest::keyClicks(m_text, u"ab"_s);
        m_view->count = 3;
        m_bar->searchFurther();
        QCOMPARE(result(), u"1 of 3"_s);
        QCOMPARE(m_view->shown, QList<int>{0});
    }

    void anotherViewIsSearched()
    {
        QTest::keyClicks(m_text, u"ab"_s);
        View other;
        m_bar->setView(&other);
        QCOMPARE(m_view->searches.last(), QString());
        QCOMPARE(other.searches, QStringList{u"ab"_s});
        m_bar->setView(nullptr);
        QCOMPARE(result(), u"not found"_s);
        m_bar->findNext();
    }

private:
    QString result() const { return m_bar->findChild<QLabel *>(u"findResult"_s)->text(); }
    QToolButton *button(const QString &name) const { return m_bar->findChild<QToolButton *>(name); }

    std::unique_ptr<View> m_view;
    std::unique_ptr<QWidget> m_window;
    FindBar *m_bar = nullptr;
    QLineEdit *m_text = nullptr;
};

QTEST_MAIN(tst_FindBar)
#include "tst_findbar.moc"
