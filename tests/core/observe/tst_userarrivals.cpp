#include "core/observe/userarrivals.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

class TestUserArrivals final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneConnectionHasNoLaterOne()
    {
        UserArrivals arrivals;
        arrivals.opened(QStringLiteral("ann"), ConnectionId(1), m_begin);
        QVERIFY(!arrivals.closed(QStringLiteral("ann"), ConnectionId(1)));
        QCOMPARE(arrivals.users(), std::size_t(0));
    }
    void earlierOneLearnsWhenTheLatestCame()
    {
        UserArrivals arrivals;
        arrivals.opened(QStringLiteral("ann"), ConnectionId(1), m_begin);
        arrivals.opened(QStringLiteral("ann"), ConnectionId(4), m_begin + 7s);
        arrivals.opened(QStringLiteral("ann"), ConnectionId(5), m_begin + 9s);
        QCOMPARE(arrivals.closed(QStringLiteral("ann"), ConnectionId(4)), std::optional(m_begin + 9s));
        QVERIFY(!arrivals.closed(QStringLiteral("ann"), ConnectionId(5)));
        QCOMPARE(arrivals.closed(QStringLiteral("ann"), ConnectionId(1)), std::optional(m_begin + 9s));
        QCOMPARE(arrivals.users(), std::size_t(0));
    }
    void usersAreApart()
    {
        UserArrivals arrivals;
        arrivals.opened(QStringLiteral("ann"), ConnectionId(1), m_begin);
        arrivals.opened(QStringLiteral("Ann"), ConnectionId(2), m_begin + 1s);
        QVERIFY(!arrivals.closed(QStringLiteral("ann"), ConnectionId(1)));
        QCOMPARE(arrivals.users(), std::size_t(1));
    }
    void guestIsNotKnown()
    {
        UserArrivals arrivals;
        QVERIFY(!arrivals.closed(QStringLiteral("guest-7"), ConnectionId(7)));
        QCOMPARE(arrivals.users(), std::size_t(0));
    }

private:
    TimePoint m_begin{100s};
};

QTEST_GUILESS_MAIN(TestUserArrivals)
#include "tst_userarrivals.moc"
