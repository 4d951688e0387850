#include "ui/messages/payloadwindow.h"

#include "tests/ui/messages/logsamples.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_PayloadWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsTheMessage()
    {
        QWidget parent;
        PayloadPane::Choices choices;
        choices.of(PayloadKind::Text) = PayloadPane::View::Hex;
        auto *window = new PayloadWindow({textEntry(12'345, "hello")}, choices, &parent);
        window->show();
        QVERIFY(window->windowTitle().contains(u"12,345"_s) || window->windowTitle().contains(u"12345"_s));
        auto *pane = window->findChild<PayloadPane *>();
        QCOMPARE(pane->view(), PayloadPane::View::Hex);
        QVERIFY(window->findChild<QLabel *>(u"facts"_s)->text().contains(u"lobby"_s));
        QVERIFY(!window->findChild<QToolButton *>(u"detach"_s)->isVisible());
    }

    void saysWhatAnActionDid()
    {
        QWidget parent;
        auto *window = new PayloadWindow({textEntry(1, "hello")}, {}, &parent);
        window->show();
        auto *status = window->findChild<QLabel *>(u"status"_s);
        QVERIFY(!status->isVisible());
        QTest::mouseClick(window->findChild<QToolButton *>(u"copy"_s), Qt::LeftButton);
        QVERIFY(status->isVisible());
        QVERIFY(status->text().contains(u"copied"_s));
    }

    void closesAndDeletesItself()
    {
        QWidget parent;
        QPointer<PayloadWindow> window = new PayloadWindow({textEntry(1, "hello")}, {}, &parent);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window));
        QTest::keyClick(window, Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(!window);
    }
};

QTEST_MAIN(tst_PayloadWindow)
#include "tst_payloadwindow.moc"
