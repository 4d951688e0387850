#include "core/cluster/replyscanner.h"

#include "core/cluster/replyreader.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestReplyScanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsReplies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("replies");
        QTest::newRow("status") << "+OK\r\n"_ba << 1;
        QTest::newRow("empty status") << "+\r\n"_ba << 1;
        QTest::newRow("error") << "-ERR no\r\n"_ba << 1;
        QTest::newRow("integers") << ":0\r\n:-5\r\n:9223372036854775807\r\n"_ba << 3;
        QTest::newRow("string") << "$5\r\nhello\r\n"_ba << 1;
        QTest::newRow("string of headers") << "$13\r\n*99999999\r\n\r\n\r\n"_ba << 1;
        QTest::newRow("empty string") << "$0\r\n\r\n"_ba << 1;
        QTest::newRow("nil") << "$-1\r\n*-1\r\n"_ba << 2;
        QTest::newRow("empty array") << "*0\r\n+a\r\n"_ba << 2;
        QTest::newRow("array") << "*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n+end\r\n"_ba << 2;
        QTest::newRow("as deep as may be")
            << "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n:2\r\n"_ba << 2;
    }
    //! Whole, and byte by byte.
    void acceptsReplies()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, replies);
        for (const qsizetype step : {bytes.size(), qsizetype(1), qsizetype(3)}) {
            ReplyReader reader;
            int taken = 0;
            for (qsizetype from = 0; from < bytes.size(); from += step) {
                QVERIFY2(reader.feed(bytes.mid(from, step)), reader.error());
                while (reader.take())
                    ++taken;
                QVERIFY2(!reader.error(), reader.error());
            }
            QCOMPARE(taken, replies);
        }
    }
    void refusesWhatIsTooLargeOrNoReply_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("array") << "*1000001\r\n"_ba;
        QTest::newRow("array in an array") << "*2\r\n+a\r\n*1000001\r\n"_ba;
        QTest::newRow("array behind a string") << "$2\r\n*1\r\n*4294967296\r\n"_ba;
        QTest::newRow("array of overflow") << "*99999999999999999999\r\n"_ba;
        QTest::newRow("array of -2") << "*-2\r\n"_ba;
        QTest::newRow("string") << "$536870913\r\n"_ba;
        QTest::newRow("string of -2") << "$-2\r\n"_ba;
        QTest::newRow("string longer than announced") << "$1\r\nab\r\n"_ba;
        QTest::newRow("string that ends with a line feed") << "$1\r\na\n"_ba;
        QTest::newRow("string of overflow") << "$99999999999999999999\r\n"_ba;
        QTest::newRow("strings that are too much together") << "*2\r\n$4\r\nabcd\r\n$536870909\r\n"_ba;
        QTest::newRow("arrays that are too much together") << "*2\r\n*-1\r\n*999999\r\n"_ba;
        QTest::newRow("string without a length") << "$\r\n"_ba;
        QTest::newRow("too deep") << "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"_ba;
        QTest::newRow("integer") << ":1x\r\n"_ba;
        QTest::newRow("HTTP") << "HTTP/1.1 400 Bad Request\r\n"_ba;
        QTest::newRow("line feed alone") << "+OK\n"_ba;
        QTest::newRow("empty line") << "\r\n"_ba;
        QTest::newRow("long line") << QByteArray('+' + QByteArray(ReplyScanner::MaxLine, 'a'));
    }
    void refusesWhatIsTooLargeOrNoReply()
    {
        QFETCH(const QByteArray, bytes);
        ReplyScanner whole;
        QVERIFY(whole.scan(bytes));
        ReplyScanner pieces;
        bool isRefused = false;
        for (const char byte : bytes)
            isRefused = isRefused || pieces.scan(QByteArrayView(&byte, 1));
        QVERIFY(isRefused);
    }
    void acceptsTheLargestArray()
    {
        ReplyScanner scanner;
        QVERIFY(!scanner.scan("*1000000\r\n"));
        QVERIFY(!scanner.scan("$536870912\r\n"));
    }
    //! The bounds are those of a reply, not of a connection.
    void countsEachReplyAnew()
    {
        ReplyScanner scanner;
        const QByteArray array = "*600000\r\n" + QByteArray(":1\r\n").repeated(600000);
        QVERIFY(!scanner.scan(array));
        QVERIFY(!scanner.scan(array));
        ReplyScanner strings;
        const QByteArray half(int(ReplyScanner::MaxContent / 8), 'x');
        for (int reply = 0; reply < 2; ++reply) {
            QVERIFY(!strings.scan("$268435457\r\n"));
            for (int part = 0; part < 4; ++part)
                QVERIFY(!strings.scan(half));
            QVERIFY(!strings.scan("x\r\n"));
        }
    }
    void commandsAreFormatted()
    {
        QCOMPARE(ReplyReader::format({"SET", "a b", QByteArray("\0\r\n", 3)}),
                 QByteArray("*3\r\n$3\r\nSET\r\n$3\r\na b\r\n$3\r\n\0\r\n\r\n", 31));
    }
};

QTEST_GUILESS_MAIN(TestReplyScanner)
#include "tst_replyscanner.moc"
