#include "ui/messages/messagetable.h"

#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messagesmodel.h"
#include "ui/messages/messagesproxymodel.h"

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
        MessagesModel model{{.maxRows = 200, .maxPayloadBytes = 1 << 20}};
        MessagesProxyModel proxy;
        MessageTable table;

        Fixture()
        {
            proxy.setMessages(&model);
            table.setModel(&proxy);
            table.resize(800, 300);
            table.show();
        }
        int topNumber() const
        {
            const int row = table.rowAt(2);
            return int(model.messageAt(proxy.mapToSource(proxy.index(row, 0)).row()).entry.number);
        }
        bool showsLast() const
        {
            const QRect last = table.visualRect(proxy.index(proxy.rowCount() - 1, 0));
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
        f.proxy.setFilter(filter);
        QVERIFY(f.table.isFollowing());
        f.proxy.setFilter({});
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
        f.table.restoreCurrent(f.proxy.index(148, 0));
        QVERIFY(f.table.isFollowing());
        QTest::keyClick(&f.table, Qt::Key(key));
        QVERIFY(!f.table.isFollowing());
    }

    void droppingTheSelectedRowSelectsNoOther()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.table));
        f.model.append(batchOf(1, 200));
        f.table.setCurrentIndex(f.proxy.index(2, 0));
        f.table.setFollowing(true);
        QSignalSpy current(&f.table, &MessageTable::currentRowChanged);
        f.model.append(batchOf(201, 20)); // drops the twenty oldest
        QCOMPARE(current.size(), 0);
        QVERIFY(f.table.isFollowing());
        QVERIFY(!f.table.selectionModel()->hasSelection());
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
        QVERIFY2(f.table.columnWidth(MessagesModel::Preview) >= 24 * f.table.fontMetrics().averageCharWidth(),
                 qPrintable(QString::number(f.table.columnWidth(MessagesModel::Preview))));
        QCOMPARE(f.table.horizontalScrollBar()->maximum(), 0);
        QVERIFY(!f.table.isColumnHidden(MessagesModel::User));
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
        toggle(MessagesModel::Seq);
        QVERIFY(f.table.isColumnHidden(MessagesModel::Seq));
        toggle(MessagesModel::Seq);
        QVERIFY(!f.table.isColumnHidden(MessagesModel::Seq));
        toggle(MessagesModel::Preview);
        QVERIFY(!f.table.isColumnHidden(MessagesModel::Preview));
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
        f.table.setCurrentIndex(f.proxy.index(3, 0));
        f.table.setCurrentIndex(f.proxy.index(3, 4));
        QCOMPARE(current.size(), 1);
        QCOMPARE(current[0][0].toInt(), 3);
    }
};

QTEST_MAIN(tst_MessageTable)
#include "tst_messagetable.moc"
