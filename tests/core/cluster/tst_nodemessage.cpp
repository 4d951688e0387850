#include "core/cluster/nodemessage.h"

#include "core/cluster/noderange.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestNodeMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMessageToAUserIsReadAsItWasWritten_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<quint64>("client");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("isBase64");
        QTest::newRow("of a client") << u"ann lee"_s << firstIdOf(7).value() + 1 << "[1.10]"_ba << false;
        QTest::newRow("of the server") << QString() << quint64(0) << "\"x,y:z\""_ba << false;
        QTest::newRow("binary") << u"\u00e4"_s << lastIdOf(MaxNode).value() << "\"AAA=\""_ba << true;
        QTest::newRow("large") << u"a"_s << quint64(1) << QByteArray(1 << 20, '1') << false;
    }
    void aMessageToAUserIsReadAsItWasWritten()
    {
        QFETCH(const QString, from);
        QFETCH(const quint64, client);
        QFETCH(const QByteArray, json);
        QFETCH(const bool, isBase64);
        const ContentEncoding encoding = isBase64 ? ContentEncoding::Base64 : ContentEncoding::Json;
        const QByteArray bytes =
            encodeNodeMessage(UserAddressed{u"zo\u00eb"_s, from, ConnectionId(client), {json, encoding}});
        const std::optional<NodeMessage> parsed = parseNodeMessage(bytes);
        QVERIFY(parsed);
        const auto *message = std::get_if<UserAddressed>(&*parsed);
        QVERIFY(message);
        QCOMPARE(message->to, u"zo\u00eb"_s);
        QCOMPARE(message->from, from);
        QCOMPARE(message->client.value(), client);
        QCOMPARE(message->content.json, json);
        QCOMPARE(message->content.encoding, encoding);
        for (qsizetype size = 0; size < std::min<qsizetype>(bytes.size(), 100); ++size)
            QVERIFY2(!parseNodeMessage(bytes.first(size)), qPrintable(QString::number(size)));
        QVERIFY(!parseNodeMessage(bytes + "1:x,"));
    }
    void changesOfMembersAreRead()
    {
        const std::optional<NodeMessage> parsed = parseNodeMessage("7:members,4:blue,9:+12 ann l,5:-13 b,");
        QVERIFY(parsed);
        const auto *message = std::get_if<MembersChanged>(&*parsed);
        QVERIFY(message);
        QCOMPARE(message->room, u"blue"_s);
        QCOMPARE(message->changes.size(), std::size_t(2));
        QVERIFY(message->changes[0] == (MembersChanged::Change{ConnectionId(12), u"ann l"_s, true}));
        QVERIFY(message->changes[1] == (MembersChanged::Change{ConnectionId(13), u"b"_s, false}));
    }
    void whoIsReplacedIsRead()
    {
        const std::optional<NodeMessage> parsed = parseNodeMessage("8:replaced,3:a,b,2:12,");
        QVERIFY(parsed);
        const auto *message = std::get_if<UserReplaced>(&*parsed);
        QVERIFY(message);
        QCOMPARE(message->user, u"a,b"_s);
        QCOMPARE(message->client, ConnectionId(12));
        for (const char *bad : {"8:replaced,1:a,1:0,", "8:replaced,1:a,", "8:replaced,1:a,2:1x,",
                                "8:replaced,1:\xff,1:1,", "8:replaced,1:a,1:1,1:1,"})
            QVERIFY2(!parseNodeMessage(bad), bad);
    }
    void questionsAndAnswersAreReadAsTheyWereWritten()
    {
        const QByteArray payload("any\0thing", 9);
        const auto question =
            parseNodeMessage(encodeNodeMessage(NodeQuestion{MaxNode, 18446744073709551615ULL, payload}));
        QVERIFY(question && std::holds_alternative<NodeQuestion>(*question));
        QCOMPARE(std::get<NodeQuestion>(*question).from, MaxNode);
        QCOMPARE(std::get<NodeQuestion>(*question).number, 18446744073709551615ULL);
        QCOMPARE(std::get<NodeQuestion>(*question).payload, payload);
        const auto answer = parseNodeMessage(encodeNodeMessage(NodeAnswer{3, {}}));
        QVERIFY(answer && std::holds_alternative<NodeAnswer>(*answer));
        QCOMPARE(std::get<NodeAnswer>(*answer).number, 3u);
        QVERIFY(!parseNodeMessage(encodeNodeMessage(NodeQuestion{MaxNode + 1, 1, payload})));
        QVERIFY(!parseNodeMessage("3:ask,1:1,1:1,"));
        QVERIFY(!parseNodeMessage("6:answer,1:x,1:a,"));
    }
    void netstringsAreRead()
    {
        QVERIFY(parseNetstrings("")->empty());
        QCOMPARE(*parseNetstrings("1:a,0:,3:b,c,"), (std::vector<QByteArray>{"a", "", "b,c"}));
        for (const char *bad : {"x", "1:a", "1:a;", "2:a,", "-1:,", ":,"})
            QVERIFY2(!parseNetstrings(bad), bad);
    }
    void anythingElseIsNoMessage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("text") << "hello"_ba;
        QTest::newRow("unknown kind") << "5:hello,"_ba;
        QTest::newRow("no room") << "7:members,"_ba;
        QTest::newRow("no change") << "7:members,4:blue,"_ba;
        QTest::newRow("no sign") << "7:members,4:blue,4:12 a,"_ba;
        QTest::newRow("no id") << "7:members,4:blue,3:+ a,"_ba;
        QTest::newRow("id is 0") << "7:members,4:blue,4:+0 a,"_ba;
        QTest::newRow("id too large") << "7:members,4:blue,19:+9007199254740992 a,"_ba;
        QTest::newRow("id is no number") << "7:members,4:blue,6:+1x2 a,"_ba;
        QTest::newRow("no blank") << "7:members,4:blue,3:+12,"_ba;
        QTest::newRow("user is no UTF-8") << "7:members,4:blue,5:+1 \xff\xfe,"_ba;
        QTest::newRow("room is no UTF-8") << "7:members,1:\xff,4:+1 a,"_ba;
        QTest::newRow("length too long") << "7:members,99:blue,4:+1 a,"_ba;
        QTest::newRow("length negative") << "7:members,-4:blue,4:+1 a,"_ba;
        QTest::newRow("length overflows") << "99999999999999999999:a,"_ba;
        QTest::newRow("no comma") << "7:members,4:blue.4:+1 a,"_ba;
        QTest::newRow("garbage behind") << "7:members,4:blue,4:+1 a,x"_ba;
        QTest::newRow("no content") << "6:direct,1:a,1:b,1:1,4:json,0:,"_ba;
        QTest::newRow("unknown encoding") << "6:direct,1:a,1:b,1:1,4:yaml,1:1,"_ba;
        QTest::newRow("too few fields") << "6:direct,1:a,1:b,1:1,4:json,"_ba;
        QTest::newRow("too many fields") << "6:direct,1:a,1:b,1:1,4:json,1:1,1:1,"_ba;
    }
    void anythingElseIsNoMessage()
    {
        QFETCH(const QByteArray, bytes);
        QVERIFY(!parseNodeMessage(bytes));
    }
};

QTEST_GUILESS_MAIN(TestNodeMessage)
#include "tst_nodemessage.moc"
