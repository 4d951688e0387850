#include "ui/connections/actionreportdialog.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ActionReportDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        std::vector<LongAction::Result> results;
        for (quint64 id = 1; id <= 1500; ++id)
            results.push_back(
                {ConnectionId(id), u"guest-%1"_s.arg(id), id <= 3 ? Outcome::NoAnswer : Outcome::Done});
        m_dialog = std::make_unique<ActionReportDialog>(Ping{}, results, u"1,500 pinged"_s);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    }

    void showsWhatDidNotGoWell()
    {
        QCOMPARE(m_dialog->findChild<QLabel *>(u"summary"_s)->text(), u"1,500 pinged"_s);
        QCOMPARE(table()->model()->rowCount(), 3);
        QCOMPARE(shown()->currentText(), u"All that did not go well (3)"_s);
        QStringList kinds;
        for (int i = 0; i < shown()->count(); ++i)
            kinds += shown()->itemText(i);
        QCOMPARE(kinds, (QStringList{u"All (1,500)"_s, u"All that did not go well (3)"_s,
                                     u"Succeeded (1,497)"_s, u"No answer (3)"_s}));
    }

    void filtersByOutcome()
    {
        shown()->setFocus();
        QTest::keyClick(shown(), Qt::Key_Home);
        QCOMPARE(table()->model()->rowCount(), 1500);
        QTest::keyClick(shown(), Qt::Key_End);
        QCOMPARE(table()->model()->rowCount(), 3);
    }

    void copies_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }
    void copies()
    {
        QFETCH(bool, byKeyboard);
        auto *copy = m_dialog->findChild<QPushButton *>(u"copy"_s);
        if (byKeyboard) {
            copy->setFocus();
            QTest::keyClick(copy, Qt::Key_Space);
        } else {
            QTest::mouseClick(copy, Qt::LeftButton);
        }
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 3);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"1\tguest-1\t"_s));
    }

    void nothingFailed()
    {
        const ActionReportDialog dialog(Ping{}, {{ConnectionId(1), u"ann"_s, Outcome::Done}}, {});
        QCOMPARE(dialog.findChild<QTableView *>()->model()->rowCount(), 1);
        QCOMPARE(dialog.findChild<QComboBox *>()->count(), 2);
    }

private:
    QTableView *table() const { return m_dialog->findChild<QTableView *>(u"results"_s); }
    QComboBox *shown() const { return m_dialog->findChild<QComboBox *>(u"shown"_s); }

    std::unique_ptr<ActionReportDialog> m_dialog;
};

QTEST_MAIN(tst_ActionReportDialog)
#include "tst_actionreportdialog.moc"
