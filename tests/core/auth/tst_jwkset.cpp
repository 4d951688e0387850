#include "core/auth/jwkset.h"

#include "tests/support/jwtsigner.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QByteArray octKey(const QByteArray &more = {})
{
    return JwtSigner::secret(QByteArray(64, 's')).jwk(more);
}

QByteArray ecKey(const QByteArray &more = {})
{
    static const JwtSigner signer = JwtSigner::ec("P-256");
    return signer.jwk(more);
}

QByteArray setOf(const QByteArrayList &keys)
{
    return "{\"keys\":[" + keys.join(',') + "]}";
}

JwkSet parsed(const QByteArray &json)
{
    Result<JwkSet> set = JwkSet::parse(json);
    return set ? *std::move(set) : JwkSet();
}

} // namespace

class TstJwkSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsSets_data();
    void readsSets();
    void refusesOtherTexts_data();
    void refusesOtherTexts();
    void boundsKeysAndBytes();
    void findsKeysById();
    void findsKeysWithoutId();
    void saysWhatWasLeftOut();
};

void TstJwkSet::readsSets_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("leftOut");
    const QByteArray ec = ecKey();
    QTest::newRow("a set") << setOf({ec, octKey()}) << 2 << 0;
    QTest::newRow("an empty set") << setOf({}) << 0 << 0;
    QTest::newRow("a set with other fields")
        << QByteArray(R"({"a":[1],"keys":[)" + ec + R"(],"z":{}})") << 1 << 0;
    QTest::newRow("white space") << QByteArray("\n { \"keys\" : [ " + ec + " , " + octKey() + " ] } \n") << 2
                                 << 0;
    QTest::newRow("one key") << ec << 1 << 0;
    QTest::newRow("private key: its public part") << ecKey(R"("d":"AAAA")") << 1 << 0;
    QTest::newRow("use sig") << ecKey(R"("use":"sig")") << 1 << 0;
    QTest::newRow("use enc") << ecKey(R"("use":"enc")") << 0 << 0;
    QTest::newRow("another use") << ecKey(R"("use":"tls")") << 0 << 0;
    QTest::newRow("use of a wrong type") << ecKey(R"("use":1)") << 0 << 1;
    QTest::newRow("key_ops verify") << ecKey(R"("key_ops":["sign","verify"])") << 1 << 0;
    QTest::newRow("key_ops sign") << ecKey(R"("key_ops":["sign"])") << 0 << 0;
    QTest::newRow("key_ops empty") << ecKey(R"("key_ops":[])") << 0 << 0;
    QTest::newRow("key_ops of a wrong type") << ecKey(R"("key_ops":"verify")") << 0 << 1;
    QTest::newRow("alg of signatures") << ecKey(R"("alg":"ES256")") << 1 << 0;
    QTest::newRow("alg of encryption") << ecKey(R"("alg":"ECDH-ES")") << 0 << 0;
    QTest::newRow("alg none") << ecKey(R"("alg":"none")") << 0 << 0;
    QTest::newRow("alg of a wrong type") << ecKey(R"("alg":null)") << 0 << 1;
    QTest::newRow("kid of a wrong type") << ecKey(R"("kid":7)") << 0 << 1;
    QTest::newRow("a name twice in a key") << setOf({ecKey(R"("kid":"a","kid":"b")")}) << 0 << 1;
    QTest::newRow("no kty") << setOf({R"({"k":"AAAA"})"}) << 0 << 1;
    QTest::newRow("kty of a wrong type") << QByteArray(R"({"kty":1})") << 0 << 1;
    QTest::newRow("kty OKP") << QByteArray(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})") << 0 << 1;
    QTest::newRow("kty in another case") << QByteArray(R"({"kty":"rsa","n":"AQAB","e":"AQAB"})") << 0 << 1;
    QTest::newRow("a good one beside strange ones")
        << setOf({"1", "null", "\"]\"", "[]", "{}", ec}) << 1 << 5;
    QTest::newRow("secret that is too short") << JwtSigner::secret("short").jwk() << 0 << 1;
    QTest::newRow("secret with padding") << QByteArray(R"({"kty":"oct","k":"AAAA="})") << 0 << 1;
    QTest::newRow("no secret") << QByteArray(R"({"kty":"oct"})") << 0 << 1;
    QTest::newRow("RSA of 1024 bits") << JwtSigner::rsa(1024).jwk() << 0 << 1;
    QTest::newRow("RSA without e") << QByteArray(R"({"kty":"RSA","n":"AQAB"})") << 0 << 1;
    QTest::newRow("another curve") << QByteArray(R"({"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA"})")
                                   << 0 << 1;
    QTest::newRow("curve of a wrong type")
        << QByteArray(R"({"kty":"EC","crv":256,"x":"AAAA","y":"AAAA"})") << 0 << 1;
    QTest::newRow("curve and point do not fit")
        << JwtSigner::ec("P-384").jwk().replace("P-384", "P-256") << 0 << 1;
    QTest::newRow("EC without y") << QByteArray(R"({"kty":"EC","crv":"P-256","x":"AAAA"})") << 0 << 1;
}

