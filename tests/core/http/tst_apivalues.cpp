#include "core/http/apivalues.h"

#include <QTest>

#include <array>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Type = ApiField::Type;

constexpr std::array<std::string_view, 2> Encodings{"base64", "text"};
constexpr std::array Fields{
    ApiField{.name = "text", .least = 1, .most = 4},
    ApiField{.name = "number", .type = Type::Integer, .least = -5, .most = 1000, .fallback = 100},
    ApiField{.name = "flag", .type = Type::Boolean, .fallback = 0},
    ApiField{.name = "ids", .type = Type::TextList, .least = 1, .most = 3},
    ApiField{.name = "content", .type = Type::Json},
    ApiField{.name = "encoding", .choices = Encodings},
    ApiField{.name = "free", .type = Type::Integer, .least = std::numeric_limits<qint64>::min()},
};
constexpr std::array Required{ApiField{.name = "must", .isRequired = true}};

struct Outcome
{
    std::variant<ApiValues, ApiProblem> read;

    int status() const
    {
        const auto *problem = std::get_if<ApiProblem>(&read);
        return problem ? problem->status : 0;
    }
    QByteArray field() const { return std::get<ApiProblem>(read).field; }
    const ApiValues &values() const { return std::get<ApiValues>(read); }
};

Outcome query(QByteArrayView text, std::span<const ApiField> fields = Fields)
{
    return {readQuery(fields, text)};
}

Outcome body(QByteArrayView json, std::span<const ApiField> fields = Fields)
{
    static JsonReader reader;
    return {readBody(fields, reader, json)};
}

} // namespace

class TstApiValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAQuery()
    {
        const Outcome read = query("text=a%20%C3%BC+&&number=-5&flag=true&encoding=base64&");
        QCOMPARE(read.status(), 0);
        QCOMPARE(read.values().text("text"), u"a ü "_s);
        QCOMPARE(read.values().integer("number"), -5);
        QCOMPARE(read.values().flag("flag"), true);
        QCOMPARE(read.values().text("encoding"), u"base64"_s);
        QVERIFY(!read.values().has("free"));
        QVERIFY(!read.values().integer("free"));
        QCOMPARE(query("te%78t=x").values().text("text"), u"x"_s);
    }
    void setsFallbacks()
    {
        for (const Outcome &read : {query(""), body("{}"), body("")}) {
            QCOMPARE(read.values().integer("number"), 100);
            QCOMPARE(read.values().flag("flag"), false);
            QVERIFY(!read.values().has("text"));
        }
    }
    void refusesAQuery_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("unknown") << QByteArray("limit=1") << 422 << QByteArray("limit");
        QTest::newRow("no name") << QByteArray("=1") << 422 << QByteArray();
        QTest::newRow("twice") << QByteArray("text=a&text=a") << 422 << QByteArray("text");
        QTest::newRow("too long") << QByteArray("text=12345") << 422 << QByteArray("text");
        QTest::newRow("empty") << QByteArray("text=") << 422 << QByteArray("text");
        QTest::newRow("without a value") << QByteArray("text") << 422 << QByteArray("text");
        QTest::newRow("not a choice") << QByteArray("encoding=BASE64") << 422 << QByteArray("encoding");
        QTest::newRow("below") << QByteArray("number=-6") << 422 << QByteArray("number");
        QTest::newRow("above") << QByteArray("number=1001") << 422 << QByteArray("number");
        for (const char *number :
             {"", "1.0", "1e2", "%2B1", "+1", "1+", "0x1", "99999999999999999999", "ten"})
            QTest::addRow("number %s", number)
                << "number=" + QByteArray(number) << 422 << QByteArray("number");
        QTest::newRow("flag") << QByteArray("flag=1") << 422 << QByteArray("flag");
        QTest::newRow("broken escape") << QByteArray("text=%zz") << 400 << QByteArray();
        QTest::newRow("broken escape in a name") << QByteArray("%f=1") << 400 << QByteArray();
        QTest::newRow("not UTF-8") << QByteArray("text=%ff") << 400 << QByteArray();
    }
    void refusesAQuery()
    {
        QFETCH(const QByteArray, text);
        const Outcome read = query(text);
        QTEST(read.status(), "status");
        QTEST(read.field(), "field");
    }
    void countsCharacters()
    {
        QCOMPARE(query("text=%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80").status(), 0);
        QCOMPARE(body(R"({"text":"😀😀😀😀"})").status(), 0);
        QCOMPARE(body(R"({"text":"😀😀😀😀😀"})").status(), 422);
    }
    void readsABody()
    {
        QByteArray json =
            " { 'text' : 'a\\u00fc\\n\\'', 'number':1000, 'flag':true, 'ids' : [ '1' , '\\u0032,', ']\\'' ],"
            " 'content': {'b': 1.50, 'a':  [1e400]} , 'free':-9223372036854775808} ";
        json.replace('\'', '"');
        const Outcome read = body(json);
        QCOMPARE(read.status(), 0);
        QCOMPARE(read.values().text("text"), u"aü\n\""_s);
        QCOMPARE(read.values().integer("number"), 1000);
        QCOMPARE(read.values().flag("flag"), true);
        QCOMPARE(read.values().texts("ids"), (QStringList{u"1"_s, u"2,"_s, u"]\""_s}));
        QCOMPARE(read.values().json("content"),
                 QByteArray(R"({"b": 1.50, "a":  [1e400]})")); // as it was sent
        QCOMPARE(read.values().integer("free"), std::numeric_limits<qint64>::min());
    }
    void refusesABody_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("no JSON") << QByteArray("{") << 400 << QByteArray();
        QTest::newRow("two values") << QByteArray("{}{}") << 400 << QByteArray();
        QTest::newRow("not UTF-8") << QByteArray("{\"text\":\"\xff\"}") << 400 << QByteArray();
        QTest::newRow("blanks") << QByteArray("  ") << 400 << QByteArray();
        QTest::newRow("array") << QByteArray("[]") << 422 << QByteArray();
        QTest::newRow("null") << QByteArray("null") << 422 << QByteArray();
        QTest::newRow("deep") << "{\"content\":" + QByteArray(100, '[') + QByteArray(100, ']') + "}" << 422
                              << QByteArray("content");
        QTest::newRow("unknown") << QByteArray(R"({"nothing":1})") << 422 << QByteArray("nothing");
        QTest::newRow("twice") << QByteArray(R"({"text":"a","te\u0078t":"a"})") << 422 << QByteArray("text");
        QTest::newRow("null for text") << QByteArray(R"({"text":null})") << 422 << QByteArray("text");
        QTest::newRow("number for text") << QByteArray(R"({"text":1})") << 422 << QByteArray("text");
        QTest::newRow("text for number") << QByteArray(R"({"number":"1"})") << 422 << QByteArray("number");
        QTest::newRow("fraction") << QByteArray(R"({"number":1.0})") << 422 << QByteArray("number");
        QTest::newRow("text for flag") << QByteArray(R"({"flag":"true"})") << 422 << QByteArray("flag");
        QTest::newRow("text for list") << QByteArray(R"({"ids":"1"})") << 422 << QByteArray("ids");
        QTest::newRow("numbers in list") << QByteArray(R"({"ids":["1",2]})") << 422 << QByteArray("ids");
        QTest::newRow("list in list") << QByteArray(R"({"ids":[["1"]]})") << 422 << QByteArray("ids");
        QTest::newRow("empty list") << QByteArray(R"({"ids":[ ]})") << 422 << QByteArray("ids");
        QTest::newRow("long list") << QByteArray(R"({"ids":["1","2","3","4"]})") << 422 << QByteArray("ids");
    }
    void refusesABody()
    {
        QFETCH(const QByteArray, json);
        const Outcome read = body(json);
        QTEST(read.status(), "status");
        QTEST(read.field(), "field");
    }
    void requiresFields()
    {
        QCOMPARE(query("", Required).status(), 422);
        QCOMPARE(query("", Required).field(), "must");
        QCOMPARE(body("", Required).field(), "must");
        QCOMPARE(body(R"({"must":"x"})", Required).values().text("must"), u"x"_s);
    }
    void nothingIsAllowedWithoutFields()
    {
        QCOMPARE(query("", {}).status(), 0);
        QCOMPARE(query("a", {}).status(), 422);
        QCOMPARE(body("{}", {}).status(), 0);
        QCOMPARE(body(R"({"a":1})", {}).status(), 422);
    }
};

QTEST_APPLESS_MAIN(TstApiValues)
#include "tst_apivalues.moc"
