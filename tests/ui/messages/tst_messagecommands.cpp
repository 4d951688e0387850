#include "ui/messages/messagecommands.h"

#include "tests/ui/messages/panelfixture.h"

#include <QClipboard>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_MessageCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void highlightingHidesNothing()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf(1, 30));
        f.filter.setText(u"user:user3"_s);
        QTest::keyClick(&f.filter, Qt::Key_Return);
        QCOMPARE(f.rows(), 5);
        QTest::keyClick(&f.panel, Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(f.panel.actions().highlight->isChecked());
        QCOMPARE(f.rows(), 30);
        QVERIFY(f.shows(u"5 match"_s));
        QTest::keyClick(&f.panel, Qt::Key_F3);
        QCOMPARE(f.selected, std::vector<quint64>{2});
        QVERIFY(f.shows(u"match 1 of 5"_s));
        QTest::keyClick(&f.table, Qt::Key_F3);
        QTest::keyClick(&f.table, Qt::Key_F3, Qt::ShiftModifier);
        QTest::keyClick(&f.table, Qt::Key_F3, Qt::ShiftModifier); // goes on at the end
        QCOMPARE(f.selected, (std::vector<quint64>{2, 9, 2, 30}));
        for (QToolButton *button : f.panel.findChildren<QToolButton *>()) {
            if (button->defaultAction() == f.panel.actions().next)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(f.selected.back(), quint64(2));
        f.panel.actions().highlight->trigger();
        QCOMPARE(f.rows(), 5);
    }

    void bookmarks()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf(1, 20));
        f.select(4);
        QTest::keyClick(&f.table, Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(f.cell(4, MessageCells::Bookmark), u"★"_s);
        f.select(10, 11);
        f.panel.actions().bookmark->trigger();
        QTest::keyClick(&f.table, Qt::Key_F2);
        QTest::keyClick(&f.table, Qt::Key_F2);
        QTest::keyClick(&f.table, Qt::Key_F2, Qt::ShiftModifier);
        QCOMPARE(f.selected, (std::vector<quint64>{5, 11, 12, 5, 12}));
        f.panel.actions().onlyBookmarked->trigger();
        QCOMPARE(f.rows(), 3);
        f.panel.actions().onlyBookmarked->trigger();
        f.select(10, 11);
        f.panel.actions().bookmark->trigger(); // both have one
        f.panel.actions().onlyBookmarked->trigger();
        QCOMPARE(f.rows(), 1);
        QTest::mouseClick(f.table.viewport(), Qt::LeftButton, {},
                          f.table.visualRect(f.table.model()->index(0, MessageCells::Bookmark)).center());
        f.panel.actions().onlyBookmarked->trigger();
        QCOMPARE(f.cell(4, MessageCells::Bookmark), QString());
    }

    void theMenuFilters_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("filter");
        QTest::newRow("user") << u"messageFilterUser"_s << u"size>1 user=\"user3\""_s;
        QTest::newRow("connection") << u"messageFilterConnection"_s << u"size>1 id:3"_s;
        QTest::newRow("room") << u"messageFilterRoom"_s << u"size>1 room=\"lobby\""_s;
        QTest::newRow("type") << u"messageFilterType"_s << u"size>1 type:text"_s;
        QTest::newRow("not the user") << u"messageExcludeUser"_s << u"size>1 -user=\"user3\""_s;
        QTest::newRow("not the connection") << u"messageExcludeConnection"_s << u"size>1 -id:3"_s;
    }
    void theMenuFilters()
    {
        QFETCH(QString, action);
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf(1, 20));
        f.panel.setFilter(u"size>1"_s);
        f.select(1); // of user3
        QVERIFY(f.choose(action));
        QTEST(f.filter.text(), "filter");
        QCOMPARE(f.rows() < 20, !action.contains(u"Room") && !action.contains(u"Type"));
    }

    void theMenuKnowsRecipients()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf({textEntry(1), broadcastEntry(2, 5, 9)}));
        f.select(1);
        QVERIFY(!f.choose(u"messageFilterConnection"_s));
        QTest::keyClick(&f.table, Qt::Key_Right);
        f.select(3);
        QVERIFY(f.choose(u"messageFilterConnection"_s));
        QCOMPARE(f.filter.text(), u"id:6"_s);
    }

    void copies()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf({textEntry(1, "one\nline"), outEntry(2, "two"), textEntry(3)}));
        f.select(0);
        QVERIFY(f.choose(u"messageCopyMessage"_s));
        QCOMPARE(QGuiApplication::clipboard()->text(), u"one\nline"_s);
        f.select(0, 1);
        QTest::keyClick(&f.table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3); // the last one is empty
        QVERIFY(lines[0].contains(u"user2 #2\tlobby"));
        QVERIFY(lines[1].endsWith(u"two"));
    }

    void sendsAgain()
    {
        PanelFixture f;
        f.show();
        std::vector<Send> again;
        std::vector<Send> edited;
        connect(&f.panel, &MessagesPanel::resendRequested, this, [&](const Send &s) { again.push_back(s); });
        connect(&f.panel, &MessagesPanel::editRequested, this, [&](const Send &s) { edited.push_back(s); });
        LogEntry cut = textEntry(3, "beginning");
        cut.size = 100;
        LogEntry binary = textEntry(2, "\x01");
        binary.type = MessageType::Binary;
        f.api.emitLogged(batchOf({textEntry(1, "buy"), binary, cut}));
        f.select(0);
        QVERIFY(f.choose(u"messageResend"_s));
        QVERIFY(f.choose(u"messageEdit"_s));
        const Send expected{RoomTarget{u"lobby"_s}, MessageType::Text, "buy"};
        QCOMPARE(again, std::vector{expected});
        QCOMPARE(edited, std::vector{expected});
        f.select(1);
        QVERIFY(!f.choose(u"messageEdit"_s));
        QVERIFY(f.choose(u"messageResend"_s));
        f.select(2);
        QVERIFY(!f.choose(u"messageResend"_s));
        QCOMPARE(again.size(), std::size_t(2));
    }

    void exports_data()
    {
        QTest::addColumn<int>("lastSelected");
        QTest::addColumn<int>("lines");
        QTest::newRow("all shown") << -1 << 15;
        QTest::newRow("the selection") << 6 << 5;
    }
    void exports()
    {
        QFETCH(int, lastSelected);
        const QTemporaryDir folder;
        PanelFixture f;
        f.api.emitLogged(batchOf(1, 15));
        f.select(2, lastSelected);
        QSignalSpy reported(&f.panel, &MessagesPanel::actionReported);
        f.panel.commands().setFileChooser([] { return QString(); });
        f.panel.actions().exportRows->trigger();
        f.panel.commands().setFileChooser([&folder] { return folder.filePath(u"log.jsonl"_s); });
        f.panel.actions().exportRows->trigger();
        QTRY_COMPARE(reported.size(), 1);
        QVERIFY(reported[0][0].toString().contains(u"log.jsonl"));
        QFile file(folder.filePath(u"log.jsonl"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTEST(int(file.readAll().count('\n')), "lines");
    }
};

QTEST_MAIN(tst_MessageCommands)
#include "tst_messagecommands.moc"
