#include "core/cluster/clusterrooms.h"
#include "core/loop/ioloop.h"

#include "tests/core/cluster/publications.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;
using Status = PublishAnswer::Status;

namespace {

const QString blue = QStringLiteral("blue");
const QString e1 = QStringLiteral("e1");
const QString e2 = QStringLiteral("e2");
constexpr quint64 Run = 7;

struct Link final : public RedisLink
{
    void addHandler(RedisLinkHandler &handler) override
    {
        if (up)
            handler.linkUp();
    }
    bool isUp() const override { return up; }
    void command(std::vector<QByteArray>, Done) override {}
    void subscribe(const QByteArray &channel) override { sent += '+' + channel; }
    void unsubscribe(const QByteArray &channel) override { sent += '-' + channel; }
    QByteArrayList take() { return std::exchange(sent, {}); }

    bool up = true;
    QByteArrayList sent;
};

//! Answers when the test lets it.
struct Calls final : public RoomCalls
{
    void prepare() override { ++prepared; }
    void publish(const RoomKeys &, const StreamPosition &known, const PublicationId &id,
                 const QueuedPublish &, Published published) override
    {
        publishes.push_back({known, id, std::move(published)});
    }
    void synchronize(const RoomKeys &, const Question &question, Answered answered) override
    {
        questions.push_back({question, std::move(answered)});
    }
    void readPosition(const RoomKeys &, PositionRead done) override
    {
        comparisons.push_back(std::move(done));
    }
    void read(const RoomKeys &, const Read &read, ReadDone done) override
    {
        reads.push_back({read, std::move(done)});
    }
    void clear(const RoomKeys &, Cleared cleared) override { clears.push_back(std::move(cleared)); }

    struct Publishing
    {
        StreamPosition known;
        PublicationId id;
        Published published;
    };
    template <typename Call>
    static Call takeFirst(std::deque<Call> &calls)
    {
        Call call = std::move(calls.front());
        calls.pop_front();
        return call;
    }
    Question answer(std::optional<RoomState> &&state)
    {
        auto [question, answered] = takeFirst(questions);
        answered(std::move(state));
        return question;
    }
    Question answer(const QString &epoch, quint64 seq, std::vector<ReceivedPublication> &&entries = {})
    {
        return answer(RoomState{{epoch, seq}, WallTime(), true, std::move(entries)});
    }
    void answerComparison(const QString &epoch, quint64 seq)
    {
        takeFirst(comparisons)(StreamPosition{epoch, seq});
    }
    void answerPublish(Status status, quint64 seq = 0)
    {
        takeFirst(publishes).published({status, {e1, seq}});
    }

