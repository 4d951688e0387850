#include "core/auth/jwtkeyfile.h"

#include "tests/support/jwtsigner.h"
#include "tests/support/testcertificates.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const JwtSigner &rsa()
{
    static const JwtSigner signer = JwtSigner::rsa();
    return signer;
}

const JwtSigner &p384()
{
    static const JwtSigner signer = JwtSigner::ec("P-384");
    return signer;
}

} // namespace

class TstJwtKeyFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsFormatsApart_data();
    void tellsFormatsApart();
    void refusesOthers_data();
    void refusesOthers();
    void cutsOneNewline();
    void readsCertificates();
    void readsKeysMadeByOpenssl();
    void errorsNameKeyAndFile();
    void aKeyMustFit_data();
    void aKeyMustFit();
    void noFileIsNoKey();

private:
    TestCertificates m_files;
};

void TstJwtKeyFile::tellsFormatsApart_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("keys");
    const QByteArray secret(48, 's');
    QTest::newRow("secret") << secret << u"a secret of 48 bytes"_s;
    QTest::newRow("binary secret") << QByteArray("\x00\xff\x80", 3) + secret << u"a secret of 51 bytes"_s;
    QTest::newRow("secret that looks like base64") << secret.toBase64() << u"a secret of 64 bytes"_s;
    QTest::newRow("secret with a brace inside") << secret + "{}" << u"a secret of 50 bytes"_s;
    QTest::newRow("JWK") << p384().jwk() << u"a key of curve P-384"_s;
    QTest::newRow("JWK with a line end") << p384().jwk() + '\n' << u"a key of curve P-384"_s;
    QTest::newRow("JWK set") << "{\"keys\":[" + p384().jwk() + ',' + rsa().jwk() + "]}"
                             << u"a key of curve P-384, an RSA key of 2048 bits"_s;
    QTest::newRow("JWK set with a weak one")
        << "{\"keys\":[" + p384().jwk() + R"(,{"kty":"oct","k":"AAAA"}]})" << u"a key of curve P-384"_s;
    QTest::newRow("JWK that mentions PEM")
        << p384().jwk(R"("x":"-----BEGIN")").replace(R"("x":"-----BEGIN")", R"("c":"-----BEGIN")")
        << u"a key of curve P-384"_s;
    QTest::newRow("PEM") << rsa().publicPem() << u"an RSA key of 2048 bits"_s;
    QTest::newRow("PEM behind a comment") << "My key\n" + p384().publicPem() << u"a key of curve P-384"_s;
    QTest::newRow("PEM with two keys")
        << rsa().publicPem() + p384().publicPem() << u"an RSA key of 2048 bits, a key of curve P-384"_s;
}

void TstJwtKeyFile::tellsFormatsApart()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, keys);
    const Result<JwkSet> set = parseKeyFile(content);
    QVERIFY2(set, set ? "" : qPrintable(set.error().text));
    QStringList found;
    for (const auto &key : set->keys())
        found += describeKey(*key);
    QCOMPARE(found.join(u", "_s), keys);
}

