#include "core/wire/httphead.h"

#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace signalbox;

namespace {

const QByteArray Upgrade = "GET /room/a?user=b HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n";

struct Read
{
    HttpHeadReader::Outcome outcome;
    qsizetype consumed = 0;

    const HttpHead *head() const { return std::get_if<HttpHead>(&outcome); }
    const HttpHeadError *error() const { return std::get_if<HttpHeadError>(&outcome); }
};

//! Feeds segments of \a pieceSize until there is an outcome.
Read readIn(const QByteArray &bytes, qsizetype pieceSize, HttpHeadLimits limits = {})
{
    HttpHeadReader reader(limits);
    Read read;
    for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
        const QByteArray piece =
            bytes.mid(at, pieceSize); // a copy, so that a reference to an earlier segment is detected
        qsizetype consumed = -1;
        read.outcome = reader.feed(piece, consumed);
        read.consumed += consumed;
        if (!std::holds_alternative<HttpHeadReader::NeedMore>(read.outcome))
            break;
    }
    return read;
}

Read read(const QByteArray &bytes, HttpHeadLimits limits = {})
{
    return readIn(bytes, bytes.size(), limits);
}

QByteArray get(const QByteArray &headers)
{
    return "GET / HTTP/1.1\r\n" + headers + "\r\n";
}

} // namespace

class TstHttpHeadReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void readsInAnySegments_data();
    void readsInAnySegments();
    void leavesBytesAfterTheHead_data();
    void leavesBytesAfterTheHead();
    void readsRequestLines_data();
    void readsRequestLines();
    void rejects_data();
    void rejects();
    void limitsSize();
    void limitsHeaders();
    void noLimit();
    void detectsBodies_data();
    void detectsBodies();
    void hasBegun();
    void readsOnManyThreads();
};

void TstHttpHeadReader::reads()
{
    const Read result = read(Upgrade);
    QVERIFY(result.head());
    QCOMPARE(result.head()->method, QByteArray("GET"));
    QCOMPARE(result.head()->target, QByteArray("/room/a?user=b"));
    QCOMPARE(result.head()->versionMajor, 1);
    QCOMPARE(result.head()->versionMinor, 1);
    QVERIFY(!result.head()->hasBody);
    QCOMPARE(result.head()->headers.size(), 4U);
    QCOMPARE(result.head()->headers[0].name, QByteArray("Host"));
    QCOMPARE(result.head()->headers[0].value, QByteArray("localhost:8080"));
    QCOMPARE(result.head()->headers[3].name, QByteArray("Sec-WebSocket-Version"));
}

void TstHttpHeadReader::readsInAnySegments_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("upgrade") << Upgrade;
    QTest::newRow("empty line first") << "\r\n" + Upgrade;
    QTest::newRow("no header") << get({});
    QTest::newRow("an empty header") << get("X:\r\nY: \r\n");
    QTest::newRow("white space around values") << get("X: \t a b \t \r\n");
    QTest::newRow("unknown method") << QByteArray("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("bytes above ASCII") << get("X: caf\xc3\xa9 \xff\r\n");
}

void TstHttpHeadReader::readsInAnySegments()
{
    QFETCH(const QByteArray, bytes);
    const Read whole = read(bytes);
    QVERIFY(whole.head());
    QCOMPARE(whole.consumed, bytes.size());
    for (qsizetype size = 1; size < bytes.size(); ++size) {
        const Read pieces = readIn(bytes, size);
        QVERIFY(pieces.head());
        QCOMPARE(pieces.consumed, bytes.size());
        QCOMPARE(pieces.head()->method, whole.head()->method);
        QCOMPARE(pieces.head()->target, whole.head()->target);
        QCOMPARE(pieces.head()->headers.size(), whole.head()->headers.size());
        for (std::size_t i = 0; i < whole.head()->headers.size(); ++i) {
            QCOMPARE(pieces.head()->headers[i].name, whole.head()->headers[i].name);
            QCOMPARE(pieces.head()->headers[i].value, whole.head()->headers[i].value);
        }
    }
    for (const HttpHeader &header : whole.head()->headers)
        QCOMPARE(header.value, header.value.trimmed());
}