    std::deque<Publishing> publishes;
    std::deque<std::pair<Question, Answered>> questions;
    std::deque<PositionRead> comparisons;
    std::deque<std::pair<Read, ReadDone>> reads;
    std::deque<Cleared> clears;
    int prepared = 0;
};

struct Fixture
{
    std::shared_ptr<StreamInbox> makeInbox(quint64 run = Run)
    {
        return std::make_shared<StreamInbox>(loop, run,
                                             StreamInbox::Handlers{[this](std::vector<StreamEvent> &&got) {
                                                                       for (StreamEvent &event : got)
                                                                           events.push_back(std::move(event));
                                                                   },
                                                                   [this] { ++drained; }});
    }
    void request(StreamRequest &&request)
    {
        std::vector<StreamRequest> requests;
        requests.push_back(std::move(request));
        rooms.handle(std::move(requests));
    }
    void open(quint64 stream = 1, const QString &room = blue)
    {
        request(OpenStream{stream, room, {}, inbox});
    }
    //! The room is open at e1:5.
    void openLive()
    {
        open();
        rooms.subscribed(channel);
        calls.answer(e1, 5);
        take();
        link.take();
    }
    void publish(quint64 counter)
    {
        QVERIFY(budget.add(1));
        request(PublishToStream{1, {counter, "x", {}, now, now + 2000ms}});
    }
    void receive(quint64 seq, PublicationId id = {99, 1}, const QString &epoch = e1)
    {
        const QByteArray payload =
            payloadOf({PreparedMessage(Opcode::Text, "x"), {}}, ConnectionId(5), QStringLiteral("ann"));
        rooms.received(channel, "p " + QByteArray::number(seq) + " 1 " + id.toText() + ' ' +
                                    epoch.toLatin1() + '\n' + payload);
    }
    void wait(Milliseconds time)
    {
        now += time;
        rooms.tick();
    }
    void lose()
    {
        link.up = false;
        rooms.linkDown();
    }
    void reconnect()
    {
        link.up = true;
        rooms.linkUp();
    }
    //! What the io thread gets: `open e1:5`, `6`, `6 own 3`, `failed 3` ...
    QByteArrayList take()
    {
        rooms.flush();
        loop.turn(IoLoop::Wait::No);
        QByteArrayList texts;
        for (const StreamEvent &event : events)
            texts += textOf(event);
        for (const StreamEvent &event : std::exchange(events, {}))
            inbox->remove(event.bytes);
        return texts;
    }
    static QByteArray textOf(const StreamEvent &event)
    {
        if (const auto *opened = std::get_if<StreamEvent::Opened>(&event.content))
            return "open " + opened->position.epoch.toLatin1() + ':' +
                   QByteArray::number(opened->position.seq);
        if (std::holds_alternative<StreamEvent::OpenFailed>(event.content))
            return "not open";
        if (const auto *received = std::get_if<StreamEvent::Received>(&event.content)) {
            const QByteArray seq = QByteArray::number(received->message.seq());
            return received->counter > 0 ? seq + " own " + QByteArray::number(received->counter) : seq;
        }
        if (const auto *cleared = std::get_if<StreamEvent::Cleared>(&event.content))
            return "cleared " + QByteArray::number(cleared->seq);
        if (const auto *failed = std::get_if<StreamEvent::PublishFailed>(&event.content))
            return "failed " + QByteArray::number(failed->counter);
        if (const auto *done = std::get_if<StreamEvent::ClearDone>(&event.content))
            return "clear " + QByteArray::number(done->number) +
                   (done->position ? " done up to " + QByteArray::number(done->position->seq) : " failed");
        if (const auto *lookedUp = std::get_if<StreamEvent::LookedUp>(&event.content))
            return "looked up " + QByteArray::number(lookedUp->number) +
                   (!lookedUp->isKnown   ? " failed"
                    : *lookedUp->isKnown ? " known"
                                         : " unknown");
        const auto &read = std::get<StreamEvent::ReadDone>(event.content);
        return "read " + QByteArray::number(read.number) + (read.part ? "" : " failed");
    }

    IoLoop loop;
    TimePoint now = Clock::now();
    Link link;
    Calls calls;
    PublishBudget budget;
    std::array<Nanoseconds, 1> bounds{1s};
    Histogram times{bounds};
    int flushes = 0;
    int drained = 0;
    std::vector<StreamEvent> events;
    std::shared_ptr<StreamInbox> inbox = makeInbox();
    QByteArray channel = RoomKeys::of("test", blue).channel;
    ClusterRooms rooms{{link, calls, "test", budget, times, [this] { ++flushes; }, [this] { return now; }}};
};

} // namespace

