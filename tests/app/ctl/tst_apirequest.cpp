#include "app/ctl/apirequest.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_ApiRequest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void judges_data();
    void judges();
    void acceptsSuccess();
    void saysWhereItLookedForAToken();
    void encodes();
};

void tst_ApiRequest::judges_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, int status, const QByteArray &body, CtlExit exit,
                        const QString &text) { QTest::newRow(name) << status << body << int(exit) << text; };
    row("forbidden", 403, R"({"title":"Forbidden","status":403,"detail":"the role viewer may not kick"})",
        CtlExit::Refused, u"the role viewer may not kick"_s);
    row("wrong token", 401, R"({"detail":"unknown token"})", CtlExit::Refused,
        u"unknown token\nthe token was that of /t/token"_s);
    row("bad value", 422, R"({"detail":"found 5, allowed: 1000 to 4999","field":"code"})", CtlExit::Usage,
        u"code: found 5, allowed: 1000 to 4999"_s);
    row("the field is in the text", 422, R"({"detail":"code: no","field":"code"})", CtlExit::Usage,
        u"code: no"_s);
    row("too many", 429, R"({"title":"Too Many Requests"})", CtlExit::Failed, u"Too Many Requests"_s);
    row("not found", 404, R"({"detail":"there is no room a"})", CtlExit::Failed, u"there is no room a"_s);
    row("no problem", 500, "<html>", CtlExit::Failed, u"the server answers with 500"_s);
    row("elsewhere", 307, "", CtlExit::Failed,
        u"the server answers with 307; redirections are not followed"_s);
    row("controls", 400, "{\"detail\":\"\\u001b[31mred\\nb\"}", CtlExit::Failed, u"‹U+001B›[31mred↵b"_s);
}

void tst_ApiRequest::judges()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    const auto failure = failureOf(status, body, {.value = "secret", .file = u"/t/token"_s});
    QVERIFY(failure);
    QTEST(int(failure->exit), "exit");
    QTEST(failure->text, "text");
}

void tst_ApiRequest::acceptsSuccess()
{
    for (const int status : {200, 201, 202, 204})
        QVERIFY(!failureOf(status, {}, {}));
}

void tst_ApiRequest::saysWhereItLookedForAToken()
{
    const auto failure = failureOf(401, R"({"detail":"a token is needed"})",
                                   {.tried = {u"/a: not there"_s, u"/b: no permission"_s}});
    QCOMPARE(
        failure->text,
        u"a token is needed\nno token was sent; --token-file names one\n/a: not there\n/b: no permission"_s);
}

void tst_ApiRequest::encodes()
{
    QCOMPARE(percentEncoded(u"a b/ü&x=1%"_s), QByteArray("a%20b%2F%C3%BC%26x%3D1%25"));
}

QTEST_GUILESS_MAIN(tst_ApiRequest)
#include "tst_apirequest.moc"
