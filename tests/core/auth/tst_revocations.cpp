#include "core/auth/revocations.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr WallTime at(int second)
{
    return WallTime(std::chrono::seconds(second));
}

Identity identityOf(const QString &user, const QString &tokenId, std::optional<WallTime> issuedAt)
{
    Identity identity;
    identity.user = user;
    identity.tokenId = tokenId;
    identity.issuedAt = issuedAt;
    return identity;
}

Revocation ofToken(const QString &id, int created, int until)
{
    return {RevocationKind::TokenId, id, at(created), at(until)};
}

Revocation ofUser(const QString &user, int created, int until)
{
    return {RevocationKind::User, user, at(created), at(until)};
}

} // namespace

class TestRevocations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("tokenId");
        QTest::addColumn<int>("issued"); // -1: not said
        QTest::addColumn<int>("now");
        QTest::addColumn<bool>("isRevoked");

        QTest::newRow("token id") << u"eve"_s << u"t1"_s << 150 << 120 << true;
        QTest::newRow("token id, of a guest") << u""_s << u"t1"_s << -1 << 120 << true;
        QTest::newRow("token id, last moment") << u"eve"_s << u"t1"_s << 50 << 199 << true;
        QTest::newRow("token id, over") << u"eve"_s << u"t1"_s << 50 << 200 << false;
        QTest::newRow("other token id") << u"eve"_s << u"t2"_s << 50 << 120 << false;
        QTest::newRow("other case") << u"eve"_s << u"T1"_s << 50 << 120 << false;
        QTest::newRow("user, issued before") << u"mallory"_s << u""_s << 99 << 120 << true;
        QTest::newRow("user, issued then") << u"mallory"_s << u""_s << 100 << 120 << false;
        QTest::newRow("user, issued later") << u"mallory"_s << u""_s << 101 << 120 << false;
        QTest::newRow("user, no time") << u"mallory"_s << u""_s << -1 << 120 << true;
        QTest::newRow("user, no time, other token id") << u"mallory"_s << u"t2"_s << -1 << 120 << true;
        QTest::newRow("user, over") << u"mallory"_s << u""_s << 99 << 200 << false;
        QTest::newRow("token id over, user not") << u"mallory"_s << u"t0"_s << 99 << 120 << true;
        QTest::newRow("token id like a user") << u"eve"_s << u"mallory"_s << -1 << 120 << false;
        QTest::newRow("user like a token id") << u"t1"_s << u""_s << -1 << 120 << false;
        QTest::newRow("both names are one") << u"both"_s << u"both"_s << 150 << 120 << true;
        QTest::newRow("nobody") << u""_s << u""_s << -1 << 120 << false;
    }
    void judges()
    {
        QFETCH(QString, user);
        QFETCH(QString, tokenId);
        QFETCH(int, issued);
        QFETCH(int, now);
        QFETCH(bool, isRevoked);
        const std::vector all{ofToken(u"t1"_s, 100, 200), ofUser(u"mallory"_s, 100, 200),
                              ofToken(u"t0"_s, 10, 20), ofUser(u"both"_s, 100, 200),
                              ofToken(u"both"_s, 100, 200)};
        const Identity identity =
            identityOf(user, tokenId, issued < 0 ? std::nullopt : std::optional(at(issued)));
        QCOMPARE(RevocationList(all).isRevoked(identity, at(now)), isRevoked);
        std::shared_ptr<const RevocationList> oneByOne = std::make_shared<const RevocationList>();
        for (const Revocation &revocation : all)
            oneByOne = oneByOne->with(revocation);
        QCOMPARE(oneByOne->isRevoked(identity, at(now)), isRevoked);
        QVERIFY(!RevocationList().isRevoked(identity, at(now)));
    }
    void renewsAndNeverShortens()
    {
        const RevocationList first({ofUser(u"eve"_s, 100, 300)});
        const auto second = first.with(ofUser(u"eve"_s, 150, 200));
        QCOMPARE(second->size(), 1u);
        QVERIFY(second->isRevoked(identityOf(u"eve"_s, {}, at(149)), at(299)));
        QVERIFY(!second->isRevoked(identityOf(u"eve"_s, {}, at(150)), at(299)));
        QCOMPARE(*second->with(ofUser(u"eve"_s, 160, 400))->find(RevocationKind::User, u"eve"_s),
                 ofUser(u"eve"_s, 160, 400));
        QCOMPARE(*first.find(RevocationKind::User, u"eve"_s), ofUser(u"eve"_s, 100, 300)); // immutable
        QVERIFY(!second->find(RevocationKind::TokenId, u"eve"_s));
    }
    void forgetsOnlyWhatWasNotRenewed()
    {
        const RevocationList list({ofToken(u"t1"_s, 100, 200), ofToken(u"t2"_s, 100, 200),
                                   ofUser(u"t1"_s, 100, 200), ofToken(u"t3"_s, 100, 201)});
        const auto left = list.with(ofToken(u"t2"_s, 150, 250))
                              ->without({ofToken(u"t1"_s, 100, 200), ofToken(u"t2"_s, 100, 200),
                                         ofToken(u"t9"_s, 100, 200)});
        QCOMPARE(left->size(), 3u);
        QCOMPARE(left->all().size(), 3u);
        QVERIFY(!left->find(RevocationKind::TokenId, u"t1"_s));
        QVERIFY(left->find(RevocationKind::User, u"t1"_s));
        QCOMPARE(left->find(RevocationKind::TokenId, u"t2"_s)->until, at(250));
        QCOMPARE(list.size(), 4u);
    }
    void holdsMany()
    {
        std::shared_ptr<const RevocationList> list = std::make_shared<const RevocationList>();
        for (int i = 0; i < 20'000; ++i)
            list = list->with(ofToken(QString::number(i), 100, 200));
        QCOMPARE(list->size(), 20'000u);
        QVERIFY(list->isRevoked(identityOf({}, u"0"_s, {}), at(120)));
        QVERIFY(list->isRevoked(identityOf({}, u"19999"_s, {}), at(120)));
        QVERIFY(!list->isRevoked(identityOf({}, u"20000"_s, {}), at(120)));
        QCOMPARE(RevocationList(list->all()).size(), 20'000u);
    }
    void swapsTheWholeList()
    {
        Revocations revocations;
        const std::shared_ptr<const RevocationList> before = revocations.current();
        revocations.set(before->with(ofUser(u"eve"_s, 100, 200)));
        QCOMPARE(before->size(), 0u);
        QCOMPARE(revocations.current()->size(), 1u);
    }
};

QTEST_APPLESS_MAIN(TestRevocations)
#include "tst_revocations.moc"