class TestClusterRooms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRoomIsSubscribedToBeforeItsStateIsRead()
    {
        Fixture fixture;
        QCOMPARE(fixture.calls.prepared, 1);
        fixture.open();
        QCOMPARE(fixture.link.take(), QByteArrayList{'+' + fixture.channel});
        QVERIFY(fixture.calls.questions.empty());
        fixture.receive(6); // not confirmed
        fixture.rooms.subscribed(fixture.channel);
        QCOMPARE(fixture.calls.questions.size(), std::size_t(1));
        fixture.receive(6);
        fixture.receive(7);
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.calls.answer(e1, 6, publications(5, 6));
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:6", "7"}));
        QVERIFY(fixture.flushes > 0);
    }
    void withoutRedisAStreamDoesNotOpen()
    {
        Fixture fixture;
        fixture.lose();
        fixture.open();
        fixture.wait(1999ms);
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.wait(1ms);
        QCOMPARE(fixture.take(), QByteArrayList({"not open"}));
        fixture.wait(50ms);
        QCOMPARE(fixture.take(), QByteArrayList()); // once
    }
    void anAckComesWithThePublication()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.publish(1);
        QCOMPARE(fixture.calls.publishes[0].known, (StreamPosition{e1, 5}));
        QCOMPARE(fixture.calls.publishes[0].id, (PublicationId{Run, 1}));
        fixture.calls.answerPublish(Status::Published, 6);
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.receive(6, {Run, 1});
        fixture.receive(7, {Run + 1, 1}); // of another node, with the same counter
        QCOMPARE(fixture.take(), QByteArrayList({"6 own 1", "7"}));
        QCOMPARE(fixture.budget.publications(), 0);
        QCOMPARE(fixture.times.reading().count(), 1u);
    }
    void aPublicationThatWasNotDistributedComesFromTheStream()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.publish(1);
        fixture.calls.answerPublish(Status::Published, 6);
        fixture.wait(RoomPublisher::ArrivalTime);
        std::vector<ReceivedPublication> entries;
        entries.push_back(publication(6, {Run, 1}));
        fixture.calls.answer(e1, 6, std::move(entries));
        QCOMPARE(fixture.take(), QByteArrayList({"6 own 1"}));
        fixture.receive(6, {Run, 1}); // late
        QCOMPARE(fixture.take(), QByteArrayList());
    }
    void publicationsWaitForRedisAndThenFail()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.lose();
        fixture.publish(1);
        fixture.wait(1s);
        fixture.publish(2);
        QVERIFY(fixture.calls.publishes.empty());
        fixture.wait(1s);
        QCOMPARE(fixture.take(), QByteArrayList({"failed 1"}));
        fixture.reconnect();
        QCOMPARE(fixture.calls.prepared, 2);
        QCOMPARE(fixture.calls.publishes.size(), std::size_t(1));
        QCOMPARE(fixture.calls.publishes[0].id.counter, 2u);
        QCOMPARE(fixture.budget.publications(), 1);
    }
    void positionsAreComparedAfterAReconnect()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.lose();
        fixture.reconnect();
        QCOMPARE(fixture.link.take(), QByteArrayList{'+' + fixture.channel});
        QVERIFY(fixture.calls.questions.empty());
        fixture.receive(9); // of the connection before
        fixture.rooms.subscribed(fixture.channel);
        const RoomCalls::Question question = fixture.calls.answer(e1, 7, publications(6, 7));
        QCOMPARE(question.known, (StreamPosition{e1, 5}));
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7"}));
    }
    void positionsAreComparedEvery25Seconds()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.wait(ClusterRooms::CheckEvery - 1ms);
        QVERIFY(fixture.calls.comparisons.empty());
        fixture.wait(1ms);
        QCOMPARE(fixture.calls.comparisons.size(), std::size_t(1));
        QVERIFY(fixture.calls.questions.empty());
        fixture.calls.answerComparison(e1, 6);
        fixture.calls.answer(e1, 6, publications(6, 6)); // the end of the publications was lost
        QCOMPARE(fixture.take(), QByteArrayList({"6"}));
        fixture.wait(ClusterRooms::CheckEvery);
        QCOMPARE(fixture.calls.comparisons.size(), std::size_t(1));
    }
    void aPositionThatIsNotTheSameIsAskedFor_data()
    {
        QTest::addColumn<QString>("epoch");
        QTest::addColumn<quint64>("seq");
        QTest::addColumn<bool>("arrives"); // publication 6, before the answer
        QTest::addColumn<bool>("asks");
        QTest::newRow("the same") << e1 << quint64(5) << false << false;
        QTest::newRow("a publication that has not arrived") << e1 << quint64(6) << false << true;
        QTest::newRow("one that has arrived meanwhile") << e1 << quint64(6) << true << false;
        QTest::newRow("one that has overtaken the answer") << e1 << quint64(5) << true << false;
        QTest::newRow("Redis has lost some") << e1 << quint64(4) << false << true;
        QTest::newRow("Redis has lost all") << e1 << quint64(0) << false << true;
        QTest::newRow("another numbering") << e2 << quint64(5) << false << true;
    }
    void aPositionThatIsNotTheSameIsAskedFor()
    {
        QFETCH(const QString, epoch);
        QFETCH(const quint64, seq);
        QFETCH(const bool, arrives);
        QFETCH(const bool, asks);
        Fixture fixture;
        fixture.openLive();
        fixture.wait(ClusterRooms::CheckEvery);
        if (arrives)
            fixture.receive(6);
        fixture.calls.answerComparison(epoch, seq);
        QCOMPARE(fixture.calls.questions.size(), std::size_t(asks ? 1 : 0));
        QVERIFY(fixture.calls.comparisons.empty());
    }
    void aComparisonThatFailsIsFollowedByAQuestion()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.wait(ClusterRooms::CheckEvery);
        Calls::takeFirst(fixture.calls.comparisons)(std::nullopt);
        QVERIFY(fixture.calls.questions.empty());
        fixture.wait(RoomPublisher::RetryEvery);
        fixture.calls.answer(e2, 0);
        QCOMPARE(fixture.take(), QByteArrayList({"open e2:0"}));
    }
    void aGapDuringAComparisonIsFilled()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.wait(ClusterRooms::CheckEvery);
        fixture.receive(7);
        QVERIFY(fixture.calls.questions.empty());
        fixture.calls.answerComparison(e1, 5);
        fixture.calls.answer(e1, 7, publications(6, 7));
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7"}));
    }
    void aComparisonForAFormerStreamIsNotTakenForTheNewOne()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.wait(ClusterRooms::CheckEvery);
        fixture.request(CloseStream{1});
        fixture.open(2);
        QVERIFY(fixture.calls.questions.empty());
        fixture.calls.answerComparison(e1, 5);
        fixture.calls.answer(e1, 5);
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:5"}));
    }
    void theStateIsAskedForNowAndThenSoThatRedisKeepsTheRoom()
    {
        static_assert(ClusterRoom::StateEvery * ClusterRooms::CheckEvery < RoomCalls::HashLife / 2);
        Fixture fixture;
        fixture.openLive();
        for (int i = 1; i < ClusterRoom::StateEvery; ++i) {
            fixture.wait(ClusterRooms::CheckEvery);
            fixture.calls.answerComparison(e1, 5);
            QVERIFY(fixture.calls.questions.empty());
        }
        fixture.wait(ClusterRooms::CheckEvery);
        QVERIFY(fixture.calls.comparisons.empty());
        fixture.calls.answer(e1, 5);
        QCOMPARE(fixture.take(), QByteArrayList());
    }
    void anEmptyRedisIsAnnounced()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.publish(1);
        fixture.calls.answerPublish(Status::Behind);
        fixture.calls.answer(e2, 0);
        QCOMPARE(fixture.take(), QByteArrayList({"open e2:0"}));
        QCOMPARE(fixture.calls.publishes[0].known, (StreamPosition{e2, 0})); // again, in the new numbering
        fixture.receive(1, {Run, 1}, e2);
        QCOMPARE(fixture.take(), QByteArrayList({"1 own 1"}));
    }
    void anErrorOfRedisIsTriedAgain()
    {
        Fixture fixture;
        fixture.open();
        fixture.rooms.subscribed(fixture.channel);
        fixture.calls.answer(std::nullopt);
        QVERIFY(fixture.calls.questions.empty());
        fixture.wait(RoomPublisher::RetryEvery);
        fixture.calls.answer(e1, 5);
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:5"}));
    }
    void aClosedRoomStaysSubscribedToForAWhile()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.request(CloseStream{1});
        fixture.receive(6);
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.wait(ClusterRooms::Linger - 1ms);
        QCOMPARE(fixture.link.take(), QByteArrayList());
        fixture.open(2);
        fixture.calls.answer(e1, 6, publications(6, 6)); // without another SUBSCRIBE
        QCOMPARE(fixture.link.take(), QByteArrayList());
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:6"}));
        fixture.request(CloseStream{2});
        fixture.wait(ClusterRooms::Linger);
        QCOMPARE(fixture.link.take(), QByteArrayList{'-' + fixture.channel});
        QCOMPARE(fixture.rooms.size(), std::size_t(0));
    }
    void aLateEndOfASubscriptionDoesNotEndTheNewOne()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.request(CloseStream{1});
        fixture.wait(ClusterRooms::Linger);
        fixture.open(2);
        QCOMPARE(fixture.link.take(), QByteArrayList({'-' + fixture.channel, '+' + fixture.channel}));
        fixture.rooms.unsubscribed(fixture.channel);
        QVERIFY(fixture.calls.questions.empty());
        fixture.rooms.subscribed(fixture.channel);
        fixture.calls.answer(e1, 5);
        fixture.receive(6);
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:5", "6"}));
    }
    void anAnswerForAFormerStreamIsNotTakenForTheNewOne()
    {
        Fixture fixture;
        fixture.open(1);
        fixture.rooms.subscribed(fixture.channel);
        fixture.request(CloseStream{1});
        fixture.open(2);
        QCOMPARE(fixture.calls.questions.size(), std::size_t(1));
        fixture.calls.answer(e1, 5);
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.calls.answer(e1, 6);
        QCOMPARE(fixture.take(), QByteArrayList({"open e1:6"}));
    }
    void aSlowThreadLeavesPublicationsInRedis()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.inbox->add({1, StreamEvent::Cleared{0}}, StreamInbox::MaxBytes);
        fixture.receive(6);
        fixture.receive(7);
        fixture.wait(ClusterRooms::CheckEvery);
        QVERIFY(fixture.calls.questions.empty() && fixture.calls.comparisons.empty());
        QCOMPARE(fixture.take(), QByteArrayList({"cleared 0"}));
        QCOMPARE(fixture.drained, 1);
        fixture.rooms.resume(fixture.inbox.get());
        fixture.calls.answer(e1, 7, publications(6, 7));
        fixture.receive(8);
        QCOMPARE(fixture.take(), QByteArrayList({"6", "7", "8"}));
    }
    void questionsAreAskedFewAtATime()
    {
        Fixture fixture;
        constexpr int Rooms = ClusterRooms::MaxQuestions + 10;
        for (int i = 0; i < Rooms; ++i) {
            const QString name = QStringLiteral("room %1").arg(i);
            fixture.open(quint64(i) + 1, name);
            fixture.rooms.subscribed(RoomKeys::of("test", name).channel);
        }
        QCOMPARE(int(fixture.calls.questions.size()), ClusterRooms::MaxQuestions);
        for (int i = 0; i < Rooms; ++i)
            fixture.calls.answer(e1, 0);
        QCOMPARE(fixture.take().size(), Rooms);
    }
    void readsAndFailuresOfReadsArePassedOn()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.request(ReadStream{1, 1, {e1}});
        fixture.request(ReadStream{1, 2, {e1}});
        Calls::takeFirst(fixture.calls.reads).second(HistoryPart{{e1, 5}, true, {}});
        Calls::takeFirst(fixture.calls.reads).second(std::nullopt);
        QCOMPARE(fixture.take(), QByteArrayList({"read 1", "read 2 failed"}));
        fixture.request(ReadStream{1, 3, {e1}});
        fixture.request(CloseStream{1});
        Calls::takeFirst(fixture.calls.reads).second(HistoryPart{{e1, 5}, true, {}});
        QCOMPARE(fixture.take(), QByteArrayList());
    }
    void aRoomIsLookedUpWithoutBeingMade()
    {
        Fixture fixture;
        for (quint64 number = 1; number <= 3; ++number)
            fixture.request(LookUpRoom{number, QStringLiteral("red"), fixture.inbox});
        QCOMPARE(fixture.rooms.size(), std::size_t(0));
        QVERIFY(fixture.link.take().isEmpty());
        QVERIFY(fixture.calls.questions.empty());
        fixture.calls.answerComparison(e1, 0);
        fixture.calls.answerComparison({}, 0);
        Calls::takeFirst(fixture.calls.comparisons)(std::nullopt);
        QCOMPARE(fixture.take(),
                 QByteArrayList({"looked up 1 known", "looked up 2 unknown", "looked up 3 failed"}));
    }
    void aDeletionIsTriedAgain()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.request(ClearStream{1, 1, fixture.now + 2s});
        Calls::takeFirst(fixture.calls.clears)(std::nullopt);
        fixture.wait(50ms);
        QCOMPARE(fixture.calls.clears.size(), std::size_t(1));
        QCOMPARE(fixture.take(), QByteArrayList());
        Calls::takeFirst(fixture.calls.clears)(StreamPosition{e1, 5});
        QCOMPARE(fixture.take(), QByteArrayList{"clear 1 done up to 5"});
        fixture.wait(5s);
        QVERIFY(fixture.calls.clears.empty());
        QCOMPARE(fixture.take(), QByteArrayList());
    }
    void aDeletionThatIsNotPossibleFailsAtItsDeadline()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.lose();
        fixture.request(ClearStream{1, 7, fixture.now + 2s});
        fixture.wait(1900ms);
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.wait(100ms);
        QCOMPARE(fixture.take(), QByteArrayList{"clear 7 failed"});
        fixture.reconnect();
        fixture.wait(50ms);
        QVERIFY(fixture.calls.clears.empty());
    }
    void aDeletionWaitsForRedis()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.lose();
        fixture.request(ClearStream{1, 1, fixture.now + 2s});
        fixture.wait(1s);
        fixture.reconnect();
        fixture.wait(50ms);
        QCOMPARE(fixture.calls.clears.size(), std::size_t(1));
    }
    //! A call does what was asked for before it; later requests may be meant for later messages.
    void deletionsShareACall()
    {
        Fixture fixture;
        fixture.openLive();
        for (quint64 number = 1; number <= 3; ++number)
            fixture.request(ClearStream{1, number, fixture.now + 2s});
        QCOMPARE(fixture.calls.clears.size(), std::size_t(1));
        Calls::takeFirst(fixture.calls.clears)(StreamPosition{e1, 5});
        QCOMPARE(fixture.take(), QByteArrayList{"clear 1 done up to 5"});
        QCOMPARE(fixture.calls.clears.size(), std::size_t(1));
        Calls::takeFirst(fixture.calls.clears)(StreamPosition{e1, 6});
        QCOMPARE(fixture.take(), QByteArrayList({"clear 2 done up to 6", "clear 3 done up to 6"}));
        QVERIFY(fixture.calls.clears.empty());
    }
    void anAnswerForAFormerStreamEndsNoDeletion()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.request(ClearStream{1, 1, fixture.now + 2s});
        fixture.request(CloseStream{1});
        fixture.open(2);
        fixture.calls.answer(e1, 5);
        QCOMPARE(fixture.take(), QByteArrayList{"open e1:5"});
        fixture.request(ClearStream{2, 1, fixture.now + 2s});
        Calls::takeFirst(fixture.calls.clears)(StreamPosition{e1, 5});
        QCOMPARE(fixture.take(), QByteArrayList());
        fixture.wait(50ms);
        Calls::takeFirst(fixture.calls.clears)(StreamPosition{e1, 5});
        QCOMPARE(fixture.take(), QByteArrayList{"clear 1 done up to 5"});
    }
    void garbageHasNoEffect()
    {
        Fixture fixture;
        fixture.openLive();
        fixture.rooms.received(fixture.channel, "");
        fixture.rooms.received(fixture.channel, "p 6 1 x e1\nx");
        fixture.rooms.received("another", "n e2");
        QCOMPARE(fixture.take(), QByteArrayList());
        QVERIFY(fixture.calls.questions.empty());
    }
    void requestsToAStreamThatIsGoneHaveNoEffect()
    {
        Fixture fixture;
        fixture.publish(1);
        fixture.request(ReadStream{1, 1, {}});
        fixture.request(ClearStream{1});
        fixture.request(CloseStream{1});
        QCOMPARE(fixture.budget.publications(), 0);
        QCOMPARE(fixture.take(), QByteArrayList());
    }
};

QTEST_GUILESS_MAIN(TestClusterRooms)
#include "tst_clusterrooms.moc"
