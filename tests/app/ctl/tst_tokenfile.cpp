#include "app/ctl/tokenfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_TokenFile final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void followsTheOrder();
    void namedFilesMustHaveOne_data();
    void namedFilesMustHaveOne();
    void otherFilesMayBeMissing();
    void warnsOfOtherReaders();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    //! Returns the path of a file that only its owner can read.
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() ||
            !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
            qFatal("cannot write the file");
        return file.fileName();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
};

void tst_TokenFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_environment.clear();
    m_environment.insert(u"XDG_STATE_HOME"_s, path(u"state"_s));
    QVERIFY(QDir().mkpath(path(u"state/signalbox"_s)));
}

void tst_TokenFile::followsTheOrder()
{
    const QString system = write(u"system"_s, "system");
    const auto found = [&](const QString &named = {}) {
        const Result<AccessToken> token = findToken(named, m_environment, system);
        return token ? QString::fromUtf8(token->value) + (token->isForThisMachine ? u" here"_s : QString())
                     : token.error().text;
    };
    QCOMPARE(found(), u"system here"_s);
    write(u"state/signalbox/admin.token"_s, "state");
    QCOMPARE(found(), u"state here"_s);
    m_environment.insert(u"SIGNALBOXCTL_TOKEN_FILE"_s, write(u"variable"_s, "variable"));
    QCOMPARE(found(), u"variable"_s);
    QCOMPARE(found(write(u"named"_s, "named")), u"named"_s);
    m_environment.insert(u"SIGNALBOXCTL_TOKEN_FILE"_s, QString()); // empty: unset
    QCOMPARE(found(), u"state here"_s);
    m_environment.insert(u"STATE_DIRECTORY"_s, path(u"elsewhere"_s));
    QCOMPARE(found(), u"system here"_s);
}

void tst_TokenFile::namedFilesMustHaveOne_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("one line") << QByteArray("abc_-9\n") << QByteArray("abc_-9");
    QTest::newRow("no line feed") << QByteArray("abc") << QByteArray("abc");
    QTest::newRow("Windows") << QByteArray("abc\r\n") << QByteArray("abc");
    QTest::newRow("more lines") << QByteArray("abc\ncomment\n") << QByteArray("abc");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("an empty line") << QByteArray("\nabc\n") << QByteArray();
    QTest::newRow("a blank within") << QByteArray("a b\n") << QByteArray();
    QTest::newRow("a return within") << QByteArray("a\rX: y\n") << QByteArray();
    QTest::newRow("not ASCII") << QByteArray("\xc3\xa4\n") << QByteArray();
    QTest::newRow("too large") << QByteArray(17 * 1024, 'a') << QByteArray();
}

void tst_TokenFile::namedFilesMustHaveOne()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, token);
    const QString file = write(u"named"_s, content);
    const Result<AccessToken> found = findToken(file, m_environment, path(u"none"_s));
    QCOMPARE(found.isOk(), !token.isEmpty());
    if (found)
        QCOMPARE(found->value, token);
    else
        QVERIFY2(found.error().text.startsWith(file), qPrintable(found.error().text));
}

void tst_TokenFile::otherFilesMayBeMissing()
{
    QVERIFY(!findToken(path(u"none"_s), m_environment, path(u"none"_s)));
    const Result<AccessToken> token = findToken({}, m_environment, path(u"none"_s));
    QVERIFY(token);
    QVERIFY(token->value.isEmpty());
    QCOMPARE(token->tried.size(), 2);
    QVERIFY(token->tried.first().startsWith(path(u"state/signalbox/admin.token"_s)));
}

void tst_TokenFile::warnsOfOtherReaders()
{
    const QString file = write(u"named"_s, "abc");
    QVERIFY(findToken(file, m_environment)->warnings.isEmpty());
    for (const auto permission : {QFile::ReadGroup, QFile::ReadOther}) {
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | permission));
        const Result<AccessToken> token = findToken(file, m_environment);
        QVERIFY(token);
        QCOMPARE(token->warnings.size(), 1);
        QVERIFY(token->warnings.first().contains(file));
        QVERIFY(!token->warnings.first().contains("abc"_L1));
    }
}

QTEST_GUILESS_MAIN(tst_TokenFile)
#include "tst_tokenfile.moc"
