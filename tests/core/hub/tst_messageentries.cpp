#include "core/hub/messageentries.h"

#include "tests/core/hub/hubfixture.h"
#include "tests/core/hub/recordingtap.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

//! One io thread whose messages are recorded.
struct Fixture
{
    explicit Fixture(const HubRules &rules = {})
        : hubs(1, rules)
    {
        hubs.hubs[0]->setTap(&tap);
    }
    //! Sends \a request as \a peer. Returns the entries up to the last of \a count messages that it gets.
    std::vector<LogEntry> ask(Peer &peer, const QByteArray &request, std::size_t count = 1)
    {
        const qsizetype before = peer.received().size();
        tap.entries.clear();
        peer.send(Opcode::Text, request);
        waitUntil([&] { return peer.received().size() == before + qsizetype(count); });
        return std::exchange(tap.entries, {});
    }

    RecordingTap tap;
    Hubs hubs;
};

} // namespace

class TestMessageEntries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRequestAndAnswerHasAnEntry_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("room");
        QTest::addColumn<QByteArray>("answerType");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QString>("answerRoom");
        const auto row = [](const char *request, const char *type, const char *room, const char *answerType,
                            const char *code, const char *answerRoom) {
            QTest::newRow(request) << QByteArray(request) << QByteArray(type) << QString::fromUtf8(room)
                                   << QByteArray(answerType) << QByteArray(code)
                                   << QString::fromUtf8(answerRoom);
        };
        row(R"({"type":"ping","id":1})", "ping", "", "pong", "", "");
        row("{\"id\":\"x\",\"type\":\"join\",\"room\":\"räum \\\"2\\\"\"}", "join", "räum \"2\"", "ack", "",
            "räum \"2\"");
        row(R"({"type":"presence"})", "presence", "blue", "presence", "", "blue");
        row(R"({"type":"history","limit":5})", "history", "blue", "history", "", "blue");
        row(R"({"type":"leave","id":4})", "leave", "blue", "ack", "", "");
        row(R"({"type":"leave","room":"other"})", "leave", "other", "error", "not_in_room", "");
        row(R"({"type":"direct","to":"nobody","content":1})", "direct", "", "error", "no_such_user", "");
        row(R"({"type":"shout"})", "shout", "", "error", "unknown_type", "");
        row(R"({"type":7})", "", "", "error", "bad_envelope", "");
        row(R"({"type":"ping","id":})", "ping", "", "error", "bad_json", "");
        row("hello", "", "", "error", "bad_json", "");
        row("", "", "", "error", "bad_json", "");
    }
    void everyRequestAndAnswerHasAnEntry()
    {
        QFETCH(const QByteArray, request);
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0, "/room/blue?user=ann");
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        const LogEntry welcome = fixture.tap.entries.at(0);
        QCOMPARE(welcome.envelopeType, "welcome");
        QCOMPARE(welcome.kind, MessageKind::Data);
        QCOMPARE(welcome.payload, ann.received().at(0));
        const std::vector<LogEntry> entries = fixture.ask(ann, request);
        QCOMPARE(entries.size(), std::size_t(2));
        const LogEntry &in = entries[0];
        QCOMPARE(in.direction, Direction::In);
        QCOMPARE(in.kind, MessageKind::Data);
        QCOMPARE(in.connection, ann.connection->id());
        QCOMPARE(in.user, u"ann"_s);
        QCOMPARE(in.payload, request);
        QCOMPARE(in.size, request.size());
        QTEST(in.envelopeType, "type");
        QTEST(in.room, "room");
        const LogEntry &out = entries[1];
        QTEST(out.envelopeType, "answerType");
        QTEST(out.code, "code");
        QTEST(out.room, "answerRoom");
        QCOMPARE(out.direction, Direction::Out);
        QCOMPARE(out.kind, out.code.isEmpty() ? MessageKind::Answer : MessageKind::Error);
        QCOMPARE(out.connection, ann.connection->id());
        QCOMPARE(out.recipients, 1u);
        QCOMPARE(out.payload, ann.received().last());
    }
    void aTokenIsMasked_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("auth") << QByteArray(R"({"type":"auth","token":"s3cret"})");
        QTest::newRow("another type") << QByteArray(R"({"type":"login","token":"s3cret"})");
        QTest::newRow("twice") << QByteArray(R"({"type":"auth","token":"s3cret","token":"s3cret"})");
        QTest::newRow("no text") << QByteArray(R"({"type":"auth","token":{"value":"s3cret"}})");
        QTest::newRow("broken") << QByteArray("{\"type\":\"auth\",\"token\":\"s3cret");
        QTest::newRow("in other quotes") << QByteArray("{'type':'auth','token':'s3cret'}");
    }
    void aTokenIsMasked()
    {
        QFETCH(const QByteArray, request);
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0);
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        const std::vector<LogEntry> entries = fixture.ask(ann, request);
        QCOMPARE(entries.size(), std::size_t(2));
        QVERIFY(!entries[0].isTruncated());
        for (const LogEntry &entry : entries)
            QVERIFY2(!entry.payload.contains("s3cret"), entry.payload.constData());
        QVERIFY(entries[0].payload.contains("\"***\""));
    }
    void theSizeOfAMaskedRequestDoesNotTellTheToken()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0);
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        fixture.tap.entries.clear();
        const QByteArray padding(MaxLoggedPayload - 2000, ' ');
        const QByteArray request =
            "{\"type\":\"auth\"," + padding + "\"token\":\"" + QByteArray(1900, 's') + "\"}";
        ann.send(Opcode::Text, request);
        QVERIFY(waitUntil([&] { return fixture.tap.entries.size() == 2; }));
        QVERIFY(!fixture.tap.entries[0].payload.contains("ss"));
        QVERIFY(fixture.tap.entries[0].size < request.size());
    }
    void contentIsNotMasked()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0);
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        const QByteArray request = R"({"type":"message","content":{"token":"of a game"}})";
        const std::vector<LogEntry> entries = fixture.ask(ann, request);
        QCOMPARE(entries[0].payload, request);
        QVERIFY(entries[1].payload.contains("of a game"));
    }
    void aBinaryMessageOfAnEnvelopeClientHasAnEntry()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0);
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        fixture.tap.entries.clear();
        ann.send(Opcode::Binary, "\x01\x02");
        QVERIFY(ann.receivesClose(1003));
        QCOMPARE(fixture.tap.entries.size(), std::size_t(1));
        QCOMPARE(fixture.tap.entries[0].type, MessageType::Binary);
        QCOMPARE(fixture.tap.entries[0].payload, "\x01\x02");
    }
    void aBroadcastIsOneEntryWithItsRecipients_data()
    {
        QTest::addColumn<bool>("echoToSender");
        QTest::newRow("to all") << true;
        QTest::newRow("not to the sender") << false;
    }
    void aBroadcastIsOneEntryWithItsRecipients()
    {
        QFETCH(const bool, echoToSender);
        Fixture fixture(HubRules{{.echoToSender = echoToSender, .announce = false}, {}, {}});
        Peer &ann = fixture.hubs.connectEnvelope(0, "/room/blue?user=ann");
        Peer &bob = fixture.hubs.connectEnvelope(0, "/room/blue?user=bob");
        Peer &eve = fixture.hubs.connect(0, "/room/blue?user=eve");
        QVERIFY(waitUntil([&] { return bob.received().size() == 1; }));
        fixture.tap.entries.clear();
        ann.send(Opcode::Text, R"({"type":"message","id":1,"content":"hi"})");
        QVERIFY(eve.receives({"hi"}));
        QVERIFY(waitUntil([&] { return bob.received().size() == 2 && fixture.tap.entries.size() == 3; }));
        const LogEntry &entry = fixture.tap.entries[1];
        QCOMPARE(entry.envelopeType, "message");
        QCOMPARE(entry.payload, bob.received().at(1)); // the envelope's form
        QCOMPARE(entry.room, u"blue"_s);
        QCOMPARE(entry.seq, 1u);
        QCOMPARE(entry.publisher, ann.connection->id());
        QCOMPARE(entry.from, u"ann"_s);
        QVERIFY(entry.connection.isNull());
        QCOMPARE(entry.recipients, echoToSender ? 3u : 2u);
        QCOMPARE(entry.isListedRecipient(ann.connection->id()), echoToSender);
        QVERIFY(entry.isListedRecipient(bob.connection->id()));
        QVERIFY(entry.isListedRecipient(eve.connection->id()));
        QVERIFY(!entry.isListedRecipient(ConnectionId(99)));
        QCOMPARE(fixture.tap.entries[2].envelopeType, "ack"); // behind the message, as on the wire
        // The list is shared as long as the members stay the same.
        bob.send(Opcode::Text, R"({"type":"message","content":"ho"})");
        QVERIFY(eve.receives({"hi", "ho"}));
        QCOMPARE(fixture.tap.entries.back().recipientList, fixture.tap.entries[1].recipientList);
        Peer &tom = fixture.hubs.connect(0, "/room/blue?user=tom");
        tom.send(Opcode::Text, "plain");
        QVERIFY(eve.receives({"hi", "ho", "plain"}));
        QCOMPARE(fixture.tap.entries.back().isListedRecipient(tom.connection->id()), echoToSender);
        QVERIFY(fixture.tap.entries.back().isListedRecipient(ann.connection->id()));
    }
    void plainRoomsShowThePlainForm()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0, "/room/blue");
        ann.send(Opcode::Binary, QByteArray("\0\xff", 2));
        QVERIFY(ann.receives({QByteArray("\0\xff", 2)}));
        QCOMPARE(fixture.tap.entries.size(), std::size_t(2));
        for (const LogEntry &entry : fixture.tap.entries) {
            QCOMPARE(entry.payload, QByteArray("\0\xff", 2));
            QCOMPARE(entry.type, MessageType::Binary);
            QVERIFY(entry.envelopeType.isEmpty());
        }
    }
    void noticesHaveTheirRecipients()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0, "/room/blue?user=ann");
        Peer &eve = fixture.hubs.connect(0, "/room/blue?user=eve");
        QVERIFY(waitUntil([&] { return ann.received().size() == 2; })); // welcome, joined
        fixture.tap.entries.clear();
        Peer &bob = fixture.hubs.connectEnvelope(0, "/room/blue?user=bob");
        QVERIFY(waitUntil([&] { return ann.received().size() == 3; }));
        const auto joined =
            std::ranges::find(fixture.tap.entries, QByteArray("joined"), &LogEntry::envelopeType);
        QVERIFY(joined != fixture.tap.entries.end());
        QCOMPARE(joined->payload, ann.received().last());
        QCOMPARE(joined->recipients, 1u);
        QVERIFY(joined->isListedRecipient(ann.connection->id()));
        QVERIFY(!joined->isListedRecipient(bob.connection->id()));
        QVERIFY(!joined->isListedRecipient(eve.connection->id()));
        QVERIFY(joined->from.isEmpty());
    }
    void directMessagesHaveSenderAndRecipients()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0, "/room/a?user=ann");
        Peer &bob = fixture.hubs.connect(0, "/room/b?user=bob");
        Peer &more = fixture.hubs.connect(0, "/room/c?user=bob");
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        const std::vector<LogEntry> entries =
            fixture.ask(ann, R"({"type":"direct","to":"bob","content":"psst","id":1})");
        QVERIFY(bob.receives({"psst"}) && more.receives({"psst"}));
        QCOMPARE(entries.size(), std::size_t(3));
        const LogEntry &direct = entries[1];
        QCOMPARE(direct.payload, "psst"); // nobody gets the envelope
        QCOMPARE(direct.user, u"bob"_s);
        QCOMPARE(direct.from, u"ann"_s);
        QCOMPARE(direct.publisher, ann.connection->id());
        QCOMPARE(direct.recipients, 2u);
        QVERIFY(direct.isListedRecipient(more.connection->id()));
        QVERIFY(direct.room.isEmpty());
        Peer &third = fixture.hubs.connectEnvelope(0, "/room/d?user=bob");
        QVERIFY(waitUntil([&] { return third.received().size() == 1; }));
        fixture.tap.entries.clear();
        fixture.hubs.hubs[0]->sendToUser(u"bob"_s, PreparedMessage(Opcode::Text, "all of you"));
        QVERIFY(waitUntil([&] { return third.received().size() == 2; }));
        QCOMPARE(fixture.tap.entries.back().payload, third.received().last());
        QCOMPARE(fixture.tap.entries.back().envelopeType, "direct");
        QCOMPARE(fixture.tap.entries.back().recipients, 3u);
    }
    void aMessageOfTheServerIsShownAsItIsSent()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0);
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        fixture.tap.entries.clear();
        QVERIFY(fixture.hubs.hubs[0]->sendTo(ann.connection->id(), PreparedMessage(Opcode::Text, "you")));
        QVERIFY(waitUntil([&] { return ann.received().size() == 2; }));
        QCOMPARE(fixture.tap.entries.size(), std::size_t(1));
        QCOMPARE(fixture.tap.entries[0].payload, ann.received().last());
        QCOMPARE(fixture.tap.entries[0].envelopeType, "direct");
        QVERIFY(!fixture.hubs.hubs[0]->sendTo(ConnectionId(99), PreparedMessage(Opcode::Text, "you")));
        QCOMPARE(fixture.tap.entries.size(), std::size_t(1));
    }
    void aReplayIsOneEntry_data()
    {
        QTest::addColumn<int>("messages");
        QTest::addColumn<int>("size");
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("one fragment") << 3 << 10;
        QTest::newRow("many fragments") << 7 << 20'000;
    }
    void aReplayIsOneEntry()
    {
        QFETCH(const int, messages);
        QFETCH(const int, size);
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0, "/room/blue");
        QByteArrayList sent;
        for (int i = 0; i < messages; ++i) {
            sent += QByteArray(size, char('a' + i));
            ann.send(Opcode::Text, sent.last());
        }
        QVERIFY(ann.receives(sent));
        Peer &bob = fixture.hubs.connectEnvelope(0, "/room/red");
        QVERIFY(waitUntil([&] { return bob.received().size() == 1; }));
        const std::vector<LogEntry> answers =
            fixture.ask(bob, R"({"type":"history","room":"blue","limit":1})");
        const QString epoch = json(bob.received().last())[u"epoch"].toString();
        const std::vector<LogEntry> entries =
            fixture.ask(bob,
                        "{\"type\":\"join\",\"room\":\"blue\",\"since\":{\"epoch\":\"" + epoch.toUtf8() +
                            "\",\"seq\":0}}",
                        2);
        QCOMPARE(entries.size(), std::size_t(3));
        QCOMPARE(entries[1].envelopeType, "ack");
        const LogEntry &history = entries[2];
        QCOMPARE(history.envelopeType, "history");
        QCOMPARE(history.kind, MessageKind::Answer);
        QCOMPARE(history.messages, quint64(messages));
        QCOMPARE(history.room, u"blue"_s);
        QCOMPARE(history.size, bob.received().last().size());
        QCOMPARE(history.payload, bob.received().last().first(std::min(history.size, MaxLoggedPayload)));
        QCOMPARE(history.isTruncated(), history.size > MaxLoggedPayload);
    }
    void payloadsAreCutAtTheMaximum_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::newRow("maximum") << MaxLoggedPayload;
        QTest::newRow("one byte more") << MaxLoggedPayload + 1;
    }
    void payloadsAreCutAtTheMaximum()
    {
        QFETCH(const qint64, size);
        Fixture fixture;
        Peer &echo = fixture.hubs.connect(0, "/echo");
        const QByteArray sent(size, 'x');
        QVERIFY(fixture.hubs.hubs[0]->sendTo(echo.connection->id(), PreparedMessage(Opcode::Text, sent)));
        CompletionCounter completion(1);
        fixture.hubs.hubs[0]->sendToAll(PreparedMessage(Opcode::Text, sent), completion);
        QVERIFY(echo.receives({sent, sent}));
        QCOMPARE(fixture.tap.entries.size(), std::size_t(2));
        for (const LogEntry &entry : fixture.tap.entries) {
            QCOMPARE(entry.size, size);
            QCOMPARE(entry.payload.size(), MaxLoggedPayload);
            QCOMPARE(entry.isTruncated(), size > MaxLoggedPayload);
        }
    }
    void whatIsNotSentHasNoEntry()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0, "/echo");
        ann.connection->close(CloseReason::of(Cause::ClosedByServer));
        QVERIFY(!fixture.hubs.hubs[0]->sendTo(ann.connection->id(), PreparedMessage(Opcode::Text, "late")));
        QVERIFY(fixture.tap.entries.empty());
    }
    void entriesThatAreNotWantedAreNotMade()
    {
        Fixture fixture;
        fixture.tap.wantsAll = false;
        Peer &ann = fixture.hubs.connectEnvelope(0);
        QVERIFY(waitUntil([&] { return ann.received().size() == 1; }));
        ann.send(Opcode::Text, R"({"type":"ping"})");
        ann.send(Opcode::Text, R"({"type":"message","content":1})");
        QVERIFY(waitUntil([&] { return ann.received().size() == 3; }));
        fixture.hubs.hubs[0]->sendToRoom(u"lobby"_s, PreparedMessage(Opcode::Text, "all"));
        QVERIFY(waitUntil([&] { return ann.received().size() == 4; }));
        QVERIFY(fixture.tap.entries.empty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestMessageEntries)
#include "tst_messageentries.moc"
