#include "core/policy/tokencarriers.h"

#include <QTest>

using namespace signalbox;

namespace {

using Token = std::optional<QByteArray>;
using Offers = std::vector<QByteArray>;

HttpHead headOf(const std::vector<HttpHeader> &headers)
{
    HttpHead head;
    head.headers = headers;
    return head;
}

Token tokenOf(const std::vector<HttpHeader> &headers, const QByteArray &query = {}, const Offers &offers = {})
{
    AuthSettings settings;
    settings.cookie = QStringLiteral("session");
    RequestTarget target;
    target.rawQuery = query;
    return findToken(headOf(headers), target, offers, settings);
}

} // namespace

class TestTokenCarriers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksIntoAuthorization_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isFound");
        QTest::addColumn<QByteArray>("token");
        const auto row = [](const char *value, bool isFound, const char *token) {
            QTest::newRow(value) << QByteArray(value) << isFound << QByteArray(token);
        };
        row("Bearer abc", true, "abc");
        row("bearer abc", true, "abc");
        row("BEARER  abc ", true, "abc");
        row("Bearer a.b-c_d~e+f/g=", true, "a.b-c_d~e+f/g=");
        row("Bearer", true, "");
        row("Bearer ", true, "");
        row("Basic abc", false, "");
        row("Bearerabc", false, "");
        row("abc", false, "");
        row("", false, "");
    }
    void looksIntoAuthorization()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, isFound);
        QFETCH(QByteArray, token);
        QCOMPARE(tokenOf({{"authorization", value}}), isFound ? Token(token) : Token());
    }

    void aSecondAuthorizationMakesItBad()
    {
        QCOMPARE(tokenOf({{"Authorization", "Bearer a"}, {"Authorization", "Bearer a"}}), Token(""));
        QCOMPARE(tokenOf({{"Authorization", "Basic x"}, {"Authorization", "Bearer a"}}), Token(""));
        QCOMPARE(tokenOf({{"Authorization", "Basic x"}, {"Authorization", "Basic y"}}), Token());
    }

    void looksIntoTheQuery_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<bool>("isFound");
        QTest::addColumn<QByteArray>("token");
        const auto row = [](const char *query, bool isFound, const char *token) {
            QTest::newRow(query) << QByteArray(query) << isFound << QByteArray(token);
        };
        row("token=abc", true, "abc");
        row("user=x&token=abc&y=z", true, "abc");
        row("token=abc&token=def", true, "abc");
        row("%74oken=a%2Bb", true, "a+b");
        row("token=", true, "");
        row("token", true, "");
        row("token=%zz", true, "");
        row("token=%ff", true, "");
        row("Token=abc", false, "");
        row("tokens=abc", false, "");
        row("", false, "");
    }
    void looksIntoTheQuery()
    {
        QFETCH(QByteArray, query);
        QFETCH(bool, isFound);
        QFETCH(QByteArray, token);
        QCOMPARE(tokenOf({}, query), isFound ? Token(token) : Token());
    }

    void looksIntoCookies_data()
    {
        QTest::addColumn<QByteArray>("cookies");
        QTest::addColumn<bool>("isFound");
        QTest::addColumn<QByteArray>("token");
        const auto row = [](const char *cookies, bool isFound, const char *token) {
            QTest::newRow(cookies) << QByteArray(cookies) << isFound << QByteArray(token);
        };
        row("session=abc", true, "abc");
        row("a=b; session=abc; c=d", true, "abc");
        row("a=b;session=abc", true, "abc");
        row("session=\"abc\"", true, "abc");
        row("session=a=b=", true, "a=b=");
        row("session=first; session=second", true, "first");
        row("session=", true, "");
        row("session=\"", true, "\"");
        row("Session=abc", false, "");
        row("xsession=abc", false, "");
        row("session", false, "");
        row("a=\"session=abc\"", false, "");
    }
    void looksIntoCookies()
    {
        QFETCH(QByteArray, cookies);
        QFETCH(bool, isFound);
        QFETCH(QByteArray, token);
        QCOMPARE(tokenOf({{"Cookie", cookies}}), isFound ? Token(token) : Token());
    }

    void looksIntoOffers()
    {
        QCOMPARE(tokenOf({}, {}, {"signalbox.v1.json", "signalbox.bearer.abc"}), Token("abc"));
        QCOMPARE(tokenOf({}, {}, {"signalbox.bearer.a.b.c", "signalbox.bearer.d"}), Token("a.b.c"));
        QCOMPARE(tokenOf({}, {}, {"signalbox.bearer."}), Token(""));
        QCOMPARE(tokenOf({}, {}, {"signalbox.bearer", "Signalbox.bearer.a", "a"}), Token());
    }

    void theFirstCarrierCounts()
    {
        const HttpHeader basic{"Authorization", "Basic x"};
        const HttpHeader bearer{"Authorization", "Bearer header"};
        const HttpHeader cookie{"Cookie", "session=cookie"};
        const Offers offers{"signalbox.bearer.offer"};
        QCOMPARE(tokenOf({cookie, bearer}, "token=query", offers), Token("header"));
        QCOMPARE(tokenOf({cookie, basic}, "token=query", offers), Token("query"));
        QCOMPARE(tokenOf({cookie}, "user=a", offers), Token("cookie"));
        QCOMPARE(tokenOf({}, "user=a", offers), Token("offer"));
        QCOMPARE(tokenOf({}), Token());
        // Also when it is bad.
        QCOMPARE(tokenOf({cookie, {"Authorization", "Bearer"}}, "token=query", offers), Token(""));
        QCOMPARE(tokenOf({cookie}, "token=%zz", offers), Token(""));
        QCOMPARE(tokenOf({cookie}, "token=", offers), Token(""));
    }

    void carriersWithoutANameAreOff()
    {
        AuthSettings settings;
        settings.query.clear();
        RequestTarget target;
        target.rawQuery = "token=a&=b";
        QCOMPARE(findToken(headOf({{"Cookie", "session=a; =b"}}), target, {}, settings), Token());
        settings.query = QStringLiteral("t");
        target.rawQuery = "t=a";
        QCOMPARE(findToken(headOf({}), target, {}, settings), Token("a"));
    }

    void aLongTokenIsBad()
    {
        const QByteArray longest(MaxTokenBytes, 'a');
        QCOMPARE(tokenOf({{"Authorization", "Bearer " + longest}}), Token(longest));
        QCOMPARE(tokenOf({{"Authorization", "Bearer " + longest + 'a'}}, "token=query"), Token(""));
        QCOMPARE(tokenOf({}, "token=a" + longest), Token(""));
    }
};

QTEST_GUILESS_MAIN(TestTokenCarriers)
#include "tst_tokencarriers.moc"
