// What an operator does when somebody reports a problem, with a real server, its window and 200 clients: as few actions
// as possible, by mouse and by keyboard.

#include "windowfixture.h"

#include "ui/closed/closedmodel.h"
#include "ui/messages/payloadpane.h"
#include "ui/theme/tabs.h"

#include <QWebSocket>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr int Clients = 200;
constexpr int Dropped = 137; // one in the middle
constexpr int MaxTabs = 20;  // from a list to a button of it

QString userOf(int client)
{
    return u"courier-%1"_s.arg(client);
}

} // namespace

class TestWindowStory final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void findsOutWhySomebodyWasDropped_data();
    void findsOutWhySomebodyWasDropped();
};

void TestWindowStory::findsOutWhySomebodyWasDropped_data()
{
    QTest::addColumn<bool>("byKeyboard");
    QTest::newRow("by mouse") << false;
    QTest::newRow("by keyboard") << true;
}

// Six actions: show what was closed, select the connection, show its messages, select the last one, write, send.
void TestWindowStory::findsOutWhySomebodyWasDropped()
{
    QFETCH(bool, byKeyboard);
    WindowFixture fixture;
    MainWindow &window = fixture.window();
    std::vector<std::unique_ptr<QWebSocket>> clients;
    const auto join = [&](int client) {
        clients.push_back(std::make_unique<QWebSocket>());
        clients.back()->open(QUrl(fixture.url(u"/room/depot?user=%1"_s.arg(userOf(client)))));
    };
    for (int i = 0; i < Clients; ++i)
        join(i);
    QVERIFY(waitUntil([&] { return fixture.count() == Clients; }, MaxWait));
    clients[0]->sendTextMessage(u"Good morning"_s);
    auto *messages = window.findChild<MessageTable *>();
    QVERIFY(waitUntil([messages] { return messages->model()->rowCount() == 2; }, MaxWait)); // in and out
    clients[Dropped]->sendTextMessage(u"Parcel 17 is on its way"_s);
    clients[Dropped]->sendTextMessage(u"Parcel 18 is broken"_s);
    QVERIFY(waitUntil([&] { return fixture.isLogged(userOf(Dropped), u"Parcel 18 is broken"_s); }, MaxWait));
    clients[Dropped]->abort();
    clients[5]->close(); // others leave as well, earlier and later
    QVERIFY(waitUntil([&] { return fixture.count() == Clients - 2; }, MaxWait));
    join(Dropped); // its user is back
    QStringList received;
    connect(clients.back().get(), &QWebSocket::textMessageReceived, this,
            [&received](const QString &text) { received += text; });
    QVERIFY(waitUntil([&] { return fixture.isListed(userOf(Dropped)); }, MaxWait));

    int actions = 0;
    // 1: what was closed
    ++actions;
    auto *show = window.findChild<QAction *>(u"showPane4"_s);
    auto *closed = window.findChild<QTableView *>(u"closed"_s);
    QVERIFY(show && closed);
    if (byKeyboard) {
        QTest::keySequence(&window, show->shortcut());
    } else {
        for (TabRow *tabs : window.findChildren<TabRow *>()) {
            for (int tab = 0; tab < tabs->count(); ++tab) {
                if (tabs->tabText(tab).contains(u"Closed"_s))
                    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tab).center());
            }
        }
    }
    QVERIFY(waitUntil([&] { return closed->isVisible() && closed->model()->rowCount() == 2; }, MaxWait));

    // 2: the connection, which says why
    ++actions;
    const auto rowOf = [closed](const QString &user) {
        for (int row = 0; row < closed->model()->rowCount(); ++row) {
            if (closed->model()->index(row, ClosedModel::User).data().toString() == user)
                return row;
        }
        return -1;
    };
    const int row = rowOf(userOf(Dropped));
    QVERIFY(row >= 0);
    const QString why = closed->model()->index(row, ClosedModel::Why).data().toString();
    QVERIFY2(why.contains(u"the last byte"_s), qPrintable(why));
    QVERIFY(!closed->isColumnHidden(ClosedModel::Why));
    if (byKeyboard) {
        QTest::keyClick(closed, Qt::Key_Home);
        while (closed->currentIndex().row() != row)
            QTest::keyClick(closed, Qt::Key_Down);
    } else {
        QTest::mouseClick(closed->viewport(), Qt::LeftButton, {},
                          closed->visualRect(closed->model()->index(row, ClosedModel::User)).center());
    }
    const auto use = [&](const QString &action) {
        if (byKeyboard) { // from the list through the buttons below it
            closed->setFocus();
            for (int i = 0; i < MaxTabs && QApplication::focusWidget()->objectName() != action + u"Button"_s;
                 ++i)
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QWidget *button = QApplication::focusWidget();
            QTest::keyClick(button, Qt::Key_Return);
            return button->objectName() == action + u"Button"_s;
        }
        return waitUntil([&] { return fixture.clickTool(action); }, MaxWait);
    };

    // 3: its messages
    ++actions;
    QVERIFY(use(u"closedMessagesAction"_s));
    const auto lastPreview = [messages] {
        const QAbstractItemModel &model = *messages->model();
        return model.index(model.rowCount() - 1, MessageCells::Message).data().toString();
    };
    QVERIFY2(waitUntil([&] { return lastPreview() == u"Parcel 18 is broken"_s; }, MaxWait),
             qPrintable(lastPreview()));
    for (int i = 0; i < messages->model()->rowCount(); ++i) {
        const QString who = messages->model()->index(i, MessageCells::Who).data().toString();
        QVERIFY2(!who.startsWith(u"courier-"_s) || who.startsWith(userOf(Dropped)) ||
                     who.startsWith(userOf(0)),
                 qPrintable(who));
    }

    // 4: the last one
    ++actions;
    if (byKeyboard) {
        messages->setFocus();
        QTest::keyClick(messages, Qt::Key_End);
    } else {
        const QModelIndex last =
            messages->model()->index(messages->model()->rowCount() - 1, MessageCells::Message);
        QTest::mouseClick(messages->viewport(), Qt::LeftButton, {}, messages->visualRect(last).center());
    }
    auto *payload = window.findChild<PayloadPane *>();
    QVERIFY(waitUntil(
        [payload] {
            return payload->findChild<QPlainTextEdit *>(u"text"_s)->toPlainText() == u"Parcel 18 is broken"_s;
        },
        MaxWait));

    // 5 and 6: to its user
    ++actions;
    QVERIFY(use(u"writeAgainAction"_s));
    ++actions;
    QWidget *focus = QApplication::focusWidget();
    QVERIFY(qobject_cast<QPlainTextEdit *>(focus));
    QTest::keyClicks(focus, u"Send a new one"_s);
    QTest::keyClick(focus, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(waitUntil([&] { return received.contains(u"Send a new one"_s); }, MaxWait));
    QVERIFY(actions <= 6);
}

QTEST_MAIN(TestWindowStory)
#include "tst_windowstory.moc"
