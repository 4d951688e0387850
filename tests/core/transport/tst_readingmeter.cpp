#include "core/transport/readingmeter.h"

#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Start{1000h};

//! A channel whose peer's kernel takes everything; the time is the test's.
struct Line
{
    void write(qsizetype size)
    {
        const QByteArray bytes(size, 'x');
        const iovec part{const_cast<char *>(bytes.constData()), std::size_t(size)};
        QCOMPARE(channel.write({&part, 1}).bytes, qint64(size));
        QVERIFY(waitUntil([this] { return channel.acknowledgedBytes() == channel.writtenBytes(); }));
    }

    TcpPair pair;
    TcpChannel channel{std::move(pair.ours)};
    ReadingMeter meter;
};

} // namespace

class TestReadingMeter final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsKnownOfAPeerThatNeverHadToBeWaitedFor()
    {
        Line line;
        line.meter.note(Start, false, line.channel, 0);
        QVERIFY(!line.meter.rate(Start + 5s, line.channel, 0));
    }
    void measuresSinceThePeerHadToBeWaitedFor()
    {
        Line line;
        line.write(500);
        line.meter.note(Start, true, line.channel, 1000);
        line.write(10'000);
        QCOMPARE(line.meter.rate(Start + 1s, line.channel, 5000), (ReadingRate{10'000, 14'000, 1s}));
        QCOMPARE(line.meter.rate(Start + 2s, line.channel, 5000), (ReadingRate{5000, 7000, 2s}));
    }
    void shortTimeSaysNothing()
    {
        Line line;
        line.meter.note(Start, true, line.channel, 0);
        QVERIFY(!line.meter.rate(Start + ReadingMeter::Shortest - 1ms, line.channel, 0));
        QVERIFY(line.meter.rate(Start + ReadingMeter::Shortest, line.channel, 0));
    }
    void measuresTheLastSeconds()
    {
        Line line;
        line.meter.note(Start, true, line.channel, 0);
        line.write(90'000); // fast at first
        for (const Milliseconds after : {2000ms, 2500ms, 4000ms})
            line.meter.note(Start + after, false, line.channel, 0);
        line.write(300);
        QCOMPARE(line.meter.rate(Start + 5s, line.channel, 600), (ReadingRate{100, 300, 3s}));
    }
    void oldSamplesAreForgotten()
    {
        Line line;
        line.meter.note(Start, true, line.channel, 0);
        line.write(80'000);
        line.meter.note(Start + ReadingMeter::MaxGap + 1ms, true, line.channel, 0);
        QCOMPARE(line.meter.rate(Start + ReadingMeter::MaxGap + 1001ms, line.channel, 50),
                 (ReadingRate{0, 50, 1s}));
    }
    //! Messages may be discarded: less is offered then, not a negative number.
    void neverNegative()
    {
        Line line;
        line.meter.note(Start, true, line.channel, 9000);
        QCOMPARE(line.meter.rate(Start + 1s, line.channel, 10), (ReadingRate{0, 0, 1s}));
    }
};

QTEST_GUILESS_MAIN(TestReadingMeter)
#include "tst_readingmeter.moc"
