#include "core/observe/roomliststream.h"

#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

Query matching(QStringView text)
{
    return Query::parse(text, QueryList::Rooms).query;
}

struct Fixture
{
    Fixture()
        : stream([this](quint64 question, const std::vector<Query> &filters) {
            ++requests;
            lastQuestion = question;
            lastFilters = filters;
        })
    {
    }
    //! The answer of one io thread: one room for each filter, prefix or `prefixx`.
    void answer(const QString &prefix)
    {
        std::vector<RoomList> lists;
        for (const Query &filter : lastFilters)
            lists.push_back({{{filter.isEmpty() ? prefix : prefix + u'x', 1, 0, 0, 0}}, 0});
        stream.take(lastQuestion, std::move(lists));
    }
    bool isRequested(int count)
    {
        return waitUntil([&] { return requests == count; });
    }

    int requests = 0;
    quint64 lastQuestion = 0;
    std::vector<Query> lastFilters;
    RoomListStream stream;
};

struct Reader
{
    explicit Reader(RoomListStream &stream)
        : subscription(stream.subscribe({}))
    {
        QObject::connect(subscription.get(), &RoomsSubscription::listed, subscription.get(),
                         [this](const RoomReport &report) { reports.push_back(report); });
    }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return reports.size() == count; });
    }
    QString rooms() const
    {
        QStringList names;
        for (const RoomSnapshot &room : reports.back().list.rooms)
            names += room.name;
        names.sort();
        return names.join(u' ');
    }

    std::unique_ptr<RoomsSubscription> subscription;
    std::vector<RoomReport> reports;
};

} // namespace

class TestRoomListStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsNothingWithoutSubscribers()
    {
        Fixture f;
        f.stream.setWorkers(1);
        const TimePoint end = Clock::now() + 250ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(f.requests, 0);
    }
    void mergesTheAnswersOfAllWorkers()
    {
        Fixture f;
        f.stream.setWorkers(2);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        f.answer(u"a"_qs);
        const TimePoint end = Clock::now() + 150ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QVERIFY(reader.reports.empty()); // one is missing
        QCOMPARE(f.requests, 1);         // no further request before the answer
        f.answer(u"b"_qs);
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.rooms(), u"a b"_qs);
    }
    void requestsEachFilterOnce()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader all(f.stream);
        Reader alsoAll(f.stream);
        Reader some(f.stream);
        some.subscription->setFilter(matching(u"x"));
        QVERIFY(f.isRequested(1));
        QCOMPARE(f.lastFilters.size(), std::size_t(2));
        f.answer(u"room"_qs);
        QVERIFY(all.gets(1) && alsoAll.gets(1) && some.gets(1));
        QCOMPARE(all.rooms(), u"room"_qs);
        QCOMPARE(alsoAll.rooms(), u"room"_qs);
        QCOMPARE(some.rooms(), u"roomx"_qs);
    }
    void newFilterIsRequestedAtOnce()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        reader.subscription->setFilter(matching(u"x")); // the answer on its way is for another filter
        f.answer(u"room"_qs);
        const TimePoint begin = Clock::now();
        QVERIFY(f.isRequested(2));
        QVERIFY(Clock::now() - begin < 900ms);
        QVERIFY(reader.reports.empty());
        QVERIFY(f.lastFilters == std::vector{matching(u"x")});
        f.answer(u"room"_qs);
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.rooms(), u"roomx"_qs);
    }
    void requestsAgainAfterTheInterval()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        const TimePoint begin = Clock::now();
        f.answer(u"a"_qs);
        QVERIFY(f.isRequested(2));
        QVERIFY(Clock::now() - begin >= 850ms);
    }
    void slowAnswersAreRequestedLessOften()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        const TimePoint begin = Clock::now();
        QVERIFY(waitUntil([&] { return Clock::now() - begin >= 100ms; }));
        f.answer(u"a"_qs);
        const TimePoint answered = Clock::now();
        QVERIFY(f.isRequested(2));
        QVERIFY(Clock::now() - answered >= 1800ms); // 20 times as long
    }
    void stoppedServerHasNoRooms()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        const quint64 late = f.lastQuestion;
        f.stream.setWorkers(0);
        f.stream.take(late, {{{{u"late"_qs, 1, 0, 0, 0}}, 0}});
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.rooms(), QString());
        QCOMPARE(f.requests, 1);
        f.stream.setWorkers(1);
        QVERIFY(f.isRequested(2));
    }
};

QTEST_GUILESS_MAIN(TestRoomListStream)
#include "tst_roomliststream.moc"
