#include "core/protocol/requestparser.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstRequestParser final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsContentAsSent_data();
    void keepsContentAsSent();
    void echoesIds_data();
    void echoesIds();
    void readsRequests_data();
    void readsRequests();
    void rejects_data();
    void rejects();
    void reportsTheIdOfRejectedRequests_data();
    void reportsTheIdOfRejectedRequests();
    void limitsDepth_data();
    void limitsDepth();
    void findsDuplicatesAmongMany();
    void continuesAfterErrorsAndLargeMessages();

private:
    //! Returns the request as one line, for comparison.
    QByteArray summary(QByteArrayView text);

    RequestParser m_parser; // one for all rows, as for each thread
};

namespace {

QByteArray roomText(const std::optional<QString> &room)
{
    return room ? " room=" + room->toUtf8() : QByteArray();
}

template <typename Number>
QByteArray numberText(const char *name, const std::optional<Number> &number)
{
    return number ? ' ' + QByteArray(name) + '=' + QByteArray::number(*number) : QByteArray();
}

struct Summary
{
    QByteArray operator()(const MessageRequest &request) const
    {
        return "message" + roomText(request.room) + " content=" + request.content.json +
               (request.content.encoding == ContentEncoding::Base64 ? " base64" : "");
    }
    QByteArray operator()(const JoinRequest &request) const
    {
        QByteArray text = "join" + roomText(request.room);
        if (request.since)
            text += " since=" + request.since->epoch.toUtf8() + ':' + QByteArray::number(request.since->seq);
        return text;
    }
    QByteArray operator()(const LeaveRequest &request) const { return "leave" + roomText(request.room); }
    QByteArray operator()(const DirectRequest &request) const
    {
        return "direct to=" + request.to.toUtf8() + " content=" + request.content.json +
               (request.content.encoding == ContentEncoding::Base64 ? " base64" : "");
    }
    QByteArray operator()(const PresenceRequest &request) const
    {
        return "presence" + roomText(request.room) + numberText("limit", request.limit) +
               (request.after ? " after=" + request.after->toString().toUtf8() : QByteArray());
    }
    QByteArray operator()(const HistoryRequest &request) const
    {
        return "history" + roomText(request.room) + numberText("limit", request.limit) +
               numberText("before", request.before);
    }
    QByteArray operator()(const TokenRequest &request) const { return "auth token=" + request.token; }
    QByteArray operator()(const PingRequest &) const { return "ping"; }
};

QByteArray nested(int arrays)
{
    return QByteArray(arrays, '[') + QByteArray(arrays, ']');
}

} // namespace

QByteArray TstRequestParser::summary(QByteArrayView text)
{
    const RequestParser::Parsed parsed = m_parser.parse(text);
    if (const auto *error = std::get_if<EnvelopeError>(&parsed))
        return QByteArray("error ") + errorName(error->code) + ' ' + error->field;
    return std::visit(Summary(), std::get<Request>(parsed).body);
}

