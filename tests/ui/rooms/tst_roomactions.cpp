#include "ui/rooms/roomactions.h"

#include "tests/ui/fakeconsole.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    FakeRooms face;
    QWidget window;
    RoomActions actions{face, &window};

    Shown()
    {
        window.show();
        actions.setRooms({u"lobby"_s, u"trading"_s});
        actions.setSelection({ConnectionId(4), ConnectionId(2)});
    }
    RoomDialog *dialog() { return window.findChild<RoomDialog *>(); }
    QPushButton &ok() { return *dialog()->findChild<QPushButton *>(u"ok"_s); }
    QLineEdit &name() { return *dialog()->findChild<QComboBox *>(u"room"_s)->lineEdit(); }
};

} // namespace

class tst_RoomActions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void needsASelection()
    {
        Shown shown;
        QVERIFY(shown.actions.putIn()->isEnabled());
        shown.actions.setSelection({});
        QVERIFY(!shown.actions.putIn()->isEnabled());
        QVERIFY(!shown.actions.takeOut()->isEnabled());
        shown.actions.askToPutIn({});
        QVERIFY(!shown.dialog());
    }

    void putsThoseIntoARoomThatWereAskedAbout()
    {
        Shown shown;
        shown.actions.putIn()->trigger();
        QVERIFY(shown.dialog());
        QCOMPARE(shown.name().text(), u"lobby"_s);
        shown.name().selectAll();
        QTest::keyClicks(&shown.name(), u"attic"_s);
        shown.actions.setSelection({ConnectionId(9)});
        QTest::mouseClick(&shown.ok(), Qt::LeftButton);
        QCOMPARE(shown.face.commands().size(), std::size_t(1));
        QCOMPARE(shown.face.commands()[0].kind, ActionKind::PutIntoRoom);
        QCOMPARE(shown.face.commands()[0].room, u"attic"_s);
        QCOMPARE(shown.face.commands()[0].ids, (std::vector{ConnectionId(4), ConnectionId(2)}));
    }

    void takesOut()
    {
        Shown shown;
        shown.actions.takeOut()->trigger();
        shown.ok().click();
        QCOMPARE(shown.face.commands()[0].kind, ActionKind::TakeOutOfRoom);
        QCOMPARE(shown.face.commands()[0].room, u"lobby"_s);
    }

    void onlyNamesThatRoomsCanHave_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("possible");
        QTest::newRow("none") << QString() << false;
        QTest::newRow("one character") << u"a"_s << true;
        QTest::newRow("Chinese") << u"大厅"_s << true;
        QTest::newRow("the longest") << QString(128, u'x') << true;
        QTest::newRow("too long") << QString(129, u'x') << false;
    }
    void onlyNamesThatRoomsCanHave()
    {
        QFETCH(QString, name);
        Shown shown;
        shown.actions.putIn()->trigger();
        shown.name().setText(name);
        QTEST(shown.ok().isEnabled(), "possible");
    }

    void saysHowItEnded()
    {
        Shown shown;
        QSignalSpy reported(&shown.actions, &RoomActions::reported);
        shown.face.finish({ActionId(1), ActionKind::PutIntoRoom, {{ConnectionId(4), Outcome::Done}}, 0});
        QCOMPARE(reported.takeFirst(), QVariantList{u"Put into the room"_s});
    }
};

QTEST_MAIN(tst_RoomActions)
#include "tst_roomactions.moc"
