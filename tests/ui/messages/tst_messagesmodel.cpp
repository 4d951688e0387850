#include "ui/messages/messagesmodel.h"

#include "tests/ui/messages/logsamples.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Fatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

MessageFilter filterOf(QStringView text)
{
    MessageFilter filter;
    filter.setQuery(Query::parse(text, QueryList::Messages).query);
    return filter;
}

QString cell(const MessagesModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

std::vector<quint64> numbersOf(const MessagesModel &model)
{
    std::vector<quint64> numbers;
    for (int row = 0; row < model.rowCount(); ++row)
        numbers.push_back(numberOf(model.messageAt(row).entry));
    return numbers;
}

using Numbers = std::vector<quint64>;

} // namespace

class tst_MessagesModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsAMessage()
    {
        MessagesModel model;
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 2));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
        QCOMPARE(cell(model, 0, MessageCells::Kind), u"↓ text"_s);
        QCOMPARE(cell(model, 0, MessageCells::Who), u"user2 #2"_s);
        QCOMPARE(cell(model, 0, MessageCells::Message), u"hello"_s);
        QCOMPARE(cell(model, 0, MessageCells::Interval), QString());
        QCOMPARE(cell(model, 1, MessageCells::Interval), u"1.0 ms"_s);
        QCOMPARE(cell(model, 0, MessageCells::Bookmark), QString());
        for (int column = 0; column < MessageCells::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void invalidIndexHasNoData()
    {
        QTest::failOnWarning(QRegularExpression(u"."_s));
        const MessagesModel model;
        QVERIFY(!model.data({}, Qt::DisplayRole).isValid());
    }

    void oneInsertionABatch()
    {
        MessagesModel model;
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.append(batchOf(1, 5000));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(inserted[0][1].toInt(), 0);
        QCOMPARE(inserted[0][2].toInt(), 4999);
        model.append(LogBatch());
        QCOMPARE(inserted.size(), 1);
    }

    void dropsTheOldestInOneSignal()
    {
        MessagesModel model({.maxRows = 10});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 8));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.append(batchOf(9, 5));
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed[0][1].toInt(), 0);
        QCOMPARE(removed[0][2].toInt(), 2);
        QCOMPARE(numbersOf(model).front(), quint64(4));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.droppedRows(), quint64(3));

        model.append(batchOf(14, 25));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(numbersOf(model).front(), quint64(29));
        QCOMPARE(model.droppedRows(), quint64(28));
    }

    void payloadsGoBeforeRows()
    {
        MessagesModel model({.maxRows = 100, .maxPayloadBytes = 160});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 9, QByteArray(30, 'x')));
        QCOMPARE(model.rowCount(), 9);
        QCOMPARE(model.droppedRows(), quint64(0));
        QVERIFY(cell(model, 0, MessageCells::Message).contains(u"no longer kept"));
        QCOMPARE(cell(model, 8, MessageCells::Message), QString(30, u'x'));
    }

    void gapIsAtThePlaceOfTheMissingNumbers_data()
    {
        QTest::addColumn<quint64>("firstOfSecond");
        QTest::addColumn<int>("gapRow");
        QTest::newRow("before the batch") << quint64(8) << 3;
        QTest::newRow("after the batch") << quint64(4) << 5;
    }
    void gapIsAtThePlaceOfTheMissingNumbers()
    {
        QFETCH(quint64, firstOfSecond);
        QFETCH(int, gapRow);
        MessagesModel model;
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 3));
        LogBatch second = batchOf(firstOfSecond, 2);
        second.leftOut = 1234;
        model.append(second);
        QCOMPARE(model.rowCount(), 6);
        for (int row = 0; row < 6; ++row)
            QCOMPARE(model.messageAt(row).isGap(), row == gapRow);
        QVERIFY(cell(model, gapRow, MessageCells::Message).contains(u"not shown"));
        QVERIFY(cell(model, gapRow, MessageCells::Who).isEmpty());
    }

    void gapAloneIsARow()
    {
        MessagesModel model;
        LogBatch batch;
        batch.leftOut = 1;
        model.append(batch);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.messageAt(0).isGap());
    }

    void nothingIsAddedWhileFrozen()
    {
        MessagesModel model({.maxRows = 20});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 5));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setFrozen(true);
        model.append(batchOf(6, 5));
        model.append(batchOf(11, 10));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(inserted.size() + removed.size(), 0);
        model.setFilter(filterOf(u"user:user3")); // also not by a filter
        QCOMPARE(numbersOf(model), Numbers{2});
        model.setFilter({});
        QCOMPARE(model.rowCount(), 5);
        model.setFrozen(false);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 0);
        QCOMPARE(model.rowCount(), 20);
        QCOMPARE(model.droppedRows(), quint64(0));
    }

    void aLongPauseKeepsTheNewest()
    {
        MessagesModel model({.maxRows = 10});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 8));
        model.setFrozen(true);
        for (quint64 first = 9; first < 29; first += 4)
            model.append(batchOf(first, 4));
        QCOMPARE(numbersOf(model), (Numbers{4, 5, 6, 7, 8})); // half of the log stays in sight
        model.setFrozen(false);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(numbersOf(model).front(), quint64(19));
        QCOMPARE(model.droppedRows(), quint64(18));
    }

    void clearIsAReset()
    {
        MessagesModel model({.maxRows = 2});
        model.append(batchOf(1, 5));
        model.setBookmarked(model.positionOf(0), true);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.clear();
        QCOMPARE(reset.size(), 1);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.droppedRows(), quint64(0));
        QCOMPARE(model.bookmarkCount(), std::size_t(0));
        model.append(batchOf(6, 1));
        QCOMPARE(numbersOf(model), Numbers{6});
    }

    void filterIsOneReset()
    {
        MessagesModel model;
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 14));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setFilter(filterOf(u"user:user3"));
        QCOMPARE(reset.size(), 1);
        QCOMPARE(numbersOf(model), (Numbers{2, 9}));
        QVERIFY(model.progress().isComplete);
        model.setFilter(filterOf(u"user:user3"));
        QCOMPARE(reset.size(), 1);
        model.append(batchOf(15, 7));
        QCOMPARE(numbersOf(model), (Numbers{2, 9, 16}));
        model.setFilter({});
        QCOMPARE(model.rowCount(), 21);
    }

    void filteredRowsGoWithTheLog()
    {
        MessagesModel model({.maxRows = 10});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 10));
        model.setFilter(filterOf(u"user:user3"));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.append(batchOf(11, 1)); // drops a row that is not shown
        QCOMPARE(removed.size(), 0);
        model.append(batchOf(12, 5)); // drops the one of number 2
        QCOMPARE(removed.size(), 1);
        QCOMPARE(numbersOf(model), (Numbers{9, 16}));
    }

    void aLargeLogIsSearchedInSlices()
    {
        MessagesModel model;
        for (quint64 first = 1; first < 200'000; first += 10'000)
            model.append(batchOf(first, 10'000));
        QSignalSpy progressed(&model, &MessagesModel::searchProgressed);
        model.setFilter(filterOf(u"re:\"h(e|a)l+o\" user:user3"));
        QVERIFY(!model.progress().isComplete);
        QVERIFY(model.rowCount() > 0); // the newest ones at once
        QVERIFY(numbersOf(model).back() > 199'000);
        QVERIFY(model.progress().tested < 200'000);
        const Numbers before = numbersOf(model);
        QTRY_VERIFY_WITH_TIMEOUT(model.progress().isComplete, 60'000);
        QVERIFY(progressed.size() > 2);
        const Numbers all = numbersOf(model);
        QVERIFY(all.size() > before.size());
        QVERIFY(std::ranges::is_sorted(all));
        QCOMPARE(all.size(), std::size_t(200'000 / 7 + 1));
        QCOMPARE(model.progress().tested, quint64(200'000));
    }

    void anotherFilterEndsASearch()
    {
        MessagesModel model({.maxRows = 60'000});
        for (quint64 first = 1; first < 60'000; first += 10'000)
            model.append(batchOf(first, 10'000));
        model.setFilter(filterOf(u"re:\"h(e|a)l+o\" user:user3"));
        QVERIFY(!model.progress().isComplete);
        model.append(batchOf(60'001, 5'000)); // drops rows that were not tested yet
        model.setFilter(filterOf(u"user:user5 size>4"));
        QTRY_VERIFY_WITH_TIMEOUT(model.progress().isComplete, 60'000);
        for (const quint64 number : numbersOf(model))
            QVERIFY(number > 5'000 && number % 7 == 4);
        QCOMPARE(model.rowCount(), 8572);
        model.setFilter(filterOf(u"re:\"h(e|a)l+o\""));
        model.clear();
        QVERIFY(model.progress().isComplete);
        QCOMPARE(model.rowCount(), 0);
    }

    void aSearchHidesNothing()
    {
        MessagesModel model;
        model.append(batchOf(1, 14));
        model.setSearch(Query::parse(u"user:user3", QueryList::Messages).query);
        QCOMPARE(model.rowCount(), 14);
        QCOMPARE(model.matchCount(), std::size_t(2));
        QCOMPARE(model.nextMatch(std::nullopt, true), std::optional(quint64(1)));
        QCOMPARE(model.nextMatch(1, true), std::optional(quint64(8)));
        QCOMPARE(model.nextMatch(8, true), std::nullopt);
        QCOMPARE(model.nextMatch(std::nullopt, false), std::optional(quint64(8)));
        QCOMPARE(model.nextMatch(8, false), std::optional(quint64(1)));
        QCOMPARE(model.nextMatch(1, false), std::nullopt);
        QCOMPARE(model.matchesUpTo(8), std::size_t(2));
        QVERIFY(model.isMatch(8));
        model.append(batchOf(15, 7));
        QCOMPARE(model.matchCount(), std::size_t(3));
        MessageFilter some;
        some.setConnections(QSet<ConnectionId>{ConnectionId(4)});
        model.setFilter(some); // only shown rows are matches
        QCOMPARE(model.matchCount(), std::size_t(0));
    }

    void withoutASearchEveryShownRowIsAMatch()
    {
        MessagesModel model;
        QCOMPARE(model.nextMatch(std::nullopt, true), std::nullopt);
        QCOMPARE(model.nextMatch(std::nullopt, false), std::nullopt);
        model.append(batchOf(1, 14));
        QCOMPARE(model.nextMatch(13, true), std::nullopt);
        QCOMPARE(model.nextMatch(12, true), std::optional(quint64(13)));
        QCOMPARE(model.nextMatch(0, false), std::nullopt);
        model.setFilter(filterOf(u"user:user3"));
        QCOMPARE(model.nextMatch(1, true), std::optional(quint64(8)));
        QCOMPARE(model.nextMatch(8, false), std::optional(quint64(1)));
        QCOMPARE(model.nextMatch(std::nullopt, false), std::optional(quint64(8)));
    }

    void bookmarks()
    {
        MessagesModel model({.maxRows = 14});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf(1, 14));
        QCOMPARE(model.nextBookmark(std::nullopt, true), std::nullopt);
        for (const quint64 position : {1, 5, 8})
            QVERIFY(model.setBookmarked(position, true));
        QCOMPARE(cell(model, 5, MessageCells::Bookmark), u"★"_s);
        QCOMPARE(model.nextBookmark(std::nullopt, true), std::optional(quint64(1)));
        QCOMPARE(model.nextBookmark(5, true), std::optional(quint64(8)));
        QCOMPARE(model.nextBookmark(5, false), std::optional(quint64(1)));
        QCOMPARE(model.nextBookmark(8, true), std::nullopt);
        model.setFilter(filterOf(u"user:user3")); // hides 5
        QCOMPARE(model.nextBookmark(1, true), std::optional(quint64(8)));
        model.setFilter({}, true);
        QCOMPARE(numbersOf(model), (Numbers{2, 6, 9}));
        model.setFilter(filterOf(u"user:user3"), true);
        QCOMPARE(numbersOf(model), (Numbers{2, 9}));
        model.append(batchOf(15, 3)); // drops 2
        QCOMPARE(numbersOf(model), Numbers{9});
        QCOMPARE(model.bookmarkCount(), std::size_t(2));
        model.setFilter({});
        model.setBookmarked(8, false);
        model.setBookmarked(8, false);
        QCOMPARE(model.bookmarkCount(), std::size_t(1));
    }

    void unfoldsABroadcast()
    {
        MessagesModel model;
        QAbstractItemModelTester tester(&model, Fatal);
        LogEntry broadcast = broadcastEntry(2, 10, 13);
        broadcast.notRecipient = ConnectionId(12); // the sender
        broadcast.recipients = 3;
        model.append(batchOf({textEntry(1), broadcast, textEntry(3)}));
        QCOMPARE(model.foldOf(0), MessagesModel::Fold::None);
        QCOMPARE(model.foldOf(1), MessagesModel::Fold::Folded);
        model.setUnfolded(0, true);
        QCOMPARE(model.rowCount(), 3);
        model.setUnfolded(1, true);
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.messageCount(), 3);
        QCOMPARE(cell(model, 1, MessageCells::Kind), u"▾ 3"_s);
        QStringList recipients;
        for (int row = 2; row < 5; ++row) {
            QCOMPARE(model.foldOf(row), MessagesModel::Fold::Child);
            QCOMPARE(model.positionOf(row), quint64(1));
            recipients += cell(model, row, MessageCells::Who);
        }
        QCOMPARE(recipients, (QStringList{u"to #10"_s, u"to #11"_s, u"to #13"_s}));
        QCOMPARE(model.recipientAt(3), ConnectionId(11));
        QCOMPARE(model.recipientAt(1), ConnectionId());
        QCOMPARE(model.rowOf(2), 5);
        QCOMPARE(cell(model, 5, MessageCells::Interval), u"1.0 ms"_s);
        model.append(batchOf(4, 2));
        QCOMPARE(model.rowCount(), 8);
        model.setUnfolded(3, false); // by one of the recipients
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(cell(model, 1, MessageCells::Kind), u"▸ 3"_s);
    }

    void saysHowManyMoreRecipientsThereAre_data()
    {
        QTest::addColumn<int>("recipients");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("last");
        QTest::newRow("one") << 1 << 1 << u"to #1"_s;
        QTest::newRow("as many as are shown") << 200 << 200 << u"to #200"_s;
        QTest::newRow("one more") << 201 << 201 << u"and 1 more"_s;
        QTest::newRow("many") << 5000 << 201 << u"and 4800 more"_s;
    }
    void saysHowManyMoreRecipientsThereAre()
    {
        QFETCH(int, recipients);
        QFETCH(int, rows);
        MessagesModel model;
        LogEntry broadcast = broadcastEntry(1, 1, quint64(std::min(recipients, 1000)));
        broadcast.recipients = quint32(recipients);
        model.append(batchOf({broadcast}));
        model.setUnfolded(0, true);
        QCOMPARE(model.rowCount(), 1 + rows);
        QTEST(cell(model, rows, MessageCells::Who).remove(u','), "last");
    }

    void unfoldedRowsGoWithTheirBroadcast()
    {
        MessagesModel model({.maxRows = 4});
        QAbstractItemModelTester tester(&model, Fatal);
        model.append(batchOf({textEntry(1), broadcastEntry(2, 5, 9), textEntry(3), textEntry(4)}));
        model.setUnfolded(1, true);
        QCOMPARE(model.rowCount(), 9);
        model.append(batchOf(5, 1));
        QCOMPARE(model.rowCount(), 9);
        QCOMPARE(model.rowOf(2), 6);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.append(batchOf(6, 1));
        QCOMPARE(removed[0][2].toInt(), 5);
        QCOMPARE(numbersOf(model), (Numbers{3, 4, 5, 6}));
    }

    void broadcastsWithoutAListDoNotUnfold()
    {
        MessagesModel model({.maxPayloadBytes = 100});
        LogEntry unlisted = broadcastEntry(1, 5, 9);
        unlisted.recipientList.reset();
        model.append(batchOf({unlisted, broadcastEntry(2, 5, 9)}));
        QCOMPARE(model.foldOf(0), MessagesModel::Fold::None);
        QCOMPARE(model.foldOf(1), MessagesModel::Fold::Folded);
        model.setUnfolded(1, true);
        model.append(batchOf(3, 2, QByteArray(48, 'x'))); // drops the list
        QCOMPARE(model.rowCount(), 9);
        QVERIFY(!cell(model, 3, MessageCells::Who).isEmpty());
        QCOMPARE(model.recipientAt(3), ConnectionId());
    }

    void deliveriesShowOnlyWhileFollowed()
    {
        MessagesModel model;
        QAbstractItemModelTester tester(&model, Fatal);
        LogEntry before = broadcastEntry(1, 3, 9);
        LogEntry broadcast = broadcastEntry(4, 3, 9);
        LogEntry delivery = textEntry(5, broadcast.payload);
        delivery.direction = Direction::Out;
        delivery.connection = ConnectionId(4);
        delivery.isDelivery = true;
        LogEntry gap = textEntry(6, {});
        gap.kind = MessageKind::Gap;
        gap.messages = 12;
        gap.connection = ConnectionId(4);
        MessageFilter followed;
        followed.setFollowed({ConnectionId(4)}, textEntry(2).at);
        model.setFilter(followed);
        model.append(batchOf({before, textEntry(2), textEntry(3), broadcast, delivery, gap}));
        QCOMPARE(numbersOf(model), (Numbers{1, 3, 5, 6})); // 3 is from connection 4
        model.setFilter({});
        QCOMPARE(numbersOf(model), (Numbers{1, 2, 3, 4, 6}));
        MessageFilter selected;
        selected.setConnections(QSet<ConnectionId>{ConnectionId(4)});
        model.setFilter(selected);
        QCOMPARE(numbersOf(model), (Numbers{1, 3, 4}));
    }

    void aLateDeliveryIsHidden()
    {
        MessagesModel model;
        QAbstractItemModelTester tester(&model, Fatal);
        LogEntry delivery = textEntry(2);
        delivery.isDelivery = true;
        model.append(batchOf({textEntry(1), delivery, textEntry(3)}));
        QCOMPARE(numbersOf(model), (Numbers{1, 3}));
        model.append(batchOf(4, 1));
        QCOMPARE(numbersOf(model), (Numbers{1, 3, 4}));
    }
};

QTEST_MAIN(tst_MessagesModel)
#include "tst_messagesmodel.moc"
