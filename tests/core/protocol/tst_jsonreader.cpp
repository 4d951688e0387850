#include "core/protocol/jsonreader.h"

#include <QTest>

using namespace signalbox;

class TstJsonReader final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void returnsRawFields();
    void describesFaults_data();
    void describesFaults();
};

void TstJsonReader::returnsRawFields()
{
    JsonReader reader;
    const QByteArray text = R"( { "a\u0062" : [ 1, {"x": "y" } ] , "" : "z" ,"a\u0062":-1.50e+3
 } )";
    QVERIFY(!reader.read(text));
    const auto &fields = reader.fields();
    QCOMPARE(fields.size(), std::size_t(3));
    QCOMPARE(fields[0].key, "ab");
    QCOMPARE(fields[0].value, R"([ 1, {"x": "y" } ])");
    QCOMPARE(fields[1].key, "");
    QCOMPARE(fields[1].value, R"("z")");
    QCOMPARE(fields[2].key, "ab");
    QCOMPARE(fields[2].value, "-1.50e+3");

    QVERIFY(!reader.read("{}"));
    QVERIFY(reader.fields().empty());
}

void TstJsonReader::describesFaults_data()
{
    using Kind = JsonReader::Fault::Kind;
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("fieldsBefore");

    QTest::newRow("empty") << QByteArray() << Kind::NotJson << QByteArray() << 0;
    QTest::newRow("null data") << QByteArray("") << Kind::NotJson << QByteArray() << 0;
    QTest::newRow("an array") << QByteArray("[{},1]") << Kind::NotObject << QByteArray() << 0;
    QTest::newRow("a string in space") << QByteArray(" \"a b\" ") << Kind::NotObject << QByteArray() << 0;
    QTest::newRow("two numbers") << QByteArray("1 2") << Kind::NotJson << QByteArray() << 0;
    QTest::newRow("a bad number") << QByteArray("01") << Kind::NotJson << QByteArray() << 0;
    QTest::newRow("an array and more") << QByteArray("[1] 2") << Kind::NotJson << QByteArray() << 0;
    QTest::newRow("an array, closed twice") << QByteArray("[1]]") << Kind::NotJson << QByteArray() << 0;
    QTest::newRow("in the second value")
        << QByteArray(R"({"a":1,"b":[tru]})") << Kind::NotJson << QByteArray("b") << 1;
    QTest::newRow("after the second value")
        << QByteArray(R"({"a":1,"b":2 3})") << Kind::NotJson << QByteArray() << 2;
    QTest::newRow("too deep") << R"({"a":1,"b":)" + QByteArray(64, '[') + QByteArray(64, ']') + '}'
                              << Kind::TooDeep << QByteArray("b") << 1;
    QTest::newRow("too deep an array")
        << QByteArray(65, '[') + QByteArray(65, ']') << Kind::TooDeep << QByteArray() << 0;
    QTest::newRow("64 deep") << QByteArray(64, '[') + QByteArray(64, ']') << Kind::NotObject << QByteArray()
                             << 0;
}

void TstJsonReader::describesFaults()
{
    QFETCH(const QByteArray, text);
    QFETCH(const JsonReader::Fault::Kind, kind);
    QFETCH(const QByteArray, key);
    QFETCH(const int, fieldsBefore);
    JsonReader reader;
    const auto fault = reader.read(text);
    QVERIFY(fault);
    QCOMPARE(fault->kind, kind);
    QCOMPARE(fault->key, key);
    QVERIFY(!fault->text.isEmpty());
    QCOMPARE(int(reader.fields().size()), fieldsBefore);
}

QTEST_GUILESS_MAIN(TstJsonReader)
#include "tst_jsonreader.moc"
