#include "core/hub/roomshard.h"

#include "tests/core/hub/recordingtap.h"

#include <QTest>

#include <deque>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString blue = QStringLiteral("blue");
const QString epoch = QStringLiteral("epoch");

//! A broker whose answers arrive when the test lets them, as those of another machine would.
struct SlowBroker final : public Broker
{
    struct Stream final : public RoomStream
    {
        explicit Stream(SlowBroker &streamBroker)
            : broker(streamBroker)
        {
        }
        Q_DISABLE_COPY_MOVE(Stream)
        ~Stream() override { ++broker.closed; }
        void publish(RoomPublish &&publish, const QString &user) override
        {
            broker.publishes.push_back({std::move(publish), user});
        }
        void readHistory(const HistoryFilter &, HistoryQuery &&query) override
        {
            broker.reads.push_back(std::move(query));
        }
        void readReplay(ReplayRead &&read) override { broker.replays.push_back(std::move(read)); }
        void dropHistory(qint64) override {}
        void clearHistory(HistoryDeletion &&deletion) override
        {
            broker.deletions.push_back(std::move(deletion));
        }
        void forget() override {}
        HistorySize historySize() const override { return broker.history; }
        bool mustStayForHistory() const override { return broker.mustStay; }
        SlowBroker &broker;
    };

    void setHandler(BrokerEventHandler &eventHandler) override { handler = &eventHandler; }
    std::unique_ptr<RoomStream> open(const QString &room) override
    {
        opened.push_back(room);
        return std::make_unique<Stream>(*this);
    }

    void lookUp(RoomQuery &&query) override { lookUps.push_back(std::move(query)); }
    void finishLookUp(std::optional<bool> isKnown)
    {
        handler->handle(RoomLookedUp{blue, isKnown, takeFirst(lookUps)});
    }
    void finishOpen() { handler->handle(StreamOpened{blue, {epoch, seq}}); }
    void finishPublish()
    {
        auto [publish, user] = std::move(publishes.front());
        publishes.pop_front();
        const ConnectionId client = publish.requester.client;
        PublicationReceived event{publish.room,
                                  RoomMessage(std::move(publish.publication), client, user, ++seq, {}),
                                  PublishOrigin{publish.requester, publish.receivedAt, publish.server}};
        handler->handle(event);
    }
    void receiveFromElsewhere(const QByteArray &text)
    {
        PublicationReceived event{
            blue,
            RoomMessage({PreparedMessage(Opcode::Text, text), {}}, ConnectionId(99), {}, ++seq, {}),
            {}};
        handler->handle(event);
    }
    template <typename Call>
    static Call takeFirst(std::deque<Call> &calls)
    {
        Call call = std::move(calls.front());
        calls.pop_front();
        return call;
    }
    void finishRead(const std::vector<QByteArray> &messages = {})
    {
        handler->handle(HistoryReadDone{blue, {epoch, seq}, {messages, true}, takeFirst(reads)});
    }
    //! With the messages \a from to \a to.
    void finishReplay(quint64 from = 1, quint64 to = 0, const QString &epochNow = epoch)
    {
        StoredMessages messages;
        for (quint64 number = from; number <= to; ++number)
            messages.push_back(
                std::make_shared<const RoomMessage>(Publication{PreparedMessage(Opcode::Text, "x"), {}},
                                                    ConnectionId(1), QString(), number, WallTime()));
        handler->handle(ReplayReadDone{blue, {epochNow, seq}, std::move(messages), takeFirst(replays)});
    }

    BrokerEventHandler *handler = nullptr;
    std::vector<QString> opened;
    int closed = 0;
    std::deque<std::pair<RoomPublish, QString>> publishes;
    std::deque<HistoryQuery> reads;
    std::deque<HistoryDeletion> deletions;
    std::deque<RoomQuery> lookUps;
    std::deque<ReplayRead> replays;
    quint64 seq = 0;
    HistorySize history;
    bool mustStay = true;
};

//! Keeps what the shard sends to the threads of clients.
struct Threads final : public HubMessageHandler, public HubBus
{
    void handle(ShardRequest &&) override {}
    void handle(ClientDelivery &&delivery) override { delivered[0].push_back(std::move(delivery)); }
    std::size_t threadCount() const override { return 2; }
    bool hasQueued(std::size_t) const override { return false; }
    void post(std::size_t thread, HubMessage &&message) override
    {
        delivered[thread].push_back(std::get<ClientDelivery>(std::move(message)));
    }