void TstHttpHeadReader::leavesBytesAfterTheHead_data()
{
    QTest::addColumn<QByteArray>("head");

    QTest::newRow("upgrade") << Upgrade;
    QTest::newRow("plain") << get("Host: a\r\n");
    QTest::newRow("CONNECT") << QByteArray("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("with a length") << get("Host: a\r\nContent-Length: 5\r\n");
    QTest::newRow("chunked") << get("Host: a\r\nTransfer-Encoding: chunked\r\n");
    QTest::newRow("unknown method") << QByteArray("BREW / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
}

void TstHttpHeadReader::leavesBytesAfterTheHead()
{
    QFETCH(const QByteArray, head);
    for (const QByteArray &behind : {QByteArray("\x81\x80\0\0\0\0", 6), QByteArray("\r\n\r\n"), head}) {
        const Read result = read(head + behind);
        QVERIFY(result.head());
        QCOMPARE(result.consumed, head.size());
    }
}

void TstHttpHeadReader::readsRequestLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("minor");

    const auto row = [](const char *name, const char *line, const char *method, const char *target,
                        int minor) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(method) << QByteArray(target) << minor;
    };
    row("GET", "GET / HTTP/1.1", "GET", "/", 1);
    row("HTTP/1.0", "GET / HTTP/1.0", "GET", "/", 0);
    row("HTTP/1.9", "GET / HTTP/1.9", "GET", "/", 9);
    row("absolute form", "GET http://a:8080/x?y HTTP/1.1", "GET", "http://a:8080/x?y", 1);
    row("absolute ws form", "GET ws://a/x HTTP/1.1", "GET", "ws://a/x", 1);
    row("asterisk", "OPTIONS * HTTP/1.1", "OPTIONS", "*", 1);
    row("authority form", "CONNECT a:443 HTTP/1.1", "CONNECT", "a:443", 1);
    row("POST", "POST /x HTTP/1.1", "POST", "/x", 1);
    row("M-SEARCH", "M-SEARCH /x HTTP/1.1", "M-SEARCH", "/x", 1);
    row("SOURCE", "SOURCE /x HTTP/1.1", "SOURCE", "/x", 1);
    row("lower case is another method", "get / HTTP/1.1", "get", "/", 1);
    row("an unknown method", "BREW /pot HTTP/1.1", "BREW", "/pot", 1);
    row("begins like a known one", "GETX / HTTP/1.1", "GETX", "/", 1);
    row("prefix of a known one", "GE / HTTP/1.1", "GE", "/", 1);
    row("odd but a token", "!#$~ / HTTP/1.1", "!#$~", "/", 1);
    row("one letter", "X / HTTP/1.1", "X", "/", 1);
    row("PRI of HTTP/1", "PRI /x HTTP/1.1", "PRI", "/x", 1);
    row("percent encoding is kept", "GET /a%2Fb%20c HTTP/1.1", "GET", "/a%2Fb%20c", 1);
    row("UTF-8 in the target", "GET /caf\xc3\xa9 HTTP/1.1", "GET", "/caf\xc3\xa9", 1);
    row("authority form with a user and IPv6", "CONNECT a%20b:c@[::1]:80 HTTP/1.1", "CONNECT",
        "a%20b:c@[::1]:80", 1);
    row("absolute form without a path", "GET http://a HTTP/1.1", "GET", "http://a", 1);
    row("absolute form with a query only", "GET http://a?b HTTP/1.1", "GET", "http://a?b", 1);
    row("absolute form without a host", "GET http:///x HTTP/1.1", "GET", "http:///x", 1);
    row("absolute form with another scheme", "GET x://a HTTP/1.1", "GET", "x://a", 1);
    row("asterisk with a path", "GET *x HTTP/1.1", "GET", "*x", 1);
    row("fragment", "GET /a#b?c HTTP/1.1", "GET", "/a#b?c", 1);
    row("two slashes", "GET //a//b HTTP/1.1", "GET", "//a//b", 1);
}

void TstHttpHeadReader::readsRequestLines()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const int, minor);
    for (const QByteArray &before : {QByteArray(), QByteArray("\r\n")}) {
        const Read result = read(before + line + "\r\nHost: a\r\n\r\n");
        QVERIFY2(result.head(), result.error() ? result.error()->detail.constData() : "no outcome");
        QCOMPARE(result.head()->method, method);
        QCOMPARE(result.head()->target, target);
        QCOMPARE(result.head()->versionMinor, minor);
        QCOMPARE(result.head()->values("Host"), std::vector<QByteArray>{"a"});
    }
}

