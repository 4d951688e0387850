// How an Outbox counts the memory of its frames, also of those behind a message in fragments.

#include "tests/core/transport/takingchannel.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestOutboxMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEachFrameOnceAndByItsHolders()
    {
        MemoryCounter own;
        MemoryCounter shared;
        TakingChannel channel;
        channel.allowed = 3;
        {
            FrameBuffer both = QByteArray(10'000, 'b');
            const qint64 memory = both.memory();
            Outbox one;
            Outbox two;
            QVERIFY(one.pushData("alone"));
            QVERIFY(one.pushData(both));
            QVERIFY(two.pushData(std::move(both)));
            QCOMPARE(flush(one, channel), Outbox::Status::Blocked);
            const qint64 counted = one.countFrames(own, shared);
            QCOMPARE(shared.bytes(), memory);
            QCOMPARE(counted, own.bytes() + memory);
            QVERIFY(own.bytes() > 0);
            QCOMPARE(one.countFrames(own, shared), 0);
            QCOMPARE(two.countFrames(own, shared), 0); // counted by the other
            QCOMPARE(shared.bytes(), memory);
            QCOMPARE(two.memoryShare(), memory / 2);
            QVERIFY(one.memoryShare() > memory / 2);
            one.discardUnsent();
            QCOMPARE(shared.bytes(), memory); // the other has it still
            QCOMPARE(two.memoryShare(), memory);
            two.abandon();
            QCOMPARE(shared.bytes(), 0);
            QVERIFY(own.bytes() > 0); // a frame of which a part is sent
        }
        QCOMPARE(own.bytes(), 0);
    }
    void countsTheFramesThatCameAfterTidying()
    {
        MemoryCounter own;
        MemoryCounter shared;
        TakingChannel channel;
        Outbox outbox;
        for (int round = 0; round < 6; ++round) {
            for (int i = 0; i < 100; ++i)
                QVERIFY(outbox.pushData(QByteArray(100, 'x')));
            channel.allowed = round < 5 ? 8'000 : TakingChannel::Everything;
            const Outbox::Status status = flush(outbox, channel);
            outbox.countFrames(own, shared);
            QCOMPARE(status == Outbox::Status::Empty, round == 5);
            QCOMPARE(own.bytes(), outbox.memoryShare());
            QVERIFY(own.bytes() >= outbox.queuedBytes());
            QCOMPARE(outbox.entryMemory(), qint64(outbox.queuedFrames()) * Outbox::EntryMemory);
        }
        QCOMPARE(own.bytes(), 0);
    }
    void estimatesTheShareOfManyFrames()
    {
        Outbox outbox;
        const FrameBuffer shared = QByteArray(5000, 's');
        qint64 exact = 0;
        for (int i = 0; i < 4000; ++i) {
            QVERIFY(outbox.pushData(shared));
            const FrameBuffer frame = QByteArray(200, 'x');
            QVERIFY(outbox.pushData(frame));
            exact += frame.memory() + shared.memory() / 4001;
        }
        QVERIFY(outbox.memoryShare() > exact / 2);
        QVERIFY(outbox.memoryShare() < exact * 2);
    }
    void countsWhatWaitsBehindAStream()
    {
        struct Endless final : public FragmentSource
        {
            std::optional<Fragment> next() override { return std::nullopt; }
        };
        MemoryCounter own;
        MemoryCounter shared;
        Outbox outbox;
        outbox.pushStream(std::make_unique<Endless>());
        QVERIFY(outbox.pushData(QByteArray(1000, 'x')));
        QVERIFY(outbox.pushHint(QByteArray(100, 'h')));
        QVERIFY(outbox.countFrames(own, shared) >= 1100);
        QCOMPARE(own.bytes(), outbox.memoryShare());
        QCOMPARE(outbox.entryMemory(), 3 * Outbox::EntryMemory);
        QCOMPARE(outbox.cost(), 1000 + Outbox::FrameCost); // not the hint
        outbox.discardUnsent();
        QCOMPARE(own.bytes(), 0);
        QCOMPARE(outbox.entryMemory(), 0);
    }
    void hintsBehindAStreamGiveWayToo()
    {
        struct Once final : public FragmentSource
        {
            std::optional<Fragment> next() override { return Fragment{"past", true}; }
        };
        TakingChannel channel;
        Outbox outbox(10'000, OutboxPolicy::Close, 2000);
        outbox.pushStream(std::make_unique<Once>());
        while (outbox.pushHint(QByteArray(50, 'h'))) {
        }
        QCOMPARE(outbox.cost(), 0);
        QVERIFY(outbox.pushData(QByteArray(100, 'm')));
        QVERIFY(outbox.takeDroppedHints() > 2000 / (50 + Outbox::FrameCost));
        QVERIFY(outbox.pushHint(QByteArray(50, 'h')));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken.sliced(2), "past" + QByteArray(100, 'm') + QByteArray(50, 'h'));
        QCOMPARE(outbox.cost(), 0);
        QCOMPARE(outbox.queuedBytes(), 0);
    }
};

QTEST_GUILESS_MAIN(TestOutboxMemory)
#include "tst_outboxmemory.moc"
