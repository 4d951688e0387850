#include "core/admin/revocationhandlers.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Path = "/api/v1/revocations";
const QByteArray Json = "Content-Type: application/json\r\n";

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace

class TestRevocationHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void revokes()
    {
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo(Path, bearer("operator") + Json, "POST",
                                                     R"({"user":"a\u0308","until":"2099-01-01T00:00:00Z"})");
        QVERIFY(answer.startsWith("HTTP/1.1 204"));
        QVERIFY(bodyOf(answer).isEmpty());
        const auto &user = std::get<Revoke>(fixture.actions.commands.back().body);
        QCOMPARE(user.kind, RevocationKind::User);
        QCOMPARE(user.value, u"ä"_s);
        QCOMPARE(toRfc3339(*user.until), u"2099-01-01T00:00:00.000Z"_s);
        QCOMPARE(fixture.statusOf(Path, bearer("operator") + Json, "POST", R"({"jti":" 7\n"})"), 204);
        QCOMPARE(fixture.actions.commands.back().body,
                 CommandBody(Revoke{{}, RevocationKind::TokenId, u" 7\n"_s, {}}));
    }
    void saysThatThereAreTooMany()
    {
        AdminFixture fixture;
        fixture.actions.report.failure = u"there may be 100000"_s;
        const QByteArray answer =
            fixture.responseTo(Path, bearer("operator") + Json, "POST", R"({"jti":"7"})");
        QVERIFY(answer.startsWith("HTTP/1.1 409"));
        QVERIFY(bodyOf(answer).contains("100000"));
    }
    void isForOperators()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf(Path, bearer("viewer") + Json, "POST", R"({"jti":"7"})"), 403);
        QCOMPARE(fixture.statusOf(Path, Json, "POST", R"({"jti":"7"})"), 401);
        QCOMPARE(fixture.statusOf(Path, bearer("admin"), "GET"), 405);
        QVERIFY(fixture.actions.commands.empty());
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &field,
                            int status = 422) { QTest::newRow(name) << body << status << field; };
        row("none", "{}", "jti");
        row("only until", R"({"until":"2099-01-01T00:00:00Z"})", "jti");
        row("both", R"({"jti":"7","user":"ann"})", "jti");
        row("an empty jti", R"({"jti":""})", "jti");
        row("a long jti", R"({"jti":")" + QByteArray(257, 'x') + R"("})", "jti");
        row("a number", R"({"jti":7})", "jti");
        row("an empty user", R"({"user":""})", "user");
        row("a name that cannot be", R"({"user":"a\u200b"})", "user");
        row("a guest", R"({"user":"guest-17"})", "user");
        row("no time", R"({"user":"ann","until":"tomorrow"})", "until");
        row("no zone", R"({"user":"ann","until":"2099-01-01T00:00:00"})", "until");
        row("in the past", R"({"user":"ann","until":"2001-01-01T00:00:00Z"})", "until");
        row("seconds", R"({"user":"ann","until":4070908800})", "until");
        row("an unknown field", R"({"user":"ann","iat":1})", "iat");
        row("no JSON", R"({"user":)", {}, 400);
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, field);
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo(Path, bearer("operator") + Json, "POST", body);
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        if (!field.isEmpty())
            QVERIFY2(bodyOf(answer).contains("\"field\":\"" + field + '"'), answer.constData());
        QVERIFY(fixture.actions.commands.empty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRevocationHandlers)
#include "tst_revocationhandlers.moc"