void TstRequestParser::keepsContentAsSent_data()
{
    QTest::addColumn<QByteArray>("content");

    const auto row = [](const char *name, const QByteArray &content) { QTest::newRow(name) << content; };
    row("a string", R"("Hello!")");
    row("an empty string", R"("")");
    row("a number", "42");
    row("minus zero", "-0");
    row("true", "true");
    row("false", "false");
    row("null", "null");
    row("an empty object", "{}");
    row("an empty array", "[]");
    row("order of keys", R"({"z":1,"a":2,"m":3})");
    row("keys twice", R"({"a":1,"a":2})");
    row("space within", "{ \"a\" :\t[ 1 ,\n2 ] }");
    row("more digits than a double", "3.14159265358979323846264338327950288");
    row("an integer beyond 64 bits", "123456789012345678901234567890");
    row("a number beyond double", "1e999");
    row("a number below double", "-1E-9999");
    row("a large exponent with a plus", "1.50E+03");
    row("large numbers deeper", R"({"a":[1e400,18446744073709551616,-9223372036854775809]})");
    row("spelling of escapes", R"("\u0041\/\b\f\n\r\t\"\\\u00e9")");
    row("upper and lower hex", R"("\u00AB\u00ab")");
    row("an escaped pair", R"("\ud83d\ude00")");
    row("an escaped NUL", R"("\u0000")");
    row("an escaped byte order mark", R"("\ufeff")");
    row("an escaped noncharacter", R"("\uffff")");
    row("UTF-8", "\"\xe4\xbd\xa0\xe5\xa5\xbd \xf0\x9f\x98\x80\"");
    row("a byte order mark within", "\"\xef\xbb\xbf\"");
    row("DEL", "\"\x7f\"");
    row("braces in a string", R"("}],{[")");
    row("a quote in a string", R"({"a\"b":"c\\"})");
    row("a comment in a string", R"("/* no */")");
    row("fields in a string", R"("\",\"type\":\"leave")");
    row("a key like ours within", R"({"type":"join","type":"leave"})");
    row("longer than a block", '"' + QByteArray(1000, 'x') + '"');
    row("backslashes over block boundaries", '"' + QByteArray(256, '\\') + '"');
}

void TstRequestParser::keepsContentAsSent()
{
    QFETCH(const QByteArray, content);
    const auto passes = [&](const QByteArray &text, const char *kind) {
        const QByteArray expected = kind + (" content=" + content);
        QCOMPARE(summary(text), expected);
    };
    passes(R"({"type":"message","content":)" + content + '}', "message");
    passes(R"({"content":)" + content + R"(,"type":"message"})", "message");
    passes("\r\n\t {\"type\" : \"message\" , \"content\" : \t" + content + " \n , \"x\" : 1 } \n", "message");
    passes(R"({"type":"direct","to":"Al","content":)" + content + "\n}", "direct to=Al");
}

void TstRequestParser::echoesIds_data()
{
    QTest::addColumn<QByteArray>("id");
    const QByteArray ids[] = {"1",
                              "0",
                              "-7",
                              "1.50",
                              "1e3",
                              "123456789012345678901234567890",
                              "\"a\"",
                              "\"\"",
                              "\"\\u0061\"",
                              "\"1\"",
                              "\"\xe4\xbd\xa0\""};
    for (const QByteArray &id : ids)
        QTest::newRow(id.constData()) << id;
}

void TstRequestParser::echoesIds()
{
    QFETCH(const QByteArray, id);
    const RequestParser::Parsed parsed = m_parser.parse(R"({"id": )" + id + R"( ,"type":"ping"})");
    QVERIFY(std::holds_alternative<Request>(parsed));
    QCOMPARE(std::get<Request>(parsed).id, id);
    const RequestParser::Parsed without = m_parser.parse(R"({"type":"ping"})");
    QVERIFY(std::get<Request>(without).id.isEmpty());
}

