#include "core/base/statefolder.h"

#include <QDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestStateFolder final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void follows_data();
    void follows();
    void readsFolders_data();
    void readsFolders();
};

void TestStateFolder::follows_data()
{
    QTest::addColumn<QStringList>("environment");
    QTest::addColumn<QString>("folder");
    QTest::newRow("nothing set") << QStringList{u"HOME=/h"_s} << u"/h/.local/state/signalbox"_s;
    QTest::newRow("XDG") << QStringList{u"HOME=/h"_s, u"XDG_STATE_HOME=/x"_s} << u"/x/signalbox"_s;
    QTest::newRow("XDG empty") << QStringList{u"HOME=/h"_s, u"XDG_STATE_HOME="_s}
                               << u"/h/.local/state/signalbox"_s;
    QTest::newRow("XDG relative") << QStringList{u"HOME=/h"_s, u"XDG_STATE_HOME=x"_s}
                                  << u"/h/.local/state/signalbox"_s;
    QTest::newRow("HOME empty") << QStringList{u"HOME="_s} << QDir::homePath() + u"/.local/state/signalbox"_s;
    QTest::newRow("HOME relative") << QStringList{u"HOME=h"_s}
                                   << QDir::homePath() + u"/.local/state/signalbox"_s;
    QTest::newRow("systemd, empty") << QStringList{u"HOME=/h"_s, u"STATE_DIRECTORY="_s}
                                    << u"/h/.local/state/signalbox"_s;
    QTest::newRow("systemd") << QStringList{u"HOME=/h"_s, u"XDG_STATE_HOME=/x"_s, u"STATE_DIRECTORY=/s"_s}
                             << u"/s"_s;
    QTest::newRow("systemd, several") << QStringList{u"HOME=/h"_s, u"STATE_DIRECTORY=/s:/t"_s} << u"/s"_s;
}

void TestStateFolder::follows()
{
    QFETCH(const QStringList, environment);
    QFETCH(const QString, folder);
    QProcessEnvironment given;
    for (const QString &variable : environment)
        given.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    QCOMPARE(stateFolder(given), folder);
}

void TestStateFolder::readsFolders_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("folder");
    QTest::newRow("absolute") << u"/etc"_s << u"/etc"_s;
    QTest::newRow("empty") << u""_s << QString();
    QTest::newRow("relative") << u"etc"_s << QString();
}

void TestStateFolder::readsFolders()
{
    QFETCH(QString, value);
    QFETCH(QString, folder);
    QProcessEnvironment environment;
    QCOMPARE(absoluteFolder(environment, u"FOLDER"_s), QString());
    environment.insert(u"FOLDER"_s, value);
    QCOMPARE(absoluteFolder(environment, u"FOLDER"_s), folder);
}

QTEST_GUILESS_MAIN(TestStateFolder)
#include "tst_statefolder.moc"
