#include "core/wire/framebuffer.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace signalbox;

class TestFrameBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAFrame_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 125, 126, 65535, 65536, 300'000})
            QTest::addRow("%d bytes", size) << size;
    }
    void holdsAFrame()
    {
        QFETCH(const int, size);
        const QByteArray payload(size, 'p');
        for (const Compressed compressed : {Compressed::No, Compressed::Yes}) {
            const FrameBuffer frame(Opcode::Binary, payload, compressed);
            QCOMPARE(frame, encodeFrame(Opcode::Binary, payload, compressed));
            QVERIFY(!frame.isNull());
            QVERIFY(frame.memory() >= frame.size());
            QVERIFY(frame.memory() <= frame.size() + 64);
        }
    }
    void copiesBytes()
    {
        QByteArray bytes("101.");
        const FrameBuffer copy = bytes;
        bytes[0] = 'x';
        QCOMPARE(copy, QByteArray("101."));
        QVERIFY(FrameBuffer(QByteArray()).isNull());
        QVERIFY(FrameBuffer().isNull());
        QCOMPARE(FrameBuffer().size(), 0);
        QCOMPARE(FrameBuffer().memory(), 0);
        QCOMPARE(FrameBuffer().references(), 0u);
    }
    void copiesShareTheBlock()
    {
        const FrameBuffer frame("bytes");
        QCOMPARE(frame.references(), 1u);
        {
            FrameBuffer copy = frame;
            QVERIFY(copy.constData() == frame.constData());
            QCOMPARE(frame.references(), 2u);
            const FrameBuffer moved = std::move(copy);
            QCOMPARE(frame.references(), 2u);
            FrameBuffer other("other");
            other = moved;
            QCOMPARE(frame.references(), 3u);
            other = {};
            QCOMPARE(frame.references(), 2u);
        }
        QCOMPARE(frame.references(), 1u);
    }
    void countsOnceAsLongAsItLives()
    {
        MemoryCounter counter;
        MemoryCounter other;
        {
            FrameBuffer frame(Opcode::Text, QByteArray(1000, 'x'));
            QCOMPARE(counter.bytes(), 0);
            frame.countIn(counter);
            QCOMPARE(counter.bytes(), frame.memory());
            const FrameBuffer copy = frame;
            copy.countIn(counter);
            copy.countIn(other); // counted already
            frame = {};
            QCOMPARE(counter.bytes(), copy.memory());
            QCOMPARE(other.bytes(), 0);
        }
        QCOMPARE(counter.bytes(), 0);
        FrameBuffer().countIn(counter);
        QCOMPARE(counter.bytes(), 0);
    }
    void doesNotCountWhileAHistoryKeepsIt_data()
    {
        QTest::addColumn<bool>("isCountedFirst");
        QTest::newRow("counted, then kept") << true;
        QTest::newRow("kept, then counted") << false;
    }
    void doesNotCountWhileAHistoryKeepsIt()
    {
        QFETCH(const bool, isCountedFirst);
        MemoryCounter counter;
        FrameBuffer queued(Opcode::Text, QByteArray(1000, 'x'));
        const qint64 memory = queued.memory();
        FrameBuffer kept = queued;
        if (isCountedFirst)
            QCOMPARE(queued.countIn(counter), memory);
        QCOMPARE(kept.share(), memory / 2);
        kept.setKept(true);
        QCOMPARE(counter.bytes(), 0);
        if (!isCountedFirst)
            QCOMPARE(queued.countIn(counter), 0);
        QVERIFY(queued.isCounted());
        QCOMPARE(queued.countIn(counter), 0);
        QCOMPARE(counter.bytes(), 0);
        QCOMPARE(queued.share(), 0); // to drop it from the queue would free nothing
        kept.setKept(false);
        kept = {};
        QCOMPARE(counter.bytes(), memory); // of the queue alone now
        QCOMPARE(queued.share(), memory);
        queued.setKept(true);
        queued = {}; // with the history
        QCOMPARE(counter.bytes(), 0);
    }
    void aKeptBlockThatNobodyQueuedCountsNowhere()
    {
        MemoryCounter counter;
        const FrameBuffer kept(Opcode::Text, "x");
        kept.setKept(true);
        QVERIFY(!kept.isCounted());
        kept.setKept(false);
        QVERIFY(!kept.isCounted());
        QCOMPARE(kept.countIn(counter), kept.memory());
        FrameBuffer().setKept(true);
    }
    void threadsCountItOnce()
    {
        MemoryCounter counter;
        for (int round = 0; round < 200; ++round) {
            FrameBuffer frame(Opcode::Text, QByteArray(100, 'x'));
            const qint64 memory = frame.memory();
            std::vector<std::jthread> threads;
            for (int i = 0; i < 3; ++i)
                threads.emplace_back([copy = frame, &counter] { copy.countIn(counter); });
            threads.clear();
            QCOMPARE(counter.bytes(), memory);
            for (int i = 0; i < 3; ++i)
                threads.emplace_back([copy = frame] {});
            frame = {}; // any of them is the last
            threads.clear();
            QCOMPARE(counter.bytes(), 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestFrameBuffer)
#include "tst_framebuffer.moc"
