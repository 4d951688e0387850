#include "core/server/accessmerge.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr quint64 OwnId = quint64(5) << ConnectionBits;

Ban ban(const QString &user, quint64 id, qint64 created, const QString &reason = {})
{
    return {.id = BanId(id),
            .kind = BanKind::User,
            .value = user,
            .reason = reason,
            .created = WallTime(Milliseconds(created))};
}

struct Fixture
{
    MergedAccess merge(std::vector<Ban> theirs, std::vector<Ban> own, OwnEntries kept = OwnEntries::Outdated)
    {
        return mergeAccess({std::move(theirs), {}}, {std::move(own), {}}, kept, unsent, 20,
                           [this] { return BanId(OwnId + ++lastOwn); });
    }
    void add(const CommandBody &done) { unsent.add(done); }

    UnsentAccesses unsent;
    quint64 lastOwn = 0;
};

} // namespace

class TestAccessMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theClusterDecides()
    {
        Fixture fixture;
        const MergedAccess merged = fixture.merge({ban(u"ann"_s, 1, 5, u"theirs"_s), ban(u"new"_s, 2, 5)},
                                                  {ban(u"ann"_s, 1, 5, u"old"_s), ban(u"gone"_s, 3, 5)});
        QCOMPARE(merged.content.bans, (std::vector{ban(u"ann"_s, 1, 5, u"theirs"_s), ban(u"new"_s, 2, 5)}));
        QVERIFY(merged.missing.empty());
    }
    void whatWasNotToldStays()
    {
        Fixture fixture;
        fixture.add(RemoveBans{{}, {ban(u"removed"_s, 4, 5)}});
        fixture.add(AddBans{{}, {ban(u"mine"_s, OwnId + 7, 9)}});
        fixture.add(EditBan{{}, ban(u"edited"_s, 3, 5, u"mine"_s)});
        fixture.add(EditBan{{}, ban(u"gone"_s, 8, 5, u"mine"_s)});
        const MergedAccess merged =
            fixture.merge({ban(u"removed"_s, 4, 5), ban(u"edited"_s, 3, 5)},
                          {ban(u"edited"_s, 3, 5, u"mine"_s), ban(u"gone"_s, 8, 5, u"mine"_s),
                           ban(u"mine"_s, OwnId + 7, 9)});
        QCOMPARE(merged.content.bans,
                 (std::vector{ban(u"edited"_s, 3, 5, u"mine"_s), ban(u"mine"_s, OwnId + 7, 9)}));
    }
    void aBanOfTheSameMomentIsTheSame()
    {
        Fixture fixture;
        fixture.add(AddBans{{}, {ban(u"ann"_s, OwnId + 7, 9)}});
        // Its reply was lost: the id that was told counts.
        QCOMPARE(fixture.merge({ban(u"ann"_s, 21, 9)}, {ban(u"ann"_s, OwnId + 7, 9)}).content.bans,
                 std::vector{ban(u"ann"_s, OwnId + 7, 9)});
        // That of another node stays.
        QCOMPARE(fixture.merge({ban(u"ann"_s, 21, 8)}, {ban(u"ann"_s, OwnId + 7, 9)}).content.bans,
                 std::vector{ban(u"ann"_s, 21, 8)});
        // One that was removed here, under another id.
        fixture.add(RemoveBans{{}, {ban(u"ann"_s, OwnId + 7, 9)}});
        QVERIFY(fixture.merge({ban(u"ann"_s, 21, 9)}, {}).content.bans.empty());
    }
    void noIdIsUsedTwice_data()
    {
        QTest::addColumn<OwnEntries>("kept");
        QTest::addColumn<quint64>("id");
        QTest::addColumn<quint64>("expected");
        QTest::newRow("given by Redis") << OwnEntries::Missing << quint64(20) << quint64(20);
        QTest::newRow("and given once more") << OwnEntries::Missing << quint64(7) << OwnId + 1;
        QTest::newRow("not yet given") << OwnEntries::Missing << quint64(21) << OwnId + 1;
        QTest::newRow("made outside") << OwnEntries::Foreign << quint64(3) << OwnId + 1;
        QTest::newRow("of a node") << OwnEntries::Foreign << OwnId + 9 << OwnId + 9;
    }
    void noIdIsUsedTwice()
    {
        QFETCH(OwnEntries, kept);
        QFETCH(quint64, id);
        QFETCH(quint64, expected);
        Fixture fixture;
        const MergedAccess merged = fixture.merge({ban(u"their"_s, 7, 5)}, {ban(u"ann"_s, id, 6)}, kept);
        QCOMPARE(merged.content.bans.front(), ban(u"ann"_s, expected, 6));
        QCOMPARE(merged.missing.size(), 1u);
        QVERIFY(merged.missing.front().second.written == UnsentAccess::Written::Added);
    }
    void revocationsAddUp()
    {
        Fixture fixture;
        const Revocation theirs{RevocationKind::User, u"ann"_s, {}, WallTime(Milliseconds(9))};
        const Revocation own{RevocationKind::User, u"bob"_s, {}, WallTime(Milliseconds(9))};
        const auto merge = [&](OwnEntries kept) {
            return mergeAccess({{}, {theirs}}, {{}, {own}}, kept, fixture.unsent, 20, {});
        };
        QCOMPARE(merge(OwnEntries::Outdated).content.revocations, std::vector{theirs});
        QCOMPARE(merge(OwnEntries::Missing).content.revocations, (std::vector{theirs, own}));
        QCOMPARE(merge(OwnEntries::Foreign).missing.size(), 1u);
        fixture.add(Revoke{{}, RevocationKind::User, u"bob"_s, {}});
        QCOMPARE(merge(OwnEntries::Outdated).content.revocations, (std::vector{theirs, own}));
    }
};

QTEST_GUILESS_MAIN(TestAccessMerge)
#include "tst_accessmerge.moc"
