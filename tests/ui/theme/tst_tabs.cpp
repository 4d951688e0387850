#include "ui/theme/tabs.h"

#include "ui/theme/accent.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_Tabs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void tabsDoNotMoveWhileNumbersChange();
    void aLineIsUnderTheCurrentTab();
    void keysChangeTheTab();
    void scrollsWhereThereIsNoRoom();

private:
    QList<QRect> places() const
    {
        QList<QRect> all;
        for (int i = 0; i < m_tabs->count(); ++i)
            all += m_tabs->row().tabRect(i);
        return all;
    }

    std::unique_ptr<Tabs> m_tabs;
};

void tst_Tabs::init()
{
    m_tabs = std::make_unique<Tabs>();
    m_tabs->setPalette(windowPalette(false));
    for (const QString &title : {u"Connections"_s, u"Rooms"_s, u"Users"_s})
        m_tabs->addTab(new QWidget, title);
    m_tabs->resize(600, 200);
    m_tabs->show();
    QVERIFY(QTest::qWaitForWindowActive(m_tabs.get()));
}

void tst_Tabs::tabsDoNotMoveWhileNumbersChange()
{
    const QList<QRect> without = places();
    m_tabs->row().setBadge(0, u"19,900"_s);
    const QList<QRect> wide = places();
    QVERIFY(wide[0].width() > without[0].width());
    for (const QString &badge : {u"7"_s, QString(), u"19,899"_s}) {
        m_tabs->row().setBadge(0, badge);
        QCOMPARE(m_tabs->row().badge(0), badge);
        QCOMPARE(places(), wide);
    }
    for (int i = 0; i < 3; ++i) { // nor while another one is chosen, whose title is bold
        m_tabs->setCurrentIndex(i);
        QCOMPARE(places(), wide);
    }
    m_tabs->row().setBadge(17, u"no such tab"_s);
    QCOMPARE(places(), wide);
}

void tst_Tabs::aLineIsUnderTheCurrentTab()
{
    for (const bool dark : {false, true}) {
        m_tabs->setPalette(windowPalette(dark));
        m_tabs->setCurrentIndex(1);
        const QImage image = m_tabs->row().grab().toImage();
        const QColor accent = accentColor(Accent::Brand, windowPalette(dark).color(QPalette::Window));
        for (int i = 0; i < 3; ++i) {
            const QRect tab = m_tabs->row().tabRect(i);
            QCOMPARE(image.pixelColor(tab.center().x(), tab.bottom()) == accent, i == 1);
        }
    }
}

void tst_Tabs::keysChangeTheTab()
{
    m_tabs->row().setFocus(Qt::TabFocusReason);
    const QImage before = m_tabs->row().grab().toImage();
    QTest::keyClick(&m_tabs->row(), Qt::Key_Right);
    QCOMPARE(m_tabs->currentIndex(), 1);
    QVERIFY(m_tabs->row().grab().toImage() != before);
    const QImage focused = m_tabs->row().grab().toImage();
    m_tabs->row().clearFocus();
    const QImage unfocused = m_tabs->row().grab().toImage();
    QVERIFY(unfocused != focused); // the focus can be seen
    m_tabs->row().setFocus(Qt::MouseFocusReason);
    QCOMPARE(m_tabs->row().grab().toImage(), unfocused); // a click shows what it does
}

void tst_Tabs::scrollsWhereThereIsNoRoom()
{
    QVERIFY(m_tabs->minimumSizeHint().width() < 200);
    m_tabs->resize(200, 200);
    m_tabs->setCurrentIndex(2);
    QVERIFY(m_tabs->row().rect().intersects(m_tabs->row().tabRect(2)));
}

QTEST_MAIN(tst_Tabs)
#include "tst_tabs.moc"
