#include "core/server/tlsreloader.h"

#include "tests/support/testcertificates.h"

#include <QDir>
#include <QTest>

#include <cstdio>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

//! A reloader of the files `tls.crt` and `tls.key`, which begin as those of `one`.
struct Fixture
{
    explicit Fixture(const TestCertificates &made)
        : files(made)
    {
        for (const QString &name : {u"crt"_s, u"key"_s})
            put(u"one."_s + name, u"tls."_s + name);
    }

    //! Replaces \a to by rename(2), as most tools do.
    void put(const QString &from, const QString &to) const { putBytes(files.read(from), to); }
    void putBytes(const QByteArray &bytes, const QString &to) const
    {
        QVERIFY(files.write(u"next"_s, bytes));
        QCOMPARE(std::rename(qPrintable(files.path(u"next"_s)), qPrintable(files.path(to))), 0);
    }
    TlsSettings settings() const
    {
        return {.certificate = files.path(u"tls.crt"_s),
                .key = files.path(u"tls.key"_s),
                .keyPassphraseFile = {}};
    }
    Result<void> start() { return reloader.start(settings()); }
    void check(int times = 2)
    {
        for (int i = 0; i < times; ++i)
            reloader.check();
    }
    QString used() const { return reloader.context()->fingerprint(); }
    QString fingerprint(const QString &name) const
    {
        const auto context = TlsContext::create({.certificate = files.path(name + u".crt"_s),
                                                 .key = files.path(name + u".key"_s),
                                                 .keyPassphraseFile = {}});
        return context ? (*context)->fingerprint() : QString();
    }

    static constexpr int UntilReported = TlsReloader::Attempts + 1;

    const TestCertificates &files;
    int replaced = 0;
    QStringList rejected;
    TlsReloader reloader{[this] { ++replaced; }, [this](const QString &why) { rejected += why; }};
};

} // namespace

