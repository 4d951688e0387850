#include "core/worker/usersessions.h"

#include "tests/support/iothread.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace signalbox::test;

namespace {

struct Fixture
{
    explicit Fixture(const UserCapSettings &settings = {}) { caps.setSettings(settings); }

    bool enter(quint64 connection, const QString &user = u"ann"_s)
    {
        std::optional<UserPlace> place = caps.reserve(user);
        if (!place)
            return false;
        sessions.hold(ConnectionId(connection), *std::move(place));
        sessions.opened(ConnectionId(connection), user);
        return true;
    }
    EndEvidence leave(quint64 connection, const QString &user = u"ann"_s)
    {
        ConnectionInfo info;
        info.id = ConnectionId(connection);
        info.user = user;
        EndEvidence evidence;
        sessions.closed(info, evidence);
        return evidence;
    }

    UserCaps caps;
    UserArrivals arrivals;
    QList<quint64> replaced;
    UserSessions sessions{ioLoop(), arrivals, [this](ConnectionId id) { replaced += id.value(); }};
};

} // namespace

class TestUserSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAPlaceUntilTheEnd()
    {
        Fixture fixture({1, UserPolicy::Refuse});
        QVERIFY(fixture.enter(1));
        QVERIFY(!fixture.enter(2));
        QVERIFY(!fixture.leave(1).userCameBack);
        QCOMPARE(fixture.caps.users(), std::size_t(0));
        QVERIFY(fixture.enter(3));
        QVERIFY(fixture.replaced.isEmpty());
    }
    void givesAPlaceBackWhenTheEndBegins()
    {
        Fixture fixture({1, UserPolicy::Refuse});
        QVERIFY(fixture.enter(1));
        fixture.sessions.closing(ConnectionId(1));
        QVERIFY(fixture.enter(2));
        QVERIFY(!fixture.enter(3));
        QVERIFY(fixture.leave(1).userCameBack);
        QVERIFY(!fixture.enter(4)); // it has been given back once
    }
    void aPlaceOfAClientThatIsNeverOneOfItsUserIsReleased()
    {
        Fixture fixture({1, UserPolicy::Refuse});
        fixture.sessions.hold(ConnectionId(1), *fixture.caps.reserve(u"ann"_s));
        QVERIFY(!fixture.enter(2));
        (void)fixture.leave(1, {}); // it has ended while its token was checked
        QVERIFY(fixture.enter(3));
    }
    void namesThoseThatAreReplaced()
    {
        Fixture fixture({2, UserPolicy::Replace});
        for (quint64 id = 1; id <= 4; ++id)
            QVERIFY(fixture.enter(id));
        QVERIFY(fixture.enter(5, u"bob"_s));
        QCOMPARE(fixture.replaced, (QList<quint64>{1, 2}));
        QVERIFY(fixture.leave(1).userCameBack);
        QVERIFY(fixture.enter(6));
        QCOMPARE(fixture.replaced, (QList<quint64>{1, 2, 3}));
    }
    void guestsHaveNoPlaces()
    {
        Fixture fixture({1, UserPolicy::Refuse});
        fixture.sessions.hold(ConnectionId(1), {});
        QVERIFY(!fixture.leave(1, u"guest-1"_s).userCameBack);
        QCOMPARE(fixture.caps.users(), std::size_t(0));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestUserSessions)
#include "tst_usersessions.moc"
