// Messages in fragments in an Outbox.

#include "tests/core/transport/takingchannel.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include "core/wire/frame.h"

#include <QTest>

#include <deque>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! What happens to a Source, also after its end.
struct Fate
{
    std::deque<FragmentSource::Fragment> ready; //!< what next() returns; none: not known yet
    int produced = 0;
    bool isDestroyed = false;
};

struct Source final : public FragmentSource
{
    explicit Source(const std::shared_ptr<Fate> &sourceFate)
        : fate(sourceFate)
    {
    }
    Q_DISABLE_COPY_MOVE(Source)
    ~Source() override { fate->isDestroyed = true; }
    std::optional<Fragment> next() override
    {
        if (fate->ready.empty())
            return std::nullopt;
        Fragment fragment = fate->ready.front();
        fate->ready.pop_front();
        ++fate->produced;
        return fragment;
    }
    std::shared_ptr<Fate> fate;
};

//! Queues a message of \a fragments.
std::shared_ptr<Fate> pushStream(Outbox &outbox, const QByteArrayList &fragments, bool isComplete = true)
{
    const auto fate = std::make_shared<Fate>();
    for (const QByteArray &fragment : fragments)
        fate->ready.push_back({fragment, false});
    if (isComplete)
        fate->ready.back().isLast = true;
    outbox.pushStream(std::make_unique<Source>(fate));
    return fate;
}

QByteArray frameOf(const QByteArray &text)
{
    return encodeFrame(Opcode::Text, text);
}

//! The frames that \a channel took: `text` a message, `[a` its first fragment, `+b` one in the middle, `c]` the last one.
QByteArray taken(const TakingChannel &channel)
{
    TcpPair pair;
    RawClient &client = pair.theirs;
    const ssize_t sent =
        ::send(pair.ours.get(), channel.taken.constData(), std::size_t(channel.taken.size()), 0);
    if (sent != channel.taken.size() ||
        !waitUntil([&] { return client.received().size() == channel.taken.size(); }))
        return "not received";
    QByteArrayList shown;
    for (const ReceivedFrame &frame : client.frames()) {
        const QByteArray text =
            frame.payload.size() > 20 ? QByteArray::number(frame.payload.size()) : frame.payload;
        switch (Opcode(frame.opcode)) {
        case Opcode::Text:
            shown.append(frame.final ? text : '[' + text);
            break;
        case Opcode::Continuation:
            shown.append(frame.final ? text + ']' : '+' + text);
            break;
        case Opcode::Close:
            shown.append("CLOSE");
            break;
        default:
            shown.append((frame.opcode == int(Opcode::Ping) ? "PING" : "PONG") + text);
        }
    }
    return shown.join(' ');
}

const QByteArray ping = encodeFrame(Opcode::Ping, {});
const QByteArray closing = encodeFrame(Opcode::Close, {});

QByteArray pong(const QByteArray &payload)
{
    return encodeFrame(Opcode::Pong, payload);
}

} // namespace

class TestOutboxStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsFragmentsInOrder_data()
    {
        QTest::addColumn<qint64>("perWrite");
        for (const qint64 count : {1, 3, 100, 100'000})
            QTest::addRow("%lld", (long long)count) << count;
    }
    void sendsFragmentsInOrder()
    {
        QFETCH(const qint64, perWrite);
        TakingChannel channel;
        channel.perWrite = perWrite;
        Outbox outbox;
        QVERIFY(outbox.pushData(frameOf("before")));
        const auto first = pushStream(outbox, {"a", "b", "c"});
        QVERIFY(outbox.pushData(frameOf("between")));
        const auto second = pushStream(outbox, {"alone"});
        QVERIFY(outbox.pushData(frameOf("behind"), Outbox::Kind::Answer));
        QCOMPARE(outbox.queuedFrames(), 5u);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(taken(channel), "before [a +b c] between alone behind");
        QVERIFY(first->isDestroyed && second->isDestroyed);
        QVERIFY(outbox.isEmpty());
        QCOMPARE(outbox.cost(), 0);
        QCOMPARE(outbox.queuedBytes(), 0);
    }
    void producesOneFragmentForAPeerThatDoesNotRead()
    {
        TakingChannel channel;
        channel.allowed = 0;
        Outbox outbox;
        const QByteArray piece(FragmentSource::MaxFragment, 'x');
        const auto fate = pushStream(outbox, {piece, piece, piece, piece});
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
            QVERIFY(outbox.pushData(frameOf("live")));
        }
        QCOMPARE(fate->produced, 1);
        QVERIFY(outbox.queuedBytes() < piece.size() + 100 * 10);
        channel.allowed = piece.size() - 10'000; // what is left is still more than enough
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QCOMPARE(fate->produced, 1);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(fate->produced, 4);
    }
    void controlFramesGoBetweenFragments()
    {
        TakingChannel channel;
        Outbox outbox;
        const auto fate = pushStream(outbox, {"a", "b"}, false);
        QVERIFY(outbox.pushData(frameOf("behind")));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty); // what could be produced
        QVERIFY(!outbox.isEmpty());
        outbox.pushPing(ping);
        outbox.pushPong(pong("1"));
        outbox.pushControl(ping);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        fate->ready = {{"c", false}, {"d", true}};
        outbox.pushPong(pong("2"));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(taken(channel), "[a +b PING PONG1 PING PONG2 +c d] behind");
        QVERIFY(outbox.takeSentPing(channel));
    }
    void onlyTheNewestPongWaits()
    {
        TakingChannel channel;
        channel.allowed = 1;
        Outbox outbox;
        pushStream(outbox, {QByteArray(5000, 'a'), QByteArray(5000, 'b')});
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        for (int i = 1; i <= 1000; ++i)
            QCOMPARE(outbox.pushPong(pong(QByteArray::number(i))), i == 1);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(taken(channel), "[5000 PONG1000 5000]");
    }
    void whatWaitsBehindCountsForTheHardLimitOnly()
    {
        TakingChannel channel;
        Outbox outbox(1000);
        const auto fate = pushStream(outbox, {QByteArray(20'000, 'a')}, false);
        QCOMPARE(outbox.cost(), 0);
        channel.allowed = 100;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QCOMPARE(outbox.cost(), 0); // a fragment does not count
        const QByteArray message = frameOf(QByteArray(100, 'x'));
        int accepted = 0;
        while (accepted < 100 && outbox.pushData(message))
            ++accepted;
        QCOMPARE(accepted, int(1000 / (message.size() + Outbox::FrameCost)) + 1);
        QCOMPARE(outbox.softCost(), 0);
        fate->ready.push_back({"end", true});
        channel.allowed = 20'100; // all of the stream and a little more
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QVERIFY(fate->isDestroyed);
        QCOMPARE(outbox.softCost(), outbox.cost());
        QVERIFY(outbox.softCost() > 500);
    }
    void hintsDoNotWaitBehindAMessageThatIsReadSlowly()
    {
        TakingChannel channel;
        Outbox outbox;
        const auto fate = pushStream(outbox, {"a"}, false);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(outbox.pushHint(frameOf("hint")));
        fate->ready.push_back({QByteArray(5000, 'b'), false});
        channel.allowed = 100;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QVERIFY(!outbox.pushHint(frameOf("left out")));
        QCOMPARE(outbox.takeDroppedHints(), 1u);
        fate->ready.push_back({"c", true});
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(taken(channel), "[a +5000 c] hint");
    }
    void goesOnInAnotherTurnAfterSoMuch()
    {
        TakingChannel channel;
        Outbox outbox;
        const QByteArray piece(FragmentSource::MaxFragment, 'x');
        QByteArrayList pieces;
        for (int i = 0; i < 20; ++i)
            pieces.append(piece);
        const auto fate = pushStream(outbox, pieces);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked); // so that the socket is called again
        QVERIFY(fate->produced < 10);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(fate->produced, 20);
    }
    void aCloseWaitsForTheEndOfTheMessage()
    {
        TakingChannel channel;
        Outbox outbox;
        const auto fate = pushStream(outbox, {"a"}, false);
        QVERIFY(outbox.pushData(frameOf("behind")));
        outbox.pushClose(closing);
        QVERIFY(outbox.pushData(frameOf("too late")));
        const auto late = pushStream(outbox, {"too late"});
        QVERIFY(late->isDestroyed);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        fate->ready.push_back({"b", true});
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(taken(channel), "[a b] behind CLOSE");
        QVERIFY(outbox.isEmpty());
    }
    void discardingEndsTheMessageInTheMiddle_data()
    {
        QTest::addColumn<qint64>("sent"); // before
        QTest::addColumn<bool>("isClosing");
        QTest::addColumn<QByteArray>("arrives");
        for (const bool isClosing : {false, true}) {
            const char *when = isClosing ? "closing" : "open";
            QTest::addRow("nothing sent, %s", when) << qint64(0) << isClosing << QByteArray("CLOSE");
            QTest::addRow("a part of a fragment, %s", when)
                << qint64(3) << isClosing << QByteArray("[5000 CLOSE");
            QTest::addRow("a fragment, %s", when) << qint64(5004) << isClosing << QByteArray("[5000 CLOSE");
            QTest::addRow("a part of the second, %s", when)
                << qint64(5005) << isClosing << QByteArray("[5000 +6000 CLOSE");
        }
    }
    void discardingEndsTheMessageInTheMiddle()
    {
        QFETCH(const qint64, sent);
        QFETCH(const bool, isClosing);
        TakingChannel channel;
        channel.allowed = sent;
        Outbox outbox;
        const auto fate = pushStream(outbox, {QByteArray(5000, 'a'), QByteArray(6000, 'b'), "c"});
        QVERIFY(outbox.pushData(frameOf("behind")));
        const auto next = pushStream(outbox, {"next"});
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        if (isClosing)
            outbox.pushClose(closing);
        QVERIFY(outbox.discardUnsent() >= 3);
        QVERIFY(fate->isDestroyed && next->isDestroyed);
        outbox.pushClose(closing);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QTEST(taken(channel), "arrives");
        QVERIFY(outbox.isEmpty());
        QCOMPARE(outbox.queuedBytes(), 0);
    }
    void keepsNothingOnceItIsAbandoned()
    {
        TakingChannel channel;
        Outbox outbox;
        const auto fate = pushStream(outbox, {"a"}, false);
        const auto next = pushStream(outbox, {"next"});
        QVERIFY(outbox.pushData(frameOf("behind")));
        outbox.abandon();
        QVERIFY(outbox.isEmpty());
        QVERIFY(fate->isDestroyed && next->isDestroyed);
        QCOMPARE(outbox.queuedFrames(), 0u);
        QCOMPARE(outbox.queuedBytes(), 0);
        QVERIFY(pushStream(outbox, {"late"})->isDestroyed);
    }
    void producesNothingForALastWrite()
    {
        TakingChannel channel;
        Outbox outbox;
        QVERIFY(outbox.pushData(frameOf("before")));
        const auto fate = pushStream(outbox, {"a"});
        qint64 sent = 0;
        QCOMPARE(outbox.flush(channel, sent, Outbox::Produce::No), Outbox::Status::Empty);
        QVERIFY(!outbox.isEmpty());
        QCOMPARE(fate->produced, 0);
        QCOMPARE(taken(channel), "before");
    }
    void dropOldestDropsWhatWaitsBehind()
    {
        TakingChannel channel;
        channel.allowed = 0;
        Outbox outbox(10 * (Outbox::FrameCost + 6), OutboxPolicy::DropOldest);
        QVERIFY(outbox.pushData(frameOf("m000")));
        pushStream(outbox, {"a"});
        QVERIFY(outbox.pushData(frameOf("answer"), Outbox::Kind::Answer));
        const auto second = pushStream(outbox, {"b"});
        for (int i = 1; i < 1000; ++i) {
            QVERIFY(outbox.pushData(frameOf('m' + QByteArray::number(i).rightJustified(3, '0'))));
            QVERIFY(outbox.cost() <= 11 * (Outbox::FrameCost + 6));
            QVERIFY(outbox.queuedFrames() <= 15);
        }
        QVERIFY(outbox.takeDropped() > 980);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        const QByteArray all = taken(channel);
        QVERIFY2(all.startsWith("a answer b m99"), all.constData());
        QVERIFY2(all.endsWith("m998 m999"), all.constData());
        QVERIFY(second->isDestroyed);
    }
};

QTEST_GUILESS_MAIN(TestOutboxStreams)
#include "tst_outboxstreams.moc"
