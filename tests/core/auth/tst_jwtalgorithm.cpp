#include "core/auth/jwtalgorithm.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TstJwtAlgorithm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfTheStandard();
    void knowsFamilyAndHash_data();
    void knowsFamilyAndHash();
    void refusesOtherNames_data();
    void refusesOtherNames();
    void leavesOutWhatIsNone();
};

void TstJwtAlgorithm::namesAreThoseOfTheStandard()
{
    QCOMPARE(jwtAlgorithmNames().join(u' '),
             u"HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512"_s);
    for (const QString &name : jwtAlgorithmNames()) {
        const std::optional<JwtAlgorithm> algorithm = jwtAlgorithmFrom(name.toLatin1());
        QVERIFY(algorithm);
        QCOMPARE(QString::fromLatin1(jwtAlgorithmName(*algorithm)), name);
    }
}

void TstJwtAlgorithm::knowsFamilyAndHash_data()
{
    QTest::addColumn<JwtAlgorithm>("algorithm");
    QTest::addColumn<JwtFamily>("family");
    QTest::addColumn<int>("bytes");
    QTest::newRow("HS256") << JwtAlgorithm::HS256 << JwtFamily::Hmac << 32;
    QTest::newRow("HS512") << JwtAlgorithm::HS512 << JwtFamily::Hmac << 64;
    QTest::newRow("RS384") << JwtAlgorithm::RS384 << JwtFamily::RsaPkcs1 << 48;
    QTest::newRow("PS256") << JwtAlgorithm::PS256 << JwtFamily::RsaPss << 32;
    QTest::newRow("ES384") << JwtAlgorithm::ES384 << JwtFamily::Ecdsa << 48;
    QTest::newRow("ES512") << JwtAlgorithm::ES512 << JwtFamily::Ecdsa << 64;
}

void TstJwtAlgorithm::knowsFamilyAndHash()
{
    QFETCH(JwtAlgorithm, algorithm);
    QFETCH(JwtFamily, family);
    QFETCH(int, bytes);
    QCOMPARE(familyOf(algorithm), family);
    QCOMPARE(hashBytesOf(algorithm), bytes);
}

void TstJwtAlgorithm::refusesOtherNames_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name :
         {"", "none", "None", "hs256", "HS1", "HS256 ", "ES256K", "EdDSA", "RSA-OAEP", "dir"})
        QTest::newRow(name) << QByteArray(name);
}

void TstJwtAlgorithm::refusesOtherNames()
{
    QFETCH(QByteArray, name);
    QVERIFY(!jwtAlgorithmFrom(name));
}

void TstJwtAlgorithm::leavesOutWhatIsNone()
{
    QCOMPARE(jwtAlgorithmsFrom({u"ES256"_s, u"none"_s, u"HS256"_s}),
             (std::vector{JwtAlgorithm::ES256, JwtAlgorithm::HS256}));
}

QTEST_GUILESS_MAIN(TstJwtAlgorithm)
#include "tst_jwtalgorithm.moc"
