#include "ui/composer/composer.h"

#include "tests/ui/fakeconsole.h"
#include "ui/connections/actionrunner.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_Composer : public QObject
{
    Q_OBJECT
private:
    struct Fixture
    {
        FakeConsole console;
        Composer composer{console};

        Fixture()
        {
            composer.setServerRunning(true);
            composer.show();
        }
        QPlainTextEdit &text() { return *composer.findChild<QPlainTextEdit *>(); }
        QPushButton &send() { return *composer.findChild<QPushButton *>(); }
        QComboBox &room()
        {
            for (QComboBox *box : composer.findChildren<QComboBox *>()) {
                if (box->isEditable())
                    return *box;
            }
            qFatal("no box for the room");
        }
        bool shows(const QString &part)
        {
            for (const QLabel *label : composer.findChildren<QLabel *>()) {
                if (label->text().contains(part))
                    return true;
            }
            return false;
        }
    };

private Q_SLOTS:
    void controlEnterSendsToEverybody()
    {
        Fixture f;
        f.text().setPlainText(u"hello\n世界"_s);
        QTest::keyClick(&f.text(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(f.console.commands().size(), std::size_t(1));
        QCOMPARE(f.console.last<Send>(), (Send{AllConnections(), MessageType::Text, "hello\n世界"}));
        QVERIFY(f.text().toPlainText().isEmpty());
    }

    void enterInsertsALineBreak()
    {
        Fixture f;
        f.text().setPlainText(u"a"_s);
        QTest::keyClick(&f.text(), Qt::Key_Return);
        QVERIFY(f.console.commands().empty());
        QCOMPARE(f.text().toPlainText().size(), 2);
    }

    void sendsToARoom()
    {
        Fixture f;
        f.composer.setRooms({u"lobby"_s, u"trading"_s});
        f.composer.setTarget(Composer::Target::Room);
        QCOMPARE(f.room().currentText(), u"lobby"_s);
        f.room().setEditText(u"elsewhere"_s);
        f.composer.setRooms({u"lobby"_s}); // a new list keeps the typed name
        f.text().setPlainText(u"hi"_s);
        QTest::mouseClick(&f.send(), Qt::LeftButton);
        QCOMPARE(f.console.commands().size(), std::size_t(1));
        QCOMPARE(f.console.last<Send>().target, Target(RoomTarget{u"elsewhere"_s}));
        f.room().setEditText({});
        f.text().setPlainText(u"hi"_s);
        QVERIFY(!f.send().isEnabled());
    }

    void sendsToAUser()
    {
        Fixture f;
        f.composer.setUsers({u"alice"_s, u"bob"_s});
        f.composer.writeToUser(u"Jürgen"_s);
        QVERIFY(!f.room().isVisible());
        f.composer.setUsers({u"bob"_s}); // a new list keeps the chosen name
        f.text().setPlainText(u"hi"_s);
        f.send().click();
        QCOMPARE(f.console.commands().size(), std::size_t(1));
        QCOMPARE(f.console.last<Send>().target, Target(UserTarget{u"Jürgen"_s}));
        f.composer.writeToUser({});
        f.text().setPlainText(u"hi"_s);
        QVERIFY(!f.send().isEnabled());
    }

    void selectsARoomAsTarget()
    {
        Fixture f;
        f.composer.writeToRoom(u"trading"_s);
        QVERIFY(f.room().isVisible());
        f.text().setPlainText(u"hi"_s);
        f.send().click();
        QCOMPARE(f.console.last<Send>().target, Target(RoomTarget{u"trading"_s}));
    }

    void sendsToManyInSlices()
    {
        Fixture f;
        ActionRunner runner(f.console);
        f.composer.setRunner(&runner);
        QSignalSpy byRunner(&runner, &ActionRunner::reported);
        QSignalSpy byComposer(&f.composer, &Composer::actionReported);
        QList<ConnectionId> ids;
        for (quint64 id = 1; id <= 700; ++id)
            ids += ConnectionId(id);
        f.composer.setTarget(Composer::Target::Selected);
        f.composer.setSelectedConnections(ids);
        f.text().setPlainText(u"hello"_s);
        QTest::mouseClick(&f.send(), Qt::LeftButton);
        QCOMPARE(f.console.commands().size(), std::size_t(2));
        QCOMPARE(f.console.last<Send>().payload, QByteArray("hello"));
        for (std::size_t i = 0; i < 2; ++i) {
            const FakeCommand command = f.console.commands()[i];
            std::vector<ActionOutcome> outcomes;
            for (const ConnectionId id : std::get<std::vector<ConnectionId>>(targetOf(command.body)))
                outcomes.push_back({id, id.value() == 7 ? Outcome::Rejected : Outcome::Done});
            f.console.finish({command.action, {{}, command.body}, outcomes, outcomes.size()});
        }
        QCOMPARE(byRunner.size(), 1);
        QCOMPARE(byComposer.size(), 0);
        QVERIFY(f.shows(u"699"_s));
    }

    void sendsToTheSelected()
    {
        Fixture f;
        f.composer.setTarget(Composer::Target::Selected);
        f.text().setPlainText(u"hi"_s);
        QVERIFY(!f.send().isEnabled());
        f.composer.setSelectedConnections({ConnectionId(3), ConnectionId(5)});
        QVERIFY(f.send().isEnabled());
        f.send().click();
        QCOMPARE(f.console.last<Send>().target, Target(std::vector{ConnectionId(3), ConnectionId(5)}));
    }

    void isDisabledWithoutAServerOrText()
    {
        Fixture f;
        QVERIFY(!f.send().isEnabled());
        f.text().setPlainText(u"hi"_s);
        f.composer.setServerRunning(false);
        QVERIFY(!f.send().isEnabled());
        QTest::keyClick(&f.text(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(f.console.commands().empty());
        QCOMPARE(f.text().toPlainText(), u"hi"_s);
    }

    void jsonIsCheckedWhileTyped()
    {
        Fixture f;
        f.composer.setKind(Composer::Kind::Json);
        f.text().setPlainText(u"{\n\"a\": }"_s);
        QVERIFY(!f.send().isEnabled());
        QVERIFY(f.shows(u"Line 2, column 6"_s));
        QTest::keyClick(&f.text(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(f.console.commands().empty());
        const QString exact = u"{ \"b\":1.0, \"a\":12345678901234567890 }"_s;
        f.text().setPlainText(exact);
        QVERIFY(f.send().isEnabled());
        QVERIFY(f.shows(u"Valid JSON"_s));
        f.send().click();
        QCOMPARE(f.console.last<Send>().payload, exact.toUtf8());
        QCOMPARE(f.console.last<Send>().type, MessageType::Text);
    }

    void countsBytes()
    {
        Fixture f;
        f.text().setPlainText(u"世界"_s);
        QVERIFY(f.shows(u"6 B"_s));
    }

    void reportsItsOwnCommandsOnce()
    {
        Fixture f;
        QSignalSpy reported(&f.composer, &Composer::actionReported);
        f.text().setPlainText(u"hi"_s);
        f.send().click();
        f.console.finishLast({}, 12);
        f.console.finishLast({}, 12);
        f.console.finish({ActionId(1000), {{}, f.console.commands()[0].body}, {}, 12}); // another console's
        QCOMPARE(reported.size(), 1);
        QVERIFY(reported[0][0].toString().contains(u"12"_s));
        QVERIFY(f.shows(u"Sent to 12"_s));
    }

    void historyByKeys()
    {
        Fixture f;
        f.text().setPlainText(u"one"_s);
        f.send().click();
        f.text().setPlainText(u"draft"_s);
        QTest::keyClick(&f.text(), Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(f.text().toPlainText(), u"one"_s);
        QTest::keyClick(&f.text(), Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(f.text().toPlainText(), u"draft"_s);
    }
};

QTEST_MAIN(tst_Composer)
#include "tst_composer.moc"
