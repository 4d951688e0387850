// The window of a real server, with clients nobody here wrote: what an operator sees and does reaches them.

#include "controlroom.h"
#include "talker.h"

#include "ui/dialogs/closealldialog.h"
#include "ui/dialogs/kickdialog.h"
#include "ui/mainwindow/addressbutton.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTcpSocket>
#include <QWebSocket>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! Qt's own client, with what it hears.
struct QtClient
{
    explicit QtClient(const QString &url)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString &text) { heard += text; });
        QObject::connect(&socket, &QWebSocket::disconnected, &socket, [this] {
            farewell = Farewell{int(socket.closeCode()), socket.closeReason()};
        });
        socket.open(QUrl(url));
    }

    QStringList heard;
    std::optional<Farewell> farewell;
    QWebSocket socket;
};

} // namespace

class TestWindow final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void showsWhoIsThereAndWhatTheySay();
    void kicks_data();
    void kicks();
    void forgetsWhoWasKilled();
    void closesTheSelected();
    void closesAllOnceConfirmed();
    void pings();
    void saysSomething();
    void stopsAndStarts();
    void saysThatAKickWasNotAnswered();
    void asksBeforeItCloses();
};

void TestWindow::showsWhoIsThereAndWhatTheySay()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/room/kitchen?user=bob"_s));
    QVERIFY(waitUntil([&] { return room.lists(u"alice"_s) && room.lists(u"bob"_s); }, Patience));
    QCOMPARE(room.count(), 2);
    QCOMPARE(room.text(u"alice"_s, ConnectionColumn::Room), u"lobby"_s);
    QCOMPARE(room.text(u"bob"_s, ConnectionColumn::Room), u"kitchen"_s);
    QCOMPARE(room.text(u"alice"_s, ConnectionColumn::State), u"Open"_s);
    QVERIFY(room.text(u"alice"_s, ConnectionColumn::Address).startsWith(u"127.0.0.1:"_s));
    QCOMPARE(room.text(u"bob"_s, ConnectionColumn::Address), u"127.0.0.1:%1"_s.arg(bob.socket.localPort()));

    alice.say(u"from node"_s);
    bob.socket.sendTextMessage(u"from Qt"_s);
    QVERIFY(
        waitUntil([&] { return room.logs(u"alice"_s, u"from node"_s) && room.logs(u"bob"_s, u"from Qt"_s); },
                  Patience));
    QVERIFY(!room.logs(u"bob"_s, u"from node"_s));
    QVERIFY(
        waitUntil([&] { return room.text(u"alice"_s, ConnectionColumn::MessagesIn) == u"1"_s; }, Patience));

    // The first ping is due after a second without traffic.
    for (const QString &user : {u"alice"_s, u"bob"_s}) {
        const auto latency = [&] { return room.text(user, ConnectionColumn::Latency); };
        QVERIFY(waitUntil([&] { return latency() != u"–"_s; }, Patience));
        QVERIFY2(latency().endsWith(u"s"_s), qPrintable(latency())); // a number with its unit
    }
}

void TestWindow::kicks_data()
{
    QTest::addColumn<bool>("flooding");
    QTest::addColumn<int>("downs");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("code");
    QTest::newRow("may return") << false << 0 << u"Take a break, please"_s << 4100;
    QTest::newRow("banned") << false << 1 << u"rules"_s << 4403;
    QTest::newRow("may return, while it floods") << true << 0 << u"too loud"_s << 4100;
    QTest::newRow("policy, while it floods") << true << 2 << QString(MaxReasonBytes, u'x') << 1008;
}

