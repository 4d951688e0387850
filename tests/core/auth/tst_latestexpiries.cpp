#include "core/auth/latestexpiries.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr WallTime Now{std::chrono::hours(500'000)};
constexpr WallTime Default = Now + DefaultRevocation;

Identity identityOf(const QString &user, const QString &tokenId, std::optional<WallTime> expires)
{
    Identity identity;
    identity.user = user;
    identity.tokenId = tokenId;
    identity.expires = expires;
    return identity;
}

WallTime endOfUser(const LatestExpiries &expiries, const QString &user, WallTime now = Now)
{
    return expiries.endOf(RevocationKind::User, user, now);
}

WallTime endOfToken(const LatestExpiries &expiries, const QString &id, WallTime now = Now)
{
    return expiries.endOf(RevocationKind::TokenId, id, now);
}

} // namespace

class TestLatestExpiries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheLatestOfTheTokensThatWereAccepted()
    {
        LatestExpiries expiries;
        expiries.note(identityOf(u"ann"_s, u"1"_s, Now + 1h), Now);
        expiries.note(identityOf(u"ann"_s, u"2"_s, Now + 3h), Now);
        expiries.note(identityOf(u"ann"_s, u"3"_s, Now + 2h), Now);
        expiries.note(identityOf(u"ann"_s, u"3"_s, Now + 2h), Now);
        QCOMPARE(endOfUser(expiries, u"ann"_s), Now + 3h);
        QCOMPARE(endOfToken(expiries, u"1"_s), Now + 1h);
        QCOMPARE(endOfToken(expiries, u"3"_s), Now + 2h);
        QCOMPARE(expiries.size(), 4u);
    }
    void isTheDefaultForWhatIsUnknown()
    {
        LatestExpiries expiries;
        expiries.note(identityOf(u"ann"_s, u"1"_s, Now + 1h), Now);
        QCOMPARE(endOfUser(expiries, u"bob"_s), Default);
        QCOMPARE(endOfToken(expiries, u"ann"_s), Default); // that is a user
        QCOMPARE(endOfUser(expiries, u"1"_s), Default);
        QCOMPARE(endOfUser(expiries, u"ann"_s, Now + 1h), Default + 1h); // its token has expired
    }
    void countsEndlessTokensAsTheDefault()
    {
        LatestExpiries expiries;
        expiries.note(identityOf(u"ann"_s, u"1"_s, Now + 1h), Now);
        expiries.note(identityOf(u"ann"_s, u"2"_s, {}), Now);
        QCOMPARE(endOfUser(expiries, u"ann"_s), Default);
        QCOMPARE(endOfToken(expiries, u"1"_s), Now + 1h);
        expiries.note(identityOf(u"ann"_s, u"3"_s, Default + 1h), Now); // longer than the default
        QCOMPARE(endOfUser(expiries, u"ann"_s), Default + 1h);
    }
    void leavesOutWhatCannotBeRevoked()
    {
        LatestExpiries expiries;
        expiries.note(identityOf({}, QString(MaxRevokedTokenId + 1, u'x'), Now + 1h), Now);
        QCOMPARE(expiries.size(), 0u);
        expiries.note(identityOf({}, QString(MaxRevokedTokenId, u'x'), Now + 1h), Now);
        QCOMPARE(expiries.size(), 1u);
    }
    void forgetsWhatExpiresFirst()
    {
        LatestExpiries expiries(3);
        for (int i = 1; i <= 5; ++i)
            expiries.note(identityOf({}, QString::number(i), Now + i * 1h), Now);
        QCOMPARE(expiries.size(), 3u);
        QCOMPARE(endOfToken(expiries, u"5"_s), Now + 5h);
        QCOMPARE(endOfToken(expiries, u"3"_s), Now + 3h);
        QCOMPARE(endOfToken(expiries, u"1"_s), Default); // forgotten
    }
    void neverEndsBeforeWhatItHasForgotten()
    {
        LatestExpiries expiries(2);
        expiries.note(identityOf(u"ann"_s, {}, Default + 1h), Now);
        expiries.note(identityOf(u"bob"_s, {}, Default + 2h), Now);
        expiries.note(identityOf(u"eve"_s, {}, Default + 3h), Now); // ann is forgotten
        QCOMPARE(endOfUser(expiries, u"ann"_s), Default + 1h);
        QCOMPARE(endOfUser(expiries, u"new"_s), Default + 1h);
        // What is noted again may have been forgotten before.
        expiries.note(identityOf(u"ann"_s, {}, Default + 2h + 1min), Now); // bob is forgotten
        QCOMPARE(endOfUser(expiries, u"bob"_s), Default + 2h);
        QVERIFY(endOfUser(expiries, u"ann"_s) >= Default + 2h);
    }
    void remembersThatItHasForgottenAnEndlessOne()
    {
        LatestExpiries expiries(1);
        expiries.note(identityOf(u"ann"_s, {}, {}), Now);
        expiries.note(identityOf(u"bob"_s, {}, {}), Now);
        QCOMPARE(expiries.size(), 1u);
        expiries.note(identityOf(u"ann"_s, {}, Now + 1h), Now);
        QCOMPARE(endOfUser(expiries, u"ann"_s), Default);
    }
    void isBounded()
    {
        LatestExpiries expiries(100);
        for (int i = 0; i < 10'000; ++i)
            expiries.note(identityOf(QString::number(i), QString::number(-i), Now + (i % 7) * 1h), Now + 3h);
        QCOMPARE(expiries.size(), 100u);
    }
};

QTEST_APPLESS_MAIN(TestLatestExpiries)
#include "tst_latestexpiries.moc"