void TstRequestParser::readsRequests_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("request");

    const auto row = [](const char *name, const QByteArray &text, const QByteArray &request) {
        QTest::newRow(name) << text << request;
    };
    row("CONTRACTS' own", R"({ "type": "message", "from": "Alice", "content": "Hello!" })",
        R"(message content="Hello!")");
    row("field that only the server sends",
        R"({"type":"message","content":1,"client":7,"seq":{},"time":null,"epoch":[]})", "message content=1");
    row("a field of another request", R"({"type":"message","content":1,"since":7,"limit":"x","to":""})",
        "message content=1");
    row("a room", R"({"type":"message","content":1,"room":"a b"})", "message room=a b content=1");
    row("a room in UTF-8", "{\"type\":\"leave\",\"room\":\"\xe4\xbd\xa0\"}", "leave room=\xe4\xbd\xa0");
    row("a room with escapes", R"({"type":"leave","room":"\u4f60\/\ud83d\ude00"})",
        "leave room=\xe4\xbd\xa0/\xf0\x9f\x98\x80");
    row("a room that is not normalized", R"({"type":"leave","room":"e\u0301"})", "leave room=e\xcc\x81");
    row("a room of emoji joined by ZWJ", R"({"type":"leave","room":"\ud83d\udc69\u200d\ud83d\ude80"})",
        "leave room=\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80");
    row("a room named like a guest", R"({"type":"leave","room":"guest-1"})", "leave room=guest-1");
    row("the longest room", R"({"type":"leave","room":")" + QByteArray(128, 'r') + "\"}",
        "leave room=" + QByteArray(128, 'r'));
    row("128 characters, not bytes",
        R"({"type":"leave","room":")" + QByteArray("\xf0\x9f\x98\x80").repeated(128) + "\"}",
        "leave room=" + QByteArray("\xf0\x9f\x98\x80").repeated(128));
    row("base64", R"({"type":"message","content":"AQID","encoding":"base64"})",
        R"(message content="AQID" base64)");
    row("empty base64", R"({"type":"message","content":"","encoding":"base64"})",
        R"(message content="" base64)");
    row("base64 with escapes", R"({"type":"message","encoding":"base\u00364","content":"\/\/8="})",
        R"(message content="\/\/8=" base64)");
    row("direct has no encoding", R"({"type":"direct","to":"Bo","content":1,"encoding":7})",
        "direct to=Bo content=1");
    row("to a guest", R"({"type":"direct","content":1,"to":"guest-1"})", "direct to=guest-1 content=1");
    row("a user is normalized", R"({"type":"direct","content":1,"to":"Zoe\u0308"})",
        "direct to=Zo\xc3\xab content=1");
    row("the longest user", R"({"type":"direct","content":1,"to":")" + QByteArray(64, 'u') + "\"}",
        "direct to=" + QByteArray(64, 'u') + " content=1");
    row("join the path's room", R"({"type":"join"})", "join");
    row("join", R"({"type":"join","room":"r"})", "join room=r");
    row("join since", R"({"type":"join","room":"r","since":{"epoch":"e1","seq":41}})",
        "join room=r since=e1:41");
    row("join since the beginning", R"({"type":"join","since": { "seq" : 0 , "epoch" : "e" } })",
        "join since=e:0");
    row("the largest seq", R"({"type":"join","since":{"epoch":"e","seq":9007199254740991}})",
        "join since=e:9007199254740991");
    row("more in since", R"({"type":"join","since":{"epoch":"e","seq":1,"x":[{}]}})", "join since=e:1");
    row("leave", R"({"type":"leave"})", "leave");
    row("presence", R"({"type":"presence"})", "presence");
    row("a page of presence", R"({"type":"presence","room":"r","limit":100,"after":"17"})",
        "presence room=r limit=100 after=17");
    row("the count alone", R"({"type":"presence","limit":0})", "presence limit=0");
    row("the largest limit", R"({"type":"presence","limit":1000000})", "presence limit=1000000");
    row("history", R"({"type":"history","room":"r","limit":10,"before":7})",
        "history room=r limit=10 before=7");
    row("auth", R"({"type":"auth","token":"a.b.c"})", "auth token=a.b.c");
    row("ping", R"({"type":"ping"})", "ping");
    row("escapes in a key", R"({"\u0074ype":"ping"})", "ping");
    row("escapes in the type", R"({"type":"\u0070ing"})", "ping");
    row("an empty key", R"({"":1,"type":"ping"})", "ping");
    row("keys that differ in case", R"({"type":"ping","Type":"leave"})", "ping");
}

void TstRequestParser::readsRequests()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, request);
    QCOMPARE(summary(text), request);
}

