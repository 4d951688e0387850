#include "ui/connections/actionstrip.h"

#include "tests/ui/connections/longactionsamples.h"
#include "ui/connections/actionreportdialog.h"
#include "ui/connections/actionrunner.h"
#include "ui/connections/longaction.h"

#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ActionStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_strip.reset();
        m_runner.reset();
        m_console = std::make_unique<FakeConsole>();
        m_runner = std::make_unique<ActionRunner>(*m_console);
        m_strip = std::make_unique<ActionStrip>(*m_runner->run(Kick{}, targetsFrom(1, 3000)));
        m_strip->resize(1200, 40);
        m_strip->show();
        QVERIFY(QTest::qWaitForWindowActive(m_strip.get()));
    }

    void showsHowFarItIs()
    {
        QCOMPARE(text(), u"Kicking 3,000 connection(s)"_s);
        QCOMPARE(progress()->maximum(), 3000);
        finishCommand(*m_console, 0);
        finishCommand(*m_console, 1, Outcome::NoAnswer);
        QCOMPARE(text(), u"Kicking 3,000 connection(s): 500 closed cleanly, 500 did not answer"_s);
        QCOMPARE(progress()->value(), 1000);
    }

    void cancels_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }
    void cancels()
    {
        QFETCH(bool, byKeyboard);
        if (byKeyboard) {
            button(u"actionCancel"_s)->setFocus();
            QTest::keyClick(button(u"actionCancel"_s), Qt::Key_Space);
        } else {
            QTest::mouseClick(button(u"actionCancel"_s), Qt::LeftButton);
        }
        QVERIFY(!button(u"actionCancel"_s)->isEnabled());
        for (std::size_t i = 0; i < 4; ++i)
            finishCommand(*m_console, i);
        QCOMPARE(m_console->commands().size(), std::size_t(4));
        QVERIFY(m_strip->isFinished());
        QVERIFY(!m_strip->isSuccess());
        QCOMPARE(text(), u"2,000 kicked: 2,000 closed cleanly, 1,000 not sent, cancelled"_s);
    }

    void showsTheReportAtTheEnd()
    {
        QVERIFY(!button(u"actionReport"_s)->isVisible());
        const QPointer<LongAction> action = m_runner->findChild<LongAction *>();
        QVERIFY(action);
        for (std::size_t i = 0; i < 6; ++i)
            finishCommand(*m_console, i, i == 5 ? Outcome::AlreadyGone : Outcome::ClosedClean);
        QVERIFY(!progress()->isVisible());
        QTest::mouseClick(button(u"actionReport"_s), Qt::LeftButton);
        const auto *dialog = m_strip->findChild<ActionReportDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->isModal());
        QCOMPARE(dialog->findChild<QLabel *>(u"summary"_s)->text(),
                 u"2,500 kicked: 2,500 closed cleanly, 500 already gone"_s);
        QTRY_VERIFY(!action); // the report outlives it
        QTest::mouseClick(button(u"actionReport"_s), Qt::LeftButton);
        QCOMPARE(m_strip->findChildren<ActionReportDialog *>().size(), 2);
    }

    void isDismissed()
    {
        QSignalSpy dismissed(m_strip.get(), &ActionStrip::dismissed);
        QTest::keyClick(m_strip.get(), Qt::Key_Escape); // not while it goes on
        QVERIFY(dismissed.isEmpty());
        for (std::size_t i = 0; i < 6; ++i)
            finishCommand(*m_console, i);
        QVERIFY(m_strip->isSuccess());
        QTest::mouseClick(m_strip->findChild<QToolButton *>(u"actionDismiss"_s), Qt::LeftButton);
        QTest::keyClick(m_strip.get(), Qt::Key_Escape);
        QCOMPARE(dismissed.size(), 2);
    }

    void aNarrowStripCutsItsText()
    {
        m_strip->resize(320, 40);
        QVERIFY(text().endsWith(u'…'));
        QCOMPARE(m_strip->findChild<QLabel *>(u"actionText"_s)->toolTip(), u"Kicking 3,000 connection(s)"_s);
    }

private:
    QString text() const { return m_strip->findChild<QLabel *>(u"actionText"_s)->text(); }
    QProgressBar *progress() const { return m_strip->findChild<QProgressBar *>(); }
    QPushButton *button(const QString &name) const { return m_strip->findChild<QPushButton *>(name); }

    std::unique_ptr<FakeConsole> m_console;
    std::unique_ptr<ActionRunner> m_runner;
    std::unique_ptr<ActionStrip> m_strip;
};

QTEST_MAIN(tst_ActionStrip)
#include "tst_actionstrip.moc"
