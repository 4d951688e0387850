#include "core/auth/jwtkey.h"

#include "core/auth/base64url.h"
#include "core/auth/jwkset.h"
#include "tests/support/jwtsigner.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using KeyPointer = std::shared_ptr<const JwtKey>;

KeyPointer keyFrom(const QByteArray &jwk)
{
    const Result<JwkSet> set = JwkSet::parse(jwk);
    return set && set->keys().size() == 1 ? set->keys().front() : nullptr;
}

qsizetype signatureBytesOf(const QByteArray &token)
{
    return decodeBase64Url(QByteArrayView(token).sliced(token.lastIndexOf('.') + 1))
        .value_or(QByteArray())
        .size();
}

bool verifies(const KeyPointer &key, JwtAlgorithm algorithm, const QByteArray &token)
{
    return key->verifies(token, algorithm, signatureBytesOf(token));
}

QByteArray withSignature(const QByteArray &token, const QByteArray &signature)
{
    return token.first(token.lastIndexOf('.') + 1) + base64Url(signature);
}

// The payload of RFC 7515 appendix A.1 to A.3, and of RFC 7520 section 4.
const QByteArray Joe =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const QByteArray Road = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0"
                        "ZXAgb250byB0aGUgcm9hZCwg"
                        "YW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91"
                        "IG1pZ2h0IGJlIHN3ZXB0IG9m"
                        "ZiB0by4";
const QByteArray BilboRsa =
    R"({"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB"})";

} // namespace

class TstJwtKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verifiesTheExamplesOfTheStandards_data();
    void verifiesTheExamplesOfTheStandards();
    void verifiesEachAlgorithm_data();
    void verifiesEachAlgorithm();
    void fitsOneCurveExactly();
    void obeysTheAlgorithmOfTheKey();
    void acceptsOneLengthOfASignature();
    void checksSizes();
    void checksThePoint();
    void isUsedByTwoThreads();
};

void TstJwtKey::verifiesTheExamplesOfTheStandards_data()
{
    QTest::addColumn<QByteArray>("jwk");
    QTest::addColumn<JwtAlgorithm>("algorithm");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("RFC 7515 A.1")
        << QByteArray(
               R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})")
        << JwtAlgorithm::HS256
        << "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Joe + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    QTest::newRow("RFC 7515 A.2")
        << QByteArray(
               R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})")
        << JwtAlgorithm::RS256
        << "eyJhbGciOiJSUzI1NiJ9." + Joe +
               ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
               "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
               "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
               "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig"
               "cN_IoypGlUPQGe77Rw";
    QTest::newRow("RFC 7515 A.3")
        << QByteArray(
               R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})")
        << JwtAlgorithm::ES256
        << "eyJhbGciOiJFUzI1NiJ9." + Joe +
               ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    QTest::newRow("RFC 7515 A.4")
        << QByteArray(
               R"({"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"})")
        << JwtAlgorithm::ES512
        << QByteArray("eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_"
                      "UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_"
                      "7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolL"
                      "zeO_Jn");
    QTest::newRow("RFC 7520 4.1")
        << BilboRsa << JwtAlgorithm::RS256
        << "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + Road +
               ".MRjdkly7_-"
               "oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wn"
               "B-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_"
               "qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_"
               "de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_"
               "fcIe8u9ipH84ogoree7vjbU5y18kDquDg";
    QTest::newRow("RFC 7520 4.2")
        << BilboRsa << JwtAlgorithm::PS384
        << "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + Road +
               ".cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-"
               "tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-"
               "UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_"
               "ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_"
               "jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw";
    QTest::newRow("RFC 7520 4.3")
        << QByteArray(
               R"({"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"})")
        << JwtAlgorithm::ES512
        << "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + Road +
               ".AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-"
               "JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-"
               "kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2";
    QTest::newRow("RFC 7520 4.4")
        << QByteArray(
               R"({"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"})")
        << JwtAlgorithm::HS256
        << "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9." + Road +
               ".s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
}

