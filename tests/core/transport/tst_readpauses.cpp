#include "core/transport/readpauses.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Start{1h};
constexpr qint64 Everything = std::numeric_limits<qint64>::max();

} // namespace

class TestReadPauses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isPausedWhileAnyReasonIsLeft()
    {
        ReadPauses pauses;
        QVERIFY(!pauses.isPaused());
        QCOMPARE(pauses.allowance(), Everything);
        pauses.set(PauseReason::Work, true);
        pauses.set(PauseReason::InFlight, true);
        pauses.set(PauseReason::InFlight, true);
        pauses.set(PauseReason::InFlight, false);
        QVERIFY(pauses.isPaused());
        QVERIFY(pauses.has(PauseReason::Work));
        QVERIFY(!pauses.has(PauseReason::InFlight));
        QCOMPARE(pauses.allowance(), 0);
        pauses.set(PauseReason::Work, false);
        QVERIFY(!pauses.isPaused());
        QCOMPARE(pauses.allowance(), Everything);
        pauses.set(PauseReason::Work, true);
        pauses.set(PauseReason::Handshake, true);
        pauses.clear();
        QVERIFY(!pauses.isPaused());
    }
    void someBytesMayBeReadInSpiteOfAPause()
    {
        ReadPauses pauses;
        pauses.use(100); // means nothing without a pause
        pauses.set(PauseReason::Work, true);
        QCOMPARE(pauses.allowance(), 0);
        pauses.grant();
        QCOMPARE(pauses.allowance(), 4096);
        pauses.use(4000);
        QCOMPARE(pauses.allowance(), 96);
        pauses.grant(); // does not add up
        QCOMPARE(pauses.allowance(), 4096);
        pauses.set(PauseReason::InFlight, true); // the same pause
        QCOMPARE(pauses.allowance(), 4096);
        pauses.use(5000);
        QCOMPARE(pauses.allowance(), 0);
        pauses.grant();
        pauses.set(PauseReason::Work, false);
        pauses.set(PauseReason::InFlight, false);
        pauses.set(PauseReason::Work, true); // another pause
        QCOMPARE(pauses.allowance(), 0);
    }
    void nothingMayBeReadDuringQtsHandshakeAndAnAnswer()
    {
        for (const PauseReason reason : {PauseReason::Handshake, PauseReason::Answer}) {
            ReadPauses pauses;
            pauses.set(reason, true);
            pauses.grant();
            QCOMPARE(pauses.allowance(), 0);
            pauses.set(reason, false);
            QCOMPARE(pauses.allowance(), Everything);
        }
    }
    void timesTheReasonWork()
    {
        ReadPauses pauses;
        QCOMPARE(pauses.takeWorkTime(Start), 0ns);
        pauses.set(PauseReason::InFlight, true);
        QCOMPARE(pauses.takeWorkTime(Start + 1s), 0ns);
        pauses.set(PauseReason::Work, true);
        QCOMPARE(pauses.takeWorkTime(Start + 3s), 2s);
        pauses.set(PauseReason::InFlight, false);
        QCOMPARE(pauses.takeWorkTime(Start + 4s), 1s);
        pauses.set(PauseReason::Work, false);
        QCOMPARE(pauses.takeWorkTime(Start + 9s), 0ns);
    }
};

QTEST_GUILESS_MAIN(TestReadPauses)
#include "tst_readpauses.moc"
