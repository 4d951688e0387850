#include "core/cluster/redisclient.h"
#include "core/cluster/redisroomcalls.h"

#include "tests/core/cluster/redisserver.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using Status = PublishAnswer::Status;
using Direction = RoomCalls::Read::Direction;

namespace {

constexpr int Patience = 20000; // ms
constexpr quint64 Run = 0xabc;

struct Listener final : public RedisLinkHandler
{
    void linkUp() override {}
    void linkDown() override {}
    void subscribed(const QByteArray &) override { ++subscriptions; }
    void unsubscribed(const QByteArray &) override {}
    void received(const QByteArray &, const QByteArray &payload) override { payloads.append(payload); }
    QByteArrayList payloads;
    int subscriptions = 0;
};

//! The scripts at a real server, for the room `blue`.
struct Fixture
{
    explicit Fixture(const QStringList &options = {})
        : server(options)
    {
        QVERIFY(server.start());
        client.addHandler(listener);
        client.start();
        QVERIFY(QTest::qWaitFor([this] { return client.isUp(); }, Patience));
        calls.prepare();
    }

    QByteArray command(std::vector<QByteArray> arguments)
    {
        std::optional<RedisReply> got;
        client.command(std::move(arguments), [&](const RedisResult &result) {
            const auto *reply = std::get_if<RedisReply>(&result);
            got = reply ? *reply : RedisReply{.bytes = "lost"};
        });
        const bool isAnswered = QTest::qWaitFor([&] { return got.has_value(); }, Patience);
        if (!isAnswered)
            return "no answer";
        return got->type == RedisReply::Type::Integer ? QByteArray::number(got->integer) : got->bytes;
    }
    std::optional<RoomState> ask(const StreamPosition &known = {}, const PublicationId &lastId = {},
                                 const std::deque<QString> &former = {})
    {
        std::optional<std::optional<RoomState>> got;
        calls.synchronize(keys, {known, lastId, limits, former},
                          [&](std::optional<RoomState> &&state) { got = std::move(state); });
        return QTest::qWaitFor([&] { return got.has_value(); }, Patience) ? *got : std::nullopt;
    }
    PublishAnswer publish(quint64 counter, const StreamPosition &known, const QByteArray &text = "x",
                          quint64 run = Run)
    {
        std::optional<PublishAnswer> got;
        const QByteArray payload =
            payloadOf({PreparedMessage(Opcode::Text, text), {}}, ConnectionId(5), QStringLiteral("ann"));
        calls.publish(keys, known, {run, counter}, {counter, payload, limits, {}, {}},
                      [&](const PublishAnswer &answer) { got = answer; });
        return QTest::qWaitFor([&] { return got.has_value(); }, Patience) ? *got : PublishAnswer();
    }
    //! Publishes the messages \a from to \a to.
    void publishMany(quint64 from, quint64 to, const StreamPosition &known)
    {
        for (quint64 counter = from; counter <= to; ++counter)
            QCOMPARE(publish(counter, known, QByteArray::number(counter)).status, Status::Published);
    }
    std::optional<HistoryPart> read(const RoomCalls::Read &what)
    {
        std::optional<std::optional<HistoryPart>> got;
        calls.read(keys, what, [&](std::optional<HistoryPart> &&part) { got = std::move(part); });
        return QTest::qWaitFor([&] { return got.has_value(); }, Patience) ? *got : std::nullopt;
    }
    std::optional<StreamPosition> clear()
    {
        std::optional<std::optional<StreamPosition>> got;
        calls.clear(keys, [&](const std::optional<StreamPosition> &position) { got = position; });
        return QTest::qWaitFor([&] { return got.has_value(); }, Patience) ? *got : std::nullopt;
    }
    QByteArray streamKey(const QString &epoch) const { return keys.streamPrefix + epoch.toLatin1(); }