void TstRequestParser::rejects_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("error"); // code and field

    const auto row = [](const char *name, const QByteArray &text, const QByteArray &error) {
        QTest::newRow(name) << text << error;
    };
    const auto badJson = [&row](const char *name, const QByteArray &text) { row(name, text, "bad_json "); };
    badJson("nothing", "");
    badJson("space", " \r\n\t");
    badJson("no JSON", "Hello!");
    badJson("an open object", R"({"type":"ping")");
    badJson("an open string", R"({"type":"ping)");
    badJson("a second object", R"({"type":"ping"}{"type":"ping"})");
    badJson("a second closing brace", R"({"type":"ping"}})");
    badJson("a word after", R"({"type":"ping"} x)");
    badJson("a comma after", R"({"type":"ping"},)");
    badJson("a NUL after", QByteArray(R"({"type":"ping"})") + '\0');
    badJson("a NUL in front", '\0' + QByteArray(R"({"type":"ping"})"));
    badJson("a byte order mark", "\xef\xbb\xbf{\"type\":\"ping\"}");
    badJson("a form feed as space", "\f{\"type\":\"ping\"}");
    badJson("bad UTF-8", "{\"type\":\"ping\",\"x\":\"\xff\"}");
    badJson("overlong UTF-8", "{\"type\":\"ping\",\"x\":\"\xc0\xaf\"}");
    badJson("a surrogate in UTF-8", "{\"type\":\"ping\",\"x\":\"\xed\xa0\x80\"}");
    badJson("cut UTF-8", "{\"type\":\"ping\",\"x\":\"\xe4\xbd\"}");
    badJson("a comment", R"({"type":"ping"/* hello */})");
    badJson("a line comment", "{\"type\":\"ping\"} // hello");
    badJson("a comma at the end", R"({"type":"ping",})");
    badJson("a comma alone", "{,}");
    badJson("two commas", R"({"type":"ping",,"id":1})");
    badJson("no comma", R"({"type":"ping" "id":1})");
    badJson("no colon", R"({"type" "ping"})");
    row("two colons", R"({"type"::"ping"})", "bad_json type");
    badJson("a value after a string", R"({"type":"ping":1})");
    badJson("a string after a string", R"({"type":"ping":"id""id":1})");
    badJson("a value after a number", R"({"id":1:2,"type":"ping"})");
    badJson("a bare key", R"({type:"ping"})");
    badJson("a number as key", R"({1:"ping"})");
    badJson("single quotes", R"({'type':'ping'})");
    badJson("half a surrogate pair in a key", R"({"\ud800":1})");
    badJson("a bad escape in a key", R"({"\x":1})");
    badJson("an array that is not closed", "[1,2");

    const auto badContent = [&row](const char *name, const QByteArray &content) {
        row(name, R"({"type":"message","content":)" + content + '}', "bad_json content");
    };
    row("content is not there", R"({"type":"message","content":})", "bad_json content");
    badContent("a word", "hello");
    badContent("True", "True");
    badContent("truex", "truex");
    badContent("nul", "nul");
    badContent("NaN", "NaN");
    badContent("Infinity", "-Infinity");
    badContent("a leading zero", "01");
    badContent("a plus", "+1");
    badContent("a dot in front", ".5");
    badContent("a dot after", "5.");
    badContent("half an exponent", "1e");
    badContent("hex", "0x10");
    badContent("minus alone", "-");
    badContent("a bad number deeper", R"({"a":[1,{"b":01}]})");
    badContent("a comma at the end of an array", "[1,]");
    badContent("an array closed as an object", "[1}");
    badContent("an object closed as an array", R"({"a":1])");
    badContent("a field in an array", R"(["a":1])");
    badContent("a colon in an array", R"(["a":])");
    badContent("a value after a string deeper", R"([{"a":"b":"c"}])");
    badContent("an unknown escape", R"("\x41")");
    badContent("an escaped single quote", R"("\'")");
    badContent("short hex", R"("\u12")");
    badContent("no hex", R"("\u12g4")");
    badContent("a signed escape", R"("\u+123")");
    badContent("a lone high surrogate", R"("\ud800")");
    badContent("a high surrogate and text", R"("\ud800abcdef")");
    badContent("a high surrogate and another escape", R"("\ud800\n12345")");
    badContent("two high surrogates", R"("\ud83d\ud83d")");
    badContent("a lone low surrogate", R"("\ude00")");
    badContent("a pair the wrong way round", R"("\ude00\ud83d")");
    badContent("a lone surrogate deeper", R"([{"a":"\ud800"}])");
    badContent("a lone surrogate in a key", R"({"\udc00":1})");
    badJson("two numbers", R"({"type":"message","content":1 2})");
    badJson("a word after a string", R"({"type":"message","content":"a"b})");
    badJson("two strings", R"({"type":"message","content":"a" "b"})");
    row("a bare newline in a string", "{\"type\":\"message\",\"content\":\"a\nb\"}", "bad_json ");
    row("a bare NUL in a string", "{\"type\":\"message\",\"content\":\"a" + QByteArray(1, '\0') + "b\"}",
        "bad_json ");

    row("a JSON array", R"([{"type":"ping"}])", "bad_envelope ");
    row("a JSON string", R"( "ping" )", "bad_envelope ");
    row("a JSON number", "42", "bad_envelope ");
    row("JSON null", "null\n", "bad_envelope ");
    row("an empty object", "{}", "bad_envelope type");
    row("no type", R"({"content":1})", "bad_envelope type");
    row("a number as type", R"({"type":1})", "bad_envelope type");
    row("null as type", R"({"type":null})", "bad_envelope type");
    row("an unknown type", R"({"type":"shout"})", "unknown_type type");
    row("an empty type", R"({"type":""})", "unknown_type type");
    row("a type in capitals", R"({"type":"Ping"})", "unknown_type type");
    row("a type and a space", R"({"type":"ping "})", "unknown_type type");
    row("an answer of the server", R"({"type":"ack"})", "unknown_type type");
    row("an object as id", R"({"type":"ping","id":{}})", "bad_envelope id");
    row("true as id", R"({"type":"ping","id":true})", "bad_envelope id");
    row("null as id", R"({"type":"ping","id":null})", "bad_envelope id");
    row("type twice", R"({"type":"ping","type":"ping"})", "bad_envelope type");
    row("type twice, once escaped", R"({"type":"ping","\u0074ype":"leave"})", "bad_envelope type");
    row("id twice", R"({"id":1,"type":"ping","id":1})", "bad_envelope id");
    row("content twice", R"({"type":"message","content":1,"content":1})", "bad_envelope content");
    row("something else twice", R"({"type":"ping","x":1,"x":2})", "bad_envelope x");
    row("no content", R"({"type":"message"})", "bad_envelope content");
    row("no content, direct", R"({"type":"direct","to":"a"})", "bad_envelope content");
    row("no user", R"({"type":"direct","content":1})", "bad_envelope to");
    row("an empty user", R"({"type":"direct","content":1,"to":""})", "bad_envelope to");
    row("a number as user", R"({"type":"direct","content":1,"to":7})", "bad_envelope to");
    row("too long a user", R"({"type":"direct","content":1,"to":")" + QByteArray(65, 'u') + "\"}",
        "bad_envelope to");
    row("an empty room", R"({"type":"join","room":""})", "bad_envelope room");
    row("null as room", R"({"type":"join","room":null})", "bad_envelope room");
    row("a list of rooms", R"({"type":"join","room":["a"]})", "bad_envelope room");
    row("too long a room", R"({"type":"join","room":")" + QByteArray(129, 'r') + "\"}", "bad_envelope room");
    row("a control in a room", R"({"type":"message","content":1,"room":"a\u0000"})", "bad_envelope room");
    row("a byte order mark in a room", R"({"type":"leave","room":"\ufeffa"})", "bad_envelope room");
    row("an override in a room", R"({"type":"join","room":"\u202eneddih"})", "bad_envelope room");
    row("a blank room", R"({"type":"history","room":"\u3164"})", "bad_envelope room");
    row("private use in a room", R"({"type":"presence","room":"a\uf8ff"})", "bad_envelope room");
    row("a soft hyphen in a user", R"({"type":"direct","content":1,"to":"al\u00adice"})", "bad_envelope to");
    row("a blank user", R"({"type":"direct","content":1,"to":" \u2800"})", "bad_envelope to");
    row("a newline in a room", R"({"type":"leave","room":"a\n"})", "bad_envelope room");
    row("an unknown encoding", R"({"type":"message","content":"","encoding":"hex"})",
        "bad_envelope encoding");
    row("null as encoding", R"({"type":"message","content":"","encoding":null})", "bad_envelope encoding");
    row("base64 of a number", R"({"type":"message","content":1234,"encoding":"base64"})",
        "bad_envelope content");
    row("base64 without padding", R"({"type":"message","content":"AQ","encoding":"base64"})",
        "bad_envelope content");
    row("the URL's alphabet", R"({"type":"message","content":"__8=","encoding":"base64"})",
        "bad_envelope content");
    row("since is a number", R"({"type":"join","since":7})", "bad_envelope since");
    row("since is an array", R"({"type":"join","since":[]})", "bad_envelope since");
    row("since is null", R"({"type":"join","since":null})", "bad_envelope since");
    row("no epoch", R"({"type":"join","since":{"seq":1}})", "bad_envelope since.epoch");
    row("an empty epoch", R"({"type":"join","since":{"epoch":"","seq":1}})", "bad_envelope since.epoch");
    row("a number as epoch", R"({"type":"join","since":{"epoch":1,"seq":1}})", "bad_envelope since.epoch");
    row("no seq", R"({"type":"join","since":{"epoch":"e"}})", "bad_envelope since.seq");
    row("a string as seq", R"({"type":"join","since":{"epoch":"e","seq":"1"}})", "bad_envelope since.seq");
    row("a negative seq", R"({"type":"join","since":{"epoch":"e","seq":-1}})", "bad_envelope since.seq");
    row("a fraction as seq", R"({"type":"join","since":{"epoch":"e","seq":1.0}})", "bad_envelope since.seq");
    row("an exponent as seq", R"({"type":"join","since":{"epoch":"e","seq":1e2}})", "bad_envelope since.seq");
    row("seq beyond JavaScript", R"({"type":"join","since":{"epoch":"e","seq":9007199254740992}})",
        "bad_envelope since.seq");
    row("seq beyond 64 bits", R"({"type":"join","since":{"epoch":"e","seq":18446744073709551617}})",
        "bad_envelope since.seq");
    row("seq twice", R"({"type":"join","since":{"epoch":"e","seq":1,"seq":1}})", "bad_envelope since.seq");
    row("a negative limit", R"({"type":"history","limit":-1})", "bad_envelope limit");
    row("too large a limit", R"({"type":"presence","limit":1000001})", "bad_envelope limit");
    row("a huge limit", R"({"type":"presence","limit":1e400})", "bad_envelope limit");
    row("a string as limit", R"({"type":"presence","limit":"10"})", "bad_envelope limit");
    row("before the first", R"({"type":"history","before":0})", "bad_envelope before");
    row("a number as after", R"({"type":"presence","after":17})", "bad_envelope after");
    row("after is zero", R"({"type":"presence","after":"0"})", "bad_envelope after");
    row("after no id", R"({"type":"presence","after":"17x"})", "bad_envelope after");
    row("no token", R"({"type":"auth"})", "bad_envelope token");
    row("an empty token", R"({"type":"auth","token":""})", "bad_envelope token");
    row("a long key is cut", "{\"" + QByteArray(70, 'k') + "\":1,\"" + QByteArray(70, 'k') + "\":1}",
        "bad_envelope " + QByteArray(64, 'k'));
}

