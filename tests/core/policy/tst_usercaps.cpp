#include "core/policy/usercaps.h"

#include <QTest>

#include <numeric>
#include <set>
#include <thread>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

//! Opens the place of a new client of \a user. Returns the numbers of those it replaces; -1: it may not enter.
QList<int> enter(UserCaps &caps, std::vector<UserPlace> &places, const QString &user, int connection)
{
    std::optional<UserPlace> place = caps.reserve(user);
    if (!place)
        return {-1};
    QList<int> replaced;
    for (const ConnectionId id : place->open(ConnectionId(quint64(connection))))
        replaced += int(id.value());
    places.push_back(*std::move(place));
    return replaced;
}

} // namespace

class TestUserCaps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<UserPolicy>("policy");
        QTest::addColumn<QList<QList<int>>>("results"); // of the connections 1, 2, 3 ... of one user
        using Results = QList<QList<int>>;
        QTest::newRow("no limit") << qint64(0) << UserPolicy::Refuse << Results{{}, {}, {}, {}};
        QTest::newRow("no limit, replace") << qint64(0) << UserPolicy::Replace << Results{{}, {}, {}, {}};
        QTest::newRow("refuse, 1") << qint64(1) << UserPolicy::Refuse << Results{{}, {-1}, {-1}};
        QTest::newRow("refuse, 3") << qint64(3) << UserPolicy::Refuse << Results{{}, {}, {}, {-1}, {-1}};
        QTest::newRow("replace, 1") << qint64(1) << UserPolicy::Replace << Results{{}, {1}, {2}};
        QTest::newRow("replace, 3") << qint64(3) << UserPolicy::Replace << Results{{}, {}, {}, {1}, {2}, {3}};
    }
    void decides()
    {
        QFETCH(const qint64, limit);
        QFETCH(const UserPolicy, policy);
        QFETCH(const QList<QList<int>>, results);
        UserCaps caps;
        caps.setSettings({limit, policy});
        std::vector<UserPlace> places;
        for (int i = 0; i < results.size(); ++i)
            QCOMPARE(enter(caps, places, u"ann"_s, i + 1), results[i]);
        QCOMPARE(enter(caps, places, u"bob"_s, 100), QList<int>());
        QCOMPARE(enter(caps, places, u"Ann"_s, 101), QList<int>());
        QCOMPARE(caps.users(), std::size_t(3));
        places.clear();
        QCOMPARE(caps.users(), std::size_t(0));
        QCOMPARE(enter(caps, places, u"ann"_s, 102), QList<int>());
    }

    void refusingCountsClientsThatHaveNoConnectionYet()
    {
        UserCaps caps;
        caps.setSettings({2, UserPolicy::Refuse});
        std::optional<UserPlace> first = caps.reserve(u"ann"_s);
        std::optional<UserPlace> second = caps.reserve(u"ann"_s);
        QVERIFY(first && second && !caps.reserve(u"ann"_s));
        QVERIFY(second->open(ConnectionId(2)).empty());
        QVERIFY(!caps.reserve(u"ann"_s));
        first.reset(); // it has left before
        QVERIFY(caps.reserve(u"ann"_s));
        std::optional<UserPlace> third = caps.reserve(u"ann"_s);
        QVERIFY(third && !caps.reserve(u"ann"_s));
        second.reset();
        QVERIFY(caps.reserve(u"ann"_s));
    }
    void nobodyIsReplacedByAClientThatDoesNotBecomeAConnection()
    {
        UserCaps caps;
        caps.setSettings({1, UserPolicy::Replace});
        std::vector<UserPlace> places;
        QCOMPARE(enter(caps, places, u"ann"_s, 1), QList<int>());
        (void)caps.reserve(u"ann"_s);
        std::optional<UserPlace> late = caps.reserve(u"ann"_s);
        QCOMPARE(enter(caps, places, u"ann"_s, 2), QList<int>{1});
        QCOMPARE(late->open(ConnectionId(3)), std::vector{ConnectionId(2)}); // the newest is who opens last
    }
    void aPlaceIsReleasedOnce()
    {
        UserCaps caps;
        caps.setSettings({1, UserPolicy::Refuse});
        UserPlace place = *caps.reserve(u"ann"_s);
        QVERIFY(place.open(ConnectionId(1)).empty());
        UserPlace moved(std::move(place));
        QVERIFY(!moved.isNull());
        UserPlace assigned;
        QVERIFY(assigned.isNull() && assigned.open(ConnectionId(9)).empty());
        assigned = std::move(moved);
        QVERIFY(!caps.reserve(u"ann"_s));
        assigned = {};
        QCOMPARE(caps.users(), std::size_t(0));
        assigned = {};
        const std::optional<UserPlace> again = caps.reserve(u"ann"_s);
        QVERIFY(again && !caps.reserve(u"ann"_s));
    }
    void whoWasReplacedReleasesNothing()
    {
        UserCaps caps;
        caps.setSettings({1, UserPolicy::Replace});
        std::vector<UserPlace> old;
        std::vector<UserPlace> places;
        QCOMPARE(enter(caps, old, u"ann"_s, 1), QList<int>());
        QCOMPARE(enter(caps, places, u"ann"_s, 2), QList<int>{1});
        places.clear();
        QCOMPARE(caps.users(), std::size_t(0));
        caps.setSettings({1, UserPolicy::Refuse});
        QCOMPARE(enter(caps, places, u"ann"_s, 3), QList<int>());
        old.clear();
        QVERIFY(!caps.reserve(u"ann"_s));
    }
    void newSettingsApplyToNewClients()
    {
        UserCaps caps;
        std::vector<UserPlace> places;
        for (int i = 1; i <= 5; ++i)
            QCOMPARE(enter(caps, places, u"ann"_s, i), QList<int>());
        caps.setSettings({3, UserPolicy::Refuse}); // those that are in count
        QCOMPARE(enter(caps, places, u"ann"_s, 6), QList<int>{-1});
        caps.setSettings({3, UserPolicy::Replace});
        QCOMPARE(enter(caps, places, u"ann"_s, 7), (QList<int>{1, 2, 3}));
        caps.setSettings({0, UserPolicy::Replace});
        QCOMPARE(enter(caps, places, u"ann"_s, 8), QList<int>());
    }

    void isExactOnManyThreads_data()
    {
        QTest::addColumn<UserPolicy>("policy");
        QTest::newRow("refuse") << UserPolicy::Refuse;
        QTest::newRow("replace") << UserPolicy::Replace;
    }
    void isExactOnManyThreads()
    {
        QFETCH(const UserPolicy, policy);
        constexpr int Threads = 4;
        constexpr int Clients = 500; // of each thread
        UserCaps caps;
        caps.setSettings({3, policy});
        std::vector<std::vector<UserPlace>> places(Threads);
        std::vector<std::vector<ConnectionId>> replaced(Threads);
        std::vector<int> refused(Threads);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < Threads; ++thread) {
            threads.emplace_back([&, at = std::size_t(thread)] {
                for (quint64 i = 0; i < Clients; ++i) {
                    std::optional<UserPlace> place = caps.reserve(u"ann"_s);
                    if (!place) {
                        ++refused[at];
                        continue;
                    }
                    for (const ConnectionId id : place->open(ConnectionId(1 + at * Clients + i)))
                        replaced[at].push_back(id);
                    places[at].push_back(*std::move(place));
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        std::size_t in = 0;
        std::set<ConnectionId> gone;
        for (std::size_t at = 0; at < Threads; ++at) {
            in += places[at].size() - replaced[at].size();
            gone.insert(replaced[at].begin(), replaced[at].end());
            QCOMPARE(replaced[at].empty() || policy == UserPolicy::Replace, true);
        }
        QCOMPARE(in, std::size_t(3));
        const int outside = policy == UserPolicy::Refuse ? std::accumulate(refused.begin(), refused.end(), 0)
                                                         : int(gone.size()); // each of them once
        QCOMPARE(outside, Threads * Clients - 3);
        places.clear();
        QCOMPARE(caps.users(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestUserCaps)
#include "tst_usercaps.moc"
