#include "core/auth/roomrights.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

Q_DECLARE_METATYPE(std::optional<Grants>)

class TestRoomRights : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void policyAndTokenHaveToAllowIt_data()
    {
        QTest::addColumn<RoomPublishing>("publishing");
        QTest::addColumn<RoomJoining>("joining");
        QTest::addColumn<std::optional<Grants>>("grants");
        QTest::addColumn<bool>("joins");
        QTest::addColumn<bool>("publishes");

        using P = RoomPublishing;
        using J = RoomJoining;
        const auto row = [](const char *name, P publishing, J joining, const std::optional<Grants> &grants,
                            bool joins, bool publishes) {
            QTest::newRow(name) << publishing << joining << grants << joins << publishes;
        };
        const RoomPatterns here({u"lobby"_s});
        const RoomPatterns all({u"*"_s});
        const RoomPatterns elsewhere({u"game-*"_s});
        const RoomPatterns nowhere;
        row("open, no token", P::Members, J::Anyone, {}, true, true);
        row("open, a token that limits nothing", P::Members, J::Anyone, Grants{}, true, true);
        row("open, granted", P::Members, J::Anyone, Grants{here, here}, true, true);
        row("open, granted elsewhere", P::Members, J::Anyone, Grants{elsewhere, elsewhere}, false, false);
        row("open, only joining granted", P::Members, J::Anyone, Grants{here, elsewhere}, true, false);
        row("open, only publishing granted", P::Members, J::Anyone, Grants{elsewhere, here}, false, true);
        row("open, joining limited", P::Members, J::Anyone, Grants{elsewhere, std::nullopt}, false, true);
        row("open, publishing limited", P::Members, J::Anyone, Grants{std::nullopt, elsewhere}, true, false);
        row("open, granted nowhere", P::Members, J::Anyone, Grants{nowhere, nowhere}, false, false);
        row("granted, no token", P::Granted, J::Granted, {}, false, false);
        row("granted, a token that limits nothing", P::Granted, J::Granted, Grants{}, false, false);
        row("granted, granted", P::Granted, J::Granted, Grants{here, here}, true, true);
        row("granted, granted everywhere", P::Granted, J::Granted, Grants{all, all}, true, true);
        row("granted, granted elsewhere", P::Granted, J::Granted, Grants{elsewhere, elsewhere}, false, false);
        row("granted, only joining", P::Granted, J::Granted, Grants{here, std::nullopt}, true, false);
        row("granted, only publishing", P::Granted, J::Granted, Grants{std::nullopt, here}, false, true);
        row("joining granted", P::Members, J::Granted, {}, false, true);
        row("publishing granted", P::Granted, J::Anyone, {}, true, false);
        row("server, no token", P::Server, J::Anyone, {}, true, false);
        row("server, granted everywhere", P::Server, J::Anyone, Grants{all, all}, true, false);
    }
    void policyAndTokenHaveToAllowIt()
    {
        QFETCH(const RoomPublishing, publishing);
        QFETCH(const RoomJoining, joining);
        QFETCH(const std::optional<Grants>, grants);
        RoomSettings policy;
        policy.publish = publishing;
        policy.join = joining;
        const Grants *granted = grants ? &*grants : nullptr;
        QTEST(mayJoin(policy, granted, u"lobby"), "joins");
        QTEST(mayPublish(policy, granted, u"lobby"), "publishes");
    }
};

QTEST_APPLESS_MAIN(TestRoomRights)
#include "tst_roomrights.moc"
