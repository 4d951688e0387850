#include "ui/dialogs/closealldialog.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_CloseAllDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsTheNumber();
    void cancelIsTheDefault();
    void closesOnlyByItsButton();
    void nothingLeftToClose();
};

namespace {

QString questionOf(const CloseAllDialog &dialog)
{
    return dialog.findChild<QLabel *>(u"question"_s)->text();
}

} // namespace

void tst_CloseAllDialog::showsTheNumber()
{
    CloseAllDialog dialog(40);
    QVERIFY2(questionOf(dialog).contains(u"all 40 connection"_s), qPrintable(questionOf(dialog)));
    dialog.setConnections(39);
    QVERIFY(questionOf(dialog).contains(u"39"_s));
}

void tst_CloseAllDialog::cancelIsTheDefault()
{
    CloseAllDialog dialog(2);
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

void tst_CloseAllDialog::closesOnlyByItsButton()
{
    CloseAllDialog dialog(2);
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"closeAll"_s), Qt::LeftButton);
    QCOMPARE(accepted.count(), 1);
}

void tst_CloseAllDialog::nothingLeftToClose()
{
    CloseAllDialog dialog(1);
    auto *closeAll = dialog.findChild<QPushButton *>(u"closeAll"_s);
    QVERIFY(closeAll->isEnabled());
    dialog.setConnections(0);
    QVERIFY(!closeAll->isEnabled());
}

QTEST_MAIN(tst_CloseAllDialog)
#include "tst_closealldialog.moc"
