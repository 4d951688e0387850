#include "core/transport/tlscontext.h"

#include "tests/support/testcertificates.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestTlsContext final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void loads_data();
    void loads();
    void refuses_data();
    void refuses();
    void takesAuthoritiesOfClients_data();
    void takesAuthoritiesOfClients();
    void knowsWhatDiffers();
    void neverShowsThePassphrase();
    void warnsOutsideOfValidity_data();
    void warnsOutsideOfValidity();
    void knowsItsFingerprint();

private:
    TlsSettings settings(const QString &certificate, const QString &key,
                         const QString &passphrase = {}) const;

    TestCertificates m_files;
};

void TestTlsContext::initTestCase()
{
    QVERIFY(m_files.isValid());
    QVERIFY(m_files.make(u"ec"_s));
    QVERIFY(m_files.make(u"other"_s));
    QVERIFY(m_files.make(u"rsa"_s, {u"-newkey"_s, u"rsa:2048"_s}));
    QVERIFY(m_files.make(u"weak"_s, {u"-newkey"_s, u"rsa:1024"_s}));
    QVERIFY(m_files.openssl({u"ec"_s, u"-in"_s, u"ec.key"_s, u"-aes256"_s, u"-passout"_s,
                             u"pass:open sesame"_s, u"-out"_s, u"old.key"_s}));
    QVERIFY(m_files.openssl({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, u"ec.key"_s, u"-passout"_s,
                             u"pass:open sesame"_s, u"-out"_s, u"pkcs8.key"_s}));
    const QByteArray certificate = m_files.read(u"ec.crt"_s);
    const QByteArray key = m_files.read(u"ec.key"_s);
    const QByteArray other = m_files.read(u"other.crt"_s);
    QVERIFY(m_files.write(u"both.pem"_s, key + certificate));
    QVERIFY(m_files.write(u"chain.crt"_s, certificate + other + m_files.read(u"rsa.crt"_s)));
    QVERIFY(m_files.write(u"damaged.crt"_s, certificate + other.first(other.size() / 2)));
    QVERIFY(m_files.write(u"cut.key"_s, key.first(key.size() / 2)));
    QVERIFY(m_files.write(u"empty"_s, {}));
    QVERIFY(m_files.write(u"text"_s, "certainly no PEM\n"));
    QVERIFY(m_files.write(u"huge"_s, QByteArray(1024 * 1024 + 1, 'x')));
    QCOMPARE(::mkfifo(QFile::encodeName(m_files.path(u"fifo"_s)).constData(), 0600), 0);
    QVERIFY(QFile::link(u"gone.key"_s, m_files.path(u"dangling"_s)));
    QVERIFY(m_files.write(u"phrase"_s, "open sesame"));
    QVERIFY(m_files.write(u"phrase-unix"_s, "open sesame\nand a second line\n"));
    QVERIFY(m_files.write(u"phrase-dos"_s, "open sesame\r\n"));
    QVERIFY(m_files.write(u"phrase-wrong"_s, "close sesame\n"));
    QVERIFY(m_files.write(u"phrase-long"_s, QByteArray(1025, 'x')));
}

TlsSettings TestTlsContext::settings(const QString &certificate, const QString &key,
                                     const QString &passphrase) const
{
    return {m_files.path(certificate), m_files.path(key),
            passphrase.isEmpty() ? QString() : m_files.path(passphrase)};
}

void TestTlsContext::loads_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("passphrase");
    QTest::newRow("elliptic curve") << u"ec.crt"_s << u"ec.key"_s << QString();
    QTest::newRow("RSA") << u"rsa.crt"_s << u"rsa.key"_s << QString();
    QTest::newRow("one file for both") << u"both.pem"_s << u"both.pem"_s << QString();
    QTest::newRow("with a chain") << u"chain.crt"_s << u"ec.key"_s << QString();
    QTest::newRow("encrypted") << u"ec.crt"_s << u"pkcs8.key"_s << u"phrase"_s;
    QTest::newRow("encrypted the old way") << u"ec.crt"_s << u"old.key"_s << u"phrase"_s;
    QTest::newRow("first line only") << u"ec.crt"_s << u"pkcs8.key"_s << u"phrase-unix"_s;
    QTest::newRow("line end of another system") << u"ec.crt"_s << u"pkcs8.key"_s << u"phrase-dos"_s;
    QTest::newRow("passphrase not needed") << u"ec.crt"_s << u"ec.key"_s << u"phrase-wrong"_s;
}

void TestTlsContext::loads()
{
    QFETCH(const QString, certificate);
    QFETCH(const QString, key);
    QFETCH(const QString, passphrase);
    const auto context = TlsContext::create(settings(certificate, key, passphrase));
    QVERIFY2(context, context ? "" : qPrintable(context.error().text));
    QVERIFY((*context)->native());
    QVERIFY((*context)->warnings(QDateTime::currentDateTimeUtc()).isEmpty());
}

