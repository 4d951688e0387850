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

//! Keeps what it is told; the test answers claims.
struct Directory final : public UserPlaceDirectory
{
    void claim(const QString &user, ConnectionId connection, qint64 most, Done done) override
    {
        note(u"claim"_s, user, connection, most);
        answers.push_back(std::move(done));
    }
    void replace(const QString &user, ConnectionId connection, qint64 most) override
    {
        note(u"replace"_s, user, connection, most);
    }
    void add(std::vector<Taken> &&places) override
    {
        for (const auto &[user, connection] : places)
            note(u"add"_s, user, connection, 0);
    }
    void remove(const QString &user, ConnectionId connection) override
    {
        note(u"remove"_s, user, connection, 0);
    }
    void note(const QString &what, const QString &user, ConnectionId connection, qint64 most)
    {
        told += u"%1 %2 %3"_s.arg(what, user, connection.toString());
        if (most > 0)
            told.back() += u" of %1"_s.arg(most);
    }
    QStringList take() { return std::exchange(told, {}); }

    QStringList told;
    std::vector<Done> answers;
};

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

    void withoutAClusterNobodyIsAsked()
    {
        UserCaps caps;
        caps.setSettings({1, UserPolicy::Refuse});
        std::optional<UserPlace> place = caps.reserve(u"ann"_s);
        QVERIFY(!place->claim(ConnectionId(1), [](bool) { qFatal("nobody was asked"); }));
        QVERIFY(!UserPlace().claim(ConnectionId(1), [](bool) { qFatal("nobody was asked"); }));
    }
    void withoutALimitTheClusterIsToldNothing()
    {
        Directory directory;
        UserCaps caps;
        caps.setDirectory(&directory);
        std::optional<UserPlace> place = caps.reserve(u"ann"_s);
        QVERIFY(!place->claim(ConnectionId(1), [](bool) { qFatal("nobody was asked"); }));
        QVERIFY(place->open(ConnectionId(1)).empty());
        place.reset();
        QCOMPARE(directory.take(), QStringList());
    }
    void refusingClaimsAPlaceInTheCluster()
    {
        Directory directory;
        UserCaps caps;
        caps.setDirectory(&directory);
        caps.setSettings({2, UserPolicy::Refuse});
        std::optional<UserPlace> first = caps.reserve(u"ann"_s);
        QList<bool> results;
        const auto keep = [&](bool isGranted) { results += isGranted; };
        QVERIFY(first->claim(ConnectionId(1), keep));
        QCOMPARE(directory.take(), QStringList{u"claim ann 1 of 2"_s});
        directory.answers[0](true);
        QCOMPARE(results, QList{true});
        QVERIFY(first->open(ConnectionId(1)).empty());
        QCOMPARE(directory.take(), QStringList()); // it knows already
        std::optional<UserPlace> second = caps.reserve(u"ann"_s);
        QVERIFY(second->claim(ConnectionId(2), keep));
        QVERIFY(!caps.reserve(u"ann"_s)); // there is no need to ask
        (void)directory.take();
        second.reset(); // it has left before
        QCOMPARE(directory.take(), QStringList{u"remove ann 2"_s});
        UserPlace moved = std::move(*first);
        first.reset();
        QCOMPARE(directory.take(), QStringList());
        moved = {};
        QCOMPARE(directory.take(), QStringList{u"remove ann 1"_s});
        QCOMPARE(caps.users(), std::size_t(0));
    }
    void replacingTellsTheClusterInOrder()
    {
        Directory directory;
        UserCaps caps;
        caps.setDirectory(&directory);
        caps.setSettings({1, UserPolicy::Replace});
        std::optional<UserPlace> unopened = caps.reserve(u"ann"_s);
        QVERIFY(!unopened->claim(ConnectionId(9), {}));
        unopened.reset();
        QCOMPARE(directory.take(), QStringList()); // whose handshake fails replaces nobody
        std::vector<UserPlace> places;
        QCOMPARE(enter(caps, places, u"ann"_s, 1), QList<int>());
        QCOMPARE(directory.take(), QStringList{u"replace ann 1 of 1"_s});
        QCOMPARE(enter(caps, places, u"ann"_s, 2), QList<int>{1});
        QCOMPARE(directory.take(), QStringList({u"replace ann 2 of 1"_s, u"remove ann 1"_s}));
        places.clear();
        QCOMPARE(directory.take(), QStringList{u"remove ann 2"_s}); // each once
    }
    void aNewLimitTellsTheClusterOfThoseThatAreIn()
    {
        Directory directory;
        UserCaps caps;
        caps.setDirectory(&directory);
        std::vector<UserPlace> places;
        for (int i = 1; i <= 2; ++i)
            QCOMPARE(enter(caps, places, u"ann"_s, i), QList<int>());
        std::optional<UserPlace> late = caps.reserve(u"ann"_s);
        QCOMPARE(directory.take(), QStringList());
        caps.setSettings({5, UserPolicy::Refuse});
        QCOMPARE(directory.take(), QStringList({u"add ann 1"_s, u"add ann 2"_s}));
        caps.setSettings({6, UserPolicy::Refuse});
        QCOMPARE(directory.take(), QStringList());
        QVERIFY(late->open(ConnectionId(3)).empty());
        QCOMPARE(directory.take(), QStringList{u"add ann 3"_s});
        caps.setSettings({0, UserPolicy::Refuse});
        QCOMPARE(enter(caps, places, u"ann"_s, 4), QList<int>());
        QCOMPARE(directory.take(), QStringList());
        places.clear();
        late.reset();
        QStringList told = directory.take();
        told.sort();
        QCOMPARE(told, QStringList({u"remove ann 1"_s, u"remove ann 2"_s, u"remove ann 3"_s}));
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