    RedisServer server;
    BrokerStatus status;
    Listener listener;
    RedisClient client{server.settings(), status};
    RedisRoomCalls calls{client};
    RoomKeys keys = RoomKeys::of("test", u"blue");
    HistorySettings limits;
};

std::vector<quint64> seqsOf(const std::vector<ReceivedPublication> &entries)
{
    std::vector<quint64> seqs;
    for (const ReceivedPublication &entry : entries)
        seqs.push_back(entry.message.seq());
    return seqs;
}

using Seqs = std::vector<quint64>;

} // namespace

class TestRedisRoomCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstQuestionBeginsANumbering()
    {
        Fixture fixture;
        const auto state = fixture.ask();
        QVERIFY(state);
        QVERIFY(!state->position.epoch.isEmpty());
        QCOMPARE(state->position.seq, 0u);
        QVERIFY(state->isWhole);
        QVERIFY(state->entries.empty());
        QCOMPARE(fixture.ask()->position, state->position); // for every node the same one
    }
    void publishesInOneOrder()
    {
        Fixture fixture;
        fixture.client.subscribe(fixture.keys.channel);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.subscriptions, 1, Patience);
        const StreamPosition start = fixture.ask()->position;
        QCOMPARE(fixture.publish(1, start, "one").position, (StreamPosition{start.epoch, 1}));
        QCOMPARE(fixture.publish(2, start, "two").position, (StreamPosition{start.epoch, 2}));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.payloads.size(), 2, Patience);
        PublicationDecoder decoder;
        const auto news = decoder.news(fixture.listener.payloads[1]);
        QVERIFY(news);
        QCOMPARE(news->epoch, start.epoch);
        const auto &two = std::get<ReceivedPublication>(news->content);
        QCOMPARE(two.id, (PublicationId{Run, 2}));
        QCOMPARE(two.message.seq(), 2u);
        QCOMPARE(two.message.published().bytes.toByteArray(), QByteArray("two"));
        const auto state = fixture.ask();
        QCOMPARE(seqsOf(state->entries), (Seqs{1, 2}));
        QVERIFY(state->now >= two.message.time());
        QCOMPARE(state->entries[1].message.time(), two.message.time());
        QCOMPARE(state->entries[1].message.user(), QStringLiteral("ann"));
    }
    void readsWhatFollowsAPosition()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 5, start);
        QCOMPARE(seqsOf(fixture.ask({start.epoch, 3})->entries), (Seqs{4, 5}));
        QCOMPARE(seqsOf(fixture.ask({start.epoch, 5})->entries), Seqs{});
    }
    void answersAreBounded()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        const QByteArray large(100 * 1024, 'x');
        for (quint64 counter = 1; counter <= 5; ++counter)
            QCOMPARE(fixture.publish(counter, start, large).status, Status::Published);
        const auto behind = fixture.ask({start.epoch, 1});
        QCOMPARE(seqsOf(behind->entries), (Seqs{2, 3}));
        QVERIFY(!behind->isWhole);
        const auto tail = fixture.ask();
        QCOMPARE(seqsOf(tail->entries), (Seqs{4, 5}));
        QVERIFY(!tail->isWhole);
    }
    void aPublicationThatIsSentAgainIsNotPublishedAgain()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        QCOMPARE(fixture.publish(1, start).status, Status::Published);
        QCOMPARE(fixture.publish(2, start).status, Status::Published);
        QCOMPARE(fixture.publish(1, start).status, Status::Known);
        QCOMPARE(fixture.publish(2, start).status, Status::Known);
        QCOMPARE(fixture.publish(1, start, "x", Run + 1).status, Status::Published); // of another node
        QCOMPARE(fixture.ask()->position.seq, 3u);
        const int expires = fixture.command({"PTTL", fixture.keys.runPrefix + "abc"}).toInt();
        QVERIFY2(expires > 290'000 && expires <= 300'000, qPrintable(QString::number(expires)));
    }
    void aNodeThatKnowsMoreThanRedisHasToSynchronizeFirst_data()
    {
        QTest::addColumn<bool>("isOtherEpoch");
        QTest::newRow("a higher number") << false;
        QTest::newRow("another numbering") << true;
    }
    void aNodeThatKnowsMoreThanRedisHasToSynchronizeFirst()
    {
        QFETCH(const bool, isOtherEpoch);
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 2, start);
        const StreamPosition known =
            isOtherEpoch ? StreamPosition{QStringLiteral("other"), 0} : StreamPosition{start.epoch, 3};
        QCOMPARE(fixture.publish(3, known).status, Status::Behind);
        QCOMPARE(fixture.ask()->position, (StreamPosition{start.epoch, 2})); // nothing was published
    }
    void aNumberIsNotGivenTwice()
    {
        // Restored from a backup: the number that a node has delivered is higher.
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 2, start);
        fixture.client.subscribe(fixture.keys.channel);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.subscriptions, 1, Patience);
        const auto state = fixture.ask({start.epoch, 9});
        QVERIFY(state->position.epoch != start.epoch);
        QCOMPARE(state->position.seq, 0u);
        QVERIFY(state->entries.empty());
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.payloads.size(), 1, Patience); // the other nodes are told
        QCOMPARE(fixture.listener.payloads[0], "n " + state->position.epoch.toLatin1());
        QCOMPARE(fixture.command({"EXISTS", fixture.streamKey(start.epoch)}), QByteArray("0"));
        QCOMPARE(fixture.publish(3, state->position).position, (StreamPosition{state->position.epoch, 1}));
    }
    void aNumberThatWasGivenAgainIsNoticed()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        QCOMPARE(fixture.ask({start.epoch, 2}, {Run, 2})->position.epoch, start.epoch);
        QVERIFY(fixture.ask({start.epoch, 2}, {Run + 1, 7})->position.epoch != start.epoch);
    }
    void aNumberingFromBeforeTheKnownOneIsNotContinued()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        const auto state = fixture.ask({QStringLiteral("newer"), 7}, {}, {QStringLiteral("x"), start.epoch});
        QVERIFY(state->position.epoch != start.epoch);
        QVERIFY(state->position.epoch != QStringLiteral("newer"));
        QCOMPARE(state->position.seq, 0u);
    }
    void anotherNumberingOfAnotherNodeIsAdopted()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        const auto state = fixture.ask({QStringLiteral("older"), 7});
        QCOMPARE(state->position, (StreamPosition{start.epoch, 3}));
        QCOMPARE(seqsOf(state->entries), (Seqs{1, 2, 3}));
    }
    void anotherGenerationBeginsANumbering_data()
    {
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("this node has members") << true;
        QTest::newRow("no node has members") << false;
    }
    void anotherGenerationBeginsANumbering()
    {
        // Redis was restored, and nobody knows how far clients had come in the room.
        QFETCH(const bool, isKnown);
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        fixture.client.subscribe(fixture.keys.channel);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.subscriptions, 1, Patience);
        fixture.command({"SET", fixture.keys.generation, "1"});
        QCOMPARE(fixture.publish(4, {start.epoch, 3}).status, Status::Behind);
        const auto state = fixture.ask(isKnown ? StreamPosition{start.epoch, 3} : StreamPosition());
        const StreamPosition next = state->position;
        QVERIFY(next.epoch != start.epoch);
        QCOMPARE(next.seq, 3u);
        QCOMPARE(seqsOf(state->entries), isKnown ? Seqs{} : (Seqs{1, 2, 3}));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.payloads.size(), 1, Patience); // the other nodes are told
        QCOMPARE(fixture.listener.payloads[0], "n " + next.epoch.toLatin1());
        QCOMPARE(fixture.command({"EXISTS", fixture.streamKey(start.epoch)}), QByteArray("0"));
        QCOMPARE(fixture.publish(4, next).position, (StreamPosition{next.epoch, next.seq + 1}));
        // One that had members is not told again of what they had.
        QCOMPARE(seqsOf(fixture.ask({start.epoch, 3})->entries), (Seqs{4}));
        QCOMPARE(seqsOf(fixture.ask()->entries), (Seqs{1, 2, 3, 4}));       // what Redis still had is kept
        QCOMPARE(fixture.ask()->position, (StreamPosition{next.epoch, 4})); // once
    }
    void aLossThatARoomHasNoticedIsNotNoticedAgain()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        const StreamPosition next = fixture.ask({start.epoch, 9})->position; // Redis was restored
        QVERIFY(next.epoch != start.epoch);
        fixture.command({"SET", fixture.keys.generation, "1"}); // by the next heartbeat
        QCOMPARE(fixture.publish(1, next).status, Status::Published);
        QCOMPARE(fixture.ask(next)->position, (StreamPosition{next.epoch, 1}));
        fixture.command({"SET", fixture.keys.generation, "2"}); // another loss
        fixture.command({"HSET", fixture.keys.room, "renewed", "1"});
        QVERIFY(fixture.ask({next.epoch, 1})->position.epoch != next.epoch);
    }
    void redisThatWasEmptiedBeginsANumbering()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        fixture.command({"FLUSHALL"});
        QCOMPARE(fixture.publish(4, {start.epoch, 3}).status, Status::Behind);
        QVERIFY(fixture.ask({start.epoch, 3})->position.epoch != start.epoch);
    }
    void keepsAsManyMessagesAsAllowed()
    {
        Fixture fixture;
        fixture.limits.messages = 3;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 5, start);
        QCOMPARE(seqsOf(fixture.ask()->entries), (Seqs{3, 4, 5}));
        QCOMPARE(fixture.command({"XLEN", fixture.streamKey(start.epoch)}), QByteArray("3"));
        fixture.limits.messages = 1; // reduced
        fixture.publishMany(6, 6, start);
        QCOMPARE(seqsOf(fixture.ask()->entries), (Seqs{6}));
    }
    void keepsAsManyBytesAsAllowed()
    {
        Fixture fixture;
        fixture.limits.bytes =
            2 * (1000 + 15 + 128) + 10; // two messages with what they count beside the text
        const StreamPosition start = fixture.ask()->position;
        for (quint64 counter = 1; counter <= 4; ++counter)
            QCOMPARE(fixture.publish(counter, start, QByteArray(1000, 'x')).status, Status::Published);
        QCOMPARE(seqsOf(fixture.ask()->entries), (Seqs{3, 4}));
        QCOMPARE(fixture.command({"HGET", fixture.keys.room, "bytes"}),
                 QByteArray::number(2 * (1000 + 15 + 128)));
        QCOMPARE(fixture.publish(5, start, QByteArray(5000, 'x')).position.seq, 5u);
        QCOMPARE(seqsOf(fixture.ask()->entries), Seqs{}); // larger than all of the history may be
        QCOMPARE(fixture.publish(6, start, "x").position.seq, 6u);
        QCOMPARE(seqsOf(fixture.ask()->entries), (Seqs{6}));
    }
    void withoutLimitsAllIsKept()
    {
        Fixture fixture;
        fixture.limits.messages = 0;
        fixture.limits.bytes = 0;
        fixture.limits.age = Milliseconds(0);
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 150, start);
        QCOMPARE(fixture.ask()->entries.size(), std::size_t(150));
        QCOMPARE(fixture.command({"PTTL", fixture.keys.room}), QByteArray("-1"));
        QCOMPARE(fixture.command({"PTTL", fixture.streamKey(start.epoch)}), QByteArray("-1"));
    }
    void whatHasExpiredIsNotReadAndIsTrimmed()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        const WallTime published = fixture.ask()->entries.back().message.time();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.ask()->now >= published + Milliseconds(30), Patience);
        fixture.limits.age = Milliseconds(20);
        QCOMPARE(seqsOf(fixture.ask()->entries), Seqs{});
        QCOMPARE(seqsOf(fixture.ask({start.epoch, 1})->entries), Seqs{});
        QCOMPARE(fixture.publish(4, start).position.seq, 4u);
        QCOMPARE(fixture.command({"XLEN", fixture.streamKey(start.epoch)}), QByteArray("1"));
    }
    void theNumberingOutlivesTheHistory()
    {
        Fixture fixture;
        fixture.limits.age = Milliseconds(60'000);
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 1, start);
        const int stream = fixture.command({"PTTL", fixture.streamKey(start.epoch)}).toInt();
        const int room = fixture.command({"PTTL", fixture.keys.room}).toInt();
        QVERIFY2(stream > 50'000 && stream <= 61'000, qPrintable(QString::number(stream)));
        QVERIFY2(room > stream + 3'500'000, qPrintable(QString::number(room)));
    }
    void readsAPosition()
    {
        Fixture fixture;
        const auto position = [&] {
            std::optional<std::optional<StreamPosition>> got;
            fixture.calls.readPosition(fixture.keys, [&](const auto &found) { got = found; });
            return QTest::qWaitFor([&] { return got.has_value(); }, Patience) ? *got : std::nullopt;
        };
        QCOMPARE(position(), std::optional(StreamPosition())); // of a room that is not known
        QCOMPARE(fixture.command({"EXISTS", fixture.keys.room}), QByteArray("0")); // nor made by that
        const StreamPosition known = fixture.ask()->position;
        QCOMPARE(position(), std::optional(known));
        fixture.publishMany(1, 3, known);
        QCOMPARE(position(), std::optional(StreamPosition{known.epoch, 3}));
        fixture.command({"HSET", fixture.keys.room, "seq", "-1"});
        QVERIFY(!position());
        fixture.command({"DEL", fixture.keys.room});
        fixture.command({"SET", fixture.keys.room, "x"});
        QVERIFY(!position());
    }
    void readsPagesOfTheHistory()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 40, start);
        auto part = fixture.read({start.epoch, Direction::Older, 41, 3, 100'000, limits(fixture)});
        QCOMPARE(seqsOf(part->entries), (Seqs{38, 39, 40}));
        QVERIFY(!part->isWhole);
        part = fixture.read({start.epoch, Direction::Older, 3, 10, 100'000, limits(fixture)});
        QCOMPARE(seqsOf(part->entries), (Seqs{1, 2}));
        QVERIFY(part->isWhole);
        part = fixture.read({start.epoch, Direction::Newer, 20, 0, 100'000, limits(fixture)});
        QCOMPARE(part->entries.size(), std::size_t(20));
        QCOMPARE(part->entries.front().message.seq(), 21u);
        QVERIFY(part->isWhole);
        part = fixture.read({start.epoch, Direction::Newer, 20, 0, 1, limits(fixture)}); // one in any case
        QCOMPARE(seqsOf(part->entries), (Seqs{21}));
        QVERIFY(!part->isWhole);
        QVERIFY(!fixture.read({QStringLiteral("other"), Direction::Newer, 0, 0, 1000, limits(fixture)}));
    }
    void deletesTheHistoryButNotTheNumbering()
    {
        Fixture fixture;
        fixture.client.subscribe(fixture.keys.channel);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.subscriptions, 1, Patience);
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 3, start);
        QCOMPARE(fixture.clear(), std::optional(StreamPosition{start.epoch, 3}));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.listener.payloads.size(), 4, Patience);
        QCOMPARE(fixture.listener.payloads[3], "c 3 " + start.epoch.toLatin1());
        QCOMPARE(fixture.ask()->position, (StreamPosition{start.epoch, 3}));
        QVERIFY(fixture.ask()->entries.empty());
        QCOMPARE(fixture.ask()->cleared, 3u);
        fixture.publishMany(4, 4, start);
        QCOMPARE(seqsOf(fixture.ask()->entries), (Seqs{4}));
        QCOMPARE(fixture.ask({start.epoch, 4})->cleared, 3u);
        QCOMPARE(fixture.ask({start.epoch, 9})->cleared, 0u); // that numbering is lost
    }
    void aRoomWithoutNumbersIsSoonForgotten_data()
    {
        QTest::addColumn<int>("age");
        QTest::newRow("no age") << 0;
        QTest::newRow("a day") << 24 * 60 * 60 * 1000;
    }
    void aRoomWithoutNumbersIsSoonForgotten()
    {
        QFETCH(const int, age);
        Fixture fixture;
        fixture.limits.age = Milliseconds(age);
        const StreamPosition start = fixture.ask()->position;
        const auto isSoon = [&] {
            const int left = fixture.command({"PTTL", fixture.keys.room}).toInt();
            return left > 590'000 && left <= 600'000;
        };
        QVERIFY(isSoon());
        QCOMPARE(fixture.command({"PEXPIRE", fixture.keys.room, "1000"}), QByteArray("1"));
        QCOMPARE(fixture.ask(start)->position, start);
        QVERIFY(isSoon()); // as long as somebody asks
        fixture.publishMany(1, 1, start);
        QVERIFY(!isSoon());
    }
    void aRoomThatRedisDoesNotKnowHasNothingToDelete()
    {
        Fixture fixture;
        QCOMPARE(fixture.clear(), std::optional(StreamPosition()));
    }
    void withoutMemoryNothingIsDoneByHalves()
    {
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("Redis refuses a request .*OOM")));
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 2, start);
        fixture.command({"CONFIG", "SET", "maxmemory", "1"});
        QCOMPARE(fixture.publish(3, start).status, Status::Refused);
        QVERIFY(fixture.clear()); // deleting works all the same
        fixture.command({"CONFIG", "SET", "maxmemory", "0"});
        const auto state = fixture.ask();
        QCOMPARE(state->position, (StreamPosition{start.epoch, 2}));
        QCOMPARE(fixture.publish(3, start).position.seq, 3u); // it was not taken for published
    }
    void scriptsThatRedisHasLostAreLoadedAgain()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.command({"SCRIPT", "FLUSH"});
        QCOMPARE(fixture.publish(1, start).status, Status::Refused); // the publisher sends it again
        QCOMPARE(fixture.publish(1, start).status, Status::Published);
        fixture.command({"SCRIPT", "FLUSH"});
        QCOMPARE(fixture.ask()->position.seq, 1u);
        fixture.command({"SCRIPT", "FLUSH"});
        QVERIFY(fixture.clear());
    }
    void whatOthersHaveWrittenIsNotTrusted()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.publishMany(1, 2, start);
        fixture.command({"XADD", fixture.streamKey(start.epoch), "3-0", "x", "y"});
        QCOMPARE(seqsOf(fixture.ask({start.epoch, 0})->entries), (Seqs{1, 2}));
        fixture.command({"HSET", fixture.keys.room, "seq", "many"});
        QVERIFY(fixture.ask({start.epoch, 2})->position.epoch != start.epoch);
        fixture.command({"HSET", fixture.keys.room, "epoch", "a b"});
        QVERIFY(!fixture.ask());
        fixture.command({"SET", fixture.keys.room, "x"});
        QVERIFY(!fixture.ask());
        QCOMPARE(fixture.publish(9, start).status, Status::Refused);
    }
    void withoutAConnectionNothingIsKnown()
    {
        Fixture fixture;
        const StreamPosition start = fixture.ask()->position;
        fixture.server.kill();
        QCOMPARE(fixture.publish(1, start).status, Status::Unknown);
        QVERIFY(!fixture.ask());
        QVERIFY(!fixture.clear());
    }

private:
    static Milliseconds limits(const Fixture &fixture) { return fixture.limits.age; }
};

QTEST_GUILESS_MAIN(TestRedisRoomCalls)
#include "tst_redisroomcalls.moc"
