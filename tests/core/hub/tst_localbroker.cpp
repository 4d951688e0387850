#include "core/hub/localbroker.h"
#include "core/hub/memoryhistorystore.h"

#include <QTest>

#include <deque>

using namespace signalbox;

namespace {

const QString blue = QStringLiteral("blue");

//! What the broker reported.
struct Events final : public BrokerEventHandler
{
    void handle(StreamOpened &&event) override { opened.push_back(std::move(event)); }
    void handle(PublicationReceived &event) override
    {
        if (hasEnvelopeMembers)
            event.message.envelope(event.room);
        publications.push_back(event);
    }
    void handle(HistoryReadDone &&event) override { reads.push_back(std::move(event)); }
    void handle(ReplayReadDone &&event) override { replays.push_back(std::move(event)); }
    void handle(HistoryCleared &&event) override { cleared.push_back(std::move(event)); }
    void handle(RoomLookedUp &&) override {}
    void handle(BrokerFailure &&) override { ++failures; }

    std::vector<StreamOpened> opened;
    std::vector<PublicationReceived> publications;
    std::vector<HistoryReadDone> reads;
    std::vector<ReplayReadDone> replays;
    std::vector<HistoryCleared> cleared;
    int failures = 0;
    bool hasEnvelopeMembers = true;
};

//! A store that answers when the test lets it.
struct SlowStore final : public HistoryStore
{
    struct History final : public RoomHistory
    {
        explicit History(SlowStore &historyStore)
            : store(historyStore)
        {
        }
        Q_DISABLE_COPY_MOVE(History)
        ~History() override { ++store.closed; }
        void append(RoomMessage &&message) override { store.appended.push_back(message.seq()); }
        void read(const HistoryRange &range, Read read) override
        {
            store.ranges.push_back(range);
            store.pendingReads.push_back(std::move(read));
        }
        void readBehind(quint64 seq, qint64 maxBytes, ReadBehind read) override
        {
            store.behind.emplace_back(seq, maxBytes);
            store.pendingBehind.push_back(std::move(read));
        }
        void dropOldest(qint64 bytes) override { store.dropped.push_back(bytes); }
        void clear() override { ++store.cleared; }
        void forget() override { ++store.forgotten; }
        HistorySize size() const override { return {store.appended.size(), 0}; }
        SlowStore &store;
    };

    std::unique_ptr<RoomHistory> open(const QString &, Opened opened) override
    {
        pendingOpens.push_back(std::move(opened));
        return std::make_unique<History>(*this);
    }

    std::deque<Opened> pendingOpens;
    std::deque<RoomHistory::Read> pendingReads;
    std::deque<RoomHistory::ReadBehind> pendingBehind;
    std::vector<HistoryRange> ranges;
    std::vector<std::pair<quint64, qint64>> behind;
    std::vector<quint64> appended;
    std::vector<qint64> dropped;
    int cleared = 0;
    int forgotten = 0;
    int closed = 0;
};

RoomPublish publishOf(const QByteArray &text, quint64 client = 1)
{
    return {{ConnectionId(client), 3, 100, "7", false}, blue, {PreparedMessage(Opcode::Text, text), {}}, {}};
}

HistoryQuery query()
{
    return HistoryQuery{{ConnectionId(5), 1, 50, "8", false}, blue, {}};
}

struct InMemory
{
    InMemory()
    {
        broker.setHandler(events);
        stream = broker.open(blue);
    }
    IoLoop loop;
    HubRules rules;
    MemoryHistoryStore store{loop, rules};
    Events events;
    LocalBroker broker{loop, store};
    std::unique_ptr<RoomStream> stream;
};

} // namespace

