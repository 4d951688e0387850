#include "core/wire/httpresponse.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

QByteArray headerOf(const QByteArray &answer, const QByteArray &name)
{
    const QList<QByteArray> lines = answer.first(answer.indexOf("\r\n\r\n")).split('\n');
    QByteArray found;
    for (const QByteArray &line : lines) {
        if (!line.startsWith(name + ':'))
            continue;
        if (!found.isNull())
            return "twice";
        found = line.sliced(name.size() + 1).trimmed();
    }
    return found;
}

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.sliced(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace

class TstHttpResponse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes();
    void omitsTheBodyForHead();
    void withoutBody_data();
    void withoutBody();
    void persists();
    void beginsAStream();
    void problemNamesAField();
    void problemIsJson_data();
    void problemIsJson();
    void dateIsEnglish();
    void headersCannotInject();
    void phrases_data();
    void phrases();
};

void TstHttpResponse::encodes()
{
    HttpResponse response;
    response.contentType = "text/plain";
    response.body = "hello";
    response.headers = {{"Retry-After", "5"}, {"Allow", "GET, HEAD"}};
    const QByteArray answer = response.encode();
    QVERIFY(answer.startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(headerOf(answer, "Content-Type"), QByteArray("text/plain"));
    QCOMPARE(headerOf(answer, "Content-Length"), QByteArray("5"));
    QCOMPARE(headerOf(answer, "Connection"), QByteArray("close"));
    QCOMPARE(headerOf(answer, "Retry-After"), QByteArray("5"));
    QCOMPARE(headerOf(answer, "Allow"), QByteArray("GET, HEAD"));
    QCOMPARE(bodyOf(answer), QByteArray("hello"));
}

void TstHttpResponse::omitsTheBodyForHead()
{
    HttpResponse response;
    response.contentType = "text/plain";
    response.body = "hello";
    const QByteArray answer = response.encode(true);
    QCOMPARE(headerOf(answer, "Content-Length"), QByteArray("5"));
    QCOMPARE(bodyOf(answer), QByteArray());
}

void TstHttpResponse::withoutBody_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("length");
    QTest::addColumn<QByteArray>("connection");

    QTest::newRow("200") << 200 << QByteArray("0") << QByteArray("close");
    QTest::newRow("101") << 101 << QByteArray() << QByteArray();
    QTest::newRow("204") << 204 << QByteArray() << QByteArray("close");
    QTest::newRow("304") << 304 << QByteArray() << QByteArray("close");
}

void TstHttpResponse::withoutBody()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, length);
    QFETCH(const QByteArray, connection);
    HttpResponse response;
    response.status = status;
    const QByteArray answer = response.encode();
    QCOMPARE(headerOf(answer, "Content-Length"), length);
    QCOMPARE(headerOf(answer, "Connection"), connection);
    QCOMPARE(headerOf(answer, "Content-Type"), QByteArray());
    QCOMPARE(bodyOf(answer), QByteArray());
}

void TstHttpResponse::persists()
{
    HttpResponse response;
    const QByteArray answer = response.encode(false, Persistence::KeepAlive);
    QCOMPARE(headerOf(answer, "Connection"), QByteArray("keep-alive"));
    QCOMPARE(headerOf(answer, "Content-Length"), QByteArray("0"));
}

void TstHttpResponse::beginsAStream()
{
    HttpResponse response;
    response.contentType = "application/x-ndjson";
    response.body = "ignored";
    using End = HttpResponse::StreamEnd;
    const QByteArray chunked = response.encodeStreamHead(End::Chunk, Persistence::KeepAlive);
    QCOMPARE(headerOf(chunked, "Transfer-Encoding"), QByteArray("chunked"));
    QCOMPARE(headerOf(chunked, "Content-Type"), QByteArray("application/x-ndjson"));
    QCOMPARE(headerOf(chunked, "Connection"), QByteArray("keep-alive"));
    QCOMPARE(headerOf(chunked, "Content-Length"), QByteArray());
    QCOMPARE(bodyOf(chunked), QByteArray());
    const QByteArray open = response.encodeStreamHead(End::Connection, Persistence::KeepAlive);
    QCOMPARE(headerOf(open, "Transfer-Encoding"), QByteArray());
    QCOMPARE(headerOf(open, "Connection"), QByteArray("close"));
}

