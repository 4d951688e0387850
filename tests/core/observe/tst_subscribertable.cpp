#include "core/observe/subscribertable.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

//! Concatenates texts.
struct PendingText
{
    using Batch = QString;

    bool hasBatch() const { return !text.isEmpty(); }
    QString take() { return std::exchange(text, {}); }

    QString text;
};

constexpr auto Manual = SubscriptionOptions::Acknowledgement::Manual;

struct Fixture
{
    SubscriberId add(const SubscriptionOptions &options = {}, Milliseconds shortest = TickInterval)
    {
        const std::size_t index = taken.size();
        taken.emplace_back();
        return table.add(options, shortest, [this, index](const QString &batch) { taken[index] += batch; });
    }
    void put(const QString &text)
    {
        table.putAll(QString(text), [](PendingText &pending, QString &&part) { pending.text += part; });
    }

    SubscriberTable<PendingText> table;
    std::vector<QStringList> taken; //!< batches, by subscriber
};

} // namespace

class TestSubscriberTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversNothingWithoutABatch()
    {
        Fixture f;
        f.add();
        QVERIFY(!f.table.nextDelivery());
        QVERIFY(f.table.deliver(5));
        QVERIFY(f.taken[0].isEmpty());
    }
    void mergesUntilDelivered()
    {
        Fixture f;
        f.add();
        f.put(QStringLiteral("a"));
        f.put(QStringLiteral("b"));
        QVERIFY(f.table.nextDelivery());
        f.table.deliver(5);
        QCOMPARE(f.taken[0], QStringList{QStringLiteral("ab")});
        QVERIFY(!f.table.nextDelivery());
    }
    void deliversOneBatchATick()
    {
        Fixture f;
        f.add();
        f.put(QStringLiteral("a"));
        f.table.deliver(5);
        f.put(QStringLiteral("b"));
        f.table.deliver(5);
        QCOMPARE(f.taken[0].size(), 1);
        QCOMPARE(*f.table.nextDelivery(), 6);
        f.table.deliver(6);
        QCOMPARE(f.taken[0].size(), 2);
    }
    void deliversToOneSubscriberAtATime()
    {
        Fixture f;
        f.add();
        f.add();
        f.put(QStringLiteral("a"));
        QVERIFY(f.table.isDue(5));
        QVERIFY(f.table.deliverNext(5));
        QCOMPARE(f.taken[0].size(), 1);
        QVERIFY(f.taken[1].isEmpty());
        // The one that has waited longer comes first, even if the other one is due again.
        f.put(QStringLiteral("b"));
        f.table.deliverNext(6);
        QCOMPARE(f.taken[0].size(), 1);
        QCOMPARE(f.taken[1], QStringList{QStringLiteral("ab")});
        f.table.deliverNext(6);
        QCOMPARE(f.taken[0].size(), 2);
        QVERIFY(!f.table.isDue(6));
        QVERIFY(f.table.deliverNext(6));
        QCOMPARE(f.taken[0].size() + f.taken[1].size(), 3);
    }
    void eachSubscriberHasItsInterval()
    {
        Fixture f;
        f.add();
        f.add({300ms});
        for (qint64 tick = 10; tick < 17; ++tick) {
            f.put(QString::number(tick % 10));
            f.table.deliver(tick);
        }
        QCOMPARE(f.taken[0].join(u' '), QStringLiteral("0 1 2 3 4 5 6"));
        QCOMPARE(f.taken[1].join(u' '), QStringLiteral("0 123 456"));
    }
    void shortestIntervalOfTheStreamHolds()
    {
        Fixture f;
        f.add({10ms}, 500ms);
        f.put(QStringLiteral("a"));
        f.table.deliver(10);
        f.put(QStringLiteral("b"));
        f.table.deliver(14);
        QCOMPARE(f.taken[0].size(), 1);
        f.table.deliver(15);
        QCOMPARE(f.taken[0].size(), 2);
    }
    void subscriberThatDoesNotAcknowledgeDelaysNoOther()
    {
        Fixture f;
        const SubscriberId slow = f.add({0ms, Manual});
        f.add();
        for (qint64 tick = 0; tick < 4; ++tick) {
            f.put(QString::number(tick));
            f.table.deliver(tick);
        }
        QCOMPARE(f.taken[0].join(u' '), QStringLiteral("0"));
        QCOMPARE(f.taken[1].join(u' '), QStringLiteral("0 1 2 3"));
        QVERIFY(!f.table.nextDelivery()); // what waits for the slow one is no reason
        f.table.acknowledge(slow);
        QVERIFY(f.table.nextDelivery());
        f.table.deliver(4);
        QCOMPARE(f.taken[0].join(u' '), QStringLiteral("0 123"));
    }
    void requestsMoreOneTickAheadOfTheSoonestReadySubscriber()
    {
        Fixture f;
        QVERIFY(!f.table.nextRequest());
        const SubscriberId manual = f.add({0ms, Manual});
        f.add({1000ms});
        f.put(QStringLiteral("a"));
        f.table.deliver(10);
        QCOMPARE(*f.table.nextRequest(), 19); // the manual one is not ready
        int wanting = 0;
        const auto count = [&](const PendingText &) { ++wanting; };
        f.table.forEachWanting(18, count);
        QCOMPARE(wanting, 0);
        f.table.forEachWanting(19, count);
        QCOMPARE(wanting, 1);
        f.table.acknowledge(manual);
        QCOMPARE(*f.table.nextRequest(), 10);
    }
    void hastenedSubscriberIsDueAtOnce()
    {
        Fixture f;
        const SubscriberId id = f.add({1000ms});
        f.put(QStringLiteral("a"));
        f.table.deliver(10);
        f.put(QStringLiteral("b"));
        f.table.hasten(id);
        f.table.deliver(11);
        QCOMPARE(f.taken[0].size(), 2);
    }
    void removedSubscriberGetsNothing()
    {
        Fixture f;
        const SubscriberId id = f.add();
        f.put(QStringLiteral("a"));
        f.table.remove(id);
        QVERIFY(f.table.isEmpty());
        QVERIFY(!f.table.find(id));
        f.table.deliver(5);
        QVERIFY(f.taken[0].isEmpty());
        f.table.acknowledge(id);
        f.table.hasten(id);
        QVERIFY(f.add() != id);
    }
    void callbackMayRemoveSubscribers()
    {
        SubscriberTable<PendingText> table;
        int calls = 0;
        std::vector<SubscriberId> ids;
        const auto removeAll = [&](const QString &) {
            ++calls;
            for (const SubscriberId id : ids)
                table.remove(id);
        };
        for (int i = 0; i < 3; ++i)
            ids.push_back(table.add({}, TickInterval, removeAll));
        table.putAll(QStringLiteral("a"), [](PendingText &pending, QString &&part) { pending.text = part; });
        QVERIFY(table.deliver(1));
        QCOMPARE(calls, 1);
    }
    void callbackMayDestroyTheTable()
    {
        auto table = std::make_unique<SubscriberTable<PendingText>>();
        int calls = 0;
        for (int i = 0; i < 3; ++i) {
            table->add({}, TickInterval, [&](const QString &) {
                ++calls;
                table.reset();
            });
        }
        table->putAll(QStringLiteral("a"), [](PendingText &pending, QString &&part) { pending.text = part; });
        QVERIFY(!table->deliver(1));
        QCOMPARE(calls, 1);
    }
    void deliversNothingFromWithinACallback()
    {
        SubscriberTable<PendingText> table;
        int calls = 0;
        table.add({}, TickInterval, [&](const QString &) {
            if (++calls > 1)
                return;
            table.putAll(QStringLiteral("b"),
                         [](PendingText &pending, QString &&part) { pending.text = part; });
            table.deliver(2); // as an event loop in a slot would
        });
        table.putAll(QStringLiteral("a"), [](PendingText &pending, QString &&part) { pending.text = part; });
        table.deliver(1);
        QCOMPARE(calls, 1);
        table.deliver(2);
        QCOMPARE(calls, 2);
    }
};

QTEST_GUILESS_MAIN(TestSubscriberTable)
#include "tst_subscribertable.moc"