void TstHttpHeadReader::rejects_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << bytes << status;
    };
    // RFC 9112 section 2.2
    row("two empty lines first", "\r\n\r\n");
    row("bare LF first", "\nGET");
    row("bare CR first", "\rG");
    row("white space first", " GET / HTTP/1.1\r\n");
    row("bare LF after the request line", "GET / HTTP/1.1\n");
    row("bare LF after a header", "GET / HTTP/1.1\r\nHost: a\n");
    row("bare LF as the end", "GET / HTTP/1.1\r\nHost: a\r\n\n");
    row("bare CR in the request line", "GET / HTTP/1.1\rX");
    row("bare CR in a value", "GET / HTTP/1.1\r\nHost: a\rb");
    row("bare CR as the end", "GET / HTTP/1.1\r\n\rX");
    // section 3
    row("TLS", QByteArray::fromHex("16"));
    row("a whole ClientHello", QByteArray::fromHex("1603010200010001fc0303") + QByteArray(500, 'r'));
    row("SSH", "SSH-2.0-OpenSSH_9.2\r\n");
    row("NUL", QByteArray(1, '\0'));
    row("empty method", " / HTTP/1.1");
    row("method with a slash", "GE/T / HTTP/1.1");
    row("method above ASCII", "\xc3\xa9 / HTTP/1.1");
    row("two spaces before the target", "GET  / HTTP/1.1");
    row("two spaces before the version", "GET /  HTTP/1.1");
    row("tab in the request line", "GET\t/ HTTP/1.1");
    row("tab in the target", "GET /a\tb HTTP/1.1");
    row("NUL in the target", QByteArray("GET /\0", 6));
    row("DEL in the target", "GET /\x7f");
    row("space in the target", "GET /a b HTTP/1.1\r\n");
    row("version in lower case", "GET / http/1.1\r\n");
    row("another protocol", "GET / RTSP/1.0\r\n");
    row("ICE", "SOURCE / ICE/1.0\r\n");
    row("two digits", "GET / HTTP/1.10\r\n");
    row("two digits before the dot", "GET / HTTP/11.1\r\n");
    row("no digit", "GET / HTTP/1.x\r\n");
    row("space after the version", "GET / HTTP/1.1 \r\n");
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/3", "GET / HTTP/3.0\r\n", 505);
    row("HTTP/0.9 by name", "GET / HTTP/0.9\r\n", 505);
    row("HTTP/0.9", "GET /\r\n", 505);
    row("HTTP/0.9 with LF", "GET /\n", 505);
    // section 3.2
    const auto target = [&row](const char *name, const char *line) {
        row(name, QByteArray(line) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    };
    target("relative path", "GET a/b");
    target("authority form with GET", "GET a:443");
    target("origin form with CONNECT and a byte above ASCII", "CONNECT \xc3\xa9/");
    target("scheme alone", "GET http:");
    target("one slash after the scheme", "GET http:/a");
    target("nothing after the scheme", "GET http://");
    target("no scheme", "GET ://a");
    target("scheme with a digit", "GET h2://a");
    target("fragment in the authority", "GET http://a#b");
    target("byte above ASCII in the authority", "GET http://\xc3\xa9/");
    target("two @ in the authority", "GET http://a@@b/");
    target("relative path, unknown method", "BREW pot");
    // section 5
    row("folded line", get("X: a\r\n b\r\n"));
    row("folded line with a tab", get("X: a\r\n\tb\r\n"));
    row("white space before the first header", get(" X: a\r\n"));
    row("space before the colon", get("X : a\r\n"));
    row("tab before the colon", get("X\t: a\r\n"));
    row("space in a name", get("X Y: a\r\n"));
    row("empty name", get(": a\r\n"));
    row("no colon", get("X\r\n"));
    row("name above ASCII", get("X\xc3\xa9: a\r\n"));
    row("name with a bracket", get("X(: a\r\n"));
    row("NUL in a value", get(QByteArray("X: a\0b\r\n", 8)));
    row("ESC in a value", get("X: a\x1b[1m\r\n"));
    row("DEL in a value", get("X: a\x7f\r\n"));
    // section 6: contradictions that allow request smuggling
    row("two lengths", get("Content-Length: 1\r\nContent-Length: 2\r\n"));
    row("two equal lengths", get("Content-Length: 1\r\ncontent-length: 1\r\n"));
    row("two lengths in a list", get("Content-Length: 1, 1\r\n"));
    row("empty length", get("Content-Length:\r\n"));
    row("two numbers", get("Content-Length: 1 1\r\n"));
    row("length and an unknown coding", get("Content-Length: 1\r\nTransfer-Encoding: x\r\n"));
    row("length and chunked", get("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"));
    row("chunked is not the last coding", get("Transfer-Encoding: chunked, gzip\r\n"));
    row("chunked is not the last coding, two lines",
        get("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n"));
    row("unknown coding", get("Transfer-Encoding: x\r\n"));
    row("no coding", get("Transfer-Encoding: \r\n"));
    row("length not a number", get("Content-Length: x\r\n"));
    row("negative length", get("Content-Length: -1\r\n"));
    row("length with a plus", get("Content-Length: +1\r\n"));
    row("length beyond 64 bits", get("Content-Length: 99999999999999999999\r\n"));
    row("smallest length that is too large", get("Content-Length: 18446744073709551610\r\n"));
}

