#include "ui/dialogs/endconnectionsdialog.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Purpose = EndConnectionsDialog::Purpose;

class tst_EndConnectionsDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void showsTheNumber_data();
    void showsTheNumber();
    void cancelIsTheDefault_data();
    void cancelIsTheDefault();
    void closesOnlyByItsButton();
    void nothingLeftToClose();
    void anEmptyServerCanBeStopped();
};

namespace {

QString questionOf(const EndConnectionsDialog &dialog)
{
    return dialog.findChild<QLabel *>(u"question"_s)->text();
}

} // namespace

void tst_EndConnectionsDialog::showsTheNumber_data()
{
    QTest::addColumn<Purpose>("purpose");
    QTest::addColumn<QString>("question");
    QTest::newRow("selected") << Purpose::CloseSelected << u"Close 5,300 connection"_s;
    QTest::newRow("all") << Purpose::CloseAll << u"Close all 5,300 connection"_s;
    QTest::newRow("stop") << Purpose::StopServer << u"Stop the server and close 5,300 connection"_s;
}

void tst_EndConnectionsDialog::showsTheNumber()
{
    QFETCH(Purpose, purpose);
    QFETCH(QString, question);
    EndConnectionsDialog dialog(purpose, 5300);
    QVERIFY2(questionOf(dialog).contains(question), qPrintable(questionOf(dialog)));
    dialog.setConnections(39);
    QVERIFY(questionOf(dialog).contains(u"39"_s));
    QVERIFY(!questionOf(dialog).contains(u"5,300"_s));
}

void tst_EndConnectionsDialog::cancelIsTheDefault_data()
{
    QTest::addColumn<Purpose>("purpose");
    QTest::newRow("selected") << Purpose::CloseSelected;
    QTest::newRow("all") << Purpose::CloseAll;
    QTest::newRow("stop") << Purpose::StopServer;
}

void tst_EndConnectionsDialog::cancelIsTheDefault()
{
    QFETCH(Purpose, purpose);
    EndConnectionsDialog dialog(purpose, 2);
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    QSignalSpy rejected(&dialog, &QDialog::rejected);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    auto *cancel = dialog.findChild<QPushButton *>(u"cancel"_s);
    QVERIFY(cancel->isDefault());
    QVERIFY(cancel->hasFocus());
    QTest::keyClick(&dialog, Qt::Key_Return);
    QCOMPARE(rejected.count(), 1);
    QCOMPARE(accepted.count(), 0);
}

void tst_EndConnectionsDialog::closesOnlyByItsButton()
{
    EndConnectionsDialog dialog(Purpose::CloseAll, 2);
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    QCOMPARE(accepted.count(), 1);
}

void tst_EndConnectionsDialog::nothingLeftToClose()
{
    EndConnectionsDialog dialog(Purpose::CloseAll, 1);
    auto *confirm = dialog.findChild<QPushButton *>(u"confirm"_s);
    QVERIFY(confirm->isEnabled());
    dialog.setConnections(0);
    QVERIFY(!confirm->isEnabled());
}

void tst_EndConnectionsDialog::anEmptyServerCanBeStopped()
{
    EndConnectionsDialog dialog(Purpose::StopServer, 1);
    dialog.setConnections(0);
    QVERIFY(dialog.findChild<QPushButton *>(u"confirm"_s)->isEnabled());
}

QTEST_MAIN(tst_EndConnectionsDialog)
#include "tst_endconnectionsdialog.moc"
