#include "core/model/command.h"

#include <QTest>

using namespace signalbox;

namespace {

const std::vector<CommandBody> &allBodies()
{
    static const std::vector<CommandBody> bodies{
        Kick(),    Close(),         Ping(),    Send(),    PutIntoRoom(), TakeOutOfRoom(),
        Publish(), DeleteHistory(), AddBans(), EditBan(), RemoveBans(),  Revoke()};
    return bodies;
}

} // namespace

class TestCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreStable()
    {
        // Metrics and the audit log rely on them.
        const QByteArrayList expected{
            "kick",    "close",          "ping", "send",     "put_into_room", "take_out_of_room",
            "publish", "delete_history", "ban",  "edit_ban", "remove_ban",    "revoke"};
        QByteArrayList names;
        for (const CommandBody &body : allBodies())
            names.append(commandName(body));
        QCOMPARE(names, expected);
        QCOMPARE(std::size_t(names.size()), std::variant_size_v<CommandBody>);
    }
    void outcomeNamesAreStable()
    {
        const QByteArrayList expected{"done",         "closed_clean", "no_answer",
                                      "already_gone", "rejected",     "unknown"};
        QByteArrayList names;
        for (int outcome = 0; outcome < OutcomeCount; ++outcome)
            names.append(outcomeName(Outcome(outcome)));
        QCOMPARE(names, expected);
    }
    void everyCommandHasATarget()
    {
        const Target user = UserTarget{QStringLiteral("ann")};
        for (CommandBody body : allBodies()) {
            QCOMPARE(targetOf(body), Target());
            setTarget(body, user);
            QCOMPARE(targetOf(body), user);
        }
    }
    void comparesByValue()
    {
        const Target one = std::vector{ConnectionId(1)};
        QCOMPARE(CommandBody(Close{one}), CommandBody(Close{one}));
        QVERIFY(CommandBody(Close{one}) != CommandBody(Ping{one}));
        QVERIFY(CommandBody(Close{one}) != CommandBody(Close{AllConnections()}));
        QVERIFY(Target(UserTarget{QStringLiteral("a")}) != Target(RoomTarget{QStringLiteral("a")}));
        const Command byWindow{{Actor::Kind::Window, {}}, Close{one}};
        const Command byApi{{Actor::Kind::Api, QStringLiteral("ops")}, Close{one}};
        QVERIFY(byWindow != byApi);
    }
};

QTEST_APPLESS_MAIN(TestCommand)
#include "tst_command.moc"
