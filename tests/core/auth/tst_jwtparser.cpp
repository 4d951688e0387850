#include "core/auth/jwtparser.h"

#include "tests/support/jwtsigner.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Outcome = std::optional<JwtFault>; // none: the token is read

const QByteArray Header = R"({"alg":"HS256"})";
const QByteArray Claims = R"({"sub":"ann"})";
const QByteArray Signature(32, '\x55');

std::variant<Jwt, JwtFault> parse(const QByteArray &token, const QString &userClaim = u"sub"_s)
{
    JwtParser parser({JwtAlgorithm::HS256, JwtAlgorithm::ES256}, userClaim);
    return parser.parse(token);
}

Outcome outcomeOf(const QByteArray &token)
{
    const std::variant<Jwt, JwtFault> parsed = parse(token);
    const auto *fault = std::get_if<JwtFault>(&parsed);
    return fault ? Outcome(*fault) : Outcome();
}

//! A token with claims so long that it has \a bytes. Not every size is possible.
QByteArray tokenOfSize(qsizetype bytes)
{
    for (qsizetype filler = bytes / 2; filler < bytes; ++filler) {
        const QByteArray token =
            tokenOf(Header, R"({"sub":"ann","x":")" + QByteArray(filler, 'x') + "\"}", Signature);
        if (token.size() == bytes)
            return token;
    }
    return {};
}

QByteArray nested(int depth)
{
    return R"({"sub":"ann","x":)" + QByteArray(depth, '[') + QByteArray(depth, ']') + '}';
}

} // namespace

class TstJwtParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksTheShape_data();
    void checksTheShape();
    void checksTheHeader_data();
    void checksTheHeader();
    void checksTheClaims_data();
    void checksTheClaims();
    void returnsWhatTheTokenSays();
    void readsTheUserFromTheConfiguredClaim();
    void readsTokensOneAfterTheOther();
};

void TstJwtParser::checksTheShape_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<Outcome>("outcome");
    const Outcome malformed = JwtFault::Malformed;
    const QByteArray header = base64Url(Header);
    const QByteArray claims = base64Url(Claims);
    const QByteArray signature = base64Url(Signature);
    const QByteArray good = header + '.' + claims + '.' + signature;
    QTest::newRow("good") << good << Outcome();
    QTest::newRow("empty") << QByteArray() << malformed;
    QTest::newRow("one part") << header << malformed;
    QTest::newRow("two parts") << header + '.' + claims << malformed;
    QTest::newRow("four parts") << good + ".AAAA" << malformed;
    QTest::newRow("a dot at the end") << good + '.' << malformed;
    QTest::newRow("five parts, as JWE has") << header + "....." << malformed;
    QTest::newRow("only dots") << QByteArray("..") << malformed;
    QTest::newRow("no header") << '.' + claims + '.' + signature << malformed;
    QTest::newRow("no claims") << header + ".." + signature << malformed;
    QTest::newRow("no signature is a matter of the key") << header + '.' + claims + '.' << Outcome();
    QTest::newRow("JSON serialization") << R"({"payload":")" + claims + "\"}" << malformed;
    QTest::newRow("padded header") << header + "=." + claims + '.' + signature << malformed;
    QTest::newRow("padded claims") << header + '.' + claims + "==." + signature << malformed;
    QTest::newRow("padded signature") << good + '=' << malformed;
    // 32 bytes end in a digit of which 2 bits do not count: V, W and X decode to the same for lenient decoders
    QByteArray respelled = good;
    respelled.back() = char(respelled.back() + 1);
    QTest::newRow("signature spelled in another way") << respelled << malformed;
    QTest::newRow("base64 instead of base64url")
        << header + '.' + base64Url(R"({"sub":"???>>>"})").replace('_', '/').replace('-', '+') + '.' +
               signature
        << malformed;
    QTest::newRow("blank before") << ' ' + good << malformed;
    QTest::newRow("line end behind") << good + '\n' << malformed;
    QTest::newRow("line end inside") << header + "\n." + claims + '.' + signature << malformed;
    QTest::newRow("NUL behind") << good + '\0' << malformed;
    QTest::newRow("Bearer before") << "Bearer " + good << malformed;
    QTest::newRow("largest") << tokenOfSize(JwtParser::MaxBytes) << Outcome();
    QTest::newRow("too large") << good + QByteArray(JwtParser::MaxBytes + 1 - good.size(), 'A') << malformed;
    QTest::newRow("huge header") << base64Url(R"({"alg":"HS256","x":")" + QByteArray(1024 * 1024, 'x') +
                                              "\"}") +
                                        '.' + claims + '.' + signature
                                 << malformed;
    QTest::newRow("huge signature") << header + '.' + claims + '.' + QByteArray(1024 * 1024, 'A')
                                    << malformed;
}

void TstJwtParser::checksTheShape()
{
    QFETCH(QByteArray, token);
    QFETCH(Outcome, outcome);
    QVERIFY(!token.isEmpty() || outcome);
    QCOMPARE(outcomeOf(token), outcome);
}