void TstJwtKeyFile::refusesOthers_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text"); // a part of it
    const auto row = [](const char *name, const QByteArray &content, const char *text) {
        QTest::newRow(name) << content << QString::fromLatin1(text);
    };
    row("empty", {}, "a secret of 0 bytes, allowed: at least 32");
    row("only a line end", "\n", "a secret of 0 bytes");
    row("short secret", QByteArray(31, 's') + '\n', "a secret of 31 bytes");
    row("broken JSON", "{\"kty\":", "no JSON object");
    row("brace", "{", "no JSON object");
    row("other JSON", "{}", "neither \"keys\" nor \"kty\"");
    row("JWK for encryption", p384().jwk(R"("use":"enc")"), "no key for checking signatures");
    row("empty JWK set", "{\"keys\":[]}", "no key for checking signatures");
    row("weak JWK", R"({"kty":"oct","k":"AAAA"})", "a secret of 3 bytes");
    row("JWK behind a blank", ' ' + p384().jwk(), "something before the \"{\"");
    row("JWK behind a byte order mark", "\xEF\xBB\xBF" + p384().jwk(), "something before the \"{\"");
    row("private key", p384().privatePem(), "a private key");
    row("private key behind a public one", p384().publicPem() + rsa().privatePem(), "a private key");
    row("PEM cut short", rsa().publicPem().first(200), "a damaged PEM block");
    row("damaged PEM", rsa().publicPem().replace("\nMIIB", "\nMIIC"), "a damaged PEM block");
    row("PEM of something else", "-----BEGIN DH PARAMETERS-----\nMAYCAQUCAQI=\n-----END DH PARAMETERS-----\n",
        "PEM with \"DH PARAMETERS\"");
    row("only the begin of PEM", "-----BEGIN", "no PEM block that is complete");
    row("another curve", JwtSigner::ec("secp256k1").publicPem(), "another curve");
    row("RSA of 1024 bits", JwtSigner::rsa(1024).publicPem(), "an RSA key of 1024 bits");
    row("DER", rsa().publicDer(), "not in PEM");
    row("OpenSSH", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDexample", "not in PEM");
    row("OpenSSH EC", "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY", "not in PEM");
}

void TstJwtKeyFile::refusesOthers()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, text);
    const Result<JwkSet> set = parseKeyFile(content);
    QVERIFY(!set);
    QCOMPARE(set.error().code, Error::Code::Invalid);
    QVERIFY2(set.error().text.contains(text), qPrintable(set.error().text));
}

void TstJwtKeyFile::cutsOneNewline()
{
    const QByteArray secret(32, 's');
    const auto accepts = [](const QByteArray &content, const QByteArray &signedWith) {
        const Result<JwkSet> set = parseKeyFile(content);
        const QByteArray token = JwtSigner::secret(signedWith).token(JwtAlgorithm::HS256, "{}");
        return set && set->keys().front()->verifies(token, JwtAlgorithm::HS256, 32);
    };
    QVERIFY(accepts(secret, secret));
    QVERIFY(accepts(secret + '\n', secret));
    QVERIFY(accepts(secret + "\n\n", secret + '\n'));
    QVERIFY(!accepts(secret + "\n\n", secret));
    QVERIFY(accepts(secret + ' ', secret + ' '));
    // A public key is never a secret, although everybody who knows it could sign with it.
    QVERIFY(!accepts(rsa().publicPem(), rsa().publicPem()));
    QVERIFY(!accepts(p384().jwk(), p384().jwk()));
}

void TstJwtKeyFile::readsCertificates()
{
    QVERIFY(m_files.make(u"one"_s));
    QVERIFY(m_files.make(u"two"_s));
    const Result<JwkSet> set = parseKeyFile(m_files.read(u"one.crt"_s));
    QVERIFY2(set, set ? "" : qPrintable(set.error().text));
    QCOMPARE(describeKey(*set->keys().front()), u"a key of curve P-256"_s);
    // The second one of a chain belongs to whoever signed the first.
    const Result<JwkSet> chain = parseKeyFile(m_files.read(u"one.crt"_s) + m_files.read(u"two.crt"_s));
    QVERIFY(!chain);
    QVERIFY(chain.error().text.contains(u"several certificates"_s));
}

//! Keys and signatures by openssl(1).
void TstJwtKeyFile::readsKeysMadeByOpenssl()
{
    QVERIFY(m_files.openssl({u"genpkey"_s, u"-algorithm"_s, u"RSA"_s, u"-pkeyopt"_s,
                             u"rsa_keygen_bits:2048"_s, u"-out"_s, u"rsa.key"_s}));
    QVERIFY(m_files.openssl({u"pkey"_s, u"-in"_s, u"rsa.key"_s, u"-pubout"_s, u"-out"_s, u"rsa.pem"_s}));
    QVERIFY(m_files.openssl(
        {u"rsa"_s, u"-in"_s, u"rsa.key"_s, u"-RSAPublicKey_out"_s, u"-out"_s, u"pkcs1.pem"_s}));
    const QByteArray input = base64Url(R"({"alg":"RS512"})") + '.' + base64Url(R"({"sub":"ann"})");
    QVERIFY(m_files.write(u"input"_s, input));
    const std::optional<QByteArray> signature =
        m_files.openssl({u"dgst"_s, u"-sha512"_s, u"-sign"_s, u"rsa.key"_s, u"input"_s});
    QVERIFY(signature);
    const QByteArray token = input + '.' + base64Url(*signature);
    for (const QString &name : {u"rsa.pem"_s, u"pkcs1.pem"_s}) {
        const Result<JwkSet> set = parseKeyFile(m_files.read(name));
        QVERIFY2(set, qPrintable(name));
        QVERIFY(set->keys().front()->verifies(token, JwtAlgorithm::RS512, 256));
    }
}

