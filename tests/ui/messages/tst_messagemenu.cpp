#include "ui/messages/messagemenu.h"

#include "core/model/query.h"
#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messageactions.h"

#include <QAction>
#include <QMenu>
#include <QTest>
#include <QWidget>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_MessageMenu : public QObject
{
    Q_OBJECT
private:
    struct Fixture
    {
        QWidget panel;
        MessageActions actions{&panel};
        QStringList terms;
        int resent = 0;
        MessageMenuHandlers handlers;
        std::unique_ptr<QMenu> menu;

        Fixture()
        {
            handlers.addTerm = [this](const QString &term) { terms += term; };
            handlers.follow = [](ConnectionId, const QString &) {};
            handlers.copyMessage = [] {};
        }
        void create(const MessageRow &row, ConnectionId recipient = {})
        {
            menu.reset(MessageMenu::create(row, recipient, actions, handlers, nullptr));
        }
        QAction *action(const QString &name) const { return menu->findChild<QAction *>(name); }
    };

private Q_SLOTS:
    void addsTerms_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("term");
        QTest::addColumn<QString>("result");
        QTest::newRow("empty") << QString() << u"id:3"_s << u"id:3"_s;
        QTest::newRow("blanks") << u"  "_s << u"id:3"_s << u"id:3"_s;
        QTest::newRow("behind others") << u"error "_s << u"id:3"_s << u"error id:3"_s;
        QTest::newRow("there already") << u"id:3 error"_s << u"id:3"_s << u"id:3 error"_s;
        QTest::newRow("part of another one") << u"id:31"_s << u"id:3"_s << u"id:31 id:3"_s;
        QTest::newRow("the opposite") << u"-id:3"_s << u"id:3"_s << u"-id:3 id:3"_s;
        QTest::newRow("quoted, there already")
            << u"user=\"Ann Lee\" x"_s << u"user=\"Ann Lee\""_s << u"user=\"Ann Lee\" x"_s;
    }
    void addsTerms()
    {
        QFETCH(QString, filter);
        QFETCH(QString, term);
        QTEST(MessageMenu::withTerm(filter, term), "result");
    }

    void offersWhatTheRowHas()
    {
        Fixture f;
        LogEntry entry = textEntry(1);
        entry.user = u"Ann & \"Bo\" *"_s;
        entry.type = MessageType::Binary;
        entry.room.clear();
        f.create({entry});
        QVERIFY(!f.action(u"messageFilterRoom"_s));
        for (const QString &name : {u"User"_s, u"Connection"_s, u"Type"_s}) {
            f.action(u"messageFilter"_s + name)->trigger();
            f.action(u"messageExclude"_s + name)->trigger();
        }
        QCOMPARE(f.terms.size(), 6);
        QCOMPARE(f.terms[2], u"id:2"_s);
        QCOMPARE(f.terms[3], u"-id:2"_s);
        QCOMPARE(f.terms[4], u"type:binary"_s);
        QVERIFY(Query::parse(f.terms[0], QueryList::Messages).isValid());
        QCOMPARE(f.terms[1], u'-' + f.terms[0]);
        QVERIFY(f.action(u"messageFilterUser"_s)->text().contains(u"&&"));
    }

    void sendingNeedsAHandler()
    {
        Fixture f;
        f.create({textEntry(1)});
        QVERIFY(!f.action(u"messageResend"_s)->isEnabled());
        QVERIFY(!f.action(u"messageEdit"_s)->isEnabled());
        f.handlers.resend = [&f] { ++f.resent; };
        f.create({textEntry(1)});
        f.action(u"messageResend"_s)->trigger();
        QCOMPARE(f.resent, 1);
        QVERIFY(!f.action(u"messageEdit"_s)->isEnabled());
    }

    void broadcastsHaveNoConnection()
    {
        Fixture f;
        f.create({broadcastEntry(1, 3, 9)});
        QVERIFY(!f.action(u"messageFollow"_s));
        QVERIFY(!f.action(u"messageFilterConnection"_s));
        f.create({broadcastEntry(1, 3, 9)}, ConnectionId(5));
        f.action(u"messageFilterConnection"_s)->trigger();
        QCOMPARE(f.terms, QStringList{u"id:5"_s});
        QVERIFY(f.action(u"messageFollow"_s)->isEnabled());
    }

    void missingMessagesOfferLittle()
    {
        Fixture f;
        f.create({textEntry(1), 7});
        QVERIFY(!f.action(u"messageFilterUser"_s));
        QVERIFY(!f.action(u"messageResend"_s));
        QVERIFY(f.menu->actions().contains(f.actions.copy));
    }
};

QTEST_MAIN(tst_MessageMenu)
#include "tst_messagemenu.moc"