    template <typename Delivery>
    std::vector<Delivery> take(std::size_t thread)
    {
        std::vector<Delivery> found;
        for (ClientDelivery &delivery : delivered[thread]) {
            if (auto *content = std::get_if<Delivery>(&delivery))
                found.push_back(std::move(*content));
        }
        delivered[thread].clear();
        return found;
    }

    std::array<std::vector<ClientDelivery>, 2> delivered;
};

//! The shard of thread 0, of two.
struct Fixture
{
    Requester requester(quint64 client, const QByteArray &id = {}) const
    {
        return {ConnectionId(client), client % 2, 100, id, false};
    }
    //! A client lives on the thread client % 2.
    void join(quint64 client, const std::optional<StreamPosition> &since = {},
              Dialect dialect = Dialect::Envelope)
    {
        shard.handle(RoomJoin{requester(client),
                              blue,
                              {ConnectionId(client), QStringLiteral("user"), client % 2, dialect},
                              since,
                              false});
    }
    void read(quint64 client, quint64 after, const QString &ofEpoch = epoch)
    {
        shard.handle(ReplayRead{ConnectionId(client), client % 2, 7, blue, {ofEpoch, after}});
    }
    void leave(quint64 client) { shard.handle(RoomLeave{requester(client), blue}); }
    void publish(quint64 client, const QByteArray &text = "x")
    {
        shard.handle(RoomPublish{
            requester(client, "1"), blue, {PreparedMessage(Opcode::Text, text), {}}, Clock::now()});
    }
    void setBehind(quint64 client, bool isBehind)
    {
        shard.handle(ReaderBehindChanged{ConnectionId(client), blue, isBehind});
    }
    void openWithMember(quint64 client)
    {
        join(client);
        broker.finishOpen();
        threads.delivered = {};
    }

    IoLoop loop;
    HubRules rules{{.announce = false}, {}, {}};
    RoomLedger ledger;
    MemoryBudget memory;
    ServerCounters counters;
    SlowBroker broker;
    Threads threads;
    HubLink link{threads, 0, &threads};
    ShardFanout fanout{link};
    RoomShard shard{loop, link, fanout, broker, rules, ledger, memory, counters};
};

} // namespace

