#include "core/server/configchange.h"

#include "core/config/config.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Config withTls(const QString &certificate, TlsClientAuth clientAuth = TlsClientAuth::Off)
{
    Config config;
    config.tls = {.certificate = certificate,
                  .key = certificate,
                  .keyPassphraseFile = {},
                  .clientCa = {},
                  .clientAuth = clientAuth};
    return config;
}

} // namespace

class TestConfigChange final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tls_data()
    {
        QTest::addColumn<Config>("running");
        QTest::addColumn<Config>("applied");
        QTest::addColumn<QStringList>("changed");
        QTest::addColumn<QStringList>("needsRestart");
        const QStringList files{u"tls.certificate"_s, u"tls.key"_s};
        QTest::newRow("without") << Config() << Config() << QStringList() << QStringList();
        QTest::newRow("the same") << withTls(u"/a"_s) << withTls(u"/a"_s) << QStringList() << QStringList();
        QTest::newRow("other files") << withTls(u"/a"_s) << withTls(u"/b"_s) << files << QStringList();
        QTest::newRow("certificates of clients")
            << withTls(u"/a"_s) << withTls(u"/a"_s, TlsClientAuth::Required)
            << QStringList{u"tls.client_auth"_s} << QStringList();
        QTest::newRow("switched on") << Config() << withTls(u"/a"_s) << QStringList() << files;
        QTest::newRow("switched off") << withTls(u"/a"_s) << Config() << QStringList() << files;
    }
    void tls()
    {
        QFETCH(const Config, running);
        QFETCH(const Config, applied);
        QFETCH(const QStringList, changed);
        QFETCH(const QStringList, needsRestart);
        QCOMPARE(configChange(&running, running, applied), (ReloadReport{changed, needsRestart, {}}));
        const QStringList all = changed + needsRestart;
        QCOMPARE(configChange(nullptr, running, applied), (ReloadReport{all, {}, {}}));
        // Applied before: it waits still, but has not changed.
        QCOMPARE(configChange(&running, applied, applied), (ReloadReport{{}, needsRestart, {}}));
        // Taken back: what waited never was in effect.
        QCOMPARE(configChange(&running, applied, running), (ReloadReport{changed, {}, {}}));
    }
};

QTEST_GUILESS_MAIN(TestConfigChange)
#include "tst_configchange.moc"
