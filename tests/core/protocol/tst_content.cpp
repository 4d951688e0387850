#include "core/protocol/content.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace signalbox;

class TstContent final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void carriesText_data();
    void carriesText();
    void keepsALeadingByteOrderMark();
    void carriesBinary_data();
    void carriesBinary();
    void convertsToPlainMessages_data();
    void convertsToPlainMessages();
    void decodesBase64_data();
    void decodesBase64();
};

void TstContent::carriesText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");

    const auto row = [](const char *name, const QByteArray &text, const QByteArray &json) {
        QTest::newRow(name) << text << json;
    };
    row("empty", "", R"("")");
    row("letters", "Hello!", R"("Hello!")");
    row("quotes and backslashes", R"("\")", R"("\"\\\"")");
    row("slash", "a/b", R"("a/b")");
    row("short escapes", "\b\f\n\r\t", R"("\b\f\n\r\t")");
    row("other controls", "\x01\x1f", R"("\u0001\u001f")");
    row("NUL", QByteArray("a\0b", 3), R"("a\u0000b")");
    row("DEL", "\x7f", "\"\x7f\"");
    row("a byte order mark after", "a\xef\xbb\xbf", "\"a\xef\xbb\xbf\"");
    row("U+2028", "\xe2\x80\xa8", "\"\xe2\x80\xa8\"");
    row("the last character", "\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\"");
    row("JSON", R"({"a":1})", R"("{\"a\":1}")");
    row("what looks escaped", R"(\u0041)", R"("\\u0041")");
}

void TstContent::carriesText()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, json);
    const EnvelopeContent content = contentOfText(text);
    QCOMPARE(content.json, json);
    QCOMPARE(content.encoding, ContentEncoding::Json);

    const QJsonDocument read = QJsonDocument::fromJson('[' + json + ']');
    QCOMPARE(read.array().at(0).toString().toUtf8(), text);

    const PlainContent back = plainContent(content);
    QVERIFY(!back.isBinary);
    QCOMPARE(back.payload, text);
}

//! A separate test, because QJsonDocument drops it.
void TstContent::keepsALeadingByteOrderMark()
{
    const QByteArray text = "\xef\xbb\xbf\xef\xbb\xbfHello";
    const EnvelopeContent content = contentOfText(text);
    QCOMPARE(content.json, '"' + text + '"');
    QCOMPARE(plainContent(content).payload, text);
    QCOMPARE(plainContent({R"("\ufeffHello")"}).payload, "\xef\xbb\xbfHello");
}

void TstContent::carriesBinary_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("json");

    QByteArray all;
    for (int byte = 0; byte < 256; ++byte)
        all.append(char(byte));
    QTest::newRow("empty") << QByteArray() << QByteArray(R"("")");
    QTest::newRow("one") << QByteArray(1, '\0') << QByteArray(R"("AA==")");
    QTest::newRow("two") << QByteArray(2, '\xff') << QByteArray(R"("//8=")");
    QTest::newRow("three") << QByteArray("\x01\x02\x03") << QByteArray(R"("AQID")");
    QTest::newRow("all") << all << QByteArray('"' + all.toBase64() + '"');
}

void TstContent::carriesBinary()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, json);
    const EnvelopeContent content = contentOfBinary(bytes);
    QCOMPARE(content.json, json);
    QCOMPARE(content.encoding, ContentEncoding::Base64);
    const PlainContent back = plainContent(content);
    QVERIFY(back.isBinary);
    QCOMPARE(back.payload, bytes);
}

void TstContent::convertsToPlainMessages_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("payload");

    const auto row = [](const char *name, const QByteArray &json, const QByteArray &payload) {
        QTest::newRow(name) << json << payload;
    };
    row("a string", R"("a \"b\"")", R"(a "b")");
    row("every short escape", R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t");
    row("escapes of one to four bytes", R"("\u0041\u007f\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff")",
        "A\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    row("an escaped NUL", R"("a\u0000b")", QByteArray("a\0b", 3));
    row("an escaped backslash and a u", R"("\\u0041")", R"(\u0041)");
    row("a number", "1e999", "1e999");
    row("an object with its space", R"({ "b" : "\u0041" })", R"({ "b" : "\u0041" })");
    row("null", "null", "null");
}

void TstContent::convertsToPlainMessages()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, payload);
    const PlainContent plain = plainContent({json});
    QCOMPARE(plain.payload, payload);
    QVERIFY(!plain.isBinary);
}

void TstContent::decodesBase64_data()
{
    QTest::addColumn<QByteArray>("base64");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QByteArray>("bytes");

    const auto good = [](const char *name, const QByteArray &base64, const QByteArray &bytes) {
        QTest::newRow(name) << base64 << true << bytes;
    };
    // RFC 4648 section 10
    good("empty", "", "");
    good("f", "Zg==", "f");
    good("fo", "Zm8=", "fo");
    good("foo", "Zm9v", "foo");
    good("foob", "Zm9vYg==", "foob");
    good("fooba", "Zm9vYmE=", "fooba");
    good("foobar", "Zm9vYmFy", "foobar");
    good("both signs", "+/+/", "\xfb\xff\xbf");

    const auto bad = [](const char *name, const QByteArray &base64) {
        QTest::newRow(name) << base64 << false << QByteArray();
    };
    bad("no padding", "Zg");
    bad("half the padding", "Zg=");
    bad("one character", "Z");
    bad("padding alone", "====");
    bad("three of padding", "Z===");
    bad("padding too much", "Zm9v====");
    bad("padding within", "Zg==Zg==");
    bad("something after the padding", "Zg=v");
    bad("unused bits in the last of two", "Zh==");
    bad("unused bits in the last of three", "Zm9=");
    bad("a space", "Zm9 ");
    bad("a newline after", "Zm9v\n");
    bad("a newline within", "Zm\n9");
    bad("the URL's alphabet", "-_-_");
    bad("a NUL", QByteArray("Zm9\0", 4));
    bad("UTF-8", "Zm\xc3\xa9");
}

void TstContent::decodesBase64()
{
    QFETCH(const QByteArray, base64);
    QFETCH(const bool, valid);
    QFETCH(const QByteArray, bytes);
    const std::optional<QByteArray> decoded = decodeBase64(base64);
    QCOMPARE(decoded.has_value(), valid);
    QCOMPARE(decoded.value_or(QByteArray()), bytes);
}

QTEST_GUILESS_MAIN(TstContent)
#include "tst_content.moc"