class TestRoomShard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsWaitUntilTheStreamIsOpen()
    {
        Fixture fixture;
        fixture.broker.seq = 41;
        fixture.join(1);
        fixture.publish(1);
        QCOMPARE(fixture.broker.opened, std::vector<QString>{blue});
        QVERIFY(fixture.broker.publishes.empty());
        QVERIFY(fixture.threads.delivered[1].empty());
        fixture.broker.finishOpen();
        const auto joined = fixture.threads.take<JoinResult>(1);
        QCOMPARE(joined.size(), std::size_t(1));
        QCOMPARE(joined[0].position, (StreamPosition{epoch, 41}));
        QVERIFY(!joined[0].replay);
        QCOMPARE(joined[0].openingPrice, NewRoomPrice);
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1)); // behind the join
        QCOMPARE(fixture.broker.publishes[0].second, QStringLiteral("user"));
    }
    void whoOpensARoomPaysForWhatTheBrokerReads()
    {
        Fixture fixture;
        fixture.broker.history = {.messages = 3, .bytes = 5000};
        fixture.join(1);
        fixture.broker.finishOpen();
        fixture.join(2);
        std::vector<qint64> prices;
        for (const std::size_t thread : {0, 1}) {
            for (const JoinResult &joined : fixture.threads.take<JoinResult>(thread))
                prices.push_back(joined.openingPrice);
        }
        std::ranges::sort(prices);
        QCOMPARE(prices, (std::vector<qint64>{0, NewRoomPrice + 5000}));
    }
    void aPublicationIsDeliveredWhenTheBrokerReportsIt()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.join(2);
        fixture.threads.delivered = {};
        fixture.publish(1);
        QVERIFY(fixture.threads.delivered[1].empty());
        fixture.broker.finishPublish();
        for (const std::size_t thread : {0, 1}) {
            const auto deliveries = fixture.threads.take<RoomDelivery>(thread);
            QCOMPARE(deliveries.size(), std::size_t(1));
            QCOMPARE(deliveries[0].broadcast->seq, quint64(1));
            QCOMPARE(deliveries[0].broadcast->requester.client, ConnectionId(1));
            QVERIFY(deliveries[0].broadcast->plain.isNull());             // no plain members
            QCOMPARE(bool(deliveries[0].cost.backpressure), thread == 1); // the own thread has no backlog
        }
    }
    void onlyMembersPublish()
    {
        Fixture fixture;
        fixture.publish(1); // no such room
        fixture.openWithMember(2);
        fixture.publish(1);
        QVERIFY(fixture.broker.publishes.empty());
        const auto answers = fixture.threads.take<Answer>(1);
        QCOMPARE(answers.size(), std::size_t(1));
        QVERIFY(answers[0].message.contains("not_in_room"));
    }
    void aReplayBeginsBehindThePositionOfTheClient_data()
    {
        QTest::addColumn<bool>("isOfThisEpoch");
        QTest::addColumn<quint64>("seq");
        QTest::addColumn<quint64>("after");
        QTest::addColumn<bool>("isRecovered");
        QTest::newRow("from the beginning") << true << quint64(0) << quint64(0) << true;
        QTest::newRow("some missed") << true << quint64(3) << quint64(3) << true;
        QTest::newRow("nothing missed") << true << quint64(5) << quint64(5) << true;
        QTest::newRow("a seq not published yet") << true << quint64(6) << quint64(0) << false;
        QTest::newRow("another epoch") << false << quint64(3) << quint64(0) << false;
    }
    void aReplayBeginsBehindThePositionOfTheClient()
    {
        QFETCH(const bool, isOfThisEpoch);
        QFETCH(const quint64, seq);
        Fixture fixture;
        fixture.broker.seq = 5;
        fixture.openWithMember(2);
        fixture.join(1, StreamPosition{isOfThisEpoch ? epoch : QStringLiteral("other"), seq});
        const auto joined = fixture.threads.take<JoinResult>(1);
        QCOMPARE(joined.size(), std::size_t(1));
        QCOMPARE(joined[0].position.seq, quint64(5));
        QVERIFY(joined[0].replay);
        QTEST(joined[0].replay->after, "after");
        QTEST(joined[0].replay->isRecovered, "isRecovered");
    }
    void aReplayDoesNotHoldTheRoom()
    {
        Fixture fixture;
        fixture.openWithMember(2);
        fixture.join(1, StreamPosition{epoch, 0});
        fixture.read(1, 0);
        fixture.publish(2);
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
        fixture.broker.finishPublish();
        fixture.join(3);
        QCOMPARE(fixture.threads.take<JoinResult>(1).size(), std::size_t(2));
        fixture.broker.finishReplay(1, 1); // read behind the publication
        const auto chunks = fixture.threads.take<ReplayChunk>(1);
        QCOMPARE(chunks.size(), std::size_t(1));
        QCOMPARE(chunks[0].client, ConnectionId(1));
        QCOMPARE(chunks[0].replay, quint64(7));
        QVERIFY(chunks[0].isHead);
    }
    void aReadForAReplayTellsWhatIsMissing_data()
    {
        QTest::addColumn<quint64>("after");
        QTest::addColumn<quint64>("from");
        QTest::addColumn<quint64>("to");
        QTest::addColumn<bool>("isGap");
        QTest::addColumn<bool>("isHead");
        QTest::newRow("in the middle") << quint64(2) << quint64(3) << quint64(6) << false << false;
        QTest::newRow("to the end") << quint64(2) << quint64(3) << quint64(9) << false << true;
        QTest::newRow("nothing behind") << quint64(9) << quint64(1) << quint64(0) << false << true;
        QTest::newRow("one dropped") << quint64(2) << quint64(4) << quint64(9) << true << true;
        QTest::newRow("all dropped") << quint64(8) << quint64(1) << quint64(0) << true << true;
    }
    void aReadForAReplayTellsWhatIsMissing()
    {
        QFETCH(const quint64, after);
        QFETCH(const quint64, from);
        QFETCH(const quint64, to);
        Fixture fixture;
        fixture.broker.seq = 9;
        fixture.openWithMember(1);
        fixture.read(1, after);
        fixture.broker.finishReplay(from, to);
        const auto chunks = fixture.threads.take<ReplayChunk>(1);
        QCOMPARE(chunks.size(), std::size_t(1));
        QCOMPARE(chunks[0].messages.size(), to < from ? std::size_t(0) : std::size_t(to - from + 1));
        QTEST(chunks[0].isGap, "isGap");
        QTEST(chunks[0].isHead, "isHead");
    }
    void aReplayOfAForgottenRoomOrNumberingEnds()
    {
        Fixture fixture;
        fixture.read(1, 0); // there is no such room
        fixture.openWithMember(1);
        fixture.read(1, 0, QStringLiteral("other"));
        QVERIFY(fixture.broker.replays.empty());
        fixture.read(1, 0);
        fixture.broker.finishReplay(1, 0, QStringLiteral("new")); // the numbering broke meanwhile
        fixture.read(1, 0);
        fixture.broker.handler->handle(BrokerFailure{blue, SlowBroker::takeFirst(fixture.broker.replays)});
        const auto chunks = fixture.threads.take<ReplayChunk>(1);
        QCOMPARE(chunks.size(), std::size_t(3));
        for (const ReplayChunk &chunk : chunks)
            QVERIFY(chunk.isGap && chunk.messages.empty());
        fixture.leave(1);
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(0)); // no call is pending
    }
    void aReadForAReplayWaitsForNothing()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.publish(1, QByteArray(int(Backpressure::Limit), 'x'));
        fixture.broker.finishPublish();
        fixture.publish(1);
        QVERIFY(fixture.broker.publishes.empty()); // behind a large backlog
        fixture.read(1, 0);
        QCOMPARE(fixture.broker.replays.size(), std::size_t(1));
    }
    void aRoomStaysOpenForAReplay()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.read(1, 0);
        fixture.leave(1);
        QCOMPARE(fixture.broker.closed, 0);
        fixture.broker.finishReplay();
        QCOMPARE(fixture.broker.closed, 1);
    }
    void theHistoryOfARoomDoesNotHoldIt()
    {
        Fixture fixture;
        fixture.openWithMember(2);
        fixture.shard.handle(HistoryQuery{fixture.requester(1, "8"), blue, {}});
        fixture.publish(2);
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
        fixture.broker.finishRead({R"({"seq":1})"});
        const auto answers = fixture.threads.take<Answer>(1);
        QCOMPARE(answers.size(), std::size_t(1));
        QVERIFY(answers[0].message.contains(R"("id":8)"));
        QVERIFY(answers[0].message.contains(R"([{"seq":1}])"));
    }
    void publicationsOfAnotherNodeHaveNoPublisherHere()
    {
        Fixture fixture;
        RecordingTap tap;
        fixture.shard.setTap(&tap);
        fixture.openWithMember(1);
        fixture.broker.receiveFromElsewhere("x");
        const auto deliveries = fixture.threads.take<RoomDelivery>(1);
        QCOMPARE(deliveries.size(), std::size_t(1));
        QVERIFY(deliveries[0].broadcast->requester.client.isNull());
        QVERIFY(!deliveries[0].broadcast->receivedAt);
        QCOMPARE(tap.entries.size(), std::size_t(1));
        QCOMPARE(tap.entries[0].publisher, ConnectionId(99));
        QCOMPARE(tap.entries[0].direction, Direction::Out);
        fixture.publish(1);
        fixture.broker.finishPublish();
        QCOMPARE(tap.entries.size(), std::size_t(2));
        QCOMPARE(tap.entries[1].publisher, ConnectionId(1));
    }
    void aPublisherThatHasLeftGetsItsAnswer()
    {
        Fixture fixture;
        fixture.openWithMember(2);
        fixture.join(1);
        fixture.publish(1);
        fixture.leave(1);
        fixture.threads.delivered = {};
        fixture.broker.finishPublish();
        const auto deliveries = fixture.threads.take<RoomDelivery>(1);
        QCOMPARE(deliveries.size(), std::size_t(1));
        QCOMPARE(deliveries[0].broadcast->requester.credit, qint64(100));
    }
    void aRoomStaysOpenForCallsWithoutAResult()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.publish(1);
        fixture.shard.handle(HistoryQuery{fixture.requester(2, "8"), blue, {}});
        fixture.leave(1);
        QCOMPARE(fixture.broker.closed, 0);
        fixture.threads.delivered = {};
        fixture.broker.finishPublish();
        QCOMPARE(fixture.threads.take<RoomDelivery>(1).size(), std::size_t(1)); // with the publisher's credit
        QCOMPARE(fixture.broker.closed, 0);
        fixture.broker.finishRead();
        QCOMPARE(fixture.threads.take<Answer>(0).size(), std::size_t(1));
        QCOMPARE(fixture.broker.closed, 1);
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(0));
    }
    void aNewNumberingHoldsFromThenOn()
    {
        Fixture fixture;
        fixture.openWithMember(2);
        fixture.broker.handler->handle(StreamOpened{blue, {QStringLiteral("other"), 5}});
        fixture.join(1);
        const auto joined = fixture.threads.take<JoinResult>(1);
        QCOMPARE(joined[0].position, (StreamPosition{QStringLiteral("other"), 5}));
    }
    void tellsMembersThatMessagesMayBeMissing_data()
    {
        QTest::addColumn<QString>("epochNow");
        QTest::newRow("a new numbering") << QStringLiteral("other");
        QTest::newRow("publications are lost for this shard") << epoch;
    }
    void tellsMembersThatMessagesMayBeMissing()
    {
        QFETCH(const QString, epochNow);
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.join(2, {}, Dialect::Plain);
        fixture.threads.delivered = {};
        fixture.broker.handler->handle(StreamOpened{blue, {epochNow, 5}});
        const auto told = fixture.threads.take<RoomDelivery>(1);
        QCOMPARE(told.size(), std::size_t(1));
        const RoomBroadcast &message = *told[0].broadcast;
        QCOMPARE(message.envelope.payload().toByteArray(), R"({"type":"history","room":"blue","epoch":")" +
                                                               epochNow.toUtf8() +
                                                               R"(","messages":[],"recovered":false})");
        QVERIFY(message.plain.isNull());
        QVERIFY(!message.isHint); // it must not be left out
    }
    void tellsAMemberWithAReplayBehindIt_data()
    {
        QTest::addColumn<bool>("isReadFirst");
        QTest::addColumn<bool>("hasLeft");
        QTest::newRow("the read comes later") << false << false;
        QTest::newRow("the read was under way") << true << false;
        QTest::newRow("it has left") << true << true;
    }
    void tellsAMemberWithAReplayBehindIt()
    {
        QFETCH(const bool, isReadFirst);
        QFETCH(const bool, hasLeft);
        Fixture fixture;
        fixture.openWithMember(1);
        const auto read = [&] { fixture.shard.handle(ReplayRead{ConnectionId(1), 1, 7, blue, {epoch, 0}}); };
        if (isReadFirst)
            read();
        fixture.broker.handler->handle(StreamOpened{blue, {QStringLiteral("other"), 5}});
        if (hasLeft)
            fixture.leave(1);
        fixture.threads.delivered = {};
        if (isReadFirst)
            fixture.broker.finishReplay(1, 0, QStringLiteral("other"));
        else
            read();
        const std::vector<ClientDelivery> &told = fixture.threads.delivered[1];
        QCOMPARE(told.size(), std::size_t(hasLeft ? 1 : 2));
        QVERIFY(std::get<ReplayChunk>(told[0]).isGap);
        if (hasLeft)
            return;
        const auto &answer = std::get<Answer>(told[1]);
        QCOMPARE(answer.requester.client, ConnectionId(1));
        QCOMPARE(answer.message,
                 QByteArray(
                     R"({"type":"history","room":"blue","epoch":"other","messages":[],"recovered":false})"));
    }
    void doesNotTellPlainMembersThatMessagesMayBeMissing()
    {
        Fixture fixture;
        fixture.join(1, {}, Dialect::Plain);
        fixture.broker.finishOpen();
        fixture.threads.delivered = {};
        fixture.broker.handler->handle(StreamOpened{blue, {QStringLiteral("other"), 5}});
        QVERIFY(fixture.threads.delivered[1].empty());
    }
    void aRoomStaysForItsHistory_data()
    {
        QTest::addColumn<bool>("mustStay");
        QTest::newRow("that is lost with the stream") << true;
        QTest::newRow("but not if that is kept elsewhere") << false;
    }
    void aRoomStaysForItsHistory()
    {
        QFETCH(const bool, mustStay);
        Fixture fixture;
        fixture.broker.history = {1, 100};
        fixture.broker.mustStay = mustStay;
        fixture.openWithMember(1);
        fixture.publish(1);
        fixture.broker.finishPublish();
        fixture.leave(1);
        QCOMPARE(fixture.broker.closed, mustStay ? 0 : 1);
    }
    void withoutAStreamEveryRequestFails()
    {
        Fixture fixture;
        fixture.join(1);
        fixture.publish(1);
        fixture.shard.handle(PresenceQuery{fixture.requester(1, "2"), blue, {}});
        fixture.shard.handle(MembershipQuery{{1, 4}, blue, ConnectionId(1)});
        fixture.broker.handler->handle(BrokerFailure{blue, BrokerFailure::OfOpen()});
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(0));
        QCOMPARE(fixture.threads.delivered[1].size(), std::size_t(4));
        QCOMPARE(std::get<JoinRejection>(fixture.threads.delivered[1][0]).code,
                 EnvelopeErrorCode::Unavailable);
        QVERIFY(
            std::get<Answer>(fixture.threads.delivered[1][1]).message.contains("\"code\":\"unavailable\""));
        QVERIFY(
            std::get<Answer>(fixture.threads.delivered[1][2]).message.contains("\"code\":\"unavailable\""));
        QVERIFY(!std::get<MembershipResult>(fixture.threads.delivered[1][3]).isMember);
        fixture.join(1); // tries again
        QCOMPARE(fixture.broker.opened.size(), std::size_t(2));
    }
    void aRoomThatCannotBeMadeIsRefusedWithTheReason()
    {
        Fixture fixture;
        const auto rejection = [&fixture] {
            RoomJoin join{fixture.requester(1), blue, {ConnectionId(1), {}, 1, Dialect::Envelope}, {}, false};
            join.creator = QHostAddress(QStringLiteral("192.0.2.1"));
            fixture.shard.handle(std::move(join));
            return fixture.threads.take<JoinRejection>(1).at(0);
        };
        fixture.ledger.add(QStringLiteral("red"), 1, QHostAddress(QStringLiteral("192.0.2.1")), {});
        fixture.rules.hub.maxRooms = 1;
        QCOMPARE(rejection().limit, "rooms_full");
        QVERIFY(rejection().text.contains(QStringLiteral("server")));
        fixture.rules.limits.maxRoomsPerAddress = 1;
        QCOMPARE(rejection().limit, "address_rooms_full");
        QVERIFY(rejection().text.contains(QStringLiteral("address")));
        QCOMPARE(rejection().code, EnvelopeErrorCode::RoomLimit);
        fixture.rules = {{.maxMembers = 1}, {}, {}};
        fixture.openWithMember(2);
        QCOMPARE(rejection().limit, "room_full");
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(1));
    }
    void aFailedPublishIsAnswered()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.publish(1);
        fixture.broker.handler->handle(BrokerFailure{blue, PublishOrigin{fixture.requester(1, "6"), {}}});
        const auto answers = fixture.threads.take<Answer>(1);
        QCOMPARE(answers.size(), std::size_t(1));
        QVERIFY(answers[0].message.contains(R"("id":6)"));
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(1));
    }
    void aFailedReadOfTheHistoryIsAnswered()
    {
        Fixture fixture;
        fixture.openWithMember(2);
        fixture.shard.handle(HistoryQuery{fixture.requester(1, "8"), blue, {}});
        fixture.broker.handler->handle(BrokerFailure{blue, SlowBroker::takeFirst(fixture.broker.reads)});
        const auto answers = fixture.threads.take<Answer>(1);
        QCOMPARE(answers.size(), std::size_t(1));
        QVERIFY(answers[0].message.contains("\"retry\":1000"));
    }
    void onlyPublicationsWaitForALargeBacklog()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.publish(1, QByteArray(int(Backpressure::Limit), 'x'));
        fixture.broker.finishPublish();
        const auto deliveries = fixture.threads.take<RoomDelivery>(1);
        fixture.publish(1);
        fixture.join(2);
        QVERIFY(fixture.broker.publishes.empty());
        QCOMPARE(fixture.threads.take<JoinResult>(0).size(), std::size_t(1));
        fixture.shard.resume(); // too early
        fixture.loop.settle();
        QVERIFY(fixture.broker.publishes.empty());
        QVERIFY(deliveries[0].cost.backpressure->remove(deliveries[0].cost.bytes));
        fixture.shard.resume();
        fixture.loop.settle();
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
    }
    void publicationsWaitWhileMostReadersAreBehind()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.join(2);
        fixture.setBehind(2, true);
        fixture.publish(1, "waits");
        fixture.loop.settle();
        QVERIFY(fixture.broker.publishes.empty());
        fixture.publish(2); // its own queue does not count, but it stays behind the other
        fixture.shard.handle(ServerRoomPublish{{0, 5}, blue, PreparedMessage(Opcode::Text, "server")});
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
        QVERIFY(fixture.broker.publishes[0].first.requester.client.isNull());
        fixture.setBehind(2, false);
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1)); // reported during a write: nothing is done
        fixture.loop.settle();
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(3));
        QCOMPARE(fixture.broker.publishes[1].first.requester.client, ConnectionId(1));
        fixture.setBehind(9, true); // not a member
        fixture.setBehind(2, true);
        fixture.publish(1);
        fixture.leave(2); // nobody is behind any more
        fixture.loop.settle();
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(4));
    }
    void theServerPublishesToARoomThatNobodyIsIn()
    {
        Fixture fixture;
        const ServerMessage message({R"({"n":1.10})", ContentEncoding::Json}, QStringLiteral("ops"));
        fixture.shard.handle(ServerRoomPublish{{0, 5}, blue, message, true});
        QCOMPARE(fixture.broker.opened, std::vector{blue});
        QVERIFY(fixture.broker.publishes.empty()); // it waits for the stream
        fixture.broker.finishOpen();
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
        QCOMPARE(fixture.broker.publishes[0].second, QStringLiteral("ops"));
        QCOMPARE(fixture.broker.publishes[0].first.publication.content.json, QByteArray(R"({"n":1.10})"));
        QVERIFY(fixture.threads.take<ServerPublishResult>(0).empty());
        fixture.broker.finishPublish();
        const auto results = fixture.threads.take<ServerPublishResult>(0);
        QCOMPARE(results.size(), std::size_t(1));
        QCOMPARE(results[0].number, 5u);
        QCOMPARE(results[0].seq, 1u);
        QCOMPARE(results[0].recipients, 0u);
        QVERIFY(results[0].failure.isEmpty());
        QCOMPARE(fixture.broker.closed, 1); // nothing is kept
    }
    void saysWhyTheServerCannotPublish()
    {
        Fixture fixture;
        fixture.rules.hub.maxRooms = 1;
        fixture.openWithMember(1);
        fixture.shard.handle(
            ServerRoomPublish{{0, 5}, QStringLiteral("red"), PreparedMessage(Opcode::Text, "x"), true});
        auto results = fixture.threads.take<ServerPublishResult>(0);
        QCOMPARE(results.size(), std::size_t(1));
        QVERIFY(!results[0].failure.isEmpty());
        QCOMPARE(results[0].seq, 0u);
        QCOMPARE(fixture.broker.opened.size(), std::size_t(1));
        fixture.shard.handle(ServerRoomPublish{{0, 6}, blue, PreparedMessage(Opcode::Text, "x"), true});
        const RoomPublish failed = std::move(fixture.broker.publishes.front().first);
        fixture.broker.publishes.pop_front();
        fixture.broker.handler->handle(
            BrokerFailure{blue, PublishOrigin{failed.requester, failed.receivedAt, failed.server}});
        results = fixture.threads.take<ServerPublishResult>(0);
        QCOMPARE(results.size(), std::size_t(1));
        QCOMPARE(results[0].number, 6u);
        QVERIFY(!results[0].failure.isEmpty());
    }
    void answersQueriesOfTheServer()
    {
        Fixture fixture;
        const ReplyAddress reply{1, 9};
        fixture.shard.handle(RoomDescriptionQuery{reply, blue});
        fixture.shard.handle(PresenceQuery{{}, blue, {}, reply});
        fixture.shard.handle(HistoryQuery{{}, blue, {}, reply});
        fixture.shard.handle(HistoryDeletion{reply, blue});
        auto answers = fixture.threads.take<RoomAnswer>(1);
        QCOMPARE(answers.size(), std::size_t(4));
        for (const RoomAnswer &answer : answers) {
            QCOMPARE(answer.number, 9u);
            QCOMPARE(answer.status, RoomAnswer::Status::NoSuchRoom);
        }
        fixture.join(1);
        fixture.shard.handle(RoomDescriptionQuery{reply, blue}); // waits for the stream
        QVERIFY(fixture.threads.take<RoomAnswer>(1).empty());
        fixture.broker.finishOpen();
        answers = fixture.threads.take<RoomAnswer>(1);
        QCOMPARE(answers.size(), std::size_t(1));
        QCOMPARE(answers[0].room.name, blue);
        QCOMPARE(answers[0].room.epoch, epoch);
        QCOMPARE(answers[0].room.members, 1u);
        for (int i = 0; i < 2; ++i)
            fixture.shard.handle(HistoryDeletion{reply, blue});
        QVERIFY(fixture.threads.take<RoomAnswer>(1).empty());
        fixture.broker.handler->handle(HistoryCleared{blue, SlowBroker::takeFirst(fixture.broker.deletions)});
        fixture.broker.handler->handle(BrokerFailure{blue, SlowBroker::takeFirst(fixture.broker.deletions)});
        fixture.shard.handle(HistoryQuery{{}, blue, {}, reply});
        const HistoryQuery read = SlowBroker::takeFirst(fixture.broker.reads);
        fixture.broker.handler->handle(BrokerFailure{blue, read});
        answers = fixture.threads.take<RoomAnswer>(1);
        QCOMPARE(answers.size(), std::size_t(3));
        QCOMPARE(answers[0].status, RoomAnswer::Status::Found);
        QCOMPARE(answers[1].status, RoomAnswer::Status::HistoryUnavailable);
        QCOMPARE(answers[2].status, RoomAnswer::Status::HistoryUnavailable);
    }
    void aLeaveWaitsBehindOwnPublications()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.join(2);
        fixture.setBehind(2, true);
        fixture.publish(1);
        fixture.leave(1);
        fixture.join(1);
        fixture.join(3);
        fixture.setBehind(3, true);
        fixture.shard.handle(PresenceQuery{fixture.requester(3, "4"), blue, {}});
        fixture.shard.handle(MembershipQuery{{1, 6}, blue, ConnectionId(1)});
        fixture.loop.settle();
        QCOMPARE(fixture.threads.delivered[1].size(), std::size_t(2)); // the join and the query of 3
        QVERIFY(std::get<Answer>(fixture.threads.delivered[1][1]).message.contains(R"("count":3)"));
        fixture.threads.delivered = {};
        fixture.setBehind(2, false);
        fixture.loop.settle();
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
        QCOMPARE(fixture.broker.publishes[0].second, QStringLiteral("user")); // still a member then
        QCOMPARE(fixture.threads.delivered[1].size(), std::size_t(3));
        QVERIFY(std::holds_alternative<LeaveResult>(fixture.threads.delivered[1][0]));
        QVERIFY(std::holds_alternative<JoinResult>(fixture.threads.delivered[1][1]));
        QVERIFY(std::get<MembershipResult>(fixture.threads.delivered[1][2]).isMember);
        QCOMPARE(fixture.shard.membersOf(blue, 9).total, quint64(3));
    }
    void aRoomStaysOpenForWhatWaits()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.join(2);
        fixture.setBehind(2, true);
        fixture.publish(1);
        fixture.leave(1);
        fixture.leave(2);
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(1));
        fixture.loop.settle();
        QCOMPARE(fixture.broker.publishes.size(), std::size_t(1));
        fixture.broker.finishPublish();
        QCOMPARE(fixture.shard.rooms().size(), std::size_t(0));
        QCOMPARE(fixture.broker.closed, 1);
    }
    void noticesAreSentAtTheEndOfTheTurn()
    {
        Fixture fixture;
        fixture.rules.hub.announce = true;
        fixture.openWithMember(1);
        fixture.loop.settle();
        fixture.join(3);
        fixture.join(5);
        fixture.leave(5);
        QVERIFY(fixture.threads.take<RoomDelivery>(1).empty());
        fixture.loop.settle();
        const auto notices = fixture.threads.take<RoomDelivery>(1);
        QCOMPARE(notices.size(), std::size_t(1)); // nothing about 5
        QVERIFY(notices[0].broadcast->envelope.payload().contains("joined"));
        QCOMPARE(notices[0].broadcast->except, ConnectionId(3));
        QCOMPARE(notices[0].broadcast->seq, quint64(0));
        fixture.join(7);
        fixture.publish(7);
        QVERIFY(fixture.threads.take<RoomDelivery>(1).at(0).broadcast->envelope.payload().contains("joined"));
    }
    void listsMembers()
    {
        Fixture fixture;
        fixture.openWithMember(1);
        fixture.join(2);
        QCOMPARE(fixture.shard.membersOf(blue, 1).members.size(), std::size_t(1));
        QCOMPARE(fixture.shard.membersOf(blue, 1).total, quint64(2));
        QCOMPARE(fixture.shard.membersOf(QStringLiteral("red"), 1).total, quint64(0));
        fixture.shard.handle(MembershipQuery{{0, 9}, blue, ConnectionId(1)});
        fixture.shard.handle(MembershipQuery{{0, 9}, blue, ConnectionId(3)});
        const auto results = fixture.threads.take<MembershipResult>(0);
        QVERIFY(results[0].isMember);
        QVERIFY(!results[1].isMember);
        QCOMPARE(results[1].number, quint64(9));
    }
};

QTEST_GUILESS_MAIN(TestRoomShard)
#include "tst_roomshard.moc"
