#include "ui/connections/actionstrips.h"

#include "tests/ui/connections/longactionsamples.h"
#include "ui/connections/actionrunner.h"
#include "ui/connections/actionstrip.h"

#include <QTest>
#include <QTimer>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_ActionStrips : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_strips.reset();
        m_runner.reset();
        m_console = std::make_unique<FakeConsole>();
        m_runner = std::make_unique<ActionRunner>(*m_console);
    }

    void aLargeActionIsShownAtOnce()
    {
        use({1h, 1h});
        QVERIFY(m_strips->isHidden());
        m_runner->run(Kick{}, targetsFrom(1, 501));
        QCOMPARE(shown(), 1);
        QVERIFY(!m_strips->isHidden());
    }

    void aSmallOneOnlyIfItTakesTime()
    {
        use({10ms, 1h});
        m_runner->run(Kick{}, targetsFrom(1, 2));
        QCOMPARE(shown(), 0);
        QTRY_COMPARE(shown(), 1);
    }

    void aQuickOneNever()
    {
        use({1h, 1h});
        m_runner->run(Kick{}, targetsFrom(1, 2));
        finishCommand(*m_console, 0);
        QCOMPARE(m_strips->findChildren<ActionStrip *>().size(), 1); // until it is deleted
        QTRY_VERIFY(m_strips->findChildren<ActionStrip *>().isEmpty());
        QVERIFY(m_strips->isHidden());
    }

    void oneOnASingleConnectionNever()
    {
        use({0ms, 1h});
        m_runner->run(Kick{}, targetsFrom(1, 1));
        QVERIFY(m_strips->findChildren<ActionStrip *>().isEmpty()); // so none can appear later
        finishCommand(*m_console, 0, Outcome::NoAnswer);
        QCOMPARE(shown(), 0);
    }

    void whatDidNotGoWellStays()
    {
        use({1h, 0ms});
        m_runner->run(Kick{}, targetsFrom(1, 2));
        finishCommand(*m_console, 0, Outcome::NoAnswer);
        QCOMPARE(shown(), 1);
        bool isLater = false; // than a timer of Times::success would be
        QTimer::singleShot(0ms, m_strips.get(), [&isLater] { isLater = true; });
        QTRY_VERIFY(isLater);
        QCOMPARE(shown(), 1);
        Q_EMIT m_strips->findChild<ActionStrip *>()->dismissed();
        QCOMPARE(shown(), 0);
        QVERIFY(m_strips->isHidden());
    }

    void successGoesByItself()
    {
        use({1h, 5ms});
        m_runner->run(Kick{}, targetsFrom(1, 501));
        finishCommand(*m_console, 0);
        finishCommand(*m_console, 1);
        QCOMPARE(shown(), 1);
        QTRY_COMPARE(shown(), 0);
        QTRY_VERIFY(m_strips->isHidden());
    }

    void thereIsABound()
    {
        use({1h, 1h});
        for (int i = 0; i < 10; ++i) {
            m_runner->run(Kick{}, targetsFrom(1, 2));
            finishCommand(*m_console, std::size_t(i), Outcome::NoAnswer);
        }
        QCOMPARE(shown(), ActionStrips::MaxStrips);
    }

private:
    void use(ActionStrips::Times times)
    {
        m_strips = std::make_unique<ActionStrips>(*m_runner, times);
        m_strips->resize(900, 200);
    }
    int shown() const
    {
        int count = 0;
        for (const ActionStrip *strip : m_strips->findChildren<ActionStrip *>())
            count += strip->isHidden() ? 0 : 1;
        return count;
    }

    std::unique_ptr<FakeConsole> m_console;
    std::unique_ptr<ActionRunner> m_runner;
    std::unique_ptr<ActionStrips> m_strips;
};

QTEST_MAIN(tst_ActionStrips)
#include "tst_actionstrips.moc"
