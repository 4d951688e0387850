#include "core/http/httpbodyreader.h"

#include <QTest>

using namespace signalbox;

namespace {

constexpr qint64 Limit = 10;

HttpHead headWith(const QByteArrayList &fields)
{
    HttpHead head;
    for (const QByteArray &field : fields) {
        const qsizetype colon = field.indexOf(": ");
        head.headers.push_back({field.left(colon), field.mid(colon + 2)});
    }
    head.hasBody = true;
    return head;
}

const HttpHead Chunked = headWith({"Transfer-Encoding: chunked"});

struct Read
{
    QByteArray body;
    int status = 0; //!< 0: no error
    bool isWhole = false;
    qsizetype consumed = 0;
};

//! Feeds \a input in pieces of \a size.
Read read(const HttpHead &head, const QByteArray &input, qsizetype size)
{
    HttpBodyReader reader(head, Limit);
    if (reader.refusal())
        return {{}, reader.refusal()->status};
    Read result;
    while (result.consumed < input.size()) {
        qsizetype consumed = 0;
        const QByteArray piece = input.mid(result.consumed, size);
        const HttpBodyReader::Outcome outcome = reader.feed(piece, consumed);
        result.consumed += consumed;
        if (const auto *error = std::get_if<HttpBodyError>(&outcome)) {
            result.status = error->status;
            return result;
        }
        if (const auto *body = std::get_if<QByteArray>(&outcome)) {
            result.body = *body;
            result.isWhole = true;
            return result;
        }
        if (consumed != piece.size())
            return result;
    }
    return result;
}

} // namespace

class TstHttpBodyReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("body");
        const QByteArray chunked = "Transfer-Encoding: chunked";
        QTest::newRow("by length") << QByteArray("Content-Length: 5") << QByteArray("hello")
                                   << QByteArray("hello");
        QTest::newRow("at the limit")
            << QByteArray("Content-Length: 10") << QByteArray("0123456789") << QByteArray("0123456789");
        QTest::newRow("one chunk") << chunked << QByteArray("5\r\nhello\r\n0\r\n\r\n") << QByteArray("hello");
        QTest::newRow("chunks at the limit")
            << chunked << QByteArray("3\r\n012\r\n07\r\n3456789\r\n000\r\n\r\n") << QByteArray("0123456789");
        QTest::newRow("no chunk") << chunked << QByteArray("0\r\n\r\n") << QByteArray();
        QTest::newRow("extensions and trailers")
            << chunked << QByteArray("A;a=\"b\" ;c\r\n0123456789\r\n0 ; x\r\nDigest: 1\r\nMore: 2\r\n\r\n")
            << QByteArray("0123456789");
        QTest::newRow("lines within")
            << chunked << QByteArray("6\r\na\r\nb\r\n\r\n0\r\n\r\n") << QByteArray("a\r\nb\r\n");
    }
    void reads()
    {
        QFETCH(const QByteArray, field);
        QFETCH(const QByteArray, input);
        const QByteArray next = "GET / HTTP/1.1\r\n\r\n";
        for (const qsizetype size : {qsizetype(1), qsizetype(2), qsizetype(7), qsizetype(1000)}) {
            const Read result = read(headWith({field}), input + next, size);
            QCOMPARE(result.status, 0);
            QVERIFY(result.isWhole);
            QTEST(result.body, "body");
            QCOMPARE(result.consumed, input.size()); // what follows is the next request
        }
        for (qsizetype cut = 0; cut < input.size(); ++cut) {
            const Read result = read(headWith({field}), input.left(cut), 3);
            QCOMPARE(result.status, 0);
            QVERIFY(!result.isWhole);
        }
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("status");
        const QByteArray chunked = "Transfer-Encoding: chunked";
        QTest::newRow("length above the limit") << QByteArray("Content-Length: 11") << QByteArray() << 413;
        QTest::newRow("length of more than 63 bits")
            << QByteArray("Content-Length: 18446744073709551615") << QByteArray() << 413;
        QTest::newRow("another coding")
            << QByteArray("Transfer-Encoding: gzip, chunked") << QByteArray() << 501;
        QTest::newRow("chunk above the limit") << chunked << QByteArray("b\r\n") << 413;
        QTest::newRow("chunks above the limit") << chunked << QByteArray("9\r\n123456789\r\n2\r\n") << 413;
        QTest::newRow("a size that overflows") << chunked << QByteArray("ffffffffffffffffffff\r\n") << 413;
        QTest::newRow("no size") << chunked << QByteArray("\r\n") << 400;
        QTest::newRow("no hexadecimal number") << chunked << QByteArray("x\r\n") << 400;
        QTest::newRow("a sign") << chunked << QByteArray("-1\r\n") << 400;
        QTest::newRow("0x") << chunked << QByteArray("0x5\r\n") << 400;
        QTest::newRow("space in the size") << chunked << QByteArray("1 0\r\n") << 400;
        QTest::newRow("bare LF") << chunked << QByteArray("5\nhello\r\n") << 400;
        QTest::newRow("bare CR") << chunked << QByteArray("5;\rx\r\nhello\r\n") << 400;
        QTest::newRow("longer than its size") << chunked << QByteArray("1\r\nab\r\n") << 400;
        QTest::newRow("LF behind the data") << chunked << QByteArray("1\r\na\n0\r\n\r\n") << 400;
        QTest::newRow("endless line") << chunked << "1;" + QByteArray(300, 'x') << 400;
        QTest::newRow("endless trailers")
            << chunked
            << "0\r\n" + QByteArray("X: 0123456789012345678901234567890123456789\r\n").repeated(250) << 400;
    }
    void refuses()
    {
        QFETCH(const QByteArray, field);
        QFETCH(const QByteArray, input);
        for (const qsizetype size : {qsizetype(1), qsizetype(5), qsizetype(100'000)})
            QTEST(read(headWith({field}), input, size).status, "status");
    }
    void chunkedIsNotForHttp10()
    {
        HttpHead head = Chunked;
        head.versionMinor = 0;
        QCOMPARE(read(head, "0\r\n\r\n", 1).status, 400);
    }
    void keepsNoMoreThanTheLimit()
    {
        HttpBodyReader reader(Chunked, 1024);
        qsizetype consumed = 0;
        const QByteArray chunk = "10\r\n0123456789abcdef\r\n";
        for (int i = 0; i < 64; ++i)
            QVERIFY(std::holds_alternative<HttpBodyReader::NeedMore>(reader.feed(chunk, consumed)));
        QVERIFY(reader.heldBytes() < 4096);
        QVERIFY(std::holds_alternative<HttpBodyError>(reader.feed(chunk, consumed)));
    }
};

QTEST_APPLESS_MAIN(TstHttpBodyReader)
#include "tst_httpbodyreader.moc"