void TstJwtKey::verifiesTheExamplesOfTheStandards()
{
    QFETCH(QByteArray, jwk);
    QFETCH(JwtAlgorithm, algorithm);
    QFETCH(QByteArray, token);
    const KeyPointer key = keyFrom(jwk);
    QVERIFY(key);
    QVERIFY(verifies(key, algorithm, token));
    QByteArray other = token;
    other[token.indexOf('.') + 5] = other[token.indexOf('.') + 5] == 'A' ? 'B' : 'A';
    QVERIFY(!verifies(key, algorithm, other));
}

void TstJwtKey::verifiesEachAlgorithm_data()
{
    QTest::addColumn<JwtAlgorithm>("algorithm");
    for (const QString &name : jwtAlgorithmNames())
        QTest::newRow(qPrintable(name)) << *jwtAlgorithmFrom(name.toLatin1());
}

void TstJwtKey::verifiesEachAlgorithm()
{
    QFETCH(JwtAlgorithm, algorithm);
    static const JwtSigner rsa = JwtSigner::rsa();
    static const JwtSigner otherRsa = JwtSigner::rsa();
    const auto signer = [&](bool isOther) {
        switch (familyOf(algorithm)) {
        case JwtFamily::Hmac:
            return JwtSigner::secret(QByteArray(64, isOther ? 'o' : 's'));
        case JwtFamily::RsaPkcs1:
        case JwtFamily::RsaPss:
            return isOther ? otherRsa : rsa;
        case JwtFamily::Ecdsa:
            break;
        }
        return JwtSigner::ec(hashBytesOf(algorithm) == 32   ? "P-256"
                             : hashBytesOf(algorithm) == 48 ? "P-384"
                                                            : "P-521");
    };
    const JwtSigner right = signer(false);
    const KeyPointer key = keyFrom(right.jwk());
    QVERIFY(key);
    const QByteArray token = right.token(algorithm, R"({"sub":"ann"})");
    QVERIFY(verifies(key, algorithm, token));
    QVERIFY(!verifies(key, algorithm, signer(true).token(algorithm, R"({"sub":"ann"})")));
    QVERIFY(!verifies(key, algorithm, withSignature(token, {})));
    QVERIFY(!verifies(key, algorithm, withSignature(token, QByteArray(signatureBytesOf(token), '\0'))));
    for (const QString &name : jwtAlgorithmNames()) { // a header of another algorithm is not this one's
        const JwtAlgorithm other = *jwtAlgorithmFrom(name.toLatin1());
        if (!key->fits(other))
            QVERIFY2(!verifies(key, other, token), qPrintable(name));
    }
}

void TstJwtKey::fitsOneCurveExactly()
{
    const JwtSigner p384 = JwtSigner::ec("P-384");
    const KeyPointer key = keyFrom(p384.jwk());
    QVERIFY(key && key->fits(JwtAlgorithm::ES384));
    QVERIFY(!key->fits(JwtAlgorithm::ES256) && !key->fits(JwtAlgorithm::ES512));
    // cjose would accept this one.
    QVERIFY(!verifies(key, JwtAlgorithm::ES256, p384.token(JwtAlgorithm::ES256, "{}")));
}

void TstJwtKey::obeysTheAlgorithmOfTheKey()
{
    const JwtSigner rsa = JwtSigner::rsa();
    const KeyPointer key = keyFrom(rsa.jwk(R"("alg":"PS256")"));
    QVERIFY(key);
    QVERIFY(verifies(key, JwtAlgorithm::PS256, rsa.token(JwtAlgorithm::PS256, "{}")));
    QVERIFY(!verifies(key, JwtAlgorithm::RS256, rsa.token(JwtAlgorithm::RS256, "{}")));
    QVERIFY(!key->fits(JwtAlgorithm::PS384));
}

void TstJwtKey::acceptsOneLengthOfASignature()
{
    const JwtSigner signer = JwtSigner::ec("P-256");
    const KeyPointer key = keyFrom(signer.jwk());
    const QByteArray input = base64Url(R"({"alg":"ES256"})") + ".e30";
    const QByteArray signature = signer.signature(JwtAlgorithm::ES256, input);
    QCOMPARE(signature.size(), 64);
    QVERIFY(verifies(key, JwtAlgorithm::ES256, input + '.' + base64Url(signature)));
    // The same two numbers with leading zeros, which cjose accepts.
    const QByteArray longer = '\0' + signature.first(32) + '\0' + signature.last(32);
    QVERIFY(!verifies(key, JwtAlgorithm::ES256, input + '.' + base64Url(longer)));
    QVERIFY(!verifies(key, JwtAlgorithm::ES256, input + '.' + base64Url(signature + '\0')));
}

