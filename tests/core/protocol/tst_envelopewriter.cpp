#include "core/protocol/envelopewriter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstEnvelopeWriter final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writes_data();
    void writes();
    void keepsContentUnchanged();
    void escapesNames();
    void namesEveryError_data();
    void namesEveryError();
};

namespace {

const WallTime noon{Milliseconds(1769860800123)}; // 2026-01-31T12:00:00.123Z

} // namespace

void TstEnvelopeWriter::writes_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("json");

    const auto row = [](const char *name, const QByteArray &written, const QByteArray &json) {
        QTest::newRow(name) << written << json;
    };
    const ConnectionId client(17);
    row("welcome",
        envelope::welcome(
            {client, u"Alice"_s, u"lobby"_s, u"e1"_s, Milliseconds(25000), Milliseconds(10000), 65536, 0}),
        R"({"type":"welcome","client":"17","user":"Alice","room":"lobby","epoch":"e1",)"
        R"("heartbeat":{"interval":25000,"timeout":10000},"limits":{"max_message":65536,"messages_per_second":0}})");
    row("message", envelope::message({u"lobby", u"Alice", client, {"\"Hello!\""}, 41, noon}),
        R"({"type":"message","room":"lobby","from":"Alice","client":"17","content":"Hello!","seq":41,)"
        R"("time":"2026-01-31T12:00:00.123Z"})");
    row("message in base64",
        envelope::message({u"r", u"A", client, {"\"AQID\"", ContentEncoding::Base64}, 1, noon}),
        R"({"type":"message","room":"r","from":"A","client":"17","content":"AQID","encoding":"base64","seq":1,)"
        R"("time":"2026-01-31T12:00:00.123Z"})");
    row("message of no connection", envelope::message({u"r", u"server", {}, {"1"}, 9007199254740991, noon}),
        R"({"type":"message","room":"r","from":"server","content":1,"seq":9007199254740991,)"
        R"("time":"2026-01-31T12:00:00.123Z"})");
    row("message in parts",
        envelope::messageHead(u"lobby", u"Alice", client) + "\"AQID\"" +
            envelope::messageTail(ContentEncoding::Base64, 7, noon),
        envelope::message({u"lobby", u"Alice", client, {"\"AQID\"", ContentEncoding::Base64}, 7, noon}));
    row("message of no connection in parts",
        envelope::messageHead(u"r", u"server", {}) + "1" + envelope::messageTail({}, 7, noon),
        envelope::message({u"r", u"server", {}, {"1"}, 7, noon}));
    row("direct", envelope::direct(u"Alice", client, {"[1, 2]"}, noon),
        R"({"type":"direct","from":"Alice","client":"17","content":[1, 2],"time":"2026-01-31T12:00:00.123Z"})");
    row("direct of no connection", envelope::direct(u"server", {}, {"1"}, noon),
        R"({"type":"direct","from":"server","content":1,"time":"2026-01-31T12:00:00.123Z"})");
    row("joined", envelope::joined(u"r", u"A", client),
        R"({"type":"joined","room":"r","user":"A","client":"17"})");
    row("left", envelope::left(u"r", u"A", client), R"({"type":"left","room":"r","user":"A","client":"17"})");
    row("ack", envelope::ack("\"a\""), R"({"type":"ack","id":"a"})");
    row("ack without id", envelope::ack({}), R"({"type":"ack"})");
    row("ack of a message", envelope::messageAck("1.50", u"r", 41),
        R"({"type":"ack","id":1.50,"room":"r","seq":41})");
    row("ack of a join", envelope::joinAck("1", u"r", u"e", 0),
        R"({"type":"ack","id":1,"room":"r","epoch":"e","seq":0})");
    row("ack of a direct", envelope::directAck("1", 3), R"({"type":"ack","id":1,"connections":3})");
    row("ack of auth", envelope::authAck("1", u"A", noon),
        R"({"type":"ack","id":1,"user":"A","expires":"2026-01-31T12:00:00.123Z"})");
    row("ack of auth for ever", envelope::authAck({}, u"A", std::nullopt),
        R"({"type":"ack","user":"A","expires":null})");
    row("no members", envelope::presence("1", u"r", {}, 0, {}),
        R"({"type":"presence","id":1,"room":"r","members":[],"count":0})");
    const envelope::LocalClient members[] = {{u"A\"B"_s, ConnectionId(1)},
                                             {u"C"_s, ConnectionId(18446744073709551615u)}};
    row("presence", envelope::presence({}, u"r", members, 5, ConnectionId(18446744073709551615u)),
        R"({"type":"presence","room":"r","members":[{"user":"A\"B","client":"1"},)"
        R"({"user":"C","client":"18446744073709551615"}],"count":5,"next":"18446744073709551615"})");
    row("no history", envelope::history("1", u"r", u"e", {}, {}, true),
        R"({"type":"history","id":1,"room":"r","epoch":"e","messages":[],"recovered":true})");
    const QByteArray messages[] = {"{\"seq\":1}", "{\"seq\":2}"};
    row("history", envelope::history({}, u"r", u"e", messages, {}, false),
        R"({"type":"history","room":"r","epoch":"e","messages":[{"seq":1},{"seq":2}],"recovered":false})");
    row("history in parts",
        envelope::historyHead("\"x\"", u"r", u"e") + R"({"seq":1},{"seq":2})" +
            envelope::historyTail({}, true),
        envelope::history("\"x\"", u"r", u"e", messages, {}, true));
    row("history with older messages", envelope::history({}, u"r", u"e", messages, 1, true),
        R"({"type":"history","room":"r","epoch":"e","messages":[{"seq":1},{"seq":2}],"next":1,"recovered":true})");
    row("pong", envelope::pong("\"\\u0061\""), R"({"type":"pong","id":"\u0061"})");
    row("pong without id", envelope::pong({}), R"({"type":"pong"})");
    using Kind = envelope::Notice::Kind;
    row("notice", envelope::notice({Kind::Admin, u"Hello\n"_s}),
        R"({"type":"notice","kind":"admin","text":"Hello\n"})");
    row("kick", envelope::notice({Kind::Kick, u"Enough"_s, 4100, u"op"_s}),
        R"({"type":"notice","kind":"kick","text":"Enough","code":4100,"by":"op"})");
    row("ban", envelope::notice({Kind::Ban, u"Out"_s, 4403, {}, noon}),
        R"({"type":"notice","kind":"ban","text":"Out","code":4403,"until":"2026-01-31T12:00:00.123Z"})");
    row("drain", envelope::notice({Kind::Drain, {}, 1012}),
        R"({"type":"notice","kind":"drain","text":"","code":1012})");
    row("rate", envelope::notice({Kind::Rate, u"Slow"_s}),
        R"({"type":"notice","kind":"rate","text":"Slow"})");
    row("error", envelope::error({EnvelopeErrorCode::BadEnvelope, u"The field \"a\" is missing"_s, "a", "7"}),
        R"({"type":"error","id":7,"code":"bad_envelope","message":"The field \"a\" is missing","field":"a","retry":null})");
    row("error to try again",
        envelope::error({EnvelopeErrorCode::RateLimited, u"Too fast"_s, {}, {}, Milliseconds(1500)}),
        R"({"type":"error","code":"rate_limited","message":"Too fast","retry":1500})");
}