class TestTlsReloader final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_files.isValid());
        QVERIFY(m_files.make(u"one"_s));
        QVERIFY(m_files.make(u"two"_s));
        QVERIFY(m_files.openssl({u"req"_s, u"-new"_s, u"-key"_s, u"two.key"_s, u"-subj"_s, u"/CN=two"_s,
                                 u"-out"_s, u"two.csr"_s}));
        QVERIFY(m_files.openssl({u"x509"_s, u"-req"_s, u"-in"_s, u"two.csr"_s, u"-signkey"_s, u"two.key"_s,
                                 u"-days"_s, u"-1"_s, u"-out"_s, u"expired.crt"_s}));
        QVERIFY(m_files.write(u"expired.key"_s, m_files.read(u"two.key"_s)));
        QVERIFY(m_files.openssl({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, u"two.key"_s, u"-passout"_s,
                                 u"pass:open sesame"_s, u"-out"_s, u"locked.key"_s}));
    }
    void withoutTls()
    {
        Fixture f(m_files);
        QVERIFY(f.reloader.start({}));
        QVERIFY(!f.reloader.context());
    }
    void failsToStartAsTheContextDoes()
    {
        Fixture f(m_files);
        f.putBytes("no PEM", u"tls.crt"_s);
        QVERIFY(!f.start());
        QVERIFY(!f.reloader.context());
        QVERIFY(f.rejected.isEmpty());
    }
    void sameFilesChangeNothing()
    {
        Fixture f(m_files);
        QVERIFY(f.start());
        const auto before = f.reloader.context();
        f.check(10);
        f.put(u"one.crt"_s, u"tls.crt"_s); // another inode, the same bytes
        f.check(10);
        const Result<QStringList> changed = f.reloader.reload(f.settings());
        QVERIFY(changed);
        QCOMPARE(*changed, QStringList());
        QCOMPARE(f.reloader.context(), before);
        QCOMPARE(f.replaced, 0);
        QVERIFY(f.rejected.isEmpty());
    }
    void reloadsAtOnceWhenAsked()
    {
        Fixture f(m_files);
        QVERIFY(f.start());
        f.put(u"two.crt"_s, u"tls.crt"_s);
        f.put(u"two.key"_s, u"tls.key"_s);
        const Result<QStringList> changed = f.reloader.reload(f.settings());
        QVERIFY(changed);
        QCOMPARE(*changed, (QStringList{u"tls.certificate"_s, u"tls.key"_s}));
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
        QCOMPARE(f.replaced, 1);
        f.check(10);
        QCOMPARE(f.replaced, 1);
    }
    void waitsUntilFilesDoNotChangeAnyMore()
    {
        Fixture f(m_files);
        QVERIFY(f.start());
        f.check(3);
        const QByteArray certificate = m_files.read(u"two.crt"_s);
        f.put(u"two.key"_s, u"tls.key"_s);
        for (qsizetype size = 0; size < certificate.size(); size += 100) {
            QVERIFY(m_files.write(u"tls.crt"_s, certificate.first(size))); // in place
            f.check(1);
        }
        QVERIFY(m_files.write(u"tls.crt"_s, certificate));
        f.check(1);
        QCOMPARE(f.used(), f.fingerprint(u"one"_s));
        f.check(1);
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
        QVERIFY(f.rejected.isEmpty());
    }
    void aKeyMayFollowItsCertificate()
    {
        Fixture f(m_files);
        QVERIFY(f.start());
        f.check(3);
        f.put(u"two.crt"_s, u"tls.crt"_s);
        f.check(Fixture::UntilReported - 1);
        QVERIFY(f.rejected.isEmpty());
        f.put(u"two.key"_s, u"tls.key"_s);
        f.check();
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
        QVERIFY(f.rejected.isEmpty());
    }
    void followsASwappedFolder()
    {
        Fixture f(m_files);
        const QString root = m_files.path(u"volume"_s);
        const auto link = [&](const QString &target, const QString &name) {
            QFile::remove(m_files.path(u"link"_s));
            QVERIFY(QFile::link(target, m_files.path(u"link"_s)));
            QCOMPARE(std::rename(qPrintable(m_files.path(u"link"_s)), qPrintable(root + u'/' + name)), 0);
        };
        QVERIFY(QDir().mkpath(root));
        for (const QString &name : {u"one"_s, u"two"_s}) {
            QVERIFY(QDir().mkpath(root + u'/' + name));
            for (const QString &part : {u"crt"_s, u"key"_s})
                QVERIFY(
                    QFile::copy(m_files.path(name + u'.' + part), root + u'/' + name + u"/tls."_s + part));
        }
        link(u"one"_s, u"..data"_s);
        link(u"..data/tls.crt"_s, u"tls.crt"_s);
        link(u"..data/tls.key"_s, u"tls.key"_s);
        QVERIFY(f.reloader.start(
            {.certificate = root + u"/tls.crt"_s, .key = root + u"/tls.key"_s, .keyPassphraseFile = {}}));
        f.check(3);
        link(u"two"_s, u"..data"_s);
        f.check();
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
        QVERIFY(QDir(root).removeRecursively());
        f.check(Fixture::UntilReported);
        QCOMPARE(f.rejected.size(), 1);
        QVERIFY2(f.rejected[0].startsWith(u"key tls.certificate: "_s + root), qPrintable(f.rejected[0]));
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
    }
    void keepsTheCertificate_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("blamed");
        QTest::addColumn<QString>("what");
        QTest::newRow("key of another") << u"two.crt"_s << u"one.key"_s << u"key"_s << u"does not belong"_s;
        QTest::newRow("garbage") << u"two.key"_s << u"two.key"_s << u"certificate"_s << u"no certificate"_s;
        QTest::newRow("expired") << u"expired.crt"_s << u"expired.key"_s << u"certificate"_s
                                 << u"has expired"_s;
        QTest::newRow("encrypted") << u"two.crt"_s << u"locked.key"_s << u"key"_s
                                   << u"tls.key_passphrase_file is missing"_s;
    }
    void keepsTheCertificate()
    {
        QFETCH(const QString, certificate);
        QFETCH(const QString, key);
        QFETCH(const QString, blamed);
        QFETCH(const QString, what);
        Fixture f(m_files);
        QVERIFY(f.start());
        f.check(3);
        f.put(certificate, u"tls.crt"_s);
        f.put(key, u"tls.key"_s);
        f.check(Fixture::UntilReported + 2 * TlsReloader::RetryAfter);
        QCOMPARE(f.rejected.size(), 1);
        QVERIFY2(f.rejected[0].startsWith(u"key tls.%1: %2"_s.arg(blamed, m_files.path(u"tls."_s))),
                 qPrintable(f.rejected[0]));
        QVERIFY2(f.rejected[0].contains(what), qPrintable(f.rejected[0]));
        QCOMPARE(f.used(), f.fingerprint(u"one"_s));
        QCOMPARE(f.replaced, 0);
        QVERIFY(!f.reloader.reload(f.settings())); // who asks is told again
        QCOMPARE(f.rejected.size(), 2);

        f.put(u"two.crt"_s, u"tls.crt"_s);
        f.put(u"two.key"_s, u"tls.key"_s);
        f.check();
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
        QCOMPARE(f.replaced, 1);
    }
    void aFileMayGoAndComeBack()
    {
        Fixture f(m_files);
        QVERIFY(f.start());
        f.check(3);
        QVERIFY(QFile::remove(m_files.path(u"tls.key"_s)));
        f.check(Fixture::UntilReported);
        QCOMPARE(f.rejected.size(), 1);
        QVERIFY(f.rejected[0].startsWith(u"key tls.key: "_s));
        f.put(u"one.key"_s, u"tls.key"_s);
        f.check();
        QCOMPARE(f.replaced, 1); // says that the files are good again
        QCOMPARE(f.used(), f.fingerprint(u"one"_s));
        f.check(10);
        QCOMPARE(f.replaced, 1);
    }
    void triesAgainWhatMayBecomeGood()
    {
        Fixture f(m_files);
        QVERIFY(f.start());
        f.check(3);
        const TlsSettings behindFolder{.certificate = m_files.path(u"later/tls.crt"_s),
                                       .key = m_files.path(u"two.key"_s),
                                       .keyPassphraseFile = {}};
        QVERIFY(!f.reloader.reload(behindFolder));
        f.check(5);
        QVERIFY(QDir().mkpath(m_files.path(u"later"_s)));
        QVERIFY(QFile::copy(m_files.path(u"two.crt"_s), m_files.path(u"later/tls.crt"_s)));
        f.check();
        QCOMPARE(f.used(), f.fingerprint(u"two"_s));
        QVERIFY(QDir(m_files.path(u"later"_s)).removeRecursively());
    }

private:
    TestCertificates m_files;
};

QTEST_GUILESS_MAIN(TestTlsReloader)
#include "tst_tlsreloader.moc"