void TstJwtKey::checksSizes()
{
    QVERIFY(!JwtKey::fromSecret({}));
    QVERIFY(!JwtKey::fromSecret(QByteArray(31, 's')));
    const Result<KeyPointer> secret = JwtKey::fromSecret(QByteArray(32, 's'));
    QVERIFY(secret);
    QVERIFY((*secret)->fits(JwtAlgorithm::HS256) && !(*secret)->fits(JwtAlgorithm::HS384));
    const Result<KeyPointer> longer = JwtKey::fromSecret(QByteArray(63, 's'));
    QVERIFY((*longer)->fits(JwtAlgorithm::HS384) && !(*longer)->fits(JwtAlgorithm::HS512));
    QVERIFY((*JwtKey::fromSecret(QByteArray(64, 's')))->fits(JwtAlgorithm::HS512));

    const QByteArray e("\x01\x00\x01", 3);
    const auto modulus = [](int bytes, char first) {
        return QByteArray(1, first) + QByteArray(bytes - 1, '\xff');
    };
    QVERIFY(!JwtKey::fromRsa(modulus(128, '\x80'), e)); // 1024 bits
    QVERIFY(!JwtKey::fromRsa(modulus(256, '\x7f'), e)); // 2047 bits
    QVERIFY(JwtKey::fromRsa(modulus(256, '\x80'), e));
    QVERIFY(JwtKey::fromRsa('\0' + modulus(256, '\x80'), e)); // as some libraries write it
    QVERIFY(!JwtKey::fromRsa('\0' + modulus(256, '\x7f'), e));
    QVERIFY(JwtKey::fromRsa(modulus(1024, '\xff'), e));  // 8192 bits
    QVERIFY(!JwtKey::fromRsa(modulus(1025, '\x01'), e)); // 8193 bits
    QVERIFY(!JwtKey::fromRsa({}, e));
    QByteArray even = modulus(256, '\x80');
    even.back() = '\xfe';
    QVERIFY(!JwtKey::fromRsa(even, e));
    for (const QByteArray &exponent :
         {QByteArray(), QByteArray(1, '\0'), QByteArray("\x01"), QByteArray("\x02"), QByteArray(9, '\x01')})
        QVERIFY2(!JwtKey::fromRsa(modulus(256, '\x80'), exponent), exponent.toHex().constData());
}

void TstJwtKey::checksThePoint()
{
    const JwtSigner p256 = JwtSigner::ec("P-256");
    const QByteArray x = p256.number(OSSL_PKEY_PARAM_EC_PUB_X, 32);
    const QByteArray y = p256.number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    QVERIFY(JwtKey::fromEc(256, x, y));
    QVERIFY(!JwtKey::fromEc(256, y, x));
    QVERIFY(!JwtKey::fromEc(256, QByteArray(32, '\0'), QByteArray(32, '\0')));
    QVERIFY(!JwtKey::fromEc(256, x.first(31), y));
    QVERIFY(!JwtKey::fromEc(256, '\0' + x, y));
    QVERIFY(!JwtKey::fromEc(256, x, {}));
    QVERIFY(!JwtKey::fromEc(384, x, y));
    QVERIFY(!JwtKey::fromEc(224, x, y));
}

void TstJwtKey::isUsedByTwoThreads()
{
    const JwtSigner signer = JwtSigner::ec("P-256");
    const KeyPointer key = keyFrom(signer.jwk());
    const QByteArray token = signer.token(JwtAlgorithm::ES256, "{}");
    std::array<int, 2> counts{};
    std::vector<std::thread> threads;
    for (int &count : counts) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i)
                count += int(verifies(key, JwtAlgorithm::ES256, token));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(counts, (std::array{20, 20}));
}

QTEST_GUILESS_MAIN(TstJwtKey)
#include "tst_jwtkey.moc"