void TestTlsContext::refuses_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("passphrase");
    QTest::addColumn<QString>("blamed");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("what");
    const auto row = [](const char *name, const QString &certificate, const QString &key,
                        const QString &passphrase, const QString &blamed, const QString &file,
                        const QString &what) {
        QTest::newRow(name) << certificate << key << passphrase << blamed << file << what;
    };
    row("no certificate file", u"none"_s, u"ec.key"_s, {}, u"certificate"_s, u"none"_s, u"cannot be read"_s);
    row("a folder", u"."_s, u"ec.key"_s, {}, u"certificate"_s, u"."_s, u"it is a folder"_s);
    row("a FIFO", u"fifo"_s, u"ec.key"_s, {}, u"certificate"_s, u"fifo"_s, u"read only once"_s);
    row("a link to nothing", u"ec.crt"_s, u"dangling"_s, {}, u"key"_s, u"dangling"_s, u"cannot be read"_s);
    row("an empty file", u"empty"_s, u"ec.key"_s, {}, u"certificate"_s, u"empty"_s, u"no certificate"_s);
    row("no PEM", u"text"_s, u"ec.key"_s, {}, u"certificate"_s, u"text"_s, u"no certificate"_s);
    row("key as certificate", u"ec.key"_s, u"ec.key"_s, {}, u"certificate"_s, u"ec.key"_s,
        u"no certificate"_s);
    row("too big", u"huge"_s, u"ec.key"_s, {}, u"certificate"_s, u"huge"_s, u"more than 1MiB"_s);
    row("damaged chain", u"damaged.crt"_s, u"ec.key"_s, {}, u"certificate"_s, u"damaged.crt"_s,
        u"damaged certificate"_s);
    row("weak key", u"weak.crt"_s, u"weak.key"_s, {}, u"certificate"_s, u"weak.crt"_s, u"key too small"_s);
    row("no key file", u"ec.crt"_s, u"none"_s, {}, u"key"_s, u"none"_s, u"cannot be read"_s);
    row("certificate as key", u"ec.crt"_s, u"ec.crt"_s, {}, u"key"_s, u"ec.crt"_s, u"no private key"_s);
    row("damaged key", u"ec.crt"_s, u"cut.key"_s, {}, u"key"_s, u"cut.key"_s, u"no private key"_s);
    row("key of another", u"ec.crt"_s, u"other.key"_s, {}, u"key"_s, u"other.key"_s, u"does not belong"_s);
    row("key of another kind", u"ec.crt"_s, u"rsa.key"_s, {}, u"key"_s, u"rsa.key"_s, u"does not belong"_s);
    row("encrypted, no passphrase", u"ec.crt"_s, u"pkcs8.key"_s, {}, u"key"_s, u"pkcs8.key"_s,
        u"tls.key_passphrase_file is missing"_s);
    row("wrong passphrase", u"ec.crt"_s, u"pkcs8.key"_s, u"phrase-wrong"_s, u"key_passphrase_file"_s,
        u"phrase-wrong"_s, u"does not open"_s);
    row("wrong passphrase, the old way", u"ec.crt"_s, u"old.key"_s, u"phrase-wrong"_s,
        u"key_passphrase_file"_s, u"phrase-wrong"_s, u"does not open"_s);
    row("no passphrase file", u"ec.crt"_s, u"pkcs8.key"_s, u"none"_s, u"key_passphrase_file"_s, u"none"_s,
        u"cannot be read"_s);
    row("empty passphrase", u"ec.crt"_s, u"pkcs8.key"_s, u"empty"_s, u"key_passphrase_file"_s, u"empty"_s,
        u"found 0 bytes"_s);
    row("long passphrase", u"ec.crt"_s, u"pkcs8.key"_s, u"phrase-long"_s, u"key_passphrase_file"_s,
        u"phrase-long"_s, u"found 1025 bytes"_s);
}

void TestTlsContext::refuses()
{
    QFETCH(const QString, certificate);
    QFETCH(const QString, key);
    QFETCH(const QString, passphrase);
    QFETCH(const QString, blamed);
    QFETCH(const QString, file);
    QFETCH(const QString, what);
    const auto context = TlsContext::create(settings(certificate, key, passphrase));
    QVERIFY(!context);
    QCOMPARE(context.error().code, Error::Code::Invalid);
    const QString text = context.error().text;
    QVERIFY2(text.startsWith(u"key tls.%1: %2: "_s.arg(blamed, m_files.path(file))), qPrintable(text));
    QVERIFY2(text.contains(what), qPrintable(text));
}