void TstRequestParser::rejects()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, error);
    const RequestParser::Parsed parsed = m_parser.parse(text);
    QVERIFY(std::holds_alternative<EnvelopeError>(parsed));
    const auto &found = std::get<EnvelopeError>(parsed);
    QCOMPARE(errorName(found.code) + (' ' + found.field), error);
    QVERIFY(!found.text.isEmpty());
    QVERIFY2(!found.text.contains(u'%'), qPrintable(found.text));
    QVERIFY(!found.retry);
}

void TstRequestParser::reportsTheIdOfRejectedRequests_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("id");

    QTest::newRow("in front") << QByteArray(R"({"id":"a","type":"shout"})") << QByteArray("\"a\"");
    QTest::newRow("after") << QByteArray(R"({"type":"shout","id":7})") << QByteArray("7");
    QTest::newRow("before what is no JSON")
        << QByteArray(R"({"id":7,"type":"message","content":01})") << QByteArray("7");
    QTest::newRow("after invalid JSON")
        << QByteArray(R"({"type":"message","content":01,"id":7})") << QByteArray();
    QTest::newRow("another key twice") << QByteArray(R"({"x":1,"x":1,"id":7})") << QByteArray("7");
    QTest::newRow("twice") << QByteArray(R"({"id":7,"id":8})") << QByteArray();
    QTest::newRow("no id") << QByteArray(R"({"id":[7],"type":"ping"})") << QByteArray();
    QTest::newRow("within content") << QByteArray(R"({"type":"x","content":{"id":7}})") << QByteArray();
    QTest::newRow("in an array") << QByteArray(R"([{"id":7}])") << QByteArray();
}

