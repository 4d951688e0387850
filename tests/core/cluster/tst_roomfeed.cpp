#include "core/cluster/roomfeed.h"

#include "tests/core/cluster/publications.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString e1 = QStringLiteral("e1");
const QString e2 = QStringLiteral("e2");

//! Writes down what a feed delivers: `open e1:5 (4 5)`, `6`, `cleared 3`.
struct Fixture final : private RoomFeed::Output
{
    QByteArrayList take() { return std::exchange(delivered, {}); }

    bool answer(const QString &epoch, quint64 seq, std::vector<ReceivedPublication> &&entries = {},
                bool isWhole = true)
    {
        return feed.answered({{epoch, seq}, WallTime(), isWhole, std::move(entries)});
    }
    void open(const QString &epoch = e1, quint64 seq = 5)
    {
        feed.asked();
        QVERIFY(!answer(epoch, seq));
        delivered.clear();
    }

    QByteArrayList delivered;
    RoomFeed feed{*this};

private:
    void opened(const StreamPosition &position, std::vector<ReceivedPublication> &&tail, bool isWhole,
                WallTime) override
    {
        QStringList seqs;
        for (const ReceivedPublication &entry : tail)
            seqs += QString::number(entry.message.seq());
        delivered += QStringLiteral("open %1:%2 (%3)%4")
                         .arg(position.epoch)
                         .arg(position.seq)
                         .arg(seqs.join(u' '), isWhole ? QString() : QStringLiteral("..."))
                         .toUtf8();
    }
    void received(ReceivedPublication &&publication) override
    {
        delivered += QByteArray::number(publication.message.seq());
    }
    void cleared(quint64 seq) override { delivered += "cleared " + QByteArray::number(seq); }
};

} // namespace

class TestRoomFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatComesBeforeTheStateWaits()
    {
        Fixture fixture;
        fixture.feed.asked();
        QVERIFY(!fixture.feed.take(published(e1, 5)));
        QVERIFY(!fixture.feed.take(published(e1, 6)));
        QVERIFY(!fixture.feed.take(published(e1, 7)));
        QVERIFY(fixture.delivered.isEmpty());
        QVERIFY(!fixture.answer(e1, 5, publications(3, 5)));
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:5 (3 4 5)", "6", "7"}));
        QVERIFY(!fixture.feed.take(published(e1, 7)));
        QVERIFY(!fixture.feed.take(published(e1, 8)));
        QCOMPARE(fixture.take(), QByteArrayList({"8"}));
        QCOMPARE(fixture.feed.position(), (StreamPosition{e1, 8}));
    }
    void theTailEndsWithTheLastPublicationAndHasNoGap_data()
    {
        QTest::addColumn<QList<int>>("entries");
        QTest::addColumn<QByteArray>("tail");
        QTest::newRow("whole") << QList<int>{1, 2, 3} << QByteArray("(1 2 3)");
        QTest::newRow("nothing is kept") << QList<int>{} << QByteArray("()");
        QTest::newRow("a gap") << QList<int>{1, 3} << QByteArray("(3)...");
        QTest::newRow("the last one is missing") << QList<int>{1, 2} << QByteArray("()...");
        QTest::newRow("more than there are") << QList<int>{2, 3, 4} << QByteArray("(2 3)");
    }
    void theTailEndsWithTheLastPublicationAndHasNoGap()
    {
        QFETCH(const QList<int>, entries);
        QFETCH(const QByteArray, tail);
        std::vector<ReceivedPublication> made;
        for (const int seq : entries)
            made.push_back(publication(quint64(seq)));
        Fixture fixture;
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 3, std::move(made)));
        QCOMPARE(fixture.take(), QByteArrayList{"open e1:3 " + tail});
    }
    void aGapIsFilledFromTheStream()
    {
        Fixture fixture;
        fixture.open();
        QVERIFY(!fixture.feed.take(published(e1, 6)));
        QVERIFY(fixture.feed.take(published(e1, 9)));
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 9, publications(7, 9)));
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7", "8", "9"}));
    }
    void publicationsThatFollowAreDeliveredWhileItAsks()
    {
        Fixture fixture;
        fixture.open();
        fixture.feed.asked();
        QVERIFY(!fixture.feed.take(published(e1, 6)));
        QCOMPARE(fixture.take(), QByteArrayList({"6"}));
        QVERIFY(!fixture.answer(e1, 5)); // it was overtaken
        QVERIFY(!fixture.feed.take(published(e1, 7)));
        QCOMPARE(fixture.take(), QByteArrayList({"7"}));
    }
    void aLargeGapIsFilledInSeveralAnswers()
    {
        Fixture fixture;
        fixture.open();
        fixture.feed.asked();
        QVERIFY(fixture.answer(e1, 9, publications(6, 7), /*isWhole=*/false));
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 9, publications(8, 9)));
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7", "8", "9"}));
    }
    void anAnswerWithoutWhatFollowsDoesNotRepeatItself()
    {
        Fixture fixture;
        fixture.open();
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 9, {}, /*isWhole=*/false)); // nothing of it could be read
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:9 ()..."}));
    }
    void aGapThatCannotBeFilledIsAnnounced_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QByteArrayList>("delivered");
        QTest::newRow("nothing is kept") << 1 << 0 << QByteArrayList{"open e1:9 ()..."};
        QTest::newRow("the end is kept") << 8 << 9 << QByteArrayList{"open e1:7 ()...", "8", "9"};
        QTest::newRow("the beginning is kept") << 6 << 7 << QByteArrayList{"6", "7", "open e1:9 ()..."};
    }
    void aGapThatCannotBeFilledIsAnnounced()
    {
        QFETCH(const int, from);
        QFETCH(const int, to);
        QFETCH(const QByteArrayList, delivered);
        Fixture fixture;
        fixture.open();
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 9, publications(quint64(from), quint64(to))));
        QCOMPARE(fixture.take(), delivered);
        QCOMPARE(fixture.feed.position(), (StreamPosition{e1, 9}));
        QVERIFY(!fixture.feed.take(published(e1, 10)));
        QCOMPARE(fixture.take(), QByteArrayList({"10"}));
    }
    void aNewNumberingIsAnnouncedAndDeliveredFromItsBeginning()
    {
        Fixture fixture;
        fixture.open();
        QVERIFY(fixture.feed.take(published(e2, 2)));
        fixture.feed.asked();
        QVERIFY(fixture.feed.take(published(e2, 3)));
        QVERIFY(!fixture.answer(e2, 2, publications(1, 2)));
        QCOMPARE(fixture.take(), QByteArrayList({"open e2:0 ()...", "1", "2", "3"}));
        QCOMPARE(fixture.feed.formerEpochs(), std::deque<QString>{e1});
        QVERIFY(!fixture.feed.take(published(e1, 6))); // late
        QVERIFY(fixture.delivered.isEmpty());
    }
    void aNewNumberingWhoseBeginningIsLostBeginsLater()
    {
        Fixture fixture;
        fixture.open();
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e2, 500, publications(401, 500), false));
        QCOMPARE(fixture.delivered.size(), 101);
        QCOMPARE(fixture.delivered.first(), QByteArray("open e2:400 ()..."));
    }
    void asksWhenAnotherNodeHasBegunANumbering()
    {
        Fixture fixture;
        QVERIFY(!fixture.feed.take({e2, RoomNews::Renumbered()})); // not open
        fixture.open();
        QVERIFY(!fixture.feed.take({e1, RoomNews::Renumbered()}));
        QVERIFY(fixture.feed.take({e2, RoomNews::Renumbered()}));
    }
    //! As of a node whose link was down when the history was deleted.
    void aDeletionThatWasMissedIsInTheState()
    {
        Fixture fixture;
        fixture.open(e1, 5);
        const auto answer = [&](quint64 seq, quint64 cleared,
                                std::vector<ReceivedPublication> &&entries = {}) {
            fixture.feed.asked();
            QVERIFY(!fixture.feed.answered({{e1, seq}, WallTime(), true, std::move(entries), cleared}));
        };
        answer(5, 3);
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 3"}));
        answer(5, 3); // nothing new
        QCOMPARE(fixture.take(), QByteArrayList());
        answer(7, 6, publications(6, 7));
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7", "cleared 6"}));
        fixture.feed.asked();
        QVERIFY(!fixture.feed.take(published(e1, 8)));
        QVERIFY(!fixture.feed.answered({{e1, 7}, WallTime(), true, {}, 7})); // it was overtaken
        QCOMPARE(fixture.take(), QByteArrayList({"8", "cleared 7"}));
        QVERIFY(!fixture.feed.take({e1, RoomNews::Cleared{8}}));
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 8"}));
        answer(8, 8);
        QCOMPARE(fixture.take(), QByteArrayList());
    }
    void whatIsOpenedAnewHasNothingOfADeletion()
    {
        Fixture fixture;
        fixture.feed.asked();
        QVERIFY(!fixture.feed.answered({{e1, 5}, WallTime(), true, publications(4, 5), 3}));
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:5 (4 5)"}));
        fixture.feed.asked();
        QVERIFY(!fixture.feed.answered({{e1, 5}, WallTime(), true, {}, 5}));
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 5"}));
        fixture.feed.asked();
        QVERIFY(!fixture.feed.answered({{e2, 2}, WallTime(), true, {}, 0})); // a numbering without deletions
        QCOMPARE(fixture.take().first(), QByteArray("open e2:2 ()..."));
        fixture.feed.asked();
        QVERIFY(!fixture.feed.answered({{e2, 2}, WallTime(), true, {}, 2}));
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 2"}));
    }
    void theHistoryIsClearedUpToAPublication()
    {
        Fixture fixture;
        fixture.open();
        QVERIFY(!fixture.feed.take({e1, RoomNews::Cleared{4}}));
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 4"}));
        QVERIFY(fixture.feed.take({e1, RoomNews::Cleared{7}})); // publications are missing
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 5"}));
    }
    void anAnswerFromBeforeADeletionDoesNotBringItBack()
    {
        Fixture fixture;
        fixture.feed.asked();
        QVERIFY(!fixture.feed.take({e1, RoomNews::Cleared{3}}));
        QVERIFY(!fixture.answer(e1, 3, publications(1, 3)));
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:3 (1 2 3)", "cleared 3"}));
    }
    void whatWaitsIsBounded()
    {
        Fixture fixture;
        fixture.open();
        fixture.feed.asked();
        for (quint64 seq = 7; seq <= 6 + RoomFeed::MaxWaiting + 5; ++seq)
            QVERIFY(fixture.feed.take(published(e1, seq)));
        const quint64 last = 6 + RoomFeed::MaxWaiting;
        QVERIFY(!fixture.answer(e1, 6, publications(6, 6)));
        QCOMPARE(fixture.feed.position().seq, last);
        QVERIFY(fixture.feed.take(published(e1, last + 6))); // what did not fit is missing
    }
    void aForgedPublicationFarAheadIsForgotten()
    {
        Fixture fixture;
        fixture.open();
        QVERIFY(fixture.feed.take(published(e1, 1'000'000)));
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 5)); // Redis knows nothing of it
        QVERIFY(fixture.delivered.isEmpty());
        QVERIFY(!fixture.feed.take(published(e1, 6)));
        QCOMPARE(fixture.take(), QByteArrayList({"6"}));
    }
    void publicationsThatCouldNotBePassedOnComeFromTheStream()
    {
        Fixture fixture;
        fixture.open();
        QVERIFY(fixture.feed.take(published(e1, 8)));
        fixture.feed.dropWaiting();
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 8, publications(6, 8)));
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7", "8"}));
    }
    void aClosedFeedKnowsNothing()
    {
        Fixture fixture;
        fixture.open();
        fixture.feed.close();
        QVERIFY(!fixture.feed.isOpen());
        QVERIFY(fixture.feed.formerEpochs().empty()); // its epoch is still the one of the room
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 9, publications(8, 9)));
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:9 (8 9)"}));
    }
    void remembersTheLastPublication()
    {
        Fixture fixture;
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 3, publications(2, 3)));
        QCOMPARE(fixture.feed.lastId(), (PublicationId{99, 3}));
        QVERIFY(!fixture.feed.take(published(e1, 4, {7, 1})));
        QCOMPARE(fixture.feed.lastId(), (PublicationId{7, 1}));
        fixture.feed.asked();
        QVERIFY(!fixture.answer(e1, 9));
        QCOMPARE(fixture.feed.lastId().counter, 0u); // of 9 nothing is known
    }
    void formerEpochsAreBounded()
    {
        Fixture fixture;
        fixture.open();
        for (int i = 0; i < 20; ++i) {
            fixture.feed.asked();
            QVERIFY(!fixture.answer(QStringLiteral("x%1").arg(i), 0));
        }
        QCOMPARE(fixture.feed.formerEpochs().size(), RoomFeed::MaxFormer);
        QCOMPARE(fixture.feed.formerEpochs().back(), QStringLiteral("x18"));
    }
};

QTEST_GUILESS_MAIN(TestRoomFeed)
#include "tst_roomfeed.moc"
