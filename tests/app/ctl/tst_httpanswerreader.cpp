#include "app/ctl/httpanswerreader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_HttpAnswerReader final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void findsHalfAnswers_data();
    void findsHalfAnswers();
    void rejects_data();
    void rejects();
    void findsFields();
};

void tst_HttpAnswerReader::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("needsClose");
    const auto row = [](const char *name, const char *bytes, int status, const char *body,
                        bool needsClose = false) {
        QTest::newRow(name) << QByteArray(bytes) << status << QByteArray(body) << needsClose;
    };
    row("length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello");
    row("no body", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, "");
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
    row("chunks",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n",
        200, "hello world");
    row("chunks with a trailer",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n", 200, "a");
    row("until it closes", "HTTP/1.1 500 Oops\r\n\r\nbroken", 500, "broken", true);
    row("100 before", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Too Large\r\nContent-Length: 1\r\n\r\nx",
        413, "x");
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x");
    row("no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", 200, "x");
    row("bytes behind it", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz", 200, "x");
}

void tst_HttpAnswerReader::reads()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, needsClose);
    for (const qsizetype piece : {bytes.size(), qsizetype(1), qsizetype(3)}) {
        HttpAnswerReader reader;
        QByteArray read;
        for (qsizetype i = 0; i < bytes.size(); i += piece) {
            QVERIFY2(reader.feed(bytes.mid(i, piece)), qPrintable(reader.error()));
            read += reader.takeBody();
        }
        QCOMPARE(reader.isComplete(), !needsClose);
        QVERIFY(reader.finish());
        QCOMPARE(reader.status(), status);
        QCOMPARE(read, body);
    }
}

void tst_HttpAnswerReader::findsHalfAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-");
    QTest::newRow("half a body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
    QTest::newRow("half a chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell");
    QTest::newRow("no last chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
}

void tst_HttpAnswerReader::findsHalfAnswers()
{
    QFETCH(const QByteArray, bytes);
    HttpAnswerReader reader;
    QVERIFY(reader.feed(bytes));
    QVERIFY(!reader.finish());
}

void tst_HttpAnswerReader::rejects_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("another protocol, at its first bytes") << QByteArray("SSH-2.0");
    QTest::newRow("a TLS record") << QByteArray("\x15\x03\x01");
    QTest::newRow("no status") << QByteArray("HTTP/1.1 OK\r\n\r\n");
    QTest::newRow("bad length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n");
    QTest::newRow("negative length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n");
    QTest::newRow("bad chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\n");
    QTest::newRow("chunk too long") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n");
    QTest::newRow("unknown encoding") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n");
    QTest::newRow("endless head") << "HTTP/1.1 200 OK\r\nX: " + QByteArray(HttpAnswerReader::MaxHead, 'x');
}

void tst_HttpAnswerReader::rejects()
{
    QFETCH(const QByteArray, bytes);
    HttpAnswerReader reader;
    QVERIFY(!reader.feed(bytes));
    QVERIFY(!reader.error().isEmpty());
    QVERIFY(!reader.isComplete());
}

void tst_HttpAnswerReader::findsFields()
{
    HttpAnswerReader reader;
    QVERIFY(reader.feed("HTTP/1.1 429 Slow\r\nRetry-After:  7 \r\nContent-Length: 0\r\n\r\n"));
    QCOMPARE(reader.field("retry-after"), QByteArray("7"));
    QCOMPARE(reader.field("Location"), QByteArray());
}

QTEST_GUILESS_MAIN(tst_HttpAnswerReader)
#include "tst_httpanswerreader.moc"
