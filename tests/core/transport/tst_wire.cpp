// The stages of a wire up to and in Open; tst_wireclosing has its ends.

#include "wirefixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsTheHeadOnAsItComes()
    {
        WireFixture wire;
        wire.client.say("GET ");
        QVERIFY(waitUntil([&] { return wire.handler.head == "GET "; }));
        wire.client.say("/ HTTP");
        QVERIFY(waitUntil([&] { return wire.handler.head == "GET / HTTP"; }));
        QCOMPARE(int(wire.wire->stage()), int(Wire::Stage::Head));
        QCOMPARE(wire.handler.lost, 0);
    }
    void asksItsHandlerWhenTheHeadDoesNotCome()
    {
        WireSettings settings;
        settings.handshake = 30ms;
        WireFixture wire(settings);
        wire.handler.onTimedOut = [&] { wire.wire->respond("HTTP/1.1 408 Request Timeout\r\n\r\n"); };
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QCOMPARE(wire.client.heard(), "HTTP/1.1 408 Request Timeout\r\n\r\n");
        QCOMPARE(wire.handler.timedOut, 1);
        QCOMPARE(wire.handler.lost, 0);
        wire.client.close();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QVERIFY(wire.handler.ends.empty()); // it never was a connection
    }
    void tellsThatThePeerLeftBeforeItsHeadWasWhole()
    {
        WireFixture wire;
        wire.client.say("GET / HT");
        QVERIFY(waitUntil([&] { return !wire.handler.head.isEmpty(); }));
        wire.client.close();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.lost, 1);
        QVERIFY(wire.handler.ends.empty());
    }
    void mayAnswerAPeerThatHasNoMoreToSay()
    {
        WireFixture wire;
        wire.handler.answersTheEnd = true;
        wire.handler.onInputEnded = [&] { wire.wire->respond("bad"); };
        wire.client.say("GET / HT");
        wire.client.finish();
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QCOMPARE(wire.client.heard(), "bad");
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.inputEnded, 1);
        QCOMPARE(wire.handler.lost, 0);
        QVERIFY(wire.handler.ends.empty());
    }
    void waitsForTheAnswerToAPeerThatHasNoMoreToSay()
    {
        WireFixture wire;
        wire.handler.answersTheEnd = true;
        wire.client.say("GET / HTTP/1.1");
        wire.client.finish();
        QVERIFY(waitUntil([&] { return wire.handler.inputEnded == 1; }));
        QVERIFY(wire.turn());
        QCOMPARE(wire.handler.inputEnded, 1); // told once, though the kernel would say so each turn
        QCOMPARE(wire.retired, 0);
        wire.wire->respond("late");
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QCOMPARE(wire.client.heard(), "late");
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.lost, 0);
    }
    void aPeerThatHasNoMoreToSayHearsALongAnswerToItsEnd()
    {
        WireFixture wire({}, 4096, 4096); // the kernel does not take it all at once
        const QByteArray answer(1024 * 1024, 'a');
        wire.handler.answersTheEnd = true;
        wire.handler.onInputEnded = [&] { wire.wire->respond(answer); };
        wire.client.say("GET / HTTP/1.1");
        wire.client.finish();
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QCOMPARE(wire.client.heard(), answer);
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
    }
    void aPeerThatGoesWhileItsAnswerIsMadeIsLost()
    {
        WireFixture wire;
        wire.handler.answersTheEnd = true;
        wire.client.say("GET / HTTP/1.1");
        wire.client.finish();
        QVERIFY(waitUntil([&] { return wire.handler.inputEnded == 1; }));
        wire.client.reset();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.lost, 1);
    }
    void doesNotAskForAnAnswerToAReset()
    {
        WireFixture wire;
        wire.client.say("GET / HT");
        QVERIFY(waitUntil([&] { return !wire.handler.head.isEmpty(); }));
        wire.client.reset();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.inputEnded, 0);
        QCOMPARE(wire.handler.lost, 1);
    }
    void tellsOfALostVisitorWhenItIsAborted_data()
    {
        QTest::addColumn<bool>("upgrading");
        QTest::newRow("head") << false;
        QTest::newRow("upgrading") << true;
    }
    void tellsOfALostVisitorWhenItIsAborted()
    {
        QFETCH(const bool, upgrading);
        WireFixture wire;
        if (upgrading)
            wire.socket = wire.wire->upgrade({});
        wire.wire->abort(CloseReason::of(Cause::Shutdown));
        QCOMPARE(wire.retired, 1);
        QCOMPARE(wire.handler.lost, 1);
        QVERIFY(wire.handler.ends.empty());
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
    }
    void answersWholeAndThenWaitsForThePeersEnd()
    {
        WireFixture wire;
        const QByteArray answer = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(200'000, 'x');
        wire.handler.onBytes = [&] { wire.wire->respond(answer); };
        wire.client.say("GET / HTTP/1.1\r\n\r\n");
        wire.client.say(QByteArray(10'000, 'y')); // unread, it would turn our FIN into a reset
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QCOMPARE(wire.client.heard(), answer);
        QCOMPARE(wire.retired, 0);
        QCOMPARE(int(wire.wire->stage()), int(Wire::Stage::Lingering));
        wire.client.close();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.lost, 0);
    }
    void doesNotLingerForEver()
    {
        WireSettings settings;
        settings.closing = 40ms;
        WireFixture wire(settings);
        wire.wire->respond("bye");
        QVERIFY(waitUntil([&] { return wire.retired == 1; })); // though the peer neither reads nor ends
    }
    void respondsOnceOnly()
    {
        WireFixture wire;
        wire.wire->respond("first");
        wire.wire->respond("second");
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QCOMPARE(wire.client.heard(), "first");
    }
    void doesNotReadWhileQtShakesHands()
    {
        WireFixture wire;
        wire.socket = wire.wire->upgrade({});
        wire.client.say(frame(Opcode::Text, "too early"));
        QVERIFY(wire.turn());
        QCOMPARE(wire.handler.head, "");
        wire.messages.clear();
        QObject::connect(wire.socket, &QIODevice::readyRead, wire.socket,
                         [&] { wire.messages.append(wire.wire->currentMessage()); });
        wire.wire->open({});
        QVERIFY(waitUntil([&] { return wire.messages.size() == 1; }));
        QCOMPARE(wire.messages.first(), "too early"); // and nothing of it was lost
    }
    void sendsQtsAnswerWithoutWhatNobodyAskedFor()
    {
        WireFixture wire;
        wire.socket = wire.wire->upgrade({});
        wire.socket->write("HTTP/1.1 101 Switching Protocols\r\nAccess-Control-Allow-Origin: *\r\n");
        wire.socket->write("Upgrade: websocket\r\n\r\n");
        QVERIFY(waitUntil([&] { return wire.client.heard().endsWith("\r\n\r\n"); }));
        QCOMPARE(wire.client.heard(), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
        wire.wire->open({});
        wire.socket->write("a frame of Qt's own"); // e.g. its Close, when it is destroyed
        QVERIFY(wire.turn());
        QVERIFY(wire.client.heard().endsWith("websocket\r\n\r\n"));
    }
    void endsWhenQtClosesInTheHandshake()
    {
        WireFixture wire;
        wire.socket = wire.wire->upgrade({});
        bool disconnected = false;
        QObject::connect(wire.socket, &QAbstractSocket::disconnected, qApp, [&] { disconnected = true; });
        wire.socket->close();
        QCOMPARE(wire.handler.lost, 1);
        QCOMPARE(wire.retired, 1);
        QVERIFY(disconnected);
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(wire.handler.ends.empty());
        QVERIFY(waitUntil([&] { return !wire.socket; })); // nobody else would delete it
    }
    void losesAPeerThatLeavesWhileQtShakesHands()
    {
        WireFixture wire;
        wire.socket = wire.wire->upgrade({});
        wire.client.reset();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.lost, 1);
        QVERIFY(wire.handler.ends.empty());
    }
    void readsWhatCameBehindTheHeadFirst()
    {
        WireFixture wire;
        wire.client.say(frame(Opcode::Text, "second"));
        wire.open({}, frame(Opcode::Text, "first") + frame(Opcode::Ping, "p"));
        QVERIFY(waitUntil([&] { return wire.messages.size() == 2; }));
        QCOMPARE(wire.messages, (QByteArrayList{"first", "second"}));
        QVERIFY(waitUntil([&] { return wire.client.frames().size() == 1; }));
        QCOMPARE(wire.client.frames()[0].payload, "p");
    }
    void showsWholeUnmaskedMessages()
    {
        WireFixture wire;
        wire.open();
        wire.client.say(frame(Opcode::Text, "Hel", false) + frame(Opcode::Ping) +
                        frame(Opcode::Continuation, "lo", true));
        wire.say(Opcode::Binary, QByteArray("\0\xff", 2));
        QVERIFY(waitUntil([&] { return wire.messages.size() == 2; }));
        QCOMPARE(wire.messages, (QByteArrayList{"Hello", QByteArray("\0\xff", 2)}));
        QCOMPARE(wire.shown, (QByteArrayList{encodeFrame(Opcode::Text, "Hello"),
                                             encodeFrame(Opcode::Binary, QByteArray("\0\xff", 2))}));
        QCOMPARE(wire.wire->currentMessage(), ""); // only while it is shown
    }
    void answersPingsAndHandsPongsOn()
    {
        ServerCounters counters;
        WireSettings settings;
        settings.counters = &counters;
        WireFixture wire(settings);
        wire.open();
        wire.wire->sendPing("ours");
        wire.client.say(frame(Opcode::Ping, "1") + frame(Opcode::Ping, "2") + frame(Opcode::Pong, "ours"));
        QVERIFY(waitUntil([&] { return wire.client.frames().size() == 3; }));
        const std::vector<HeardFrame> frames = wire.client.frames();
        QCOMPARE(frames[0].opcode, int(Opcode::Ping));
        QCOMPARE(frames[0].payload, "ours");
        QCOMPARE(frames[1].opcode, int(Opcode::Pong));
        QCOMPARE(frames[1].payload, "1");
        QCOMPARE(frames[2].payload, "2");
        QCOMPARE(wire.handler.pongs, QByteArrayList{"ours"});
        QVERIFY(wire.messages.isEmpty()); // QWebSocket is shown data only
        QCOMPARE(counters.pingsSent.value(), 1u);
        QCOMPARE(counters.pingsReceived.value(), 2u);
        QCOMPARE(counters.pongsSent.value(), 2u);
        QCOMPARE(counters.pongsSuperseded.value(), 0u);
    }
    void countsWhatIsQueuedAsLongAsItIs()
    {
        ServerCounters counters;
        WireSettings settings;
        settings.counters = &counters;
        settings.outboxHard = 0;
        WireFixture wire(settings, 4096, 4096);
        wire.open();
        while (counters.queuedBytes.value() == 0) { // until the kernel takes no more
            QVERIFY(wire.wire->send(text(QByteArray(16 * 1024, 'x'))));
            QVERIFY(wire.turn());
        }
        QCOMPARE(counters.queuedBytes.value(), wire.wire->queuedBytes());
        wire.client.reset();
        QVERIFY(waitUntil([&] { return wire.wire == nullptr; }));
        QCOMPARE(counters.queuedBytes.value(), 0);
    }
    void aPeerThatPingsAndNeverReadsStaysSmall()
    {
        ServerCounters counters;
        WireSettings settings;
        settings.counters = &counters;
        WireFixture wire(settings, 4096, 4096);
        wire.open({0});
        QByteArray pings;
        for (int i = 0; i < 200; ++i)
            pings += frame(Opcode::Ping, QByteArray(125, char('a' + i % 26)));
        qint64 said = 0;
        qint64 most = 0;
        // What was cut off is sent first the next time: the stream stays well formed.
        QByteArray rest;
        QVERIFY(waitUntil(
            [&] {
                rest += pings;
                const qsizetype taken = wire.client.say(rest);
                rest.remove(0, taken);
                said += taken;
                most = std::max(most, wire.wire->queuedBytes());
                return said > 8 * 1024 * 1024;
            },
            30s));
        // One read's worth of pongs may be queued before the kernel says that it is full.
        QVERIFY2(most <= 2 * 64 * 1024, qPrintable(QString::number(most)));
        QVERIFY(counters.pongsSuperseded.value() > counters.pongsSent.value());
        QCOMPARE(counters.pongsSent.value() + counters.pongsSuperseded.value(),
                 counters.pingsReceived.value());
        QCOMPARE(int(wire.wire->stage()), int(Wire::Stage::Open));
    }
    void loseNothingOverAPause()
    {
        WireFixture wire;
        wire.open();
        wire.wire->pauseReading(true);
        QVERIFY(wire.wire->isReadingPaused());
        wire.say(Opcode::Text, "while paused");
        wire.sayClose(1000);
        wire.client.finish();
        QVERIFY(wire.turn());
        QVERIFY(wire.messages.isEmpty());
        QVERIFY(wire.handler.ends.empty());
        wire.wire->pauseReading(false);
        QVERIFY(waitUntil([&] { return wire.handler.ends.size() == 1; }));
        QCOMPARE(wire.messages, QByteArrayList{"while paused"});
        QVERIFY(wire.handler.ends[0].clean);
    }
    void aPauseInTheMiddleOfWhatWasReadKeepsTheRest()
    {
        WireFixture wire;
        wire.onMessage = [&] {
            if (wire.messages.size() == 3)
                wire.wire->pauseReading(true);
        };
        wire.open();
        QByteArray all;
        QByteArrayList expected;
        for (int i = 0; i < 10; ++i) {
            expected.append(QByteArray::number(i));
            all += frame(Opcode::Text, expected.last());
        }
        wire.client.say(all + frame(Opcode::Ping, "p") + frame(Opcode::Close, encodeClosePayload(1000, {})));
        QVERIFY(waitUntil([&] { return wire.messages.size() == 3; }));
        QVERIFY(wire.turn());
        QCOMPARE(wire.messages.size(), 3);
        QVERIFY(wire.handler.ends.empty());
        wire.wire->pauseReading(false);
        QVERIFY(waitUntil([&] { return wire.handler.ends.size() == 1; }));
        QCOMPARE(wire.messages, expected);
        QVERIFY(wire.handler.ends[0].clean);
    }
    void muchWorkInFewBytesIsDoneInTurns()
    {
        constexpr int Count = 20'000;
        WireFixture wire;
        wire.open();
        QByteArray all;
        for (int i = 0; i < Count; ++i)
            all += frame(Opcode::Text);
        QByteArray rest = all + frame(Opcode::Text, "the last");
        QVERIFY(waitUntil([&] {
            rest.remove(0, wire.client.say(rest));
            return wire.messages.size() == Count + 1;
        }));
        QCOMPARE(wire.messages.count(QByteArray()), Count);
        QCOMPARE(wire.messages.last(), "the last");
    }
    void noticesAResetWhileItIsPaused()
    {
        WireFixture wire;
        wire.open();
        wire.wire->pauseReading(true);
        wire.client.reset();
        QVERIFY(waitUntil([&] { return wire.handler.ends.size() == 1; }));
        QCOMPARE(int(wire.handler.ends[0].cause), int(Cause::ConnectionReset));
    }
    void aPauseGivesThePeerAFreshInterval()
    {
        WireFixture wire;
        wire.open();
        wire.wire->pauseReading(true);
        const TimePoint before = wire.wire->lastReceived();
        QVERIFY(waitUntil([&] { return wire.loop.now() > before + 5ms; }));
        wire.wire->pauseReading(false);
        QVERIFY(wire.wire->lastReceived() > before);
    }
    void tellsOfItsQueue()
    {
        WireFixture wire;
        wire.open();
        QVERIFY(wire.wire->send(text("hello")));
        QCOMPARE(wire.wire->queuedBytes(), 7);
        QCOMPARE(wire.client.heard(), ""); // one write a turn, at its end
        QVERIFY(waitUntil([&] { return wire.wire->queuedBytes() == 0; }));
        QVERIFY(wire.handler.queueChanges > 0);
        QVERIFY(waitUntil([&] { return wire.client.frames().size() == 1; }));
    }
    void anOverflowOnlyMarksUntilTheEndOfTheTurn()
    {
        WireSettings settings;
        settings.outboxHard = 100;
        WireFixture wire(settings);
        wire.open();
        QVERIFY(wire.wire->send(text(QByteArray(200, 'x'))));
        QVERIFY(!wire.wire->send(text("one too many")));
        QVERIFY(!wire.wire->send(text("and another")));
        QCOMPARE(int(wire.wire->stage()),
                 int(Wire::Stage::Open)); // whoever loops over a room is not surprised
        QCOMPARE(wire.handler.closing, 0);
        QVERIFY(waitUntil([&] { return wire.hearsClose(4408); }));
        QCOMPARE(wire.client.frames().size(), std::size_t(1)); // what was queued gave way
        QCOMPARE(wire.handler.closing, 1);
        wire.sayClose(4408);
        QVERIFY(waitUntil([&] { return wire.handler.ends.size() == 1; }));
        QCOMPARE(int(wire.handler.ends[0].cause), int(Cause::QueueOverflow));
        QCOMPARE(int(wire.handler.ends[0].initiator), int(Initiator::Server));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWire)
#include "tst_wire.moc"