void TestTlsContext::takesAuthoritiesOfClients_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("what");
    QTest::newRow("one") << u"other.crt"_s << QString();
    QTest::newRow("three") << u"chain.crt"_s << QString();
    QTest::newRow("none") << u"none"_s << u"cannot be read"_s;
    QTest::newRow("no PEM") << u"text"_s << u"no certificate"_s;
    QTest::newRow("a key") << u"ec.key"_s << u"no certificate"_s;
    QTest::newRow("damaged") << u"damaged.crt"_s << u"damaged certificate"_s;
}

void TestTlsContext::takesAuthoritiesOfClients()
{
    QFETCH(const QString, file);
    QFETCH(const QString, what);
    for (const TlsClientAuth clientAuth :
         {TlsClientAuth::Off, TlsClientAuth::Optional, TlsClientAuth::Required}) {
        TlsSettings wanted = settings(u"ec.crt"_s, u"ec.key"_s);
        wanted.clientCa = m_files.path(file);
        wanted.clientAuth = clientAuth;
        const auto context = TlsContext::create(wanted);
        QCOMPARE(context.isOk(), what.isEmpty());
        if (!context) {
            const QString text = context.error().text;
            QVERIFY2(text.startsWith(u"key tls.client_ca: "_s + m_files.path(file)), qPrintable(text));
            QVERIFY2(text.contains(what), qPrintable(text));
        }
    }
}

void TestTlsContext::knowsWhatDiffers()
{
    const auto one = TlsContext::create(settings(u"ec.crt"_s, u"ec.key"_s));
    const auto same = TlsContext::create(settings(u"ec.crt"_s, u"ec.key"_s));
    const auto chain = TlsContext::create(settings(u"chain.crt"_s, u"ec.key"_s));
    const auto locked = TlsContext::create(settings(u"ec.crt"_s, u"pkcs8.key"_s, u"phrase"_s));
    TlsSettings asking = settings(u"ec.crt"_s, u"ec.key"_s);
    asking.clientCa = m_files.path(u"other.crt"_s);
    asking.clientAuth = TlsClientAuth::Optional;
    const auto clients = TlsContext::create(asking);
    QVERIFY(one && same && chain && locked && clients);
    QCOMPARE((*one)->differingKeys(**same), QStringList());
    QCOMPARE((*one)->differingKeys(**chain), QStringList{u"tls.certificate"_s});
    QCOMPARE((*one)->differingKeys(**locked), (QStringList{u"tls.key"_s, u"tls.key_passphrase_file"_s}));
    QCOMPARE((*one)->differingKeys(**clients), QStringList{u"tls.client_ca"_s});
    QVERIFY((*one)->hasSameRules(**chain));
    QVERIFY(!(*one)->hasSameRules(**clients));
}

void TestTlsContext::neverShowsThePassphrase()
{
    const auto context = TlsContext::create(settings(u"ec.crt"_s, u"pkcs8.key"_s, u"phrase-wrong"_s));
    QVERIFY(!context);
    QVERIFY(!context.error().text.contains(u"sesame"_s));
}

void TestTlsContext::warnsOutsideOfValidity_data()
{
    QTest::addColumn<bool>("fromEnd");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("warning");
    QTest::newRow("a second early") << false << -1 << u"is not valid before"_s;
    QTest::newRow("first second") << false << 0 << QString();
    QTest::newRow("last second") << true << -1 << QString();
    QTest::newRow("expired") << true << 0 << u"has expired"_s;
}

void TestTlsContext::warnsOutsideOfValidity()
{
    QFETCH(const bool, fromEnd);
    QFETCH(const int, seconds);
    QFETCH(const QString, warning);
    const auto context = TlsContext::create(settings(u"ec.crt"_s, u"ec.key"_s));
    QVERIFY(context);
    const QDateTime from = (*context)->validFrom();
    const QDateTime until = (*context)->validUntil();
    QCOMPARE(from.secsTo(until), qint64(24 * 60 * 60));
    const QStringList warnings = (*context)->warnings((fromEnd ? until : from).addSecs(seconds));
    QCOMPARE(warnings.size(), warning.isEmpty() ? 0 : 1);
    if (!warning.isEmpty()) {
        QVERIFY2(warnings.first().contains(warning), qPrintable(warnings.first()));
        QVERIFY(warnings.first().contains(m_files.path(u"ec.crt"_s)));
    }
}

void TestTlsContext::knowsItsFingerprint()
{
    const auto context = TlsContext::create(settings(u"ec.crt"_s, u"ec.key"_s));
    QVERIFY(context);
    const QByteArray printed =
        m_files.openssl({u"x509"_s, u"-in"_s, u"ec.crt"_s, u"-noout"_s, u"-fingerprint"_s, u"-sha256"_s})
            .value_or("");
    QCOMPARE((*context)->fingerprint().toLatin1(), printed.mid(printed.indexOf('=') + 1).trimmed());
}

QTEST_GUILESS_MAIN(TestTlsContext)
#include "tst_tlscontext.moc"