void TstHttpResponse::problemNamesAField()
{
    const HttpResponse response = HttpResponse::problem(422, "no", "a\"b");
    const QJsonObject problem = QJsonDocument::fromJson(response.body).object();
    QCOMPARE(problem["field"_L1].toString(), u"a\"b"_s);
}

void TstHttpResponse::problemIsJson_data()
{
    QTest::addColumn<QByteArray>("detail");
    QTest::addColumn<QString>("read");

    QTest::newRow("plain") << QByteArray("No such room.") << u"No such room."_s;
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("quotes") << QByteArray("a \"b\" \\ c") << u"a \"b\" \\ c"_s;
    QTest::newRow("lines") << QByteArray("a\r\n\tb") << u"a\r\n\tb"_s;
    QTest::newRow("controls") << QByteArray("\0\x01\x1f", 3) << QString(QLatin1StringView("\0\x01\x1f", 3));
    QTest::newRow("international") << QByteArray("caf\xc3\xa9 \xf0\x9f\x98\x80")
                                   << QString::fromUtf8("caf\xc3\xa9 \xf0\x9f\x98\x80");
    QTest::newRow("not UTF-8") << QByteArray("a\xff"
                                             "b")
                               << u"a\uFFFDb"_s;
}

void TstHttpResponse::problemIsJson()
{
    QFETCH(const QByteArray, detail);
    QFETCH(const QString, read);
    const HttpResponse response = HttpResponse::problem(404, detail);
    QCOMPARE(response.status, 404);
    QCOMPARE(response.contentType, QByteArray("application/problem+json"));
    QJsonParseError error;
    const QJsonObject problem = QJsonDocument::fromJson(response.body, &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(problem.size(), 4);
    QCOMPARE(problem["type"_L1].toString(), u"about:blank"_s);
    QCOMPARE(problem["title"_L1].toString(), u"Not Found"_s);
    QCOMPARE(problem["status"_L1].toInt(), 404);
    QCOMPARE(problem["detail"_L1].toString(), read);
}

void TstHttpResponse::dateIsEnglish()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
    const QByteArray answer = HttpResponse().encode();
    QLocale::setDefault(before);
    const QString date = QString::fromLatin1(headerOf(answer, "Date"));
    static const QRegularExpression fixdate(
        u"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$"_s);
    QVERIFY2(fixdate.match(date).hasMatch(), qPrintable(date));
    const QDateTime read = QDateTime::fromString(date, Qt::RFC2822Date);
    QVERIFY(!read.isValid() || qAbs(read.secsTo(QDateTime::currentDateTimeUtc())) < 60);
}

void TstHttpResponse::headersCannotInject()
{
    HttpResponse response;
    response.headers = {{"Location", "/a\r\nSet-Cookie: x=1"}, {"X\r\nY", "z"}};
    const QByteArray answer = response.encode();
    QCOMPARE(headerOf(answer, "Location"), QByteArray("/aSet-Cookie: x=1"));
    QVERIFY(!answer.contains("\nSet-Cookie"));
    QVERIFY(!answer.contains("\nY:"));
}

void TstHttpResponse::phrases_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("phrase");

    QTest::newRow("101") << 101 << QByteArray("Switching Protocols");
    QTest::newRow("405") << 405 << QByteArray("Method Not Allowed");
    QTest::newRow("426") << 426 << QByteArray("Upgrade Required");
    QTest::newRow("431") << 431 << QByteArray("Request Header Fields Too Large");
    QTest::newRow("599") << 599 << QByteArray();
    QTest::newRow("0") << 0 << QByteArray();
    for (const int status : {200, 304, 400, 401, 403, 404, 408, 413, 415, 422, 429, 500, 501, 503, 505})
        QTest::addRow("%d has one", status) << status << QByteArray("*");
}

void TstHttpResponse::phrases()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, phrase);
    if (phrase == "*")
        QVERIFY(!httpReasonPhrase(status).isEmpty());
    else
        QCOMPARE(httpReasonPhrase(status), phrase);
}

QTEST_GUILESS_MAIN(TstHttpResponse)
#include "tst_httpresponse.moc"
