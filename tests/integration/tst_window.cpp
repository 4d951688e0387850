// The window with a real server and third-party clients (node `ws`, QWebSocket): what the window shows of
// them, and what its actions send to them.

#include "nodeclient.h"
#include "windowfixture.h"

#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/dialogs/kickdialog.h"
#include "ui/theme/elidedlabel.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTcpSocket>
#include <QWebSocket>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! A QWebSocket with the messages it received.
struct QtClient
{
    explicit QtClient(const QString &url)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString &text) { received += text; });
        QObject::connect(&socket, &QWebSocket::disconnected, &socket, [this] {
            closeInfo = CloseInfo{int(socket.closeCode()), socket.closeReason()};
        });
        socket.open(QUrl(url));
    }

    QStringList received;
    std::optional<CloseInfo> closeInfo;
    QWebSocket socket;
};

} // namespace

class TestWindow final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void showsConnectionsAndMessages();
    void kicks_data();
    void kicks();
    void removesAKilledClient();
    void closesTheSelectedConnections();
    void closesAllAfterConfirmation();
    void pings();
    void sendsMessages();
    void stopsAndStarts();
    void reportsAnUnansweredKick();
    void asksForConfirmationBeforeClosing();
};

void TestWindow::showsConnectionsAndMessages()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/room/kitchen?user=bob"_s));
    QVERIFY(waitUntil([&] { return fixture.isListed(u"alice"_s) && fixture.isListed(u"bob"_s); }, MaxWait));
    QCOMPARE(fixture.count(), 2);
    QCOMPARE(fixture.text(u"alice"_s, ConnectionColumn::Room), u"lobby"_s);
    QCOMPARE(fixture.text(u"bob"_s, ConnectionColumn::Room), u"kitchen"_s);
    QCOMPARE(fixture.text(u"alice"_s, ConnectionColumn::State), u"Open"_s);
    QVERIFY(fixture.text(u"alice"_s, ConnectionColumn::Address).startsWith(u"127.0.0.1:"_s));
    QCOMPARE(fixture.text(u"bob"_s, ConnectionColumn::Address),
             u"127.0.0.1:%1"_s.arg(bob.socket.localPort()));

    alice.send(u"from node"_s);
    bob.socket.sendTextMessage(u"from Qt"_s);
    QVERIFY(waitUntil(
        [&] {
            return fixture.isLogged(u"alice"_s, u"from node"_s) && fixture.isLogged(u"bob"_s, u"from Qt"_s);
        },
        MaxWait));
    QVERIFY(!fixture.isLogged(u"bob"_s, u"from node"_s));
    QVERIFY(
        waitUntil([&] { return fixture.text(u"alice"_s, ConnectionColumn::MessagesIn) == u"1"_s; }, MaxWait));

    // The first ping is sent after a second without traffic.
    for (const QString &user : {u"alice"_s, u"bob"_s}) {
        const auto latency = [&] { return fixture.text(user, ConnectionColumn::Latency); };
        QVERIFY(waitUntil([&] { return latency() != u"–"_s; }, MaxWait));
        QVERIFY2(latency().endsWith(u"s"_s), qPrintable(latency())); // a number with its unit
    }
}

void TestWindow::kicks_data()
{
    QTest::addColumn<bool>("flooding");
    QTest::addColumn<int>("downKeys");
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
    QFETCH(int, downKeys);
    QFETCH(QString, reason);
    QFETCH(int, code);
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/room/kitchen?user=bob"_s));
    QVERIFY(waitUntil([&] { return fixture.isListed(u"alice"_s) && fixture.isListed(u"bob"_s); }, MaxWait));
    const auto received = [&] {
        return QLocale().toLongLong(fixture.text(u"alice"_s, ConnectionColumn::MessagesIn));
    };
    if (flooding) {
        alice.flood(QString(64, u'f'));
        QVERIFY(waitUntil([&] { return received() > 2000; }, MaxWait));
    }

    fixture.select(u"alice"_s);
    QVERIFY(fixture.clickTool(u"kickAction"_s));
    auto *dialog = fixture.waitForDialog<KickDialog>();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u"alice"_s));
    for (int i = 0; i < downKeys; ++i)
        QTest::keyClick(dialog->findChild<QComboBox *>(u"preset"_s), Qt::Key_Down);
    auto *edit = dialog->findChild<QLineEdit *>(u"reason"_s);
    QTest::keyClicks(edit, reason);
    if (flooding) { // still, up to the kick
        const qint64 before = received();
        QVERIFY(waitUntil([&] { return received() > before; }, MaxWait));
    }
    QTest::keyClick(edit, Qt::Key_Return);

    QVERIFY(waitUntil([&] { return alice.closeInfo().has_value(); }, MaxWait));
    QCOMPARE(alice.closeInfo()->code, code);
    QCOMPARE(alice.closeInfo()->reason, reason);
    QVERIFY(waitUntil([&] { return !fixture.isListed(u"alice"_s); }, MaxWait));
    QCOMPARE(fixture.endOf(u"alice"_s)->cause, Cause::Kicked);
    QCOMPARE(fixture.endOf(u"alice"_s)->initiator, Initiator::Server);
    QVERIFY(fixture.waitForNotice(u"Kicked: closed cleanly (alice)"_s));
    QVERIFY(fixture.isListed(u"bob"_s));
    QVERIFY(!bob.closeInfo);
}

