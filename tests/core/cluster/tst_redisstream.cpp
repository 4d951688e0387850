#include "core/cluster/redisbroker.h"
#include "core/cluster/redisstream.h"

#include "tests/core/cluster/publications.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString blue = QStringLiteral("blue");
const QString e1 = QStringLiteral("e1");
const QString e2 = QStringLiteral("e2");

struct Events final : public BrokerEventHandler
{
    void handle(StreamOpened &&event) override { opened.push_back(event.position); }
    void handle(PublicationReceived &event) override
    {
        received.push_back(event);
        if (onReceived)
            onReceived();
    }
    void handle(HistoryReadDone &&event) override { reads.push_back(std::move(event)); }
    void handle(ReplayReadDone &&event) override { replays.push_back(std::move(event)); }
    void handle(HistoryCleared &&event) override { cleared.push_back(std::move(event)); }
    void handle(RoomLookedUp &&event) override { lookedUp.push_back(std::move(event)); }
    void handle(BrokerFailure &&event) override { failures.push_back(std::move(event)); }

    std::vector<StreamPosition> opened;
    std::vector<PublicationReceived> received;
    std::vector<HistoryReadDone> reads;
    std::vector<ReplayReadDone> replays;
    std::vector<HistoryCleared> cleared;
    std::vector<RoomLookedUp> lookedUp;
    std::vector<BrokerFailure> failures;
    std::function<void()> onReceived;
};

//! The broker of an io thread, whose requests the test answers as the thread of the broker does.
struct Fixture
{
    Fixture()
    {
        broker.setHandler(events);
        stream = broker.open(blue);
        const OpenStream request = take<OpenStream>();
        inbox = request.inbox;
        number = request.stream;
    }
    //! The only request of this turn.
    template <typename Request>
    Request take()
    {
        loop.turn(IoLoop::Wait::No);
        if (requests.size() != 1 || !std::holds_alternative<Request>(requests.front()))
            qFatal("there is another request, or none");
        Request request = std::get<Request>(std::move(requests.front()));
        requests.clear();
        return request;
    }
    bool hasRequest()
    {
        loop.turn(IoLoop::Wait::No);
        return !requests.empty();
    }
    void send(StreamEvent::Content &&content)
    {
        inbox->add({number, std::move(content)}, 0);
        inbox->flush();
        loop.turn(IoLoop::Wait::No);
    }
    void open(quint64 seq = 5, std::vector<ReceivedPublication> &&tail = {}, bool isWhole = true)
    {
        send(StreamEvent::Opened{{e1, seq}, std::move(tail), isWhole, publication(1).message.time()});
    }
    void receive(quint64 seq, quint64 counter = 0)
    {
        send(StreamEvent::Received{publication(seq).message, counter});
    }
    void publish(const QByteArray &text = "x")
    {
        stream->publish(
            {{ConnectionId(1), 3, 100, "7", false}, blue, {PreparedMessage(Opcode::Text, text), {}}, {}},
            QStringLiteral("ann"));
    }
    void readHistory(std::optional<std::size_t> limit = {}, std::optional<quint64> before = {})
    {
        stream->readHistory({before, limit, 100'000},
                            HistoryQuery{{ConnectionId(5), 1, 50, "8", false}, blue, {}});
    }
    void readReplay(quint64 after) { stream->readReplay({ConnectionId(5), 1, 9, blue, {e1, after}}); }

    IoLoop loop;
    HubRules rules;
    PublishBudget budget;
    Events events;
    std::vector<StreamRequest> requests;
    std::vector<const StreamInbox *> resumed;
    RedisBroker broker{loop,
                       rules,
                       {[this](std::vector<StreamRequest> &&posted) {
                            for (StreamRequest &request : posted)
                                requests.push_back(std::move(request));
                        },
                        [this](const StreamInbox *full) { resumed.push_back(full); }, &budget,
                        Milliseconds(2000)}};
    std::unique_ptr<RoomStream> stream;
    std::shared_ptr<StreamInbox> inbox;
    quint64 number = 0;
};

std::vector<quint64> seqsOf(const ReplayReadDone &replay)
{
    std::vector<quint64> seqs;
    for (const auto &message : replay.messages)
        seqs.push_back(message->seq());
    return seqs;
}

using Seqs = std::vector<quint64>;

} // namespace

class TestRedisStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWhenTheStateIsThere()
    {
        Fixture fixture;
        QVERIFY(fixture.events.opened.empty());
        fixture.open(5, publications(4, 5));
        QCOMPARE(fixture.events.opened, (std::vector<StreamPosition>{{e1, 5}}));
        QCOMPARE(fixture.stream->historySize().messages, std::size_t(2));
        QVERIFY(!fixture.stream->mustStayForHistory());
    }
    void failsToOpen()
    {
        Fixture fixture;
        fixture.send(StreamEvent::OpenFailed());
        QCOMPARE(fixture.events.failures.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<BrokerFailure::OfOpen>(fixture.events.failures[0].call));
    }
    void aPublicationReturnsToItsPublisher()
    {
        Fixture fixture;
        fixture.open();
        fixture.publish("hello");
        const TimePoint now = fixture.loop.now();
        const auto request = fixture.take<PublishToStream>();
        QCOMPARE(request.publish.payload, payloadOf({PreparedMessage(Opcode::Text, "hello"), {}},
                                                    ConnectionId(1), QStringLiteral("ann")));
        QCOMPARE(request.publish.deadline, now + Milliseconds(2000));
        QVERIFY(fixture.events.received.empty());
        fixture.receive(6);
        fixture.receive(7, request.publish.counter);
        QCOMPARE(fixture.events.received.size(), std::size_t(2));
        QVERIFY(!fixture.events.received[0].origin);
        QCOMPARE(fixture.events.received[1].origin->requester.id, QByteArray("7"));
        QCOMPARE(fixture.events.received[1].message.seq(), 7u);
        fixture.receive(8, request.publish.counter); // its publisher has been answered
        QVERIFY(!fixture.events.received[2].origin);
    }
    void aPublicationThatFailsIsAnswered()
    {
        Fixture fixture;
        fixture.open();
        fixture.publish();
        const quint64 counter = fixture.take<PublishToStream>().publish.counter;
        fixture.send(StreamEvent::PublishFailed{counter});
        fixture.send(StreamEvent::PublishFailed{counter});
        QCOMPARE(fixture.events.failures.size(), std::size_t(1));
        QCOMPARE(std::get<PublishOrigin>(fixture.events.failures[0].call).requester.id, QByteArray("7"));
    }
    void tooManyPublicationsThatWaitAreRefusedAtOnce()
    {
        Fixture fixture;
        fixture.open();
        QVERIFY(fixture.budget.add(PublishBudget::MaxBytes));
        fixture.publish();
        QCOMPARE(fixture.events.failures.size(), std::size_t(1));
        QVERIFY(!fixture.hasRequest());
        fixture.budget.remove(PublishBudget::MaxBytes);
        fixture.publish();
        QVERIFY(fixture.hasRequest());
    }
    void readsTheHistoryInMemory()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.receive(4);
        fixture.readHistory();
        fixture.readReplay(2);
        QCOMPARE(fixture.events.reads.size(), std::size_t(1));
        QCOMPARE(fixture.events.reads[0].slice.messages.size(), std::size_t(4));
        QVERIFY(fixture.events.reads[0].slice.isComplete);
        QCOMPARE(seqsOf(fixture.events.replays[0]), (Seqs{3, 4}));
        QCOMPARE(fixture.events.replays[0].position, (StreamPosition{e1, 4}));
        QVERIFY(!fixture.hasRequest());
    }
    void asksRedisForWhatIsNotInMemory()
    {
        Fixture fixture;
        fixture.open(5, publications(4, 5), /*isWhole=*/false);
        fixture.readHistory(2);
        QCOMPARE(fixture.events.reads.size(), std::size_t(1)); // the newest two are here
        fixture.readHistory(3);
        const auto request = fixture.take<ReadStream>();
        QCOMPARE(request.read.direction, RoomCalls::Read::Direction::Older);
        QCOMPARE(request.read.from, 6u);
        QCOMPARE(request.read.messages, std::size_t(3));
        fixture.receive(6); // behind the position of the read
        fixture.send(StreamEvent::ReadDone{request.number, HistoryPart{{e1, 6}, false, publications(3, 5)}});
        const HistoryReadDone &read = fixture.events.reads[1];
        QCOMPARE(read.position, (StreamPosition{e1, 5}));
        QCOMPARE(read.slice.messages.size(), std::size_t(3));
        QCOMPARE(read.slice.next, std::optional<quint64>(3));
        QVERIFY(read.slice.isComplete);
    }
    void aReplayThatRedisAnswersEndsWithThePosition()
    {
        Fixture fixture;
        fixture.open(5, publications(5, 5), /*isWhole=*/false);
        fixture.readReplay(2);
        const auto request = fixture.take<ReadStream>();
        QCOMPARE(request.read.direction, RoomCalls::Read::Direction::Newer);
        QCOMPARE(request.read.from, 2u);
        fixture.send(StreamEvent::ReadDone{request.number, HistoryPart{{e1, 7}, true, publications(3, 7)}});
        QCOMPARE(seqsOf(fixture.events.replays[0]), (Seqs{3, 4, 5})); // 6 and 7 are delivered later
        QCOMPARE(fixture.events.replays[0].position, (StreamPosition{e1, 5}));
    }
    void aRoomIsLookedUpWithoutAStream()
    {
        Fixture fixture;
        fixture.open();
        const QString red = QStringLiteral("red");
        for (const std::optional<bool> isKnown :
             {std::optional(true), std::optional(false), std::optional<bool>()}) {
            fixture.broker.lookUp(HistoryQuery{{ConnectionId(5), 1, 50, "8"}, red, {}});
            const auto request = fixture.take<LookUpRoom>();
            QCOMPARE(request.room, red);
            fixture.events.lookedUp.clear();
            for (int i = 0; i < 2; ++i) { // one answer each
                request.inbox->add({0, StreamEvent::LookedUp{request.number, isKnown}}, 0);
                request.inbox->flush();
                fixture.loop.turn(IoLoop::Wait::No);
            }
            QCOMPARE(fixture.events.lookedUp.size(), std::size_t(1));
            QCOMPARE(fixture.events.lookedUp[0].room, red);
            QCOMPARE(fixture.events.lookedUp[0].isKnown, isKnown);
            QCOMPARE(std::get<HistoryQuery>(fixture.events.lookedUp[0].query).requester.id, QByteArray("8"));
        }
    }
    void readsFailWithoutRedis()
    {
        Fixture fixture;
        fixture.open(5, {}, /*isWhole=*/false);
        fixture.readHistory();
        fixture.send(StreamEvent::ReadDone{fixture.take<ReadStream>().number, std::nullopt});
        fixture.readReplay(1);
        fixture.send(StreamEvent::ReadDone{fixture.take<ReadStream>().number, std::nullopt});
        QCOMPARE(fixture.events.failures.size(), std::size_t(2));
        QVERIFY(std::holds_alternative<HistoryQuery>(fixture.events.failures[0].call));
        QVERIFY(std::holds_alternative<ReplayRead>(fixture.events.failures[1].call));
    }
    void whatMemoryGaveUpIsReadFromRedis()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.stream->dropHistory(1);
        fixture.readReplay(1);
        QCOMPARE(seqsOf(fixture.events.replays[0]), (Seqs{2, 3}));
        fixture.readReplay(0);
        QCOMPARE(fixture.take<ReadStream>().read.from, 0u);
    }
    void whatTheBytesOfALargeMessageDropIsReadFromRedis_data()
    {
        QTest::addColumn<int>("most"); // messages
        QTest::newRow("full by count") << 6;
        QTest::newRow("not full") << 100;
    }
    void whatTheBytesOfALargeMessageDropIsReadFromRedis()
    {
        QFETCH(const int, most);
        Fixture fixture;
        fixture.rules.history.messages = most;
        fixture.rules.history.bytes = 60'000;
        fixture.open(0);
        for (quint64 seq = 1; seq <= 6; ++seq)
            fixture.receive(seq);
        fixture.readReplay(0);
        QCOMPARE(fixture.events.replays.size(), std::size_t(1)); // all are here
        RoomMessage large({PreparedMessage(Opcode::Text, QByteArray(58'500, 'x')), {}}, ConnectionId(5),
                          QStringLiteral("ann"), 7, fixture.loop.wallNow());
        fixture.send(StreamEvent::Received{std::move(large), 0});
        const auto kept = fixture.stream->historySize().messages;
        QVERIFY(kept < 6);
        fixture.readReplay(1);
        QCOMPARE(fixture.take<ReadStream>().read.from, 1u);
        fixture.readReplay(7 - kept);
        QCOMPARE(fixture.events.replays.size(), std::size_t(2));
    }
    void whatTheNumberOfMessagesDropsIsNotInRedisEither()
    {
        Fixture fixture;
        fixture.rules.history.messages = 3;
        fixture.open(0);
        for (quint64 seq = 1; seq <= 5; ++seq)
            fixture.receive(seq);
        fixture.readReplay(0);
        QCOMPARE(seqsOf(fixture.events.replays[0]), (Seqs{3, 4, 5}));
        QVERIFY(!fixture.hasRequest());
    }
    void aDeletionHoldsWhenRedisHasDoneIt()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.stream->clearHistory({{1, 9}, blue});
        const TimePoint asked = fixture.loop.now();
        const auto request = fixture.take<ClearStream>();
        QCOMPARE(request.deadline, asked + Milliseconds(2000));
        QVERIFY(fixture.events.cleared.empty());
        fixture.send(StreamEvent::ClearDone{request.number, StreamPosition{e1, 3}});
        QCOMPARE(fixture.events.cleared.size(), std::size_t(1));
        QCOMPARE(fixture.events.cleared[0].deletion.reply.number, 9u);
        fixture.readHistory();
        QVERIFY(fixture.events.reads[0].slice.messages.empty());
        QVERIFY(!fixture.events.reads[0].slice.isComplete);
    }
    void aDeletionThatFailsLeavesTheHistory()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.stream->clearHistory({{1, 9}, blue});
        fixture.send(StreamEvent::ClearDone{fixture.take<ClearStream>().number, {}});
        QVERIFY(fixture.events.cleared.empty());
        QCOMPARE(fixture.events.failures.size(), std::size_t(1));
        QCOMPARE(std::get<HistoryDeletion>(fixture.events.failures[0].call).reply.number, 9u);
        fixture.readHistory();
        QCOMPARE(fixture.events.reads[0].slice.messages.size(), std::size_t(3));
    }
    //! Redis has had messages that are still on their way here; a Cleared comes behind them.
    void aDeletionOfMessagesThatAreStillToCome()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.stream->clearHistory({{1, 9}, blue});
        fixture.send(StreamEvent::ClearDone{fixture.take<ClearStream>().number, StreamPosition{e1, 5}});
        QCOMPARE(fixture.stream->historySize().messages, std::size_t(0));
        fixture.receive(4);
        QCOMPARE(fixture.events.received.size(), std::size_t(1));
    }
    //! Redis has lost the room, or begun it anew: nothing from before is left there.
    void aDeletionInAnotherNumbering()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.stream->clearHistory({{1, 9}, blue});
        fixture.send(StreamEvent::ClearDone{fixture.take<ClearStream>().number, StreamPosition()});
        QCOMPARE(fixture.events.cleared.size(), std::size_t(1));
        QCOMPARE(fixture.stream->historySize().messages, std::size_t(0));
    }
    void aDeletionByAnotherNodeLeavesWhatCameLater()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.receive(4);
        fixture.send(StreamEvent::Cleared{3});
        fixture.readReplay(0);
        QCOMPARE(seqsOf(fixture.events.replays[0]), (Seqs{4}));
    }
    void aNewNumberingHasNoHistory()
    {
        Fixture fixture;
        fixture.open(3, publications(1, 3));
        fixture.send(StreamEvent::Opened{{e2, 0}, {}, false, fixture.loop.wallNow()});
        QCOMPARE(fixture.events.opened.size(), std::size_t(2));
        fixture.receive(1);
        fixture.readHistory();
        QCOMPARE(fixture.events.reads[0].position, (StreamPosition{e2, 1}));
        QCOMPARE(fixture.events.reads[0].slice.messages.size(), std::size_t(1));
        QVERIFY(fixture.events.reads[0].slice.isComplete);
    }
    void theStreamMayBeClosedDuringAnEvent()
    {
        Fixture fixture;
        fixture.open();
        fixture.events.onReceived = [&] { fixture.stream.reset(); };
        fixture.inbox->add({fixture.number, StreamEvent::Received{publication(6).message, 0}}, 0);
        fixture.inbox->add({fixture.number, StreamEvent::Received{publication(7).message, 0}}, 0);
        fixture.inbox->flush();
        fixture.loop.turn(IoLoop::Wait::No);
        QCOMPARE(fixture.events.received.size(), std::size_t(1));
        (void)fixture.take<CloseStream>();
    }
    void keepsTheLimitsOfItsRoom()
    {
        Fixture fixture;
        fixture.rules.history.messages = 2;
        fixture.open(3, publications(1, 3));
        QCOMPARE(fixture.stream->historySize().messages, std::size_t(2));
        fixture.publish();
        QCOMPARE(fixture.take<PublishToStream>().publish.limits.messages, 2);
    }
    void tellsWhenItHasCaughtUp()
    {
        Fixture fixture;
        fixture.open();
        fixture.inbox->add({fixture.number, StreamEvent::Cleared{1}}, StreamInbox::MaxBytes);
        QVERIFY(fixture.inbox->isFull());
        fixture.inbox->flush();
        fixture.loop.turn(IoLoop::Wait::No);
        QCOMPARE(fixture.resumed, std::vector<const StreamInbox *>{fixture.inbox.get()});
        QVERIFY(!fixture.inbox->isFull());
    }
    void cutsPages_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<bool>("isWhole");
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("next");
        QTest::addColumn<bool>("isComplete");
        QTest::newRow("all") << 1 << 9 << true << -1 << 9 << -1 << true;
        QTest::newRow("the limit") << 5 << 9 << false << 5 << 5 << 5 << true;
        QTest::newRow("fewer than the limit are kept") << 5 << 9 << true << 7 << 5 << -1 << false;
        QTest::newRow("older ones are left") << 5 << 9 << false << -1 << 5 << 5 << true;
        QTest::newRow("the newest is missing") << 5 << 8 << true << -1 << 0 << -1 << false;
        QTest::newRow("nothing is kept") << 1 << 0 << true << -1 << 0 << -1 << false;
    }
    void cutsPages()
    {
        QFETCH(const int, from);
        QFETCH(const int, to);
        QFETCH(const bool, isWhole);
        QFETCH(const int, limit);
        QFETCH(const int, count);
        QFETCH(const int, next);
        QFETCH(const bool, isComplete);
        HistoryRange range{10};
        if (limit >= 0)
            range.limit = std::size_t(limit);
        const HistorySlice slice = sliceOf(publications(quint64(from), quint64(to)), isWhole, range, blue);
        QCOMPARE(int(slice.messages.size()), count);
        QCOMPARE(slice.next ? int(*slice.next) : -1, next);
        QCOMPARE(slice.isComplete, isComplete);
    }
    void cutsPagesByBytes()
    {
        const qsizetype size = publication(9).message.envelopeText(blue).size() + 1;
        const HistorySlice slice = sliceOf(publications(1, 9), true, {10, {}, 2 * size}, blue);
        QCOMPARE(slice.messages.size(), std::size_t(2));
        QCOMPARE(slice.next, std::optional<quint64>(8));
        const HistorySlice one = sliceOf(publications(1, 9), true, {10, {}, 1}, blue);
        QCOMPARE(one.messages.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestRedisStream)
#include "tst_redisstream.moc"
