#include "core/admin/connectionacts.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Json = "Content-Type: application/json\r\n";

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

struct Fixture : AdminFixture
{
    QByteArray post(const QByteArray &path, const QByteArray &body = {}, const QByteArray &fields = {})
    {
        return responseTo("/api/v1" + path, bearer("operator") + Json + fields, "POST", body);
    }
    void addConnection(quint64 id)
    {
        ConnectionSnapshot connection;
        connection.info.id = ConnectionId(id);
        lists.openConnections.rows.push_back(connection);
    }
    Kick kick() const { return std::get<Kick>(actions.commands.back().body); }
};

} // namespace

class TestConnectionActs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("field");
        const QByteArray kick = "/connections/kick";
        const QByteArray one = "/connections/7/kick";
        QTest::newRow("neither filter nor ids") << kick << "{}"_ba << 422 << "filter"_ba;
        QTest::newRow("no body") << kick << ""_ba << 422 << "filter"_ba;
        QTest::newRow("both") << kick << R"({"filter":"","ids":["1"]})"_ba << 422 << "ids"_ba;
        QTest::newRow("a bad filter") << kick << R"({"filter":"nosuch:x"})"_ba << 422 << "filter"_ba;
        QTest::newRow("a number as id") << kick << R"({"ids":[1]})"_ba << 422 << "ids"_ba;
        QTest::newRow("no number") << kick << R"({"ids":["x"]})"_ba << 422 << "ids"_ba;
        QTest::newRow("zero") << kick << R"({"ids":["0"]})"_ba << 422 << "ids"_ba;
        QTest::newRow("a sign") << kick << R"({"ids":["+1"]})"_ba << 422 << "ids"_ba;
        QTest::newRow("too large") << kick << R"({"ids":["18446744073709551616"]})"_ba << 422 << "ids"_ba;
        QTest::newRow("not JSON") << kick << "{"_ba << 400 << ""_ba;
        for (const int code :
             {-1, 0, 999, 1002, 1005, 1006, 1007, 1010, 1015, 1016, 2999, 5000, 65536 + 4100})
            QTest::addRow("code %d", code)
                << one << QByteArray(R"({"code":)" + QByteArray::number(code) + "}") << 422 << "code"_ba;
        QTest::newRow("a long reason")
            << one << QByteArray("{\"reason\":\"" + QByteArray(124, 'x') + "\"}") << 422 << "reason"_ba;
        QTest::newRow("a reason of many bytes")
            << one << QByteArray("{\"reason\":\"" + QByteArray("\xc3\xa9").repeated(62) + "\"}") << 422
            << "reason"_ba;
        QTest::newRow("an unknown field") << one << R"({"cod":4100})"_ba << 422 << "cod"_ba;
        QTest::newRow("no id") << "/connections/x/kick"_ba
                               << "{}"_ba << 404 << ""_ba;
        QTest::newRow("id zero") << "/connections/0/ping"_ba
                                 << "{}"_ba << 404 << ""_ba;
        QTest::newRow("a leading zero") << "/connections/07/close"_ba
                                        << "{}"_ba << 404 << ""_ba;
    }
    void refuses()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, field);
        Fixture fixture;
        const QByteArray answer = fixture.post(path, body);
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QVERIFY2(field.isEmpty() || answer.contains("\"field\":\"" + field + '"'), answer.constData());
        QVERIFY(fixture.actions.commands.empty());
    }
    void accepts_data()
    {
        QTest::addColumn<int>("code");
        for (const int code : {1000, 1001, 1008, 1011, 1012, 1013, 1014, 3000, 4100, 4999})
            QTest::addRow("%d", code) << code;
    }
    void accepts()
    {
        QFETCH(int, code);
        Fixture fixture;
        const QByteArray reason(123, 'x');
        (void)fixture.post("/connections/7/kick",
                           R"({"code":)" + QByteArray::number(code) + ",\"reason\":\"" + reason + "\"}");
        QCOMPARE(fixture.actions.commands.size(), std::size_t(1));
        QCOMPARE(fixture.kick(),
                 (Kick{std::vector{ConnectionId(7)}, quint16(code), QString::fromLatin1(reason)}));
    }
    void kicksByIds()
    {
        Fixture fixture;
        fixture.actions.report.outcomes = {{ConnectionId(1), Outcome::ClosedClean},
                                           {ConnectionId(2), Outcome::NoAnswer},
                                           {ConnectionId(3), Outcome::AlreadyGone},
                                           {ConnectionId(4), Outcome::Unknown}};
        const QByteArray answer = fixture.post("/connections/kick", R"({"ids":["3","1","4","2","1"]})");
        QCOMPARE(bodyOf(answer), QByteArray(R"({"matched":4,"closed":1,"no_answer":2,"gone":1})"));
        const std::vector ids{ConnectionId(1), ConnectionId(2), ConnectionId(3), ConnectionId(4)};
        QCOMPARE(fixture.kick(), (Kick{ids, 4100, {}}));
        QVERIFY(fixture.actions.commands[0].filter.isNull());
    }
    void kicksByFilter()
    {
        Fixture fixture;
        fixture.addConnection(5);
        fixture.addConnection(6);
        (void)fixture.post("/connections/kick", R"({"filter":"user:bot*","code":4403,"reason":"bots"})");
        QCOMPARE(fixture.kick(), (Kick{std::vector{ConnectionId(5), ConnectionId(6)}, 4403, u"bots"_s}));
        QCOMPARE(fixture.actions.commands[0].filter, u"user:bot*"_s);
        (void)fixture.post("/connections/kick", R"({"filter":""})"); // asked for explicitly
        QCOMPARE(fixture.actions.commands.size(), std::size_t(2));
        QVERIFY(!fixture.actions.commands[1].filter.isNull());
    }
    void onlyCounts()
    {
        Fixture fixture;
        fixture.addConnection(5);
        fixture.addConnection(6);
        QCOMPARE(bodyOf(fixture.post("/connections/kick", R"({"filter":"","dry_run":true})")),
                 QByteArray(R"({"matched":2,"closed":0,"no_answer":0,"gone":0})"));
        QCOMPARE(bodyOf(fixture.post("/connections/kick", R"({"ids":["5","7"],"dry_run":true})")),
                 QByteArray(R"({"matched":2,"closed":0,"no_answer":0,"gone":1})"));
        QCOMPARE(bodyOf(fixture.post("/users/Ann/kick", R"({"dry_run":true})")),
                 QByteArray(R"({"matched":2,"closed":0,"no_answer":0,"gone":0})"));
        QVERIFY(fixture.actions.commands.empty());
    }
    void kicksAUser()
    {
        Fixture fixture;
        (void)fixture.post("/users/Ann%20Le%CC%81/kick", R"({"reason":"bye"})");
        QCOMPARE(fixture.kick(), (Kick{UserTarget{u"Ann Lé"_s}, 4100, u"bye"_s})); // in form C
    }
    void actsOnOne_data()
    {
        QTest::addColumn<QByteArray>("act");
        QTest::addColumn<ActionOutcome>("outcome");
        QTest::addColumn<QByteArray>("body");
        const auto of = [](Outcome outcome, std::optional<Nanoseconds> latency = {}) {
            return ActionOutcome{ConnectionId(7), outcome, latency};
        };
        QTest::newRow("kicked") << "kick"_ba << of(Outcome::ClosedClean) << R"({"outcome":"closed"})"_ba;
        QTest::newRow("no answer") << "close"_ba << of(Outcome::NoAnswer) << R"({"outcome":"no_answer"})"_ba;
        QTest::newRow("gone") << "ping"_ba << of(Outcome::AlreadyGone) << R"({"outcome":"gone"})"_ba;
        QTest::newRow("unknown") << "kick"_ba << of(Outcome::Unknown) << R"({"outcome":"no_answer"})"_ba;
        QTest::newRow("pinged") << "ping"_ba << of(Outcome::Done, Nanoseconds(1'234'567))
                                << R"({"outcome":"done","latency_ms":1.235})"_ba;
    }
    void actsOnOne()
    {
        QFETCH(QByteArray, act);
        QFETCH(ActionOutcome, outcome);
        QFETCH(QByteArray, body);
        Fixture fixture;
        fixture.actions.report.outcomes = {outcome};
        QCOMPARE(bodyOf(fixture.post("/connections/7/" + act)), body);
        QCOMPARE(commandName(fixture.actions.commands.at(0).body), act);
        QCOMPARE(targetOf(fixture.actions.commands[0].body), Target(std::vector{ConnectionId(7)}));
    }
    void closesWithACode()
    {
        Fixture fixture;
        (void)fixture.post("/connections/7/close", R"({"code":3000,"reason":"bye"})");
        QCOMPARE(std::get<Close>(fixture.actions.commands.at(0).body),
                 (Close{std::vector{ConnectionId(7)}, 3000, u"bye"_s}));
    }
    void changesRooms_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<int>("status");
        for (const auto &method : {"PUT"_ba, "DELETE"_ba}) {
            QTest::addRow("%s, done", method.constData()) << method << Outcome::Done << 204;
            QTest::addRow("%s, gone", method.constData()) << method << Outcome::AlreadyGone << 404;
            QTest::addRow("%s, rejected", method.constData()) << method << Outcome::Rejected << 409;
        }
    }
    void changesRooms()
    {
        QFETCH(QByteArray, method);
        QFETCH(Outcome, outcome);
        QFETCH(int, status);
        Fixture fixture;
        fixture.actions.report.outcomes = {{ConnectionId(7), outcome}};
        QCOMPARE(fixture.statusOf("/api/v1/connections/7/rooms/a%2Fb%20%C3%A9", bearer("operator"), method),
                 status);
        const CommandBody &body = fixture.actions.commands.at(0).body;
        QCOMPARE(method == "PUT" ? std::get<PutIntoRoom>(body).room : std::get<TakeOutOfRoom>(body).room,
                 u"a/b é"_s);
        QCOMPARE(fixture.statusOf("/api/v1/connections/7/rooms/a%0A", bearer("operator"), method), 404);
        QCOMPARE(fixture.actions.commands.size(), std::size_t(1));
    }
    void saysWhoActs()
    {
        Fixture fixture;
        (void)fixture.post("/connections/7/ping");
        (void)fixture.post("/connections/7/ping", {}, "User-Agent: signalboxctl/1.2.3\r\n");
        (void)fixture.post("/connections/7/ping", {}, "User-Agent: my signalboxctl/1.2.3\r\n");
        QCOMPARE(fixture.actions.commands.at(0).actor,
                 (Actor{Actor::Kind::Api, u"operator"_s, u"127.0.0.1"_s}));
        QCOMPARE(fixture.actions.commands.at(1).actor,
                 (Actor{Actor::Kind::Ctl, u"operator"_s, u"127.0.0.1"_s}));
        QCOMPARE(fixture.actions.commands.at(2).actor.kind, Actor::Kind::Api);
    }
    void refusesAClientThatDoesTooMuch()
    {
        Fixture fixture;
        fixture.actions.error = Error{Error::Code::Busy, u"too many"_s};
        const QByteArray answer = fixture.post("/connections/7/kick");
        QCOMPARE(answer.mid(9, 3), QByteArray("429"));
        QVERIFY(answer.contains("Retry-After: 1"));
    }
    void onlyOperatorsAct()
    {
        Fixture fixture;
        for (const QByteArray &path :
             {"/connections/kick"_ba, "/connections/7/kick"_ba, "/connections/7/close"_ba,
              "/connections/7/ping"_ba, "/users/ann/kick"_ba})
            QCOMPARE(fixture.statusOf("/api/v1" + path, bearer("viewer") + Json, "POST", "{}"), 403);
        for (const QByteArray &method : {"PUT"_ba, "DELETE"_ba})
            QCOMPARE(fixture.statusOf("/api/v1/connections/7/rooms/a", bearer("viewer"), method), 403);
        QVERIFY(fixture.actions.commands.empty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestConnectionActs)
#include "tst_connectionacts.moc"