void TstHttpHeadReader::rejects()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    for (const qsizetype size : {bytes.size(), qsizetype(3), qsizetype(1)}) {
        const Read result = readIn(bytes, size);
        QVERIFY(result.error());
        QCOMPARE(result.error()->status, status);
        QVERIFY(!result.error()->detail.isEmpty());
    }
}

void TstHttpHeadReader::limitsSize()
{
    const QByteArray head = get("X: " + QByteArray(200, 'x') + "\r\n");
    const HttpHeadLimits exact{head.size(), 100};
    const HttpHeadLimits less{head.size() - 1, 100};
    for (const qsizetype size : {head.size(), qsizetype(50), qsizetype(1)}) {
        QVERIFY(readIn(head + "behind", size, exact).head());
        const Read rejected = readIn(head, size, less);
        QVERIFY(rejected.error());
        QCOMPARE(rejected.error()->status, 431);
    }
    // Also within a request line, a name or a value.
    for (const QByteArray &endless :
         {QByteArray(5000, 'G'), "GET /" + QByteArray(5000, 'a'), get(QByteArray(5000, 'n')),
          "GET / HTTP/1.1\r\nX: " + QByteArray(5000, 'v')}) {
        const Read rejected = readIn(endless, 100, {1000, 100});
        QVERIFY(rejected.error());
        QCOMPARE(rejected.error()->status, 431);
        QVERIFY(rejected.consumed <= 1100); // it stops reading
    }
}

void TstHttpHeadReader::limitsHeaders()
{
    QByteArray lines;
    for (int i = 0; i < 10; ++i)
        lines += "X: y\r\n";
    QVERIFY(read(get(lines), {1000, 10}).head());
    const Read rejected = read(get(lines + "X: y\r\n"), {1000, 10});
    QVERIFY(rejected.error());
    QCOMPARE(rejected.error()->status, 431);
}

void TstHttpHeadReader::noLimit()
{
    const QByteArray value(300 * 1024, 'v');
    const Read result = readIn(get("X: " + value + "\r\n"), 4096, {0, 100});
    QVERIFY(result.head());
    QCOMPARE(result.head()->value("X"), std::optional(value));
}

void TstHttpHeadReader::detectsBodies_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<bool>("hasBody");

    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("length 0") << QByteArray("Content-Length: 0\r\n") << false;
    QTest::newRow("length 1") << QByteArray("Content-Length: 1\r\n") << true;
    QTest::newRow("length of 19 digits") << QByteArray("content-length: 1000000000000000000\r\n") << true;
    QTest::newRow("largest length") << QByteArray("Content-Length: 18446744073709551609\r\n") << true;
    QTest::newRow("length 0 of many digits") << "Content-Length: " + QByteArray(40, '0') + "\r\n" << false;
    QTest::newRow("white space after the length") << QByteArray("Content-Length: 5 \t \r\n") << true;
    QTest::newRow("length and a longer name than Transfer-Encoding")
        << QByteArray("Transfer-EncodingX: a\r\nContent-Length: 5\r\n") << true;
    QTest::newRow("empty element after chunked") << QByteArray("Transfer-Encoding: chunked,\r\n") << true;
    QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked\r\n") << true;
    QTest::newRow("chunked is the last coding") << QByteArray("Transfer-Encoding: gzip, CHUNKED\r\n") << true;
    QTest::newRow("length, upgrading")
        << QByteArray("Content-Length: 3\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n") << true;
}

void TstHttpHeadReader::detectsBodies()
{
    QFETCH(const QByteArray, headers);
    QFETCH(const bool, hasBody);
    const Read result = read(get(headers));
    QVERIFY(result.head());
    QCOMPARE(result.head()->hasBody, hasBody);
}

void TstHttpHeadReader::hasBegun()
{
    HttpHeadReader reader;
    qsizetype consumed = -1;
    QVERIFY(!reader.hasBegun());
    QVERIFY(std::holds_alternative<HttpHeadReader::NeedMore>(reader.feed({}, consumed)));
    QCOMPARE(consumed, 0);
    QVERIFY(!reader.hasBegun());
    QVERIFY(std::holds_alternative<HttpHeadReader::NeedMore>(reader.feed("\r", consumed)));
    QCOMPARE(consumed, 1);
    QVERIFY(reader.hasBegun());
    HttpHeadReader moved = std::move(reader);
    QVERIFY(moved.hasBegun());
}

void TstHttpHeadReader::readsOnManyThreads()
{
    std::vector<std::thread> threads;
    std::vector<int> heads(4, 0);
    for (int &count : heads) {
        threads.emplace_back([&count] {
            for (qsizetype size = 1; size < 50; ++size)
                count += readIn(Upgrade, size).head() != nullptr;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(heads, std::vector<int>(4, 49));
}

QTEST_GUILESS_MAIN(TstHttpHeadReader)
#include "tst_httpheadreader.moc"