void TstJwtKeyFile::errorsNameKeyAndFile()
{
    JwtSettings settings;
    settings.keyFile = m_files.path(u"missing"_s);
    Result<JwkSet> set = loadKeyFile(settings);
    QVERIFY(!set);
    QVERIFY2(set.error().text.startsWith(u"key auth.jwt.key_file: %1: "_s.arg(settings.keyFile)),
             qPrintable(set.error().text));

    QVERIFY(m_files.write(u"short"_s, "secret-that-is-short"));
    settings.keyFile = m_files.path(u"short"_s);
    set = loadKeyFile(settings);
    QVERIFY(!set);
    QVERIFY2(set.error().text.startsWith(
                 u"key auth.jwt.key_file: %1: found a secret of 20 bytes"_s.arg(settings.keyFile)),
             qPrintable(set.error().text));
    QVERIFY(!set.error().text.contains(u"that-is-short"_s));

    QVERIFY(m_files.write(u"large"_s, QByteArray(JwkSet::MaxBytes + 1, 's')));
    settings.keyFile = m_files.path(u"large"_s);
    QVERIFY(!loadKeyFile(settings));
}

void TstJwtKeyFile::aKeyMustFit_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("algorithms");
    QTest::addColumn<bool>("isGood");
    const QByteArray secret(40, 's');
    QTest::newRow("secret, HS256") << secret << QStringList{u"HS256"_s} << true;
    QTest::newRow("secret, one of several") << secret << QStringList{u"RS256"_s, u"HS256"_s} << true;
    QTest::newRow("secret that is too short for HS512") << secret << QStringList{u"HS512"_s} << false;
    QTest::newRow("secret, ES256") << secret << QStringList{u"ES256"_s} << false;
    QTest::newRow("PEM, HS256") << rsa().publicPem() << QStringList{u"HS256"_s} << false;
    QTest::newRow("PEM, PS512") << rsa().publicPem() << QStringList{u"PS512"_s} << true;
    QTest::newRow("another curve") << p384().publicPem() << QStringList{u"ES256"_s, u"ES512"_s} << false;
    QTest::newRow("JWK for another algorithm")
        << rsa().jwk(R"("alg":"RS256")") << QStringList{u"PS256"_s} << false;
}

void TstJwtKeyFile::aKeyMustFit()
{
    QFETCH(QByteArray, content);
    QFETCH(QStringList, algorithms);
    QFETCH(bool, isGood);
    QVERIFY(m_files.write(u"key"_s, content));
    JwtSettings settings;
    settings.keyFile = m_files.path(u"key"_s);
    settings.algorithms = algorithms;
    const Result<JwkSet> set = loadKeyFile(settings);
    QCOMPARE(set.isOk(), isGood);
    if (!isGood)
        QVERIFY2(set.error().text.endsWith(u"allowed: a key for one of auth.jwt.algorithms, "_s +
                                           algorithms.join(u", "_s)),
                 qPrintable(set.error().text));
}

void TstJwtKeyFile::noFileIsNoKey()
{
    const Result<JwkSet> set = loadKeyFile({});
    QVERIFY(set && set->keys().empty());
}

QTEST_GUILESS_MAIN(TstJwtKeyFile)
#include "tst_jwtkeyfile.moc"
