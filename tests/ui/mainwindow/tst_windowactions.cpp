#include "tests/ui/fakeconsole.h"
#include "ui/connections/actionreportdialog.h"
#include "ui/connections/actionstrip.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/dialogs/kickdialog.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/noticestrip.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

//! Acts on thousands of connections in the window.
class tst_WindowActions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_window.reset();
        m_finished = 0;
        m_console = std::make_unique<FakeConsole>();
        m_console->control().setStatus(runningStatus());
        m_folder = std::make_unique<QTemporaryDir>();
        WindowServices services;
        services.settings = std::make_shared<QSettings>(m_folder->filePath(u"w.ini"_s), QSettings::IniFormat);
        services.settings->setValue(u"language"_s, u"en"_s);
        services.openUrl = [](const QUrl &) { return true; };
        services.confirmClose = [](QWidget *, qsizetype) { return true; };
        m_window = std::make_unique<MainWindow>(*m_console, services);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_table = m_window->findChild<QTableView *>(u"connections"_s);
        m_console->connections().add(sampleConnections(5000));
        QTRY_COMPARE(m_table->model()->rowCount(), 5000);
        m_table->setFocus();
        QTest::keyClick(m_table, Qt::Key_A, Qt::ControlModifier);
    }

    void kicksThousandsByKeyboard()
    {
        QTest::keyClick(m_table, Qt::Key_Delete);
        auto *dialog = m_window->findChild<KickDialog *>();
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u"5,000"_s));
        QTest::keyClicks(dialog->focusWidget(), u"maintenance"_s);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QCOMPARE(m_console->commands().size(), std::size_t(4));
        const auto *strip = m_window->findChild<ActionStrip *>();
        QVERIFY(strip && strip->isVisible());
        while (!strip->isFinished())
            finishOldest(Outcome::ClosedClean);
        QCOMPARE(m_console->commands().size(), std::size_t(10));
        QVERIFY(strip->isSuccess());
        const QString notice = m_window->findChild<NoticeStrip *>()->current();
        QVERIFY2(notice.startsWith(u"5,000 kicked: 5,000 closed cleanly"_s), qPrintable(notice));
    }

    void cancelsAndReports()
    {
        m_window->findChild<QAction *>(u"pingAction"_s)->trigger();
        auto *strip = m_window->findChild<ActionStrip *>();
        QVERIFY(strip && strip->isVisible());
        finishOldest(Outcome::Done);
        QTest::mouseClick(strip->findChild<QPushButton *>(u"actionCancel"_s), Qt::LeftButton);
        while (!strip->isFinished())
            finishOldest(Outcome::NoAnswer);
        QTest::mouseClick(strip->findChild<QPushButton *>(u"actionReport"_s), Qt::LeftButton);
        const auto *report = m_window->findChild<ActionReportDialog *>();
        QVERIFY(report);
        const int open = openConnections();
        const QString summary = report->findChild<QLabel *>(u"summary"_s)->text();
        QCOMPARE(summary, u"2,500 pinged: 500 answered, 2,000 did not answer, %L1 not sent, cancelled"_s.arg(
                              open - 2500));
        QCOMPARE(report->findChild<QTableView *>()->model()->rowCount(), open - 500);
    }

private:
    //! Ends the oldest command that has not ended.
    void finishOldest(Outcome outcome)
    {
        const FakeCommand command = m_console->commands()[m_finished++];
        std::vector<ActionOutcome> outcomes;
        for (const ConnectionId id : std::get<std::vector<ConnectionId>>(targetOf(command.body)))
            outcomes.push_back({id, outcome});
        m_console->finish({command.action, {{}, command.body}, std::move(outcomes), 0});
    }
    //! The connections that were open when the action began.
    int openConnections() const
    {
        int open = 0;
        for (int row = 0; row < m_table->model()->rowCount(); ++row) {
            const QModelIndex state = m_table->model()->index(row, int(ConnectionColumn::State));
            open += state.data().toString() == u"Open"_s ? 1 : 0;
        }
        return open;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeConsole> m_console;
    std::unique_ptr<MainWindow> m_window;
    QTableView *m_table = nullptr;
    std::size_t m_finished = 0;
};

QTEST_MAIN(tst_WindowActions)
#include "tst_windowactions.moc"
