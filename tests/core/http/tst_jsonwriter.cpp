#include "core/http/jsonwriter.h"

#include <QTest>

#include <limits>

using namespace signalbox;

class TstJsonWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesValues()
    {
        JsonWriter json;
        json.beginObject().member("a", 1).member("b", true).member("c", QStringLiteral("x\"\n\\ü€😀"));
        json.key("d").null().key("e").raw(R"([1, 2])").key("f").beginArray().endArray();
        json.key("g").beginArray().value(1).beginObject().endObject().value(QString()).endArray();
        json.key("h").utf8("ü").key("i").value(std::numeric_limits<qint64>::min());
        json.member("j", std::numeric_limits<quint64>::max()).endObject();
        QCOMPARE(json.take(),
                 QByteArray("{\"a\":1,\"b\":true,\"c\":\"x\\\"\\n\\\\ü€😀\",\"d\":null,\"e\":[1, "
                            "2],\"f\":[],\"g\":[1,{},\"\"],"
                            "\"h\":\"ü\",\"i\":-9223372036854775808,\"j\":18446744073709551615}"));
        QCOMPARE(json.beginArray().endArray().take(), "[]"); // begins anew
    }
    void writesListsOfStrings()
    {
        JsonWriter json;
        const QStringList texts{QStringLiteral("north"), QStringLiteral("south")};
        json.beginObject().member("none", QStringList()).member("two", texts).member("last", 1).endObject();
        QCOMPARE(json.take(), R"({"none":[],"two":["north","south"],"last":1})");
    }
    void writesDecimals_data()
    {
        QTest::addColumn<double>("number");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("cut") << 1.23456 << QByteArray("1.235");
        QTest::newRow("whole") << 2.0 << QByteArray("2");
        QTest::newRow("zeros within") << 100.5 << QByteArray("100.5");
        QTest::newRow("hundred") << 100.0 << QByteArray("100");
        QTest::newRow("nearly nothing") << -0.0001 << QByteArray("0");
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << QByteArray("null");
        QTest::newRow("endless") << std::numeric_limits<double>::infinity() << QByteArray("null");
    }
    void writesDecimals()
    {
        QFETCH(const double, number);
        JsonWriter json;
        QTEST(json.decimal(number, 3).take(), "json");
    }
};

QTEST_APPLESS_MAIN(TstJsonWriter)
#include "tst_jsonwriter.moc"