void TstEnvelopeWriter::writes()
{
    QFETCH(const QByteArray, written);
    QFETCH(const QByteArray, json);
    QCOMPARE(written, json);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(written, &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QVERIFY(document.isObject());
}

void TstEnvelopeWriter::keepsContentUnchanged()
{
    const QByteArray content = R"({ "z" : 1e999, "a":123456789012345678901234567890, "z":"\u0041\/" })";
    const QByteArray written = envelope::message({u"r", u"A", ConnectionId(1), {content}, 1, noon});
    QCOMPARE(written.count(content), 1);
}

void TstEnvelopeWriter::escapesNames()
{
    const QString name = u"\"\\/\u2028\u4f60"_s + QString::fromUcs4(U"\U0001F600");
    const QByteArray written = envelope::joined(name, name, ConnectionId(1));
    const QJsonObject read = QJsonDocument::fromJson(written).object();
    QCOMPARE(read.value("room"_L1).toString(), name);
    QCOMPARE(read.value("user"_L1).toString(), name);
    QCOMPARE(read.size(), 4);
}

void TstEnvelopeWriter::namesEveryError_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("name");
    // The names are part of the interface, so they are repeated here.
    const char *const names[] = {"bad_json",     "bad_envelope", "unknown_type", "not_in_room",
                                 "no_such_room", "no_such_user", "room_limit",   "too_big",
                                 "rate_limited", "forbidden",    "bad_token",    "internal",
                                 "unavailable"};
    const EnvelopeErrorCode codes[] = {
        EnvelopeErrorCode::BadJson,    EnvelopeErrorCode::BadEnvelope, EnvelopeErrorCode::UnknownType,
        EnvelopeErrorCode::NotInRoom,  EnvelopeErrorCode::NoSuchRoom,  EnvelopeErrorCode::NoSuchUser,
        EnvelopeErrorCode::RoomLimit,  EnvelopeErrorCode::TooBig,      EnvelopeErrorCode::RateLimited,
        EnvelopeErrorCode::Forbidden,  EnvelopeErrorCode::BadToken,    EnvelopeErrorCode::Internal,
        EnvelopeErrorCode::Unavailable};
    static_assert(std::size(names) == EnvelopeErrorCodeCount && std::size(codes) == EnvelopeErrorCodeCount);
    for (std::size_t i = 0; i < std::size(names); ++i)
        QTest::newRow(names[i]) << int(codes[i]) << QByteArray(names[i]);
}

void TstEnvelopeWriter::namesEveryError()
{
    QFETCH(const int, code);
    QFETCH(const QByteArray, name);
    QCOMPARE(errorName(EnvelopeErrorCode(code)), name);
}

QTEST_GUILESS_MAIN(TstEnvelopeWriter)
#include "tst_envelopewriter.moc"
