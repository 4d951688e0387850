#include "core/cluster/redisfiles.h"

#include "tests/support/testcertificates.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestRedisFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_files.make(u"redis"_s)); }

    void readsPasswords_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("password");
        QTest::newRow("plain") << "secret"_ba
                               << "secret"_ba;
        QTest::newRow("a newline") << "secret\n"_ba
                                   << "secret"_ba;
        QTest::newRow("of another system") << "secret\r\n"_ba
                                           << "secret"_ba;
        QTest::newRow("two newlines") << "secret\n\n"_ba
                                      << "secret\n"_ba;
        QTest::newRow("blanks") << " a b "_ba
                                << " a b "_ba;
        QTest::newRow("the longest") << QByteArray(4096, 'x') << QByteArray(4096, 'x');
        QTest::newRow("none") << QByteArray("") << QByteArray("");
    }
    void readsPasswords()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QByteArray, password);
        QVERIFY(m_files.write(u"password"_s, content));
        const Result<QByteArray> loaded = loadRedisPassword(m_files.path(u"password"_s));
        QVERIFY(loaded);
        QCOMPARE(*loaded, password);
    }
    void noFileIsNoPassword() { QCOMPARE(loadRedisPassword({})->size(), 0); }

    void errorsNameKeyAndFile_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("authorities");
        QTest::addColumn<QString>("error");
        const QString missing = m_files.path(u"missing"_s);
        const QString folder = m_files.path({});
        const QString key = m_files.path(u"redis.key"_s);
        QVERIFY(m_files.write(u"long"_s, QByteArray(4097, 'x')));
        QTest::newRow("good") << QString() << m_files.path(u"redis.crt"_s) << QString();
        QTest::newRow("no password") << missing << QString() << u"key cluster.password_file: "_s + missing;
        QTest::newRow("long") << m_files.path(u"long"_s) << QString() << u"key cluster.password_file: "_s;
        QTest::newRow("folder") << folder << QString() << u"key cluster.password_file: "_s;
        QTest::newRow("no authorities") << QString() << missing << u"key cluster.ca_file: "_s + missing;
        QTest::newRow("no certificate")
            << QString() << key
            << u"key cluster.ca_file: %1: found no certificate, allowed: one or more in PEM format"_s.arg(
                   key);
    }
    void errorsNameKeyAndFile()
    {
        QFETCH(const QString, password);
        QFETCH(const QString, authorities);
        QFETCH(const QString, error);
        ClusterSettings settings;
        settings.passwordFile = password;
        settings.caFile = authorities;
        const Result<void> checked = checkRedisFiles(settings);
        QCOMPARE(bool(checked), error.isEmpty());
        if (!checked)
            QVERIFY2(checked.error().text.startsWith(error), qPrintable(checked.error().text));
    }

private:
    TestCertificates m_files;
};

QTEST_GUILESS_MAIN(TestRedisFiles)
#include "tst_redisfiles.moc"