void TestWindow::kicks()
{
    QFETCH(bool, flooding);
    QFETCH(int, downs);
    QFETCH(QString, reason);
    QFETCH(int, code);
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/room/kitchen?user=bob"_s));
    QVERIFY(waitUntil([&] { return room.lists(u"alice"_s) && room.lists(u"bob"_s); }, Patience));
    const auto received = [&] {
        return QLocale().toLongLong(room.text(u"alice"_s, ConnectionColumn::MessagesIn));
    };
    if (flooding) {
        alice.flood(QString(64, u'f'));
        QVERIFY(waitUntil([&] { return received() > 2000; }, Patience));
    }

    room.select(u"alice"_s);
    QVERIFY(room.clickTool(u"kickAction"_s));
    auto *dialog = room.waitForDialog<KickDialog>();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u"alice"_s));
    for (int i = 0; i < downs; ++i)
        QTest::keyClick(dialog->findChild<QComboBox *>(u"preset"_s), Qt::Key_Down);
    auto *edit = dialog->findChild<QLineEdit *>(u"reason"_s);
    QTest::keyClicks(edit, reason);
    if (flooding) { // to the very end
        const qint64 before = received();
        QVERIFY(waitUntil([&] { return received() > before; }, Patience));
    }
    QTest::keyClick(edit, Qt::Key_Return);

    QVERIFY(waitUntil([&] { return alice.farewell().has_value(); }, Patience));
    QCOMPARE(alice.farewell()->code, code);
    QCOMPARE(alice.farewell()->reason, reason);
    QVERIFY(waitUntil([&] { return !room.lists(u"alice"_s); }, Patience));
    QCOMPARE(room.endOf(u"alice"_s)->cause, Cause::Kicked);
    QCOMPARE(room.endOf(u"alice"_s)->initiator, Initiator::Server);
    QVERIFY(room.saysSoon(u"Kicked: closed cleanly"_s));
    QVERIFY(room.lists(u"bob"_s));
    QVERIFY(!bob.farewell);
}

void TestWindow::forgetsWhoWasKilled()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    // What it had not read yet, the answer to its handshake, would make its end a reset.
    QVERIFY(waitUntil([&] { return room.lists(u"alice"_s) && alice.isOpen(); }, Patience));
    alice.vanish();
    QVERIFY(waitUntil([&] { return room.count() == 0; }, Patience));
    QCOMPARE(room.endOf(u"alice"_s)->cause, Cause::ConnectionLost);
    QCOMPARE(room.endOf(u"alice"_s)->code, 1006);
    QCOMPARE(room.endOf(u"alice"_s)->initiator, Initiator::Network);
}

void TestWindow::closesTheSelected()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/?user=bob"_s));
    QtClient carol(room.url(u"/?user=carol"_s));
    QVERIFY(waitUntil([&] { return room.count() == 3; }, Patience));
    room.select(u"alice"_s);
    room.select(u"bob"_s, Qt::ControlModifier);
    QVERIFY(room.clickTool(u"closeAction"_s));
    QVERIFY(waitUntil([&] { return alice.farewell() && bob.farewell; }, Patience));
    QCOMPARE(alice.farewell()->code, 1000);
    QCOMPARE(bob.farewell->code, 1000);
    QVERIFY(room.saysSoon(u"2 closed: 2 closed cleanly"_s));
    QVERIFY(waitUntil([&] { return room.count() == 1; }, Patience));
    QVERIFY(room.lists(u"carol"_s));
    QVERIFY(!carol.farewell);
}

void TestWindow::closesAllOnceConfirmed()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/?user=bob"_s));
    QVERIFY(waitUntil([&] { return room.count() == 2; }, Patience));

    QVERIFY(room.clickMenu(u"closeAllAction"_s));
    auto *dialog = room.waitForDialog<CloseAllDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLabel *>(u"question"_s)->text(), u"Close all 2 connections?"_s);
    QTest::keyClick(dialog, Qt::Key_Return); // the default is Cancel
    QVERIFY(!dialog->isVisible());
    QCOMPARE(room.count(), 2);

    QVERIFY(room.clickMenu(u"closeAllAction"_s));
    dialog = room.waitForDialog<CloseAllDialog>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"closeAll"_s), Qt::LeftButton);
    QVERIFY(waitUntil([&] { return alice.farewell() && bob.farewell; }, Patience));
    QCOMPARE(alice.farewell()->code, 1000);
    QCOMPARE(bob.farewell->code, 1000);
    QVERIFY(room.saysSoon(u"2 closed: 2 closed cleanly"_s));
    QVERIFY(waitUntil([&] { return room.count() == 0; }, Patience));
}

void TestWindow::pings()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QVERIFY(waitUntil([&] { return room.lists(u"alice"_s); }, Patience));
    room.select(u"alice"_s);
    QVERIFY(room.clickTool(u"pingAction"_s));
    QVERIFY(room.saysSoon(u"Ping answered"_s));
    QVERIFY(waitUntil([&] { return room.text(u"alice"_s, ConnectionColumn::Latency) != u"–"_s; }, Patience));
}

