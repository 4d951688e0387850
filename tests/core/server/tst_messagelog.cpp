// The message log of a real server: every message each way, once and in order, and followed connections.

#include "core/server/serverstreams.h"

#include "tests/core/server/streamreader.h"
#include "tests/core/server/threadrows.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <poll.h>

#include <atomic>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

//! The log as a window has it.
struct Log
{
    explicit Log(Server &server, const SubscriptionOptions &options = {})
        : subscription(server.streams().messages().subscribe(options))
    {
        QObject::connect(subscription.get(), &MessagesSubscription::logged, subscription.get(),
                         [this](const LogBatch &batch) {
                             leftOut += batch.leftOut;
                             for (const LogEntry &entry : batch.entries) {
                                 isAscending = isAscending && entry.number > lastNumber;
                                 lastNumber = entry.number;
                                 if (isKept(entry))
                                     entries.push_back(entry);
                             }
                         });
    }
    //! Payloads of the entries of \a client in \a direction.
    QByteArrayList of(ConnectionId client, Direction direction) const
    {
        QByteArrayList payloads;
        for (const LogEntry &entry : entries) {
            if (entry.connection == client && entry.direction == direction &&
                entry.kind != MessageKind::Control)
                payloads.append(entry.payload);
        }
        return payloads;
    }
    //! Payloads of what \a client was sent, as far as the log shows it without following: also broadcasts. In the order of
    //! time: entries of an io thread that is later than MessageStream::Patience come behind later ones.
    QByteArrayList sentTo(ConnectionId client) const
    {
        std::vector<LogEntry> inOrder = entries;
        std::ranges::stable_sort(inOrder, {}, &LogEntry::at);
        QByteArrayList payloads;
        for (const LogEntry &entry : inOrder) {
            const bool isOut = entry.direction == Direction::Out && !entry.isDelivery;
            if (isOut && (entry.connection == client || entry.isListedRecipient(client)))
                payloads.append(entry.payload);
        }
        return payloads;
    }
    bool has(std::size_t count)
    {
        return waitUntil([&] { return entries.size() == count; });
    }

    std::function<bool(const LogEntry &)> isKept = [](const LogEntry &) { return true; };
    std::vector<LogEntry> entries;
    quint64 leftOut = 0;
    quint64 lastNumber = 0;
    bool isAscending = true;
    std::unique_ptr<MessagesSubscription> subscription;
};

RawClient connectEnvelope(const Server &server, const QByteArray &target = "/")
{
    RawClient client = RawClient::connectTo(server.endpoints().front().port);
    client.send(upgradeHead(target, "Sec-WebSocket-Protocol: signalbox.v1.json\r\n"));
    waitUntil([&] { return !client.takeHead().isEmpty(); });
    return client;
}

//! The data messages that \a client has received, fragments joined.
QByteArrayList receivedBy(RawClient &client)
{
    QByteArrayList messages;
    QByteArray message;
    for (const ReceivedFrame &frame : client.frames()) {
        if (frame.opcode >= 8)
            continue;
        message.append(frame.payload);
        if (frame.final)
            messages.append(std::exchange(message, {}));
    }
    return messages;
}

bool receives(RawClient &client, qsizetype count)
{
    return waitUntil([&] { return receivedBy(client).size() == count; });
}

QByteArrayList sorted(QByteArrayList list)
{
    std::ranges::sort(list);
    return list;
}

//! Sends all of \a bytes, however long it takes the server to read them. For any thread.
void sendAll(RawClient &client, const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        pollfd writable{client.descriptor(), POLLOUT, 0};
        ::poll(&writable, 1, 1000);
        const qsizetype now = client.send(bytes.sliced(sent));
        if (now == 0 && (writable.revents & (POLLERR | POLLHUP)) != 0)
            return;
        sent += now;
    }
}

//! Requests of every kind, and what is none. With \a more bytes in the messages.
QByteArrayList requests(int more)
{
    const QByteArray filler(more, 'f');
    return {
        R"({"type":"ping","id":"p1"})",
        R"({"type":"join","room":"zwei","id":2})",
        R"({"type":"presence","room":"zwei"})",
        "{\"type\":\"message\",\"id\":3,\"content\":\"first " + filler + "\"}",
        "{\"type\":\"ping\"",
        R"({"type":"message","room":"zwei","content":{"n":[1,2.50]}})",
        R"({"type":"dance"})",
        R"({"type":"history","id":4})",
        R"({"type":"message","room":"drei","content":0})",
        R"({"type":"direct","to":"nobody","content":1,"id":null})",
        R"({"type":"leave","room":"zwei","id":5})",
        R"({"type":"direct","to":"solo","content":"to myself","id":6})",
        "not even JSON",
        R"({"type":"ping"})",
    };
}

} // namespace

class TestMessageLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addThreadRows({1, 2, 3}); }
    void everyMessageOfAnEnvelopeClientIsThereOnce_data()
    {
        QTest::addColumn<bool>("isFollowed");
        QTest::addColumn<bool>("isAtOnce"); // without waiting for answers
        QTest::newRow("one by one") << false << false;
        QTest::newRow("at once") << false << true;
        QTest::newRow("followed, one by one") << true << false;
        QTest::newRow("followed, at once") << true << true;
    }
    void everyMessageOfAnEnvelopeClientIsThereOnce()
    {
        QFETCH(const bool, isFollowed);
        QFETCH(const bool, isAtOnce);
        Server server(anyPort());
        Log log(server);
        ConnectionReader connections(server);
        QVERIFY(server.start());
        RawClient other = connectEnvelope(server, "/room/eins?user=other");
        QVERIFY(receives(other, 1));
        RawClient client = connectEnvelope(server, "/room/eins?user=solo");
        QVERIFY(receives(client, 1) && receives(other, 2)); // welcome, joined
        QVERIFY(connections.has(2));
        const ConnectionId id = std::ranges::max(connections.ids);
        QVERIFY(log.has(3));
        QCOMPARE(log.of(id, Direction::Out), receivedBy(client));
        if (isFollowed)
            log.subscription->follow({id});
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));

        const QByteArrayList sent = requests(isFollowed ? 0 : 1000);
        constexpr qsizetype Answers = 16; // as many as requests but one without, and 3 messages
        for (const QByteArray &request : sent) {
            const qsizetype before = receivedBy(client).size();
            client.send(frame(Opcode::Text, request));
            if (!isAtOnce)
                QVERIFY(waitUntil([&] { return receivedBy(client).size() > before; }));
        }
        QVERIFY(receives(client, 1 + Answers));
        const QByteArrayList received = receivedBy(client);
        QVERIFY(waitUntil([&] {
            return log.of(id, Direction::In).size() == sent.size() &&
                   log.sentTo(id).size() == received.size();
        }));
        QCOMPARE(log.of(id, Direction::In), sent); // in order, whatever the number of threads
        QCOMPARE(sorted(log.sentTo(id)), sorted(received));
        if (!isAtOnce)
            QCOMPARE(log.sentTo(id), received);
        if (isFollowed)
            QCOMPARE(QByteArrayList{received.first()} + log.of(id, Direction::Out).mid(1), received);
        QCOMPARE(log.leftOut, 0u);
        QVERIFY(log.isAscending);
        std::vector<QByteArray> codes;
        for (const LogEntry &entry : log.entries) {
            if (entry.kind == MessageKind::Error)
                codes.push_back(entry.code);
            QVERIFY(entry.isFollowed == (isFollowed && entry.connection == id) || entry.number <= 3);
        }
        std::ranges::sort(codes);
        QCOMPARE(codes, (std::vector<QByteArray>{"bad_envelope", "bad_json", "bad_json", "not_in_room",
                                                 "unknown_type"}));
    }
    void broadcastsComeBehindTheMessagesThatCauseThem()
    {
        Server server(anyPort());
        Log log(server);
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 3; ++i) // on different threads, where there are so many
            clients.push_back(connectTo(server, "/room/eins"));
        constexpr int Count = 600; // takes a few ticks, which the threads notice at different times
        for (int i = 0; i < Count; ++i) {
            RawClient &client = clients[std::size_t(i) % clients.size()];
            client.send(frame(Opcode::Text, QByteArray::number(i)));
            QVERIFY(receives(client, i + 1));
        }
        QVERIFY(log.has(2 * Count));
        for (std::size_t i = 0; i < log.entries.size(); ++i) {
            QCOMPARE(log.entries[i].direction, i % 2 == 0 ? Direction::In : Direction::Out);
            QCOMPARE(log.entries[i].payload, QByteArray::number(int(i / 2)));
        }
        QVERIFY(log.isAscending);
    }
    void replayedHistoryIsOneEntry_data()
    {
        QTest::addColumn<bool>("isFollowed");
        QTest::newRow("log") << false;
        QTest::newRow("followed") << true;
    }
    void replayedHistoryIsOneEntry()
    {
        QFETCH(const bool, isFollowed);
        Server server(anyPort());
        Log log(server);
        ConnectionReader connections(server);
        QVERIFY(server.start());
        RawClient client = connectEnvelope(server, "/room/eins");
        QVERIFY(receives(client, 1) && connections.has(1));
        const QByteArray epoch =
            QJsonDocument::fromJson(receivedBy(client).first()).object()[u"epoch"].toString().toUtf8();
        constexpr int Kept = 9;
        for (int i = 0; i < Kept; ++i) {
            client.send(frame(Opcode::Text,
                              "{\"type\":\"message\",\"content\":\"" + QByteArray(20'000, 'y') + "\"}"));
            QVERIFY(receives(client, 2 + i));
        }
        if (isFollowed)
            log.subscription->follow(connections.ids);
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));
        // What follows at once is behind the history on the wire and in the log.
        client.send(
            frame(Opcode::Text, "{\"type\":\"join\",\"since\":{\"epoch\":\"" + epoch + "\",\"seq\":0}}") +
            frame(Opcode::Text, R"({"type":"ping"})"));
        QVERIFY(receives(client, 1 + Kept + 3));
        QByteArrayList received = receivedBy(client).last(3);
        const auto longest = std::ranges::max_element(received, {}, &QByteArray::size);
        QVERIFY(longest->size() > Kept * 20'000);
        const auto isHistory = [](const LogEntry &entry) { return entry.envelopeType == "history"; };
        QVERIFY(waitUntil([&] { return std::ranges::any_of(log.entries, isHistory); }));
        const LogEntry &history = *std::ranges::find_if(log.entries, isHistory);
        QCOMPARE(history.messages, quint64(Kept));
        QCOMPARE(history.kind, MessageKind::Answer);
        QCOMPARE(history.size, longest->size());
        QCOMPARE(history.isTruncated(), !isFollowed);
        if (!isFollowed)
            longest->truncate(MaxLoggedPayload);
        QVERIFY(waitUntil([&] { return log.of(connections.ids[0], Direction::Out).size() >= 4; }));
        QCOMPARE(log.of(connections.ids[0], Direction::Out).last(3), received);
    }
    void echoesHaveTwoEntries()
    {
        Server server(anyPort());
        Log log(server);
        QVERIFY(server.start());
        RawClient client = connectTo(server, "/echo");
        client.send(frame(Opcode::Text, "eins") + frame(Opcode::Binary, "zwei"));
        QVERIFY(receives(client, 2) && log.has(4));
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(log.entries[i].payload, i < 2 ? "eins" : "zwei");
            QCOMPARE(log.entries[i].direction, i % 2 == 0 ? Direction::In : Direction::Out);
            QVERIFY(log.entries[i].room.isEmpty());
        }
    }
    void controlFramesAreShownOfSelectedConnectionsOnly()
    {
        Server server(anyPort());
        Log log(server);
        Log another(server);
        ConnectionReader connections(server);
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        QVERIFY(connections.has(1));
        RawClient hidden = connectTo(server);
        log.subscription->showControlFrames(connections.ids);
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));
        for (RawClient *each : {&hidden, &client}) {
            each->send(frame(Opcode::Ping, "a") + frame(Opcode::Close, encodeClosePayload(3456, "bye")));
            QVERIFY(waitUntil([&] { return each->hasEnded(); }));
        }
        QVERIFY(log.has(4));
        QCOMPARE(log.entries[0].envelopeType, "ping");
        QCOMPARE(log.entries[1].envelopeType, "pong");
        QCOMPARE(log.entries[2].code, "3456");
        QCOMPARE(log.entries[2].payload, "bye");
        QCOMPARE(log.entries[3].code, "3456");
        QCOMPARE(log.entries[3].direction, Direction::Out);
        QVERIFY(waitUntil([this, end = Clock::now() + 250ms] { return Clock::now() > end; }));
        QCOMPARE(log.entries.size(), std::size_t(4));
        QVERIFY(another.entries.empty()); // of another subscriber
    }
    void eachSubscriberFollowsItsOwnConnections()
    {
        Server server(anyPort());
        Log one(server);
        Log other(server);
        ConnectionReader connections(server);
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 3; ++i)
            clients.push_back(connectTo(server));
        QVERIFY(connections.has(3));
        std::ranges::sort(connections.ids);
        one.subscription->follow({connections.ids[0], connections.ids[1]});
        other.subscription->follow({connections.ids[1]});
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));
        const QByteArray large(MaxLoggedPayload - 10, 'z');
        clients[0].send(frame(Opcode::Text, large));
        // In, the broadcast, and the deliveries to those that are followed.
        QVERIFY(one.has(4) && other.has(3));
        QCOMPARE(std::ranges::count_if(one.entries, &LogEntry::isFollowed), 3);
        QCOMPARE(std::ranges::count_if(other.entries, &LogEntry::isFollowed), 1);
        QVERIFY(std::ranges::all_of(other.entries, [&](const LogEntry &entry) {
            return !entry.isFollowed || entry.connection == connections.ids[1];
        }));
        other.subscription.reset();
        one.subscription->follow({});
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));
        clients[1].send(frame(Opcode::Text, "last"));
        QVERIFY(one.has(6)); // In and the broadcast
    }
    // 20 MB/s each way for some seconds, while others flood the log.
    void followsWithoutLoss()
    {
        constexpr int Size = 16'000;
        constexpr int Count = 3 * 20'000'000 / Size;
        Config config = anyPort();
        config.limits.outboxHard = 0; // a client on a loaded machine reads late
        config.limits.outboxSoft = 0;
        Server server(config);
        Log log(server);
        ConnectionReader connections(server);
        QVERIFY(server.start());
        RawClient client = connectTo(server, "/echo");
        QVERIFY(connections.has(1));
        const ConnectionId id = connections.ids[0];
        int next[2] = {};
        bool isInOrder = true;
        log.isKept = [&](const LogEntry &entry) {
            if (entry.connection != id)
                return false;
            int &expected = next[int(entry.direction)];
            isInOrder = isInOrder && entry.kind == MessageKind::Data && entry.payload.size() == Size &&
                        entry.payload.startsWith(QByteArray::number(expected) + ' ');
            ++expected;
            return false;
        };
        log.subscription->follow({id});
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));
        RawClient flooder = connectTo(server, "/echo");
        std::atomic<bool> isDone = false;
        std::thread flood([&] {
            QByteArray frames;
            for (int i = 0; i < 500; ++i)
                frames += frame(Opcode::Text, "flood");
            while (!isDone) {
                sendAll(flooder, frames);
                flooder.received();
                flooder.consume(flooder.received().size());
                std::this_thread::sleep_for(
                    5ms); // 100,000 messages a second leave the machine time for the rest
            }
        });
        std::thread sender([&] {
            const TimePoint begin = Clock::now();
            for (int i = 0; i < Count; ++i) {
                sendAll(client, frame(Opcode::Text, (QByteArray::number(i) + ' ').leftJustified(Size, 'x')));
                client.consume(client.received().size());
                std::this_thread::sleep_until(begin + Nanoseconds(qint64(i) * Size * 50)); // 20 MB/s
            }
            while (!isDone) {
                client.consume(client.received().size());
                std::this_thread::sleep_for(1ms);
            }
        });
        const TimePoint limit = Clock::now() + 60s;
        while (Clock::now() < limit && (next[0] < Count || next[1] < Count))
            waitUntil([&, until = Clock::now() + 1s] { return next[1] >= Count || Clock::now() > until; });
        isDone = true;
        sender.join();
        flood.join();
        QCOMPARE(next[0], Count);
        QCOMPARE(next[1], Count);
        QVERIFY(isInOrder);
        QVERIFY(log.leftOut > 0); // of the flood
    }
    void whatComesTooFastIsOneGap()
    {
        constexpr int Size = 60'000;
        constexpr int Count = 2 * int(FollowedEntries::MaxBytes) / Size;
        Config config = anyPort();
        config.hub.echoToSender = false;
        Server server(config);
        Log log(server);
        ConnectionReader connections(server);
        QVERIFY(server.start());
        RawClient client = connectTo(server, "/room/a");
        QVERIFY(connections.has(1));
        RawClient calm = connectTo(server, "/room/b");
        QVERIFY(connections.has(2));
        log.subscription->follow(connections.ids);
        QVERIFY(waitUntil([this, end = Clock::now() + 50ms] { return Clock::now() > end; }));
        quint64 messages = 0;
        quint64 leftOut = 0;
        qint64 bytes = 0;
        int gaps = 0;
        log.isKept = [&](const LogEntry &entry) {
            const bool isGap = entry.kind == MessageKind::Gap;
            gaps += isGap ? 1 : 0;
            leftOut += isGap ? entry.messages : 0;
            messages += isGap ? 0 : 1;
            bytes += entry.size;
            return entry.payload == "calm";
        };
        // This thread takes nothing meanwhile.
        const QByteArray bytesOfOne = frame(Opcode::Text, QByteArray(Size, 'x'));
        for (int i = 0; i < Count; ++i) {
            sendAll(client, bytesOfOne);
            if (i == Count - 10)
                sendAll(calm, frame(Opcode::Text, "calm"));
        }
        sendAll(calm, frame(Opcode::Text, "calm"));
        QVERIFY(waitUntil([&] { return messages + leftOut == quint64(Count) + 2; }));
        QCOMPARE(log.entries.size(), std::size_t(2)); // the other connection has lost nothing
        QCOMPARE(gaps, 1);
        QVERIFY(leftOut > quint64(Count) / 4);
        QCOMPARE(bytes, qint64(Count) * Size + 8);
        sendAll(client, bytesOfOne);
        QVERIFY(waitUntil([&] { return messages + leftOut == quint64(Count) + 3; }));
        QCOMPARE(gaps, 1);
    }
};

QTEST_GUILESS_MAIN(TestMessageLog)
#include "tst_messagelog.moc"