void TestWindow::removesAKilledClient()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    // Wait until it has read the handshake response: a process that ends with unread data sends a reset.
    QVERIFY(waitUntil([&] { return fixture.isListed(u"alice"_s) && alice.isOpen(); }, MaxWait));
    alice.kill();
    QVERIFY(waitUntil([&] { return fixture.count() == 0; }, MaxWait));
    QCOMPARE(fixture.endOf(u"alice"_s)->cause, Cause::ConnectionLost);
    QCOMPARE(fixture.endOf(u"alice"_s)->code, 1006);
    QCOMPARE(fixture.endOf(u"alice"_s)->initiator, Initiator::Network);
}

void TestWindow::closesTheSelectedConnections()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/?user=bob"_s));
    QtClient carol(fixture.url(u"/?user=carol"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 3; }, MaxWait));
    fixture.select(u"alice"_s);
    fixture.select(u"bob"_s, Qt::ControlModifier);
    QVERIFY(fixture.clickTool(u"closeAction"_s));
    QVERIFY(fixture.confirm());
    QVERIFY(waitUntil([&] { return alice.closeInfo() && bob.closeInfo; }, MaxWait));
    QCOMPARE(alice.closeInfo()->code, 1000);
    QCOMPARE(bob.closeInfo->code, 1000);
    QVERIFY(fixture.waitForNotice(u"2 closed: 2 closed cleanly (alice, bob)"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 1; }, MaxWait));
    QVERIFY(fixture.isListed(u"carol"_s));
    QVERIFY(!carol.closeInfo);
}

void TestWindow::closesAllAfterConfirmation()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/?user=bob"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 2; }, MaxWait));

    QVERIFY(fixture.clickMenu(u"closeAllAction"_s));
    auto *dialog = fixture.waitForDialog<EndConnectionsDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLabel *>(u"question"_s)->text(), u"Close all 2 connections?"_s);
    QTest::keyClick(dialog, Qt::Key_Return); // the default is Cancel
    QVERIFY(!dialog->isVisible());
    QCOMPARE(fixture.count(), 2);

    QVERIFY(fixture.clickMenu(u"closeAllAction"_s));
    dialog = fixture.waitForDialog<EndConnectionsDialog>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    QVERIFY(waitUntil([&] { return alice.closeInfo() && bob.closeInfo; }, MaxWait));
    QCOMPARE(alice.closeInfo()->code, 1000);
    QCOMPARE(bob.closeInfo->code, 1000);
    QVERIFY(fixture.waitForNotice(u"2 closed: 2 closed cleanly (alice, bob)"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 0; }, MaxWait));
}

void TestWindow::pings()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QVERIFY(waitUntil([&] { return fixture.isListed(u"alice"_s); }, MaxWait));
    fixture.select(u"alice"_s);
    QVERIFY(fixture.clickTool(u"pingAction"_s));
    QVERIFY(fixture.waitForNotice(u"Ping answered (alice)"_s));
    QVERIFY(
        waitUntil([&] { return fixture.text(u"alice"_s, ConnectionColumn::Latency) != u"–"_s; }, MaxWait));
}

