#include "core/transport/selfsigned.h"

#include "core/transport/tlscontext.h"
#include "tests/support/testcertificates.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestSelfSigned final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void makesWhatClientsTrust();
    void keepsTheKeyPrivate();
    void isTakenAgainWhileValid_data();
    void isTakenAgainWhileValid();
    void replacesWhatCannotBeUsed_data();
    void replacesWhatCannotBeUsed();
    void saysWhereItCannotWrite();

private:
    const QDateTime m_now = QDateTime::currentDateTimeUtc();
};

void TestSelfSigned::makesWhatClientsTrust()
{
    const TestCertificates files;
    const Result<SelfSigned> pair = SelfSigned::provide(files.path(u"a/b/state"_s), m_now);
    QVERIFY2(pair, pair ? "" : qPrintable(pair.error().text));
    QCOMPARE(pair->certificate, SelfSigned::in(files.path(u"a/b/state"_s)).certificate);
    for (const char *option : {"-verify_hostname localhost", "-verify_ip 127.0.0.1", "-verify_ip ::1"}) {
        const QStringList target = QString::fromLatin1(option).split(u' ');
        QVERIFY(files.openssl({u"verify"_s, u"-x509_strict"_s, u"-purpose"_s, u"sslserver"_s, target[0],
                               target[1], u"-CAfile"_s, pair->certificate, pair->certificate}));
    }
    const QByteArray text =
        files.openssl({u"x509"_s, u"-in"_s, pair->certificate, u"-noout"_s, u"-text"_s}).value_or("");
    QVERIFY(text.contains("prime256v1"));
    QVERIFY(text.contains("CA:FALSE"));
    const auto context = TlsContext::create({pair->certificate, pair->key, {}});
    QVERIFY(context);
    QCOMPARE(m_now.daysTo((*context)->validUntil()), qint64(SelfSigned::Days));
    QVERIFY((*context)->validFrom() < m_now);
    QCOMPARE((*context)->fingerprint(), pair->fingerprint);
}

void TestSelfSigned::keepsTheKeyPrivate()
{
    const TestCertificates files;
    const Result<SelfSigned> pair = SelfSigned::provide(files.path(u"state"_s), m_now);
    QVERIFY(pair);
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                                            QFileDevice::ExeGroup | QFileDevice::ReadOther |
                                            QFileDevice::WriteOther | QFileDevice::ExeOther;
    QCOMPARE(QFileInfo(pair->key).permissions() & others, QFileDevice::Permissions());
    QVERIFY(!QFileInfo(pair->key).permissions().testFlag(QFileDevice::ExeOwner));
    QVERIFY(QFileInfo(pair->certificate).permissions().testFlag(QFileDevice::ReadOther));
    const QDir folder(files.path(u"state"_s));
    QCOMPARE(folder.entryList(QDir::Files), (QStringList{u"self-signed.crt"_s, u"self-signed.key"_s}));
}

void TestSelfSigned::isTakenAgainWhileValid_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("isSame");
    constexpr int day = 24 * 60 * 60;
    QTest::newRow("at once") << 0 << true;
    QTest::newRow("clock a little back") << -3000 << true;
    QTest::newRow("clock far back") << -7200 << false;
    QTest::newRow("in its last week") << 25 * day << true;
    QTest::newRow("a day and a second left") << 29 * day - 1 << true;
    QTest::newRow("less than a day left") << 29 * day + 1 << false;
    QTest::newRow("long expired") << 300 * day << false;
}

void TestSelfSigned::isTakenAgainWhileValid()
{
    QFETCH(const int, seconds);
    QFETCH(const bool, isSame);
    const TestCertificates files;
    const Result<SelfSigned> first = SelfSigned::provide(files.path(u"state"_s), m_now);
    QVERIFY(first);
    const Result<SelfSigned> second = SelfSigned::provide(files.path(u"state"_s), m_now.addSecs(seconds));
    QVERIFY(second);
    QCOMPARE(first->fingerprint == second->fingerprint, isSame);
}

void TestSelfSigned::replacesWhatCannotBeUsed_data()
{
    QTest::addColumn<QString>("broken");
    QTest::addColumn<bool>("isGone");
    QTest::newRow("no key") << u"self-signed.key"_s << true;
    QTest::newRow("no certificate") << u"self-signed.crt"_s << true;
    QTest::newRow("damaged key") << u"self-signed.key"_s << false;
    QTest::newRow("damaged certificate") << u"self-signed.crt"_s << false;
}

void TestSelfSigned::replacesWhatCannotBeUsed()
{
    QFETCH(const QString, broken);
    QFETCH(const bool, isGone);
    const TestCertificates files;
    const Result<SelfSigned> first = SelfSigned::provide(files.path(u"."_s), m_now);
    QVERIFY(first);
    QVERIFY(isGone ? QFile::remove(files.path(broken)) : files.write(broken, "-----BEGIN"));
    const Result<SelfSigned> second = SelfSigned::provide(files.path(u"."_s), m_now);
    QVERIFY(second);
    QVERIFY(first->fingerprint != second->fingerprint);
    QVERIFY(TlsContext::create({second->certificate, second->key, {}}));
}

void TestSelfSigned::saysWhereItCannotWrite()
{
    const TestCertificates files;
    QVERIFY(files.write(u"file"_s, "in the way"));
    const Result<SelfSigned> pair = SelfSigned::provide(files.path(u"file/state"_s), m_now);
    QVERIFY(!pair);
    QVERIFY2(pair.error().text.contains(files.path(u"file/state"_s)), qPrintable(pair.error().text));
}

QTEST_GUILESS_MAIN(TestSelfSigned)
#include "tst_selfsigned.moc"
