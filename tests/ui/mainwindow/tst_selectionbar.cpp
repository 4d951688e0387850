#include "ui/mainwindow/selectionbar.h"

#include "ui/theme/elidedlabel.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_SelectionBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void appearsWithASelection();
    void waitsForTheSecondClick();
    void hasButtonsWithoutMnemonics();
    void aDisabledButtonSaysWhy();
    void otherActionsReplaceTheButtons();
    void aLongTextGivesWay();

private:
    QToolButton *button(const QString &name) const
    {
        return m_bar->findChild<QToolButton *>(name + u"Button"_s);
    }

    QAction m_ping{u"&Ping Now"_s};
    QAction m_kick{u"踢出(&K)…"_s};
    QAction m_putIn{u"Put into &Room…"_s};
    std::unique_ptr<QWidget> m_window;
    SelectionBar *m_bar = nullptr;
};

void tst_SelectionBar::init()
{
    m_ping.setObjectName(u"ping"_s);
    m_kick.setObjectName(u"kick"_s);
    m_window = std::make_unique<QWidget>();
    m_window->resize(500, 100);
    m_bar = new SelectionBar(m_window.get());
    m_bar->resize(500, 40);
    m_bar->setActions({&m_ping, &m_kick}, {&m_putIn});
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_SelectionBar::appearsWithASelection()
{
    const QSignalSpy appeared(m_bar, &SelectionBar::appeared);
    QVERIFY(!m_bar->isVisible());
    m_bar->setSelection(u"12 selected"_s);
    QVERIFY(m_bar->isVisible());
    m_bar->setSelection(u"13 selected"_s);
    QCOMPARE(m_bar->findChild<ElidedLabel *>(u"selectionText"_s)->fullText(), u"13 selected"_s);
    QCOMPARE(appeared.size(), 1);
    m_bar->setSelection({});
    QVERIFY(!m_bar->isVisible());
}

void tst_SelectionBar::waitsForTheSecondClick()
{
    QTest::mousePress(m_window.get(), Qt::LeftButton);
    m_bar->setSelection(u"alice (#3)"_s);
    QVERIFY(!m_bar->isVisible());
    QTest::mouseRelease(m_window.get(), Qt::LeftButton);
    QVERIFY(!m_bar->isVisible());
    QTRY_VERIFY(m_bar->isVisible());

    m_bar->setSelection({});
    QTest::mousePress(m_window.get(), Qt::LeftButton);
    m_bar->setSelection(u"bob (#4)"_s);
    m_bar->setSelection({}); // deselected before it appears
    QTest::mouseRelease(m_window.get(), Qt::LeftButton);
    bool isLater = false; // than the bar would appear
    QTimer::singleShot(QApplication::doubleClickInterval(), m_bar, [&isLater] { isLater = true; });
    QTRY_VERIFY(isLater);
    QVERIFY(!m_bar->isVisible());
}

void tst_SelectionBar::hasButtonsWithoutMnemonics()
{
    QCOMPARE(button(u"ping"_s)->text(), u"Ping Now"_s);
    QCOMPARE(button(u"kick"_s)->text(), u"踢出…"_s);
    m_ping.setText(u"&Ping again"_s);
    QCOMPARE(button(u"ping"_s)->text(), u"Ping again"_s);
    m_ping.setIconText(u"Ping"_s); // shorter than in the menu
    QCOMPARE(button(u"ping"_s)->text(), u"Ping"_s);
    m_ping.setText(u"&Ping Now"_s);
    m_ping.setIconText({});
    QCOMPARE(button(u"more"_s)->menu()->actions(), QList<QAction *>{&m_putIn});

    m_bar->setSelection(u"2 selected"_s);
    const QSignalSpy pinged(&m_ping, &QAction::triggered);
    QTest::mouseClick(button(u"ping"_s), Qt::LeftButton);
    button(u"ping"_s)->setFocus();
    QTest::keyClick(button(u"ping"_s), Qt::Key_Space);
    QCOMPARE(pinged.size(), 2);
}

void tst_SelectionBar::aDisabledButtonSaysWhy()
{
    m_ping.setEnabled(false);
    m_ping.setToolTip(u"They are closing already"_s);
    QVERIFY(!button(u"ping"_s)->isEnabled());
    QCOMPARE(button(u"ping"_s)->toolTip(), u"They are closing already"_s);
    m_ping.setEnabled(true);
}

void tst_SelectionBar::otherActionsReplaceTheButtons()
{
    m_bar->setActions({&m_kick}, {});
    QVERIFY(!button(u"ping"_s));
    QVERIFY(button(u"kick"_s));
    m_bar->setSelection(u"lobby (14 connections)"_s);
    QVERIFY(!button(u"more"_s)->isVisible());
}

void tst_SelectionBar::aLongTextGivesWay()
{
    m_bar->setSelection(QString(300, u'x'));
    QCoreApplication::processEvents();
    QVERIFY(m_bar->rect().contains(button(u"kick"_s)->geometry()));
    auto *text = m_bar->findChild<ElidedLabel *>(u"selectionText"_s);
    QVERIFY(text->text().endsWith(u'…'));
    QVERIFY(text->toolTip().contains(QString(300, u'x')));
}

QTEST_MAIN(tst_SelectionBar)
#include "tst_selectionbar.moc"
