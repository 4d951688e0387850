#include "core/server/unsentaccesses.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Written = UnsentAccess::Written;
using Kind = AccessOperation::Kind;

Ban ban(const QString &user, quint64 id, qint64 created = 5)
{
    return {
        .id = BanId(id), .kind = BanKind::User, .value = user, .created = WallTime(Milliseconds(created))};
}

AccessSubject user(const QString &name)
{
    return {BanKind::User, name};
}

std::vector<Kind> kindsOf(const UnsentAccesses::Batch &batch)
{
    std::vector<Kind> kinds;
    for (const AccessOperation &operation : batch.operations)
        kinds.push_back(operation.kind);
    return kinds;
}

} // namespace

class TestUnsentAccesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void notesCommands()
    {
        UnsentAccesses unsent;
        unsent.add(CommandBody(EditBan{{}, ban(u"ann"_s, 1)}));
        QCOMPARE(unsent.find(user(u"ann"_s)), (UnsentAccess{Written::Edited, {}}));
        unsent.add(CommandBody(RemoveBans{{}, {ban(u"ann"_s, 1)}}));
        unsent.add(CommandBody(AddBans{{}, {ban(u"ann"_s, 2, 6)}}));
        unsent.add(CommandBody(EditBan{{}, ban(u"ann"_s, 2, 6)})); // it is still a new one
        const UnsentAccess again{Written::Added, {{BanId(1), WallTime(Milliseconds(5))}}};
        QCOMPARE(unsent.find(user(u"ann"_s)), again);
        unsent.add(CommandBody(Revoke{{}, RevocationKind::User, u"ann"_s, {}}));
        QCOMPARE(unsent.size(), 2u); // of another kind
        QCOMPARE(unsent.find(user(u"bob"_s)), UnsentAccess());
        unsent.add(CommandBody(Kick{}));
        QCOMPARE(unsent.size(), 2u);
    }
    void sendsWhatThereIsNow()
    {
        UnsentAccesses unsent;
        unsent.add(CommandBody(RemoveBans{{}, {ban(u"ann"_s, 1)}}));
        unsent.add(CommandBody(AddBans{{}, {ban(u"ann"_s, 2), ban(u"gone"_s, 3)}}));
        unsent.add(CommandBody(EditBan{{}, ban(u"cid"_s, 4)}));
        unsent.add(CommandBody(Revoke{{}, RevocationKind::User, u"dan"_s, {}}));
        const Revocation dan{RevocationKind::User, u"dan"_s, {}, {}};
        const UnsentAccesses::Batch batch =
            unsent.next({ban(u"ann"_s, 2), ban(u"cid"_s, 4), ban(u"other"_s, 5)}, {dan});
        QCOMPARE(kindsOf(batch), (std::vector{Kind::Drop, Kind::Put, Kind::Set, Kind::Revoke}));
        QCOMPARE(batch.numbers.size(), 4u); // of what has ended meanwhile nothing is to be told
        QVERIFY(unsent.sent(batch, 7).empty());
        QCOMPARE(unsent.size(), 0u);
    }
    void whatChangesMeanwhileIsSentOnceMore()
    {
        UnsentAccesses unsent;
        unsent.add(CommandBody(AddBans{{}, {ban(u"ann"_s, 2), ban(u"bob"_s, 3)}}));
        const UnsentAccesses::Batch batch = unsent.next({}, {});
        unsent.add(CommandBody(RemoveBans{{}, {ban(u"ann"_s, 2)}}));
        (void)unsent.sent(batch, 7);
        QVERIFY(unsent.contains(user(u"ann"_s)));
        QVERIFY(!unsent.contains(user(u"bob"_s)));
    }
    void boundsABatch()
    {
        UnsentAccesses unsent;
        AddBans many;
        for (quint64 i = 1; i <= UnsentAccesses::ChangesABatch + 1; ++i)
            many.bans.push_back(ban(u"u%1"_s.arg(i), i));
        unsent.add(CommandBody(many));
        const UnsentAccesses::Batch first = unsent.next(many.bans, {});
        QCOMPARE(first.operations.size(), UnsentAccesses::ChangesABatch);
        (void)unsent.sent(first, 7);
        QCOMPARE(unsent.next(many.bans, {}).operations.size(), 1u);
    }
    void acceptsWhatIsNotBehindAnOwnChange_data()
    {
        QTest::addColumn<CommandBody>("own");
        QTest::addColumn<bool>("isRemoval");
        QTest::addColumn<Ban>("theirs");
        QTest::addColumn<bool>("isAccepted");
        const CommandBody added = AddBans{{}, {ban(u"ann"_s, 2, 6)}};
        const CommandBody edited = EditBan{{}, ban(u"ann"_s, 2, 6)};
        const CommandBody removed = RemoveBans{{}, {ban(u"ann"_s, 2, 6)}};
        QTest::newRow("about another") << added << true << ban(u"bob"_s, 1) << true;
        QTest::newRow("added, theirs is another") << added << false << ban(u"ann"_s, 1) << true;
        QTest::newRow("added, theirs is the same") << added << false << ban(u"ann"_s, 1, 6) << false;
        QTest::newRow("added, one before is removed") << added << true << ban(u"ann"_s, 0) << false;
        QTest::newRow("edited, and edited there") << edited << false << ban(u"ann"_s, 2, 6) << false;
        QTest::newRow("edited, and removed there") << edited << true << ban(u"ann"_s, 0) << true;
        QTest::newRow("removed, and edited there") << removed << false << ban(u"ann"_s, 2, 6) << false;
        QTest::newRow("removed, and a new one there") << removed << false << ban(u"ann"_s, 9, 9) << true;
    }
    void acceptsWhatIsNotBehindAnOwnChange()
    {
        QFETCH(CommandBody, own);
        QFETCH(bool, isRemoval);
        QFETCH(Ban, theirs);
        QFETCH(bool, isAccepted);
        UnsentAccesses unsent;
        unsent.add(own);
        const auto bans = std::holds_alternative<RemoveBans>(own)
                              ? std::map<AccessSubject, Ban>()
                              : bySubject(std::vector{ban(u"ann"_s, 2, 6)});
        const AccessChange change{isRemoval, theirs};
        QCOMPARE(unsent.accepts(change, 12, bans), isAccepted);
        const UnsentAccesses::Batch batch = unsent.next({}, {});
        UnsentAccesses copy = unsent;
        QVERIFY(copy.sent(batch, 12).empty());
        // It came behind the own change, but was told before the reply to that.
        QCOMPARE(unsent.sent(batch, 11).size(), isAccepted ? 0u : 1u);
    }
};

QTEST_GUILESS_MAIN(TestUnsentAccesses)
#include "tst_unsentaccesses.moc"
