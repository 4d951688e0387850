#include "ui/messages/messagetable.h"

#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messagesmodel.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;

class tst_MessageTable : public QObject
{
    Q_OBJECT
private:
    struct Fixture
    {
        MessagesModel model{{.maxRows = 200}};
        MessageTable table;

        Fixture()
        {
            table.setMessages(&model);
            table.resize(800, 300);
            table.show();
        }
        int topNumber() const
        {
            const int row = table.rowAt(2);
            return int(numberOf(model.messageAt(row).entry));
        }
        bool showsLast() const
        {
            const QRect last = table.visualRect(model.index(model.rowCount() - 1, 0));
            return table.viewport()->rect().contains(last.center());
        }
    };

private Q_SLOTS:
    void followsTheNewest()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        for (quint64 first = 1; first < 400; first += 40) {
            f.model.append(batchOf(first, 40));
            QVERIFY(f.table.isFollowing());
            QVERIFY(f.showsLast());
        }
    }

    void scrollingUpStopsFollowing()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 200));
        QSignalSpy changed(&f.table, &MessageTable::followingChanged);
        f.table.verticalScrollBar()->setValue(100);
        QVERIFY(!f.table.isFollowing());
        QCOMPARE(changed.size(), 1);
        const int top = f.topNumber();
        f.model.append(batchOf(201, 30)); // drops the thirty oldest
        QCOMPARE(f.topNumber(), top);
        QVERIFY(!f.table.isFollowing());
        QVERIFY(!f.showsLast());

        f.table.setFollowing(true);
        QVERIFY(f.showsLast());
        QCOMPARE(changed.size(), 2);
    }

    void scrollingToTheEndFollowsAgain()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 200));
        f.table.verticalScrollBar()->setValue(10);
        QVERIFY(!f.table.isFollowing());
        f.table.verticalScrollBar()->setValue(f.table.verticalScrollBar()->maximum());
        QVERIFY(f.table.isFollowing());
    }

    void aFilterDoesNotStopFollowing()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 200));
        MessageFilter filter;
        filter.setQuery(Query::parse(u"user:user3", QueryList::Messages).query);
        f.model.setFilter(filter);
        QVERIFY(f.table.isFollowing());
        f.model.setFilter({});
        QVERIFY(f.table.isFollowing());
        QVERIFY(f.showsLast());
    }

    void selectingByKeyStopsFollowing_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("up") << int(Qt::Key_Up);
        QTest::newRow("page up") << int(Qt::Key_PageUp);
        QTest::newRow("down, at the end") << int(Qt::Key_Down);
    }
    void selectingByKeyStopsFollowing()
    {
        QFETCH(int, key);
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 150));
        f.table.restoreCurrent(f.model.index(148, 0));
        QVERIFY(f.table.isFollowing());
        QTest::keyClick(&f.table, Qt::Key(key));
        QVERIFY(!f.table.isFollowing());
    }

    void droppingTheSelectedRowSelectsNoOther()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 200));
        f.table.setCurrentIndex(f.model.index(2, 0));
        f.table.setFollowing(true);
        QSignalSpy current(&f.table, &MessageTable::currentRowChanged);
        f.model.append(batchOf(201, 20)); // drops the twenty oldest
        QCOMPARE(current.size(), 0);
        QVERIFY(f.table.isFollowing());
        QVERIFY(!f.table.selectionModel()->hasSelection());
    }

    void severalRowsStaySelected()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 200));
        const auto click = [&f](int row, Qt::KeyboardModifiers modifiers) {
            f.table.scrollTo(f.model.index(row, 1));
            QTest::mouseClick(f.table.viewport(), Qt::LeftButton, modifiers,
                              f.table.visualRect(f.model.index(row, 1)).center());
        };
        click(10, {});
        click(30, Qt::ControlModifier);
        click(33, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(f.table.selectedPositions(100), (std::vector<quint64>{10, 30, 31, 32, 33}));
        QCOMPARE(f.table.selectedPositions(2), (std::vector<quint64>{10, 30}));
        QCOMPARE(f.table.selectedCount(), 5);
        f.model.append(batchOf(201, 20)); // drops the first of them
        QCOMPARE(f.table.selectedPositions(100), (std::vector<quint64>{30, 31, 32, 33}));
        QCOMPARE(f.table.currentPosition(), std::optional(quint64(33)));
        f.model.append(batchOf(221, 14)); // and the current one
        QCOMPARE(f.table.currentPosition(), std::nullopt);
    }

    void olderHitsDoNotMoveTheView()
    {
        MessagesModel model;
        MessageTable table;
        table.setMessages(&model);
        table.resize(800, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        for (quint64 first = 1; first < 100'000; first += 10'000)
            model.append(batchOf(first, 10'000));
        MessageFilter filter;
        filter.setQuery(Query::parse(u"re:\"h(e|a)l+o\"", QueryList::Messages).query);
        model.setFilter(filter);
        QVERIFY(!model.progress().isComplete);
        QVERIFY(table.isFollowing());
        table.verticalScrollBar()->setValue(table.verticalScrollBar()->maximum() - 50);
        QVERIFY(!table.isFollowing());
        const quint64 top = model.positionOf(table.rowAt(2));
        QTRY_VERIFY_WITH_TIMEOUT(model.progress().isComplete, 60'000);
        QCOMPARE(model.rowCount(), 100'000);
        QCOMPARE(model.positionOf(table.rowAt(2)), top);
        QVERIFY(!table.isFollowing());
    }

    void unfoldsByKeyAndByMouse()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf({textEntry(1), broadcastEntry(2, 5, 9), textEntry(3)}));
        f.table.setCurrentIndex(f.model.index(1, 1));
        QTest::keyClick(&f.table, Qt::Key_Right);
        QCOMPARE(f.model.rowCount(), 8);
        QCOMPARE(f.table.currentIndex().row(), 1);
        QTest::keyClick(&f.table, Qt::Key_Down);
        QTest::keyClick(&f.table, Qt::Key_Down);
        QTest::keyClick(&f.table, Qt::Key_Left);
        QCOMPARE(f.model.rowCount(), 3);
        QCOMPARE(f.table.currentIndex().row(), 1); // the broadcast
        const auto clickBadge = [&f](int row) {
            const QRect cell = f.table.visualRect(f.model.index(row, MessageCells::Kind));
            QTest::mouseClick(f.table.viewport(), Qt::LeftButton, {}, cell.center());
        };
        clickBadge(1);
        QCOMPARE(f.model.rowCount(), 8);
        clickBadge(3); // a recipient
        QCOMPARE(f.model.rowCount(), 8);
        clickBadge(1);
        QCOMPARE(f.model.rowCount(), 3);
        clickBadge(0);
        QCOMPARE(f.model.rowCount(), 3);
    }

    void asksForAMenuByMouseAndByKey()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 20));
        QSignalSpy asked(&f.table, &MessageTable::menuRequested);
        QContextMenuEvent byKey(QContextMenuEvent::Keyboard, {5, 5}, f.table.mapToGlobal(QPoint(5, 5)));
        QCoreApplication::sendEvent(f.table.viewport(), &byKey);
        QCOMPARE(asked.size(), 0); // nothing is selected
        f.table.setCurrentIndex(f.model.index(3, 1));
        QCoreApplication::sendEvent(f.table.viewport(), &byKey);
        QCOMPARE(asked.size(), 1);
        const QPoint at = f.table.visualRect(f.model.index(3, 1)).center();
        QContextMenuEvent byMouse(QContextMenuEvent::Mouse, at, f.table.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(f.table.viewport(), &byMouse);
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked[1][0].toPoint(), f.table.viewport()->mapToGlobal(at));
    }

    void aNarrowLogShowsPreviews_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("beside the payload at 1280") << 860;
        QTest::newRow("at 900") << 600;
        QTest::newRow("at scale 2") << 430;
    }
    void aNarrowLogShowsPreviews()
    {
        QFETCH(int, width);
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 20));
        f.table.resize(width, 300);
        QVERIFY2(f.table.columnWidth(MessageCells::Message) >= 24 * f.table.fontMetrics().averageCharWidth(),
                 qPrintable(QString::number(f.table.columnWidth(MessageCells::Message))));
        QCOMPARE(f.table.horizontalScrollBar()->maximum(), 0);
        QVERIFY(!f.table.isColumnHidden(MessageCells::Who));
    }

    void hasAColumnMenu()
    {
        Fixture f;
        const std::unique_ptr<QMenu> menu(f.table.createColumnMenu(nullptr));
        const auto toggle = [&menu](int column) {
            for (QAction *action : menu->actions()) {
                if (action->isCheckable() && action->data().toInt() == column)
                    action->trigger();
            }
        };
        QVERIFY(f.table.isColumnHidden(MessageCells::Seq)); // by default
        toggle(MessageCells::Seq);
        QVERIFY(!f.table.isColumnHidden(MessageCells::Seq));
        toggle(MessageCells::Seq);
        QVERIFY(f.table.isColumnHidden(MessageCells::Seq));
        toggle(MessageCells::Message);
        QVERIFY(!f.table.isColumnHidden(MessageCells::Message));
    }

    void allRowsHaveTheSameHeight()
    {
        Fixture f;
        f.model.append(batchOf(1, 20, "a\nb\nc"));
        for (int row = 0; row < 20; ++row)
            QCOMPARE(f.table.rowHeight(row), f.table.verticalHeader()->defaultSectionSize());
    }

    void reportsTheCurrentRowOnce()
    {
        Fixture f;
        f.model.append(batchOf(1, 20));
        QSignalSpy current(&f.table, &MessageTable::currentRowChanged);
        f.table.setCurrentIndex(f.model.index(3, 0));
        f.table.setCurrentIndex(f.model.index(3, 4));
        QCOMPARE(current.size(), 1);
        QCOMPARE(current[0][0].toInt(), 3);
    }
};

QTEST_MAIN(tst_MessageTable)
#include "tst_messagetable.moc"
