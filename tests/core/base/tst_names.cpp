#include "core/base/names.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstNames final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void validatesNames_data();
    void validatesNames();
};

void TstNames::validatesNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("room");
    QTest::addColumn<bool>("user");

    const QString emoji = QString::fromUtf8("\xf0\x9f\x98\x80"); // one character, two UTF-16 units
    QTest::newRow("empty") << QString() << false << false;
    QTest::newRow("one") << u"a"_s << true << true;
    QTest::newRow("space") << u" "_s << true << true;
    QTest::newRow("64") << QString(64, u'a') << true << true;
    QTest::newRow("65") << QString(65, u'a') << true << false;
    QTest::newRow("128") << QString(128, u'a') << true << false;
    QTest::newRow("129") << QString(129, u'a') << false << false;
    QTest::newRow("64 emoji") << emoji.repeated(64) << true << true;
    QTest::newRow("65 emoji") << emoji.repeated(65) << true << false;
    QTest::newRow("128 emoji") << emoji.repeated(128) << true << false;
    QTest::newRow("129 emoji") << emoji.repeated(129) << false << false;
    QTest::newRow("tab") << u"a\tb"_s << false << false;
    QTest::newRow("DEL") << u"a\u007f"_s << false << false;
    QTest::newRow("NUL") << QString(QChar(u'\0')) << false << false;
    QTest::newRow("lone high surrogate") << QString(QChar(0xD83D)) << false << false;
    QTest::newRow("lone low surrogate") << u"a"_s + QChar(0xDE00) << false << false;
}

void TstNames::validatesNames()
{
    QFETCH(const QString, name);
    QFETCH(const bool, room);
    QFETCH(const bool, user);
    QCOMPARE(isValidRoomName(name), room);
    QCOMPARE(isValidUserName(name), user);
}

QTEST_GUILESS_MAIN(TstNames)
#include "tst_names.moc"