void TstJwtParser::checksTheHeader_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<Outcome>("outcome");
    const Outcome malformed = JwtFault::Malformed;
    const Outcome bad = JwtFault::Header;
    const Outcome algorithm = JwtFault::Algorithm;
    const auto row = [](const char *name, const char *header, const Outcome &outcome) {
        QTest::newRow(name) << QByteArray(header) << outcome;
    };
    row("another allowed algorithm", R"({"alg":"ES256"})", {});
    row("white space", " { \"alg\" : \"HS256\" } \r\n", {});
    row("escaped name", R"({"\u0061lg":"HS256"})", {});
    row("typ JWT", R"({"alg":"HS256","typ":"JWT"})", {});
    row("typ jwt", R"({"alg":"HS256","typ":"jwt"})", {});
    row("typ with application", R"({"alg":"HS256","typ":"application/at+JWT"})", {});
    row("typ of an access token", R"({"alg":"HS256","typ":"at+jwt"})", {});
    row("typ of a security event", R"({"alg":"HS256","typ":"secevent+jwt"})", bad);
    row("typ of a proof of possession", R"({"alg":"HS256","typ":"dpop+jwt"})", bad);
    row("empty typ", R"({"alg":"HS256","typ":""})", bad);
    row("typ is a number", R"({"alg":"HS256","typ":1})", bad);
    row("kid", R"({"alg":"HS256","kid":"a"})", {});
    row("kid is a number", R"({"alg":"HS256","kid":1})", bad);
    row("kid is null", R"({"alg":"HS256","kid":null})", bad);
    row("crit", R"({"alg":"HS256","crit":["exp"],"exp":1})", bad);
    row("empty crit", R"({"alg":"HS256","crit":[]})", bad);
    row("crit is no list", R"({"alg":"HS256","crit":null})", bad);
    row("escaped crit", R"({"alg":"HS256","cr\u0069t":["x"]})", bad);
    row("b64 false", R"({"alg":"HS256","b64":false})", bad);
    row("b64 true", R"({"alg":"HS256","b64":true})", bad);
    row("b64 with crit", R"({"alg":"HS256","b64":false,"crit":["b64"]})", bad);
    row("keys and URLs are ignored",
        R"({"alg":"HS256","jku":"http://x/","x5u":"http://x/","jwk":{"kty":"oct","k":"AA"},"x5c":["AA"]})",
        {});
    row("no alg", R"({"typ":"JWT"})", algorithm);
    row("alg none", R"({"alg":"none"})", algorithm);
    row("alg NONE", R"({"alg":"NONE"})", algorithm);
    row("empty alg", R"({"alg":""})", algorithm);
    row("alg is null", R"({"alg":null})", algorithm);
    row("alg is a list", R"({"alg":["HS256"]})", algorithm);
    row("alg in lower case", R"({"alg":"hs256"})", algorithm);
    row("alg with a blank", R"({"alg":"HS256 "})", algorithm);
    row("alg with NUL", R"({"alg":"HS256\u0000"})", algorithm);
    row("known, but not allowed", R"({"alg":"RS256"})", algorithm);
    row("unknown", R"({"alg":"ES256K"})", algorithm);
    row("of encryption", R"({"alg":"RSA-OAEP","enc":"A128GCM"})", algorithm);
    row("alg twice", R"({"alg":"none","alg":"HS256"})", malformed);
    row("alg twice, once escaped", R"({"alg":"HS256","\u0061lg":"none"})", malformed);
    row("kid twice", R"({"alg":"HS256","kid":"a","kid":"b"})", malformed);
    row("unused name twice", R"({"alg":"HS256","x":1,"x":1})", malformed);
    row("array", R"(["alg","HS256"])", malformed);
    row("string", R"("HS256")", malformed);
    row("two objects", R"({"alg":"HS256"}{})", malformed);
    row("broken", R"({"alg":"HS256")", malformed);
    row("single quotes", "{'alg':'HS256'}", malformed);
    row("comment", R"({"alg":"HS256"/**/})", malformed);
    row("not UTF-8", "{\"alg\":\"HS256\",\"x\":\"\xc3\x28\"}", malformed);
    row("half a surrogate pair", R"({"alg":"HS256","x":"\ud800"})", malformed);
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + Header << malformed;
}

void TstJwtParser::checksTheHeader()
{
    QFETCH(QByteArray, header);
    QFETCH(Outcome, outcome);
    QCOMPARE(outcomeOf(tokenOf(header, Claims, Signature)), outcome);
}

