#include "core/model/query.h"
#include "core/model/queryrows.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr WallTime Now{Milliseconds(1'760'000'000'000)};

bool accepts(const QString &text, QueryList list, const QueryRow &row)
{
    const ParsedQuery parsed = Query::parse(text, list);
    if (!parsed.isValid())
        qWarning("%ls", qUtf16Printable(parsed.errors.front().text()));
    return parsed.isValid() && parsed.query.accepts(row);
}

void addRows(std::initializer_list<std::pair<const char *, bool>> rows)
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    for (const auto &[text, expected] : rows)
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
}

} // namespace

class tst_QueryRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void closed_data()
    {
        addRows({
            {"cause:slow", true},
            {"cause:slow_consumer_*", true},
            {"cause:no_pong", false},
            {"reason:queued", true},
            {"queued", true}, // also in the reason
            {"slow_consumer", true},
            {"192.168.1.1:8080", true}, // in every text field
            {"node-7", true},
            {"code:4408", true},
            {"code:440", false},
            {"code:4400-4499", true},
            {"code:4409-4499", false},
            {"code>=4000", true},
            {"-code:1000-1015", true},
            {"user:eve", true},
            {"addr:203.0.113.0/24", true},
            {"connected=9min", true}, // to its end
            {"connected>10min", false},
            {"idle=45s", true},
            {"closed<1min", false},
            {"closed>=1min", true},
            {"queued>1MiB", true},
            {"latency>1s", true},
            {"re:\"^slow_\"", true},
            {"eve -code:4408", false},
        });
    }
    void closed()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        ClosedConnection connection;
        connection.info.id = ConnectionId(3);
        connection.info.user = u"Eve"_s;
        connection.info.peer = {QHostAddress(u"203.0.113.8"_s), 5000};
        connection.info.listener = {QHostAddress(u"192.168.1.1"_s), 8080};
        connection.closedAt = Now - 1min;
        connection.info.connectedAt = Now - 10min;
        connection.activity.lastTraffic = Now - 105s;
        connection.activity.queuedBytes = 2 << 20;
        connection.activity.latency = LatencyReading{1200ms, 1200ms, 1ms};
        connection.end = {Cause::QueuedTooLong, 4408, u"slow consumer: much was queued"_s, Initiator::Server,
                          false};
        QCOMPARE(accepts(text, QueryList::Closed, ClosedQueryRow(connection, Now, {{}, {}, u"node-7"})),
                 expected);
    }

    void rooms_data()
    {
        addRows({
            {"tea", true},
            {"coffee", false},
            {"room:tea*", true},
            {"room=\"Tea Room\"", true},
            {"members>=12", true},
            {"members>12", false},
            {"seq>100", true},
            {"seq:345", true},
            {"history_messages=5", true},
            {"history_bytes>1KiB", true},
            {"-members=0", true},
            {"re:\"Room$\"", true},
        });
    }
    void rooms()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const RoomSnapshot room{u"Tea Room"_s, 12, 345, 5, 2000};
        QCOMPARE(accepts(text, QueryList::Rooms, RoomQueryRow(room)), expected);
    }

    void users_data()
    {
        addRows({
            {"eve", true},
            {"user:EV", true},
            {"room:lobby", true},
            {"room:trad*", true},
            {"room:kitchen", false},
            {"lobby", true},
            {"connections>1", true},
            {"connections=2", true},
            {"-room:lobby", false},
        });
    }
    void users()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const std::vector<QStringView> rooms{u"lobby", u"trading"};
        QCOMPARE(accepts(text, QueryList::Users, UserQueryRow(u"Eve", rooms, 2)), expected);
    }

    void messages_data()
    {
        addRows({
            // Words look into the payload and nowhere else.
            {"price", true},
            {"PRICE", true},
            {"\"the price\"", true},
            {"trading", false},
            {"alice", false},
            {"ärger", true},
            {"ÄRGER", true},
            {"消息", true},
            {"连接", false},
            {"-price", false},
            {"-prices", true},
            {"\"a:b\"", true},
            // Fields.
            {"room:trad", true},
            {"room=trading", true},
            {"room=trad", false},
            {"user:ALI", true},
            {"-user:bob", true},
            {"dir:in", true},
            {"dir:OUT", false},
            {"type:text", true},
            {"type:binary", false},
            {"id:12", true},
            {"id:1", false},
            {"seq:41", true},
            {"seq:4", false},
            {"seq:40-41", true},
            {"seq:42-99", false},
            {"seq>=41", true},
            {"size>100", true},
            {"size>1KiB", false},
            {"size=200", true},
            // Paths.
            {"json:type=error", true},
            {"json:type=ERROR", false},
            {"json:type=err*", true},
            {"json:content.items[1].id=7", true},
            {"json:content.items[0].id=7", false},
            {"json:content.items[2]", false},
            {"json:content.items", true},
            {"json:content.items=5", false},
            {"json:content.price=2.50", true},
            {"json:content.price=2.5", true},
            {"json:content.price>2", true},
            {"json:content.price>2.5", false},
            {"json:content.price<=2.5", true},
            {"json:content.ok=true", true},
            {"json:content.ok=false", false},
            {"json:content.none=null", true},
            {"json:content.\"a key\"=\"two words\"", true},
            {"json:content.\"dot.ted\"=1", true},
            {"json:content.dot.ted=1", false},
            {"json:content.big=123456789012345678901234567890", true},
            {"json:content.esc=\"line\nfeed\"", true},
            {"json:missing", false},
            {"-json:missing", true},
            {"json:content.name=\"\\*\"", true}, // a star, no pattern
            // The code of an error of the envelope.
            {"code:bad_json", true},
            {"code:bad*", true},
            {"code:4100", false},
            // Expressions look into the payload.
            {"re:\"pri[cx]e\"", true},
            {"re:\"^\\{\"", true},
            {"re:\"trading\"", false},
            {"re:\"\\p{Han}{2}\"", true},
            {"room:trad price dir:in seq:41 -type:binary", true},
            {"room:trad user:bob price", false},
        });
    }
    void messages()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        LogEntry entry;
        entry.connection = ConnectionId(12);
        entry.user = u"alice"_s;
        entry.room = u"trading"_s;
        entry.seq = 41;
        entry.size = 200;
        entry.payload =
            R"({"type":"error","code":"bad_json","content":{"text":"the Price is a:b, kein ärger, 新消息",)"
            R"("items":[{"id":6},{"id":7}],"price":2.50,"ok":true,"none":null,"a key":"two words",)"
            R"("dot.ted":1,"big":123456789012345678901234567890,"esc":"line\nfeed","n\u0061me":"*"}})";
        QCOMPARE(accepts(text, QueryList::Messages, MessageQueryRow(entry)), expected);
    }

    void binaryPayloads_data()
    {
        addRows({{"b", true},
                 {"ab", false},
                 {"re:b$", true},
                 {"ä", false},
                 {"type:binary", true},
                 {"dir:out", true}});
    }
    void binaryPayloads()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        LogEntry entry;
        entry.type = MessageType::Binary;
        entry.direction = Direction::Out;
        entry.payload = QByteArray("\xff\xc3\0a\xff\0b", 7);
        QCOMPARE(accepts(text, QueryList::Messages, MessageQueryRow(entry)), expected);
    }

    void kindsOfMessages_data()
    {
        QTest::addColumn<LogEntry>("entry");
        QTest::addColumn<QStringList>("accepting");
        QTest::addColumn<QStringList>("rejecting");
        LogEntry ping;
        ping.envelopeType = "ping";
        QTest::newRow("a ping of the envelope")
            << ping << QStringList{u"type:ping"_s, u"type:text"_s, u"TYPE:Ping"_s}
            << QStringList{u"type:control"_s, u"type:pong"_s, u"type:binary"_s, u"code:4408"_s};
        LogEntry error;
        error.kind = MessageKind::Error;
        error.envelopeType = "error";
        error.code = "no_such_user"; // the payload may be cut
        QTest::newRow("an error") << error
                                  << QStringList{u"code:no_such_user"_s, u"code:no_*"_s, u"type:error"_s}
                                  << QStringList{u"code:bad_json"_s, u"-type:error"_s, u"code>1"_s};
        LogEntry close;
        close.kind = MessageKind::Control;
        close.envelopeType = "close";
        close.code = "4100";
        close.payload = "enough, code 4408";
        QTest::newRow("a Close") << close << QStringList{u"code:4100"_s, u"code>=4100"_s, u"code<4101"_s,
                                                         u"code:41*"_s,  u"type:close"_s, u"type:control"_s,
                                                         u"enough"_s}
                                 << QStringList{u"code:4408"_s, u"code:410"_s, u"type:text"_s,
                                                u"type:ping"_s};
        LogEntry broadcast;
        broadcast.direction = Direction::Out;
        broadcast.envelopeType = "message";
        broadcast.publisher = ConnectionId(7);
        broadcast.from = u"Ann"_s;
        broadcast.payload = R"({"code":5})";
        QTest::newRow("a broadcast") << broadcast
                                     << QStringList{u"user:ann"_s, u"id:7"_s,   u"type:message"_s,
                                                    u"code:5"_s,   u"code>4"_s, u"dir:out"_s}
                                     << QStringList{u"user:bob"_s, u"id:8"_s, u"-user:ann"_s,
                                                    u"type:direct"_s};
        LogEntry direct = broadcast;
        direct.user = u"Bob"_s;
        QTest::newRow("a direct message")
            << direct << QStringList{u"user:ann"_s, u"user:bob"_s} << QStringList{u"user:eve"_s};
    }
    void kindsOfMessages()
    {
        QFETCH(const LogEntry, entry);
        QFETCH(const QStringList, accepting);
        QFETCH(const QStringList, rejecting);
        for (const QString &text : accepting)
            QVERIFY2(accepts(text, QueryList::Messages, MessageQueryRow(entry)), qPrintable(text));
        for (const QString &text : rejecting)
            QVERIFY2(!accepts(text, QueryList::Messages, MessageQueryRow(entry)), qPrintable(text));
    }

    void aBroadcastHasNoConnection()
    {
        const LogEntry broadcast;
        QVERIFY(!accepts(u"id>=0"_s, QueryList::Messages, MessageQueryRow(broadcast)));
        QVERIFY(!accepts(u"seq>=0"_s, QueryList::Messages, MessageQueryRow(broadcast)));
        QVERIFY(accepts(u"-id:12"_s, QueryList::Messages, MessageQueryRow(broadcast)));
    }

    void aBroadcastIsFoundByItsConnections_data()
    {
        addRows({{"id:5", true}, // publisher
                 {"id:8", true}, // recipient
                 {"id:11", true},
                 {"id:9", false}, // is listed, but did not get it
                 {"id:10", false},
                 {"id:1-7", true},
                 {"id>11", false},
                 {"-id:8", false},
                 {"user:bo", true},
                 {"user=bob", true},
                 {"user:alice", false}});
    }
    void aBroadcastIsFoundByItsConnections()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        LogEntry entry;
        entry.direction = Direction::Out;
        entry.publisher = ConnectionId(5);
        entry.from = u"bob"_s;
        entry.recipientList = std::make_shared<const std::vector<ConnectionId>>(
            std::vector{ConnectionId(7), ConnectionId(8), ConnectionId(9), ConnectionId(11)});
        entry.notRecipient = ConnectionId(9);
        QCOMPARE(accepts(text, QueryList::Messages, MessageQueryRow(entry)), expected);
    }

    void dependsOnWhatIsNotKept_data()
    {
        addRows({{"", false},
                 {"absent", true},
                 {"price", false},
                 {"price absent", true},
                 {"-absent", true},
                 {"-price", false},
                 {"absent -price", false},
                 {"re:abs", true},
                 {"re:pr", false},
                 {"json:b", true},
                 {"json:a=1", true}, // what is kept is no JSON
                 {"-json:b=2", true},
                 {"user:bob", false},
                 {"absent user:bob", false},
                 {"absent user:alice", true},
                 {"absent size>10", false}});
    }
    void dependsOnWhatIsNotKept()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        LogEntry entry;
        entry.user = u"alice"_s;
        entry.size = 10;
        entry.payload = R"({"a":1,"price":)";
        const Query query = Query::parse(text, QueryList::Messages).query;
        QCOMPARE(query.dependsOnMoreOf(MessageQueryRow(entry)), expected);
    }

    void rejects_data()
    {
        QTest::addColumn<QueryList>("list");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        const auto row = [](QueryList list, const char *text, const char *named) {
            QTest::newRow(text) << list << QString::fromUtf8(text) << QString::fromUtf8(named);
        };
        row(QueryList::Closed, "state:open", "state");
        row(QueryList::Closed, "code:x", "4400-4499");
        row(QueryList::Rooms, "user:x", "room seq members");
        row(QueryList::Rooms, "members:5", "> >=");
        row(QueryList::Users, "addr:10.", "user room connections");
        row(QueryList::Messages, "latency>5s", "json");
        row(QueryList::Messages, "dir:up", "in out");
        row(QueryList::Messages, "type:pin", "text binary message");
        row(QueryList::Messages, "json:", "json:");
        row(QueryList::Messages, "json:a..b=1", "order.items[0].id");
        row(QueryList::Messages, "json:a.=1", "order.items[0].id");
        row(QueryList::Messages, "json:.a=1", "order.items[0].id");
        row(QueryList::Messages, "json:a[x]=1", "order.items[0].id");
        row(QueryList::Messages, "json:a[1=1", "order.items[0].id");
        row(QueryList::Messages, "json:a[1]b=1", "order.items[0].id");
        row(QueryList::Messages, "json:a[99999999999]=1", "order.items[0].id");
        row(QueryList::Messages, "json=a", "order.items[0].id");
        row(QueryList::Messages, "json:a:b", "order.items[0].id");
        row(QueryList::Messages, "json:a>b", "number");
        row(QueryList::Messages, "price:5", "quotation marks");
    }
    void rejects()
    {
        QFETCH(QueryList, list);
        QFETCH(QString, text);
        QFETCH(QString, named);
        const ParsedQuery parsed = Query::parse(text, list);
        QCOMPARE(parsed.errors.size(), std::size_t(1));
        QVERIFY2(parsed.errors.front().text().contains(named), qPrintable(parsed.errors.front().text()));
    }

    void roomsOfAConnection()
    {
        ConnectionInfo info;
        info.room = u"lobby"_s;
        Activity activity;
        const auto matches = [&](const QString &text) {
            return accepts(text, QueryList::Connections, ConnectionQueryRow(info, activity, Now));
        };
        QVERIFY(matches(u"room:lobby"_s)); // which it is about to join
        activity.rooms.add(u"lobby"_s, RoomEntry::Path);
        activity.rooms.add(u"audit log"_s, RoomEntry::Request);
        activity.rooms.add(u"staff-7"_s, RoomEntry::Operator);
        for (const QString &text :
             {u"room:lobby"_s, u"room:audit"_s, u"room=\"audit log\""_s, u"room:staff-*"_s,
              u"re:\"^staff-[0-9]$\""_s, u"LOG"_s, u"-room:trading"_s})
            QVERIFY2(matches(text), qPrintable(text));
        for (const QString &text : {u"room:staff"_s + u"-8"_s, u"-room:audit"_s, u"room:lobb"_s + u"*y*x"_s})
            QVERIFY2(!matches(text), qPrintable(text));
        activity.rooms.remove(u"lobby"_s);
        QVERIFY(!matches(u"room:lobby"_s));
        QVERIFY(!matches(u"lobby"_s));
        activity.rooms.remove(u"audit log"_s);
        activity.rooms.remove(u"staff-7"_s);
        QVERIFY(!matches(u"room:*"_s));
    }

    void exactTerms_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &name : {u"lobby"_s, u"my lobby"_s, u"a \"b\" \\ c"_s, u"ends in \\"_s, u"a*b"_s,
                                 u"-a:b"_s, u"\\*"_s, u" x "_s, u"\u3000"_s})
            QTest::newRow(qUtf8Printable(name)) << name;
    }
    void exactTerms()
    {
        QFETCH(QString, name);
        const QString term = exactTerm(QueryField::Room, name);
        RoomSnapshot room;
        room.name = name;
        QVERIFY(accepts(term, QueryList::Rooms, RoomQueryRow(room)));
        for (const QString &other :
             {name + u'x', u'x' + name, name.chopped(1), QString(name).replace(u'*', u'x')}) {
            room.name = other;
            QCOMPARE(accepts(term, QueryList::Rooms, RoomQueryRow(room)), other == name);
        }
    }
};

QTEST_GUILESS_MAIN(tst_QueryRows)
#include "tst_queryrows.moc"
