#include "core/admin/publishhandlers.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

struct Fixture : AdminFixture
{
    QByteArray publish(const QByteArray &body)
    {
        return responseTo("/api/v1/publish", bearer("operator") + "Content-Type: application/json\r\n",
                          "POST", body);
    }
};

} // namespace

class TestPublishHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishes_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Publish>("command");
        const Target room = RoomTarget{u"a"_s};
        QTest::newRow("to a room") << R"({"room":"a","content":"hi"})"_ba << Publish{room, R"("hi")"};
        QTest::newRow("to a user") << R"({"user":"Ann","content":1})"_ba
                                   << Publish{UserTarget{u"Ann"_s}, "1"};
        QTest::newRow("to a client") << R"({"client":"7","content":null})"_ba
                                     << Publish{std::vector{ConnectionId(7)}, "null"};
        QTest::newRow("to all") << R"({"all":true,"content":[]})"_ba << Publish{AllConnections(), "[]"};
        QTest::newRow("not to all") << R"({"all":false,"room":"a","content":1})"_ba << Publish{room, "1"};
        QTest::newRow("content as it was sent")
            << R"({"room":"a","content" : { "b":1.10, "a":12345678901234567890,"s":"\u00e9\/" } })"_ba
            << Publish{room, R"({ "b":1.10, "a":12345678901234567890,"s":"\u00e9\/" })"};
        QTest::newRow("base64") << R"({"room":"a","content":"AP8=","encoding":"base64"})"_ba
                                << Publish{room, R"("AP8=")", true};
        QTest::newRow("as large as allowed")
            << QByteArray("{\"room\":\"a\",\"content\":\"" + QByteArray(98, 'x') + "\"}")
            << Publish{room, '"' + QByteArray(98, 'x') + '"'};
    }
    void publishes()
    {
        QFETCH(QByteArray, body);
        QFETCH(Publish, command);
        Fixture fixture;
        fixture.actions.report.delivered = 3;
        QVERIFY(fixture.publish(body).endsWith("\r\n\r\n{\"delivered\":3}"));
        QCOMPARE(fixture.actions.commands.at(0).body, CommandBody(command));
        fixture.actions.report.seq = 42;
        QVERIFY(fixture.publish(body).endsWith("\r\n\r\n{\"delivered\":3,\"seq\":42}"));
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("nowhere") << R"({"content":1})"_ba << 422;
        QTest::newRow("twice") << R"({"room":"a","user":"b","content":1})"_ba << 422;
        QTest::newRow("to a room and to all") << R"({"room":"a","all":true,"content":1})"_ba << 422;
        QTest::newRow("no content") << R"({"room":"a"})"_ba << 422;
        QTest::newRow("no room name") << R"({"room":"a\n","content":1})"_ba << 422;
        QTest::newRow("no user name") << R"({"user":"","content":1})"_ba << 422;
        QTest::newRow("no id") << R"({"client":"x","content":1})"_ba << 422;
        QTest::newRow("a number as id") << R"({"client":7,"content":1})"_ba << 422;
        QTest::newRow("an unknown encoding") << R"({"room":"a","content":"","encoding":"hex"})"_ba << 422;
        QTest::newRow("base64 that is none") << R"({"room":"a","content":"A","encoding":"base64"})"_ba << 422;
        QTest::newRow("base64 of no string") << R"({"room":"a","content":1,"encoding":"base64"})"_ba << 422;
        QTest::newRow("too large") << QByteArray("{\"room\":\"a\",\"content\":\"" + QByteArray(99, 'x') +
                                                 "\"}")
                                   << 413;
        QTest::newRow("a lone surrogate") << R"({"room":"a","content":"\ud800"})"_ba << 400;
        QTest::newRow("not JSON") << R"({"room":"a","content":01})"_ba << 400;
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        Fixture fixture;
        QCOMPARE(fixture.publish(body).mid(9, 3).toInt(), status);
        QVERIFY(fixture.actions.commands.empty());
    }
    void saysWhyNothingWasPublished()
    {
        Fixture fixture;
        fixture.actions.report.failure = u"the server has as many rooms as it may have"_s;
        const QByteArray answer = fixture.publish(R"({"room":"a","content":1})");
        QCOMPARE(answer.mid(9, 3), QByteArray("409"));
        QVERIFY(answer.contains("as many rooms"));
    }
    void withoutALimitOfMessages()
    {
        Fixture fixture;
        fixture.actions.most = 0;
        (void)fixture.publish("{\"room\":\"a\",\"content\":\"" + QByteArray(200'000, 'x') + "\"}");
        QCOMPARE(fixture.actions.commands.size(), std::size_t(1));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestPublishHandlers)
#include "tst_publishhandlers.moc"
