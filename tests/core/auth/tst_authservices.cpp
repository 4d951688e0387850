#include "core/auth/authservices.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TstAuthServices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheKeyFileWithEachReload();
    void aBadFileKeepsTheKeys();
};

namespace {

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

void TstAuthServices::readsTheKeyFileWithEachReload()
{
    const QTemporaryDir folder;
    AuthSettings settings;
    AuthServices services;
    QVERIFY(services.apply(settings));
    QVERIFY(services.jwtKeys.current()->fileKeys.keys().empty());
    settings.jwt.keyFile = folder.filePath(u"key"_s);
    write(settings.jwt.keyFile, QByteArray(32, 's'));
    QVERIFY(services.apply(settings));
    QCOMPARE(services.jwtKeys.current()->fileKeys.keys().front()->bits(), 256);
    write(settings.jwt.keyFile, QByteArray(64, 's'));
    QVERIFY(services.apply(settings));
    QCOMPARE(services.jwtKeys.current()->fileKeys.keys().front()->bits(), 512);
}

void TstAuthServices::aBadFileKeepsTheKeys()
{
    const QTemporaryDir folder;
    AuthSettings settings;
    AuthServices services;
    settings.jwt.keyFile = folder.filePath(u"key"_s);
    write(settings.jwt.keyFile, QByteArray(32, 's'));
    QVERIFY(services.apply(settings));
    const quint64 generation = services.jwtKeys.generation();
    write(settings.jwt.keyFile, "short");
    const Result<void> applied = services.apply(settings);
    QVERIFY(!applied);
    QCOMPARE(
        applied.error().text,
        u"key auth.jwt.key_file: %1: found a secret of 5 bytes, allowed: at least 32, as long as the hash of HS256"_s
            .arg(settings.jwt.keyFile));
    QCOMPARE(services.jwtKeys.generation(), generation);
    QCOMPARE(services.jwtKeys.current()->fileKeys.keys().size(), 1U);
}

QTEST_GUILESS_MAIN(TstAuthServices)
#include "tst_authservices.moc"