class TestLocalBroker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensAStreamWithANewEpoch()
    {
        InMemory memory;
        QCOMPARE(memory.events.opened.size(), std::size_t(1));
        const StreamPosition position = memory.events.opened[0].position;
        QVERIFY(!position.epoch.isEmpty());
        QCOMPARE(position.seq, quint64(0));
        memory.stream = memory.broker.open(blue);
        QVERIFY(memory.events.opened[1].position.epoch != position.epoch);
    }
    void numbersPublicationsFromOne()
    {
        InMemory memory;
        for (const char *text : {"a", "b", "c"})
            memory.stream->publish(publishOf(text), QStringLiteral("alice"));
        QCOMPARE(memory.events.publications.size(), std::size_t(3));
        for (quint64 seq = 1; seq <= 3; ++seq) {
            PublicationReceived &event = memory.events.publications[seq - 1];
            QCOMPARE(event.room, blue);
            QCOMPARE(event.message.seq(), seq);
            QCOMPARE(event.message.user(), QStringLiteral("alice"));
            QCOMPARE(event.message.client(), ConnectionId(1));
            QVERIFY(event.origin);
            QCOMPARE(event.origin->requester.thread, std::size_t(3));
            QCOMPARE(event.origin->requester.credit, qint64(100));
            QCOMPARE(event.origin->requester.id, QByteArray("7"));
        }
        QCOMPARE(memory.stream->historySize().messages, std::size_t(3));
    }
    void readsHistory_data()
    {
        QTest::addColumn<quint64>("before"); // 0: not set
        QTest::addColumn<int>("messages");
        QTest::newRow("all") << quint64(0) << 3;
        QTest::newRow("page") << quint64(3) << 2;
        QTest::newRow("page behind the last") << quint64(100) << 3;
    }
    void readsHistory()
    {
        QFETCH(const quint64, before);
        InMemory memory;
        for (const char *text : {"a", "b", "c"})
            memory.stream->publish(publishOf(text), {});
        HistoryFilter filter;
        if (before > 0)
            filter.before = before;
        memory.stream->readHistory(filter, query());
        QCOMPARE(memory.events.reads.size(), std::size_t(1));
        const HistoryReadDone &read = memory.events.reads[0];
        QCOMPARE(read.room, blue);
        QCOMPARE(read.position, (StreamPosition{memory.events.opened[0].position.epoch, 3}));
        QTEST(int(read.slice.messages.size()), "messages");
        QVERIFY(read.slice.isComplete);
        QCOMPARE(read.query.requester.id, QByteArray("8")); // returned unchanged
    }
    void readsForReplays()
    {
        InMemory memory;
        for (const char *text : {"a", "b", "c"})
            memory.stream->publish(publishOf(text), {});
        const QString epoch = memory.events.opened[0].position.epoch;
        memory.stream->readReplay({ConnectionId(5), 1, 77, blue, {epoch, 1}});
        QCOMPARE(memory.events.replays.size(), std::size_t(1));
        const ReplayReadDone &read = memory.events.replays[0];
        QCOMPARE(read.room, blue);
        QCOMPARE(read.position, (StreamPosition{epoch, 3}));
        QCOMPARE(read.messages.size(), std::size_t(2));
        QCOMPARE(read.messages[0]->seq(), quint64(2));
        QCOMPARE(read.read.replay, quint64(77));
    }
    void aLateReadForAReplayIsReportedAtThePositionOfTheEvent()
    {
        IoLoop loop;
        SlowStore store;
        Events events;
        LocalBroker broker(loop, store);
        broker.setHandler(events);
        std::unique_ptr<RoomStream> stream = broker.open(blue);
        store.pendingOpens[0]({{QStringLiteral("kept"), 41}});
        stream->readReplay({ConnectionId(5), 1, 77, blue, {QStringLiteral("kept"), 40}});
        QCOMPARE(store.behind, (std::vector<std::pair<quint64, qint64>>{{40, MaxReplayChunk}}));
        stream->publish(publishOf("a"), {});
        QVERIFY(events.replays.empty());
        store.pendingBehind[0]({});
        // Not 41, where it would seem that nothing was published behind what the store has read.
        QCOMPARE(events.replays[0].position.seq, quint64(42));
    }
    void theHistoryKeepsNothingThatTheHandlerPrepared()
    {
        InMemory prepared;
        InMemory plain;
        plain.events.hasEnvelopeMembers = false;
        for (InMemory *memory : {&prepared, &plain})
            memory->stream->publish(publishOf(QByteArray(5000, 'a')), {});
        QCOMPARE(prepared.stream->historySize().bytes, plain.stream->historySize().bytes);
    }
    void clearsTheHistoryAndGoesOnNumbering()
    {
        InMemory memory;
        memory.stream->publish(publishOf("a"), {});
        memory.stream->clearHistory({{1, 9}, blue});
        QCOMPARE(memory.events.cleared.size(), std::size_t(1));
        QCOMPARE(memory.events.cleared[0].deletion.reply.number, 9u);
        QCOMPARE(memory.stream->historySize(), HistorySize());
        memory.stream->publish(publishOf("b"), {});
        QCOMPARE(memory.events.publications.back().message.seq(), quint64(2));
        QCOMPARE(memory.events.opened.size(), std::size_t(1));
    }
    void continuesWhatTheStoreKept()
    {
        IoLoop loop;
        SlowStore store;
        Events events;
        LocalBroker broker(loop, store);
        broker.setHandler(events);
        std::unique_ptr<RoomStream> stream = broker.open(blue);
        QVERIFY(events.opened.empty()); // not before the store has answered
        store.pendingOpens[0]({{QStringLiteral("kept"), 41}});
        QCOMPARE(events.opened[0].position, (StreamPosition{QStringLiteral("kept"), 41}));
        stream->publish(publishOf("a"), {});
        QCOMPARE(events.publications[0].message.seq(), quint64(42));
        QCOMPARE(store.appended, (std::vector<quint64>{42}));
        stream.reset();
        QCOMPARE(store.closed, 1);
    }
    void reportsAReadWhenTheStoreHasIt()
    {
        IoLoop loop;
        SlowStore store;
        Events events;
        LocalBroker broker(loop, store);
        broker.setHandler(events);
        std::unique_ptr<RoomStream> stream = broker.open(blue);
        store.pendingOpens[0]({{QStringLiteral("kept"), 41}});
        stream->readHistory({{}, std::size_t(9), {}}, query());
        QVERIFY(events.reads.empty());
        QCOMPARE(store.ranges[0].before, quint64(42));
        QCOMPARE(store.ranges[0].limit, std::optional(std::size_t(9)));
        store.pendingReads[0]({{"41"}, true});
        QCOMPARE(events.reads.size(), std::size_t(1));
        QCOMPARE(events.reads[0].position.seq, quint64(41));
        QVERIFY(events.reads[0].slice.isComplete);
        QCOMPARE(events.failures, 0);
    }
};

QTEST_GUILESS_MAIN(TestLocalBroker)
#include "tst_localbroker.moc"
