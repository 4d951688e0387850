#include "core/auth/httpanswer.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr WallTime Now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31);

} // namespace

class TstHttpAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("refusal");
        QTest::addColumn<QByteArray>("reason");

        const QByteArray good = R"({"user":"ann"})";
        QTest::newRow("401") << 401 << good << 401 << QByteArray("backend_401");
        QTest::newRow("403") << 403 << good << 403 << QByteArray("backend_403");
        for (const int status : {0, 100, 201, 204, 301, 302, 307, 400, 404, 429, 500, 502, 503})
            QTest::addRow("%d", status) << status << good << 503 << QByteArray("backend_status");
        const auto invalid = [](const char *name, const QByteArray &body) {
            QTest::newRow(name) << 200 << body << 503 << QByteArray("backend_answer");
        };
        invalid("empty", "");
        invalid("garbage", "<html>");
        invalid("cut", "{\"user\":\"ann\"");
        invalid("something behind", R"({"user":"ann"}{})");
        invalid("array", R"(["ann"])");
        invalid("bad UTF-8", "{\"user\":\"\xff\"}");
        invalid("no user", R"({"name":"Ann"})");
        invalid("user is null", R"({"user":null})");
        invalid("user is a number", R"({"user":7})");
        invalid("empty user", R"({"user":""})");
        invalid("user with a control character", "{\"user\":\"a\\nb\"}");
        invalid("user twice", R"({"user":"ann","user":"bob"})");
        invalid("name is a number", R"({"user":"ann","name":7})");
        invalid("join is a string", R"({"user":"ann","join":"*"})");
        invalid("join holds a number", R"({"user":"ann","join":["a",7]})");
        invalid("publish is an object", R"({"user":"ann","publish":{}})");
        invalid("expires is a number", R"({"user":"ann","expires":1800000000})");
        invalid("expires is no time", R"({"user":"ann","expires":"tomorrow"})");
        invalid("expires now", R"({"user":"ann","expires":"2026-01-31T00:00:00Z"})");
    }
    void refuses()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, refusal);
        QFETCH(QByteArray, reason);
        const AuthResult result = authResultOf(status, body, Now);
        const auto *failure = std::get_if<AuthFailure>(&result);
        QVERIFY(failure);
        QCOMPARE(failure->status, refusal);
        QCOMPARE(QByteArray(failure->reason), reason);
    }

    void acceptsUserAlone()
    {
        const AuthResult result = authResultOf(200, R"({"user":"ann","other":[1]})", Now);
        const auto *identity = std::get_if<Identity>(&result);
        QVERIFY(identity);
        QCOMPARE(identity->user, u"ann"_s);
        QVERIFY(identity->displayName.isEmpty());
        QVERIFY(!identity->grants);
        QVERIFY(!identity->expires);
    }

    void acceptsAllFields()
    {
        const AuthResult result = authResultOf(
            200,
            R"({"user":"ann","name":"Ann A.","join":["a*"],"publish":[],"expires":"2026-01-31T00:00:01Z"})",
            Now);
        const auto *identity = std::get_if<Identity>(&result);
        QVERIFY(identity);
        QCOMPARE(identity->displayName, u"Ann A."_s);
        QVERIFY(identity->grants);
        QVERIFY(identity->grants->join->matches(u"a/b"));
        QVERIFY(!identity->grants->join->matches(u"b"));
        QVERIFY(!identity->grants->publish->matches(u"a/b"));
        QVERIFY(identity->expires == Now + std::chrono::seconds(1));
    }
};

QTEST_APPLESS_MAIN(TstHttpAnswer)
#include "tst_httpanswer.moc"