void TstRequestParser::reportsTheIdOfRejectedRequests()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, id);
    const RequestParser::Parsed parsed = m_parser.parse(text);
    QVERIFY(std::holds_alternative<EnvelopeError>(parsed));
    QCOMPARE(std::get<EnvelopeError>(parsed).id, id);
}

void TstRequestParser::limitsDepth_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("accepted");

    QTest::newRow("63 arrays in the envelope") << nested(63) << true;
    QTest::newRow("64") << nested(64) << false;
    QTest::newRow("a value in the deepest") << QByteArray(63, '[') + "{}" + QByteArray(63, ']') << false;
    QTest::newRow("objects") << QByteArray("{\"a\":").repeated(63) + "1" + QByteArray(63, '}') << true;
    QTest::newRow("64 objects") << QByteArray("{\"a\":").repeated(64) + "1" + QByteArray(64, '}') << false;
    QTest::newRow("very deep") << nested(100000) << false;
    QTest::newRow("wide is not deep") << '[' + nested(10) + (',' + nested(62)).repeated(100) + ']' << true;
    QTest::newRow("brackets in a string") << '"' + QByteArray(1000, '[') + '"' << true;
}

void TstRequestParser::limitsDepth()
{
    QFETCH(const QByteArray, content);
    QFETCH(const bool, accepted);
    const QByteArray expected =
        accepted ? "message content=" + content : QByteArray("error bad_envelope content");
    QCOMPARE(summary(R"({"type":"message","content":)" + content + '}'), expected);
}

void TstRequestParser::findsDuplicatesAmongMany()
{
    QByteArray text = R"({"type":"ping")";
    for (int i = 0; i < 10000; ++i)
        text += ",\"key" + QByteArray::number(i) + "\":0";
    QCOMPARE(summary(text + '}'), "ping");
    QCOMPARE(summary(text + R"(,"key777":0})"), "error bad_envelope key777");
}

void TstRequestParser::continuesAfterErrorsAndLargeMessages()
{
    const QByteArray large = R"({"type":"message","content":")" + QByteArray(3 * 1024 * 1024, 'x') + "\"}";
    for (int i = 0; i < 3; ++i) {
        QVERIFY(summary(large).endsWith("xxx\""));
        QCOMPARE(summary(R"({"type":"ping"})"), "ping");
        QCOMPARE(summary(R"({"type":"ping")"), "error bad_json ");
        QCOMPARE(summary(R"({"type":"ping"})"), "ping");
        QCOMPARE(summary(QByteArray(100, '{')), "error bad_json ");
    }
}

QTEST_GUILESS_MAIN(TstRequestParser)
#include "tst_requestparser.moc"