void TstJwtParser::checksTheClaims_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<Outcome>("outcome");
    const Outcome malformed = JwtFault::Malformed;
    const Outcome bad = JwtFault::Claims;
    const auto row = [](const char *name, const QByteArray &claims, const Outcome &outcome) {
        QTest::newRow(name) << claims << outcome;
    };
    row("none", "{}", {});
    row("unknown ones of any type", R"({"sub":"ann","a":null,"b":[{"c":1}],"admin":true})", {});
    row("nested JSON with a name twice", R"({"sub":"ann","x":{"sub":"bob","sub":"eve"}})", {});
    row("nested JSON in text", R"({"sub":"{\"sub\":\"eve\"}"})", {});
    row("as deep as allowed", nested(63), {});
    row("too deep", nested(64), malformed);
    row("sub twice", R"({"sub":"ann","sub":"eve"})", malformed);
    row("exp twice", R"({"exp":1,"sub":"ann","exp":9999999999})", malformed);
    row("array", R"(["ann"])", malformed);
    row("a nested JWT", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", malformed);
    row("empty", "", malformed);
    row("user is a number", R"({"sub":1})", bad);
    row("user is null", R"({"sub":null})", bad);
    row("name is a list", R"({"name":["ann"]})", bad);
    row("iss is a list", R"({"iss":["a"]})", bad);
    row("aud is a list", R"({"aud":["a","b"]})", {});
    row("aud is an empty list", R"({"aud":[]})", {});
    row("aud is a list with a number", R"({"aud":["a",1]})", bad);
    row("aud is an object", R"({"aud":{}})", bad);
    row("jti is a number", R"({"jti":1})", bad);
    row("exp with a fraction", R"({"exp":1.5})", {});
    row("exp with an exponent", R"({"exp":1.7e9})", {});
    row("exp is negative", R"({"exp":-1})", {});
    row("exp is text", R"({"exp":"9999999999"})", bad);
    row("exp is true", R"({"exp":true})", bad);
    row("exp is null", R"({"exp":null})", bad);
    row("exp is not finite", R"({"exp":1e999})", bad);
    row("exp is no JSON number", R"({"exp":0x10})", malformed);
    row("exp is infinity", R"({"exp":Infinity})", malformed);
    row("nbf is text", R"({"nbf":"1"})", bad);
    row("iat is a list", R"({"iat":[1]})", bad);
    row("join is text", R"({"join":"*"})", bad);
    row("join is empty", R"({"join":[]})", {});
    row("join has a number", R"({"join":["a",1]})", bad);
    row("publish is true", R"({"publish":true})", bad);
}

void TstJwtParser::checksTheClaims()
{
    QFETCH(QByteArray, claims);
    QFETCH(Outcome, outcome);
    QCOMPARE(outcomeOf(tokenOf(Header, claims, Signature)), outcome);
}

void TstJwtParser::returnsWhatTheTokenSays()
{
    const std::variant<Jwt, JwtFault> parsed = parse(tokenOf(
        R"({"alg":"ES256","kid":"k\u0031"})",
        R"({"sub":"\u00e9","name":"Ann","iss":"me","aud":"you","jti":"7","exp":3.5,"nbf":2,"iat":1,"join":["a/*"],"publish":[]})",
        Signature));
    const auto *jwt = std::get_if<Jwt>(&parsed);
    QVERIFY(jwt);
    QCOMPARE(jwt->algorithm, JwtAlgorithm::ES256);
    QCOMPARE(jwt->keyId, QByteArray("k1"));
    QCOMPARE(jwt->signatureBytes, Signature.size());
    const JwtClaims &claims = jwt->claims;
    QCOMPARE(claims.user, u"\u00e9"_s);
    QCOMPARE(claims.name, u"Ann"_s);
    QCOMPARE(claims.issuer, u"me"_s);
    QCOMPARE(claims.audience, QStringList{u"you"_s});
    QCOMPARE(claims.id, u"7"_s);
    QCOMPARE(claims.expires, 3.5);
    QCOMPARE(claims.notBefore, 2.0);
    QCOMPARE(claims.issuedAt, 1.0);
    QCOMPARE(claims.join, QStringList{u"a/*"_s});
    QCOMPARE(claims.publish, QStringList());
}

void TstJwtParser::readsTheUserFromTheConfiguredClaim()
{
    const std::variant<Jwt, JwtFault> parsed =
        parse(tokenOf(Header, R"({"sub":1,"email":"a@example.org"})", Signature), u"email"_s);
    QVERIFY(std::holds_alternative<Jwt>(parsed));
    QCOMPARE(std::get<Jwt>(parsed).claims.user, u"a@example.org"_s);
}

void TstJwtParser::readsTokensOneAfterTheOther()
{
    JwtParser parser({JwtAlgorithm::HS256}, u"sub"_s);
    QVERIFY(
        std::holds_alternative<Jwt>(parser.parse(tokenOf(Header, R"({"sub":"ann","jti":"7"})", Signature))));
    const std::variant<Jwt, JwtFault> next = parser.parse(tokenOf(Header, R"({"sub":"bob"})", Signature));
    QCOMPARE(std::get<Jwt>(next).claims.user, u"bob"_s);
    QVERIFY(!std::get<Jwt>(next).claims.id);
}

QTEST_GUILESS_MAIN(TstJwtParser)
#include "tst_jwtparser.moc"
