#include "core/protocol/maskedtokens.h"

#include <QTest>

using namespace signalbox;

class TestMaskedTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masksTheValue_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char *json, const char *masked) {
            QTest::newRow(json) << QByteArray(json) << QByteArray(masked);
        };
        row(R"({"type":"auth","token":"s3cret"})", R"({"type":"auth","token":"***"})");
        row(R"({ "token" : "s3cret" , "id" : 7 })", R"({ "token":"***" , "id" : 7 })");
        row("{\"token\":\"a\\\"b\",\"x\":\"\\\\\",\"Token\":\"c\"}",
            "{\"token\":\"***\",\"x\":\"\\\\\",\"Token\":\"***\"}");
        row("{\"\\u0074oken\":\"s3cret\"}", "{\"\\u0074oken\":\"***\"}");
        row(R"({"token":12345})", R"({"token":"***"})");
        row(R"({"token":null,"id":1})", R"({"token":"***","id":1})");
        row("{\"token\":[\"s3cret\",[{\"a\":\"]\"}]],\"id\":1}", "{\"token\":\"***\",\"id\":1}");
        row("{\"token\":{\"a\":\"s3cret}\"}}", "{\"token\":\"***\"}");
        row("{\"token\":[\"s3cret\", \"more\",", "{\"token\":\"***\"");
        row(R"({"content":{"token":"s3cret"}})", R"({"content":{"token":"***"}})");
        row(R"({"text":"token","tokens":"t","a":"b"})", R"({"text":"token","tokens":"t","a":"b"})");
        row("{\"id\":\"\\\"token\\\":\\\"x\\\"\"}", "{\"id\":\"\\\"token\\\":\\\"x\\\"\"}");
        row("{\"token\":\"cut of", R"({"token":"***")");
        row(R"({"token":)", R"({"token":"***")");
        row(R"({"token")", R"({"token")");
        row("", "");
        row("\"", "\"");
    }
    void masksTheValue()
    {
        QFETCH(const QByteArray, json);
        QTEST(maskedTokens(json), "masked");
    }
    void masksWhatMayBeAToken_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char *text, const char *masked) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(masked);
        };
        row("{'type':'auth','token':'s3cret'}", "{'type':'auth','token\"***\"");
        row("{\"type\":\"auth,\"token\":\"s3cret\"}", R"({"type":"auth,"token"***")");
        row("auth TOKEN=s3cret", "auth TOKEN\"***\"");
        row(R"({"token":"s3cret",})", R"({"token":"***",})");
        row(R"({"token":"s3cret","a":"b","token":"s3cret"] token s3cret)",
            R"({"token":"***","a":"b","token":"***"] token"***")");
        row("{\"type\":\"ping\"", "{\"type\":\"ping\"");
        row("not json", "not json");
        row("", "");
    }
    void masksWhatMayBeAToken()
    {
        QFETCH(const QByteArray, text);
        QTEST(maskedTokensOfInvalid(text), "masked");
    }
    void isLinear()
    {
        QByteArray text;
        while (text.size() < 64 * 1024)
            text += "\"token\":\"***\",\"token";
        QVERIFY(maskedTokensOfInvalid(text).size() <= text.size() + 16);
        QVERIFY(maskedTokens(QByteArray(64 * 1024, '"')).size() == 64 * 1024);
        QVERIFY(maskedTokens(QByteArray(64 * 1024, '\\')).size() == 64 * 1024);
    }
};

QTEST_GUILESS_MAIN(TestMaskedTokens)
#include "tst_maskedtokens.moc"