void TstJwkSet::readsSets()
{
    QFETCH(QByteArray, json);
    QFETCH(int, keys);
    QFETCH(int, leftOut);
    const Result<JwkSet> set = JwkSet::parse(json);
    QVERIFY2(set, set ? "" : qPrintable(set.error().text));
    QCOMPARE(int(set->keys().size()), keys);
    QCOMPARE(int(set->leftOut().size()), leftOut);
}

void TstJwkSet::refusesOtherTexts_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("HTML") << QByteArray("<html></html>");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("other object") << QByteArray(R"({"error":"not found"})");
    QTest::newRow("keys is an object") << QByteArray(R"({"keys":{}})");
    QTest::newRow("keys is null") << QByteArray(R"({"keys":null})");
    QTest::newRow("keys twice") << QByteArray(R"({"keys":[],"keys":[]})");
    QTest::newRow("broken inside") << setOf({"{\"kty\":"});
    QTest::newRow("something behind") << setOf({}) + "x";
    QTest::newRow("too deep") << R"({"keys":[)" + QByteArray(100, '[') + QByteArray(100, ']') + "]}";
}

void TstJwkSet::refusesOtherTexts()
{
    QFETCH(QByteArray, json);
    QVERIFY(!JwkSet::parse(json));
}

void TstJwkSet::boundsKeysAndBytes()
{
    QCOMPARE(parsed(setOf(QByteArrayList(64, octKey()))).keys().size(), JwkSet::MaxKeys);
    QVERIFY(!JwkSet::parse(setOf(QByteArrayList(65, octKey()))));
    const QByteArray start = R"({"keys":[],"x":")";
    const QByteArray largest = start + QByteArray(JwkSet::MaxBytes - start.size() - 2, 'x') + "\"}";
    QVERIFY(JwkSet::parse(largest));
    const Result<JwkSet> larger = JwkSet::parse(largest + ' ');
    QVERIFY(!larger);
    QCOMPARE(larger.error().code, Error::Code::TooBig);
}

void TstJwkSet::findsKeysById()
{
    const JwkSet set = parsed(setOf({octKey(R"("kid":"a")"), ecKey(R"("kid":"a")"), octKey(R"("kid":"b")"),
                                     octKey(), octKey(R"("kid":"c","alg":"HS512")")}));
    QCOMPARE(set.keys().size(), 5U);
    const auto idsOf = [&](JwtAlgorithm algorithm, const char *id) {
        QByteArrayList ids;
        for (const auto &key : set.candidates(algorithm, QByteArray(id)))
            ids += key->id().value_or("-");
        return ids.join(' ');
    };
    QCOMPARE(idsOf(JwtAlgorithm::HS256, "a"),
             "a -"); // the key of the same id for another algorithm does not fit
    QCOMPARE(idsOf(JwtAlgorithm::ES256, "a"), "a");
    QCOMPARE(idsOf(JwtAlgorithm::ES256, "b"), "");
    QCOMPARE(idsOf(JwtAlgorithm::HS256, "c"), "-");
    QCOMPARE(idsOf(JwtAlgorithm::HS512, "c"), "c -");
    QCOMPARE(idsOf(JwtAlgorithm::HS256, "A"), "-");
    QCOMPARE(idsOf(JwtAlgorithm::RS256, "a"), "");
    QCOMPARE(idsOf(JwtAlgorithm::HS256, ""), "-");
}

void TstJwkSet::findsKeysWithoutId()
{
    QByteArrayList keys{ecKey()};
    for (int i = 0; i < 20; ++i)
        keys += octKey("\"kid\":\"" + QByteArray::number(i) + '"');
    const JwkSet set = parsed(setOf(keys));
    QCOMPARE(set.candidates(JwtAlgorithm::HS256, std::nullopt).size(), JwkSet::MaxCandidates);
    QCOMPARE(set.candidates(JwtAlgorithm::ES256, std::nullopt).size(), 1U);
    QVERIFY(set.candidates(JwtAlgorithm::RS256, std::nullopt).empty());
    QVERIFY(set.hasKeyFor(JwtAlgorithm::ES256) && !set.hasKeyFor(JwtAlgorithm::ES384));
}

void TstJwkSet::saysWhatWasLeftOut()
{
    const JwkSet set = parsed(setOf({ecKey(), JwtSigner::rsa(1024).jwk()}));
    QCOMPARE(set.leftOut(),
             QStringList{u"key 2: found an RSA key of 1024 bits, allowed: from 2048 to 8192"_s});
}

QTEST_GUILESS_MAIN(TstJwkSet)
#include "tst_jwkset.moc"