void TestWindow::sendsMessages()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/room/kitchen?user=bob"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 2; }, MaxWait));
    fixture.compose(0, u"to everybody"_s);
    QVERIFY(waitUntil([&] { return !alice.received().isEmpty() && !bob.received.isEmpty(); }, MaxWait));
    QVERIFY(fixture.waitForNotice(u"Sent to 2 connections"_s));

    fixture.select(u"alice"_s);
    fixture.compose(3, u"to one"_s);
    QVERIFY(fixture.waitForNotice(u"Sent to 1 connection"_s));
    fixture.compose(0, u"to everybody again"_s);
    QVERIFY(waitUntil([&] { return alice.received().size() == 3 && bob.received.size() == 2; }, MaxWait));
    QCOMPARE(alice.received(), (QStringList{u"to everybody"_s, u"to one"_s, u"to everybody again"_s}));
    QCOMPARE(bob.received, (QStringList{u"to everybody"_s, u"to everybody again"_s}));
}

void TestWindow::stopsAndStarts()
{
    WindowFixture fixture;
    auto alice = std::make_unique<NodeClient>(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/?user=bob"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 2; }, MaxWait));
    QVERIFY(fixture.clickTool(u"startStop"_s));
    auto *dialog = fixture.waitForDialog<EndConnectionsDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLabel *>(u"question"_s)->text(),
             u"Stop the server and close 2 connections?"_s);
    QTest::keyClick(dialog, Qt::Key_Return); // the default is Cancel
    QVERIFY(!dialog->isVisible());
    QCOMPARE(fixture.count(), 2);
    QVERIFY(fixture.clickTool(u"startStop"_s));
    QVERIFY(fixture.confirm());
    QVERIFY(waitUntil([&] { return alice->closeInfo() && bob.closeInfo; }, MaxWait));
    QCOMPARE(alice->closeInfo()->code, 1001);
    QCOMPARE(bob.closeInfo->code, 1001);
    QVERIFY(waitUntil([&] { return fixture.server().state() == Server::State::Stopped; }, MaxWait));
    QCOMPARE(fixture.count(), 0);
    QCOMPARE(fixture.endOf(u"alice"_s)->cause, Cause::Shutdown);
    QVERIFY(fixture.window().windowTitle().contains(u"not listening"_s));

    QVERIFY(fixture.clickTool(u"startStop"_s));
    QVERIFY(waitUntil([&] { return fixture.server().state() == Server::State::Running; }));
    QCOMPARE(fixture.window().findChild<ElidedLabel *>(u"address"_s)->fullText(),
             fixture.server().urls().constFirst());
    alice = std::make_unique<NodeClient>(fixture.url(u"/?user=alice"_s));
    QVERIFY(waitUntil([&] { return fixture.isListed(u"alice"_s); }, MaxWait));
    alice->send(u"back again"_s);
    QVERIFY(waitUntil([&] { return fixture.isLogged(u"alice"_s, u"back again"_s); }, MaxWait));
}

void TestWindow::reportsAnUnansweredKick()
{
    WindowFixture fixture;
    Config quick = fixture.server().config();
    quick.limits.closing = 200ms;
    fixture.server().applyConfig(quick);
    QTcpSocket mute; // reads everything and answers nothing
    mute.connectToHost(QHostAddress(QHostAddress::LocalHost), fixture.server().endpoints().front().port);
    mute.write("GET /?user=mute HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    QVERIFY(waitUntil([&] { return fixture.isListed(u"mute"_s); }, MaxWait));
    fixture.select(u"mute"_s);
    QVERIFY(fixture.clickTool(u"kickAction"_s));
    auto *dialog = fixture.waitForDialog<KickDialog>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"kick"_s), Qt::LeftButton);
    QVERIFY(fixture.waitForNotice(u"Kicked: did not answer and was dropped (mute)"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 0; }, MaxWait));
    QVERIFY(waitUntil([&] { return mute.state() == QAbstractSocket::UnconnectedState; }, MaxWait));
    QVERIFY(mute.readAll().endsWith(QByteArray("\x88\x02\x10\x04"))); // Close with 4100, no reason
    QVERIFY(!fixture.endOf(u"mute"_s)->clean);
}

void TestWindow::asksForConfirmationBeforeClosing()
{
    WindowFixture fixture;
    NodeClient alice(fixture.url(u"/?user=alice"_s));
    QtClient bob(fixture.url(u"/?user=bob"_s));
    QVERIFY(waitUntil([&] { return fixture.count() == 2; }, MaxWait));
    QVERIFY(fixture.window().close());
    QCOMPARE(fixture.confirmations(), QList<qsizetype>{2});
    fixture.server().stop(); // as the program does after its window was closed
    QVERIFY(waitUntil([&] { return alice.closeInfo() && bob.closeInfo; }, MaxWait));
    QCOMPARE(alice.closeInfo()->code, 1001);
    QCOMPARE(bob.closeInfo->code, 1001);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