void TestWindow::saysSomething()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/room/kitchen?user=bob"_s));
    QVERIFY(waitUntil([&] { return room.count() == 2; }, Patience));
    room.compose(0, u"to everybody"_s);
    QVERIFY(waitUntil([&] { return !alice.heard().isEmpty() && !bob.heard.isEmpty(); }, Patience));
    QVERIFY(room.saysSoon(u"Sent to 2 connections"_s));

    room.select(u"alice"_s);
    room.compose(3, u"to one"_s);
    QVERIFY(room.saysSoon(u"Sent to 1 connection"_s));
    room.compose(0, u"to everybody again"_s);
    QVERIFY(waitUntil([&] { return alice.heard().size() == 3 && bob.heard.size() == 2; }, Patience));
    QCOMPARE(alice.heard(), (QStringList{u"to everybody"_s, u"to one"_s, u"to everybody again"_s}));
    QCOMPARE(bob.heard, (QStringList{u"to everybody"_s, u"to everybody again"_s}));
}

void TestWindow::stopsAndStarts()
{
    ControlRoom room;
    auto alice = std::make_unique<Talker>(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/?user=bob"_s));
    QVERIFY(waitUntil([&] { return room.count() == 2; }, Patience));
    QVERIFY(room.clickTool(u"startStop"_s));
    QVERIFY(waitUntil([&] { return alice->farewell() && bob.farewell; }, Patience));
    QCOMPARE(alice->farewell()->code, 1001);
    QCOMPARE(bob.farewell->code, 1001);
    QVERIFY(waitUntil([&] { return room.server().state() == Server::State::Stopped; }, Patience));
    QCOMPARE(room.count(), 0);
    QCOMPARE(room.endOf(u"alice"_s)->cause, Cause::Shutdown);
    QVERIFY(room.window().windowTitle().contains(u"not listening"_s));

    QVERIFY(room.clickTool(u"startStop"_s));
    QVERIFY(waitUntil([&] { return room.server().state() == Server::State::Running; }));
    QCOMPARE(room.window().findChild<AddressButton *>()->text(), room.server().urls().constFirst());
    alice = std::make_unique<Talker>(room.url(u"/?user=alice"_s));
    QVERIFY(waitUntil([&] { return room.lists(u"alice"_s); }, Patience));
    alice->say(u"back again"_s);
    QVERIFY(waitUntil([&] { return room.logs(u"alice"_s, u"back again"_s); }, Patience));
}

void TestWindow::saysThatAKickWasNotAnswered()
{
    ControlRoom room;
    Config quick = room.server().config();
    quick.limits.closing = 200ms;
    room.server().applyConfig(quick);
    QTcpSocket mute; // reads all, answers nothing
    mute.connectToHost(QHostAddress(QHostAddress::LocalHost), room.server().endpoints().front().port);
    mute.write("GET /?user=mute HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    QVERIFY(waitUntil([&] { return room.lists(u"mute"_s); }, Patience));
    room.select(u"mute"_s);
    QVERIFY(room.clickTool(u"kickAction"_s));
    auto *dialog = room.waitForDialog<KickDialog>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"kick"_s), Qt::LeftButton);
    QVERIFY(room.saysSoon(u"Kicked: did not answer and was dropped"_s));
    QVERIFY(waitUntil([&] { return room.count() == 0; }, Patience));
    QVERIFY(waitUntil([&] { return mute.state() == QAbstractSocket::UnconnectedState; }, Patience));
    QVERIFY(mute.readAll().endsWith(QByteArray("\x88\x02\x10\x04"))); // Close with 4100, no reason
    QVERIFY(!room.endOf(u"mute"_s)->clean);
}

void TestWindow::asksBeforeItCloses()
{
    ControlRoom room;
    Talker alice(room.url(u"/?user=alice"_s));
    QtClient bob(room.url(u"/?user=bob"_s));
    QVERIFY(waitUntil([&] { return room.count() == 2; }, Patience));
    QVERIFY(room.window().close());
    QCOMPARE(room.askedToClose(), QList<qsizetype>{2});
    room.server().stop(); // what the program does behind its window
    QVERIFY(waitUntil([&] { return alice.farewell() && bob.farewell; }, Patience));
    QCOMPARE(alice.farewell()->code, 1001);
    QCOMPARE(bob.farewell->code, 1001);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
