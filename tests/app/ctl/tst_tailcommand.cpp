#include "app/ctl/tailcommand.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_TailCommand final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void formats_data();
    void formats();
};

void tst_TailCommand::initTestCase()
{
    qputenv("TZ", "UTC");
}

void tst_TailCommand::formats_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("line");
    QTest::newRow("received")
        << QByteArray(R"({"time":"2026-01-31T12:00:05.250Z","dir":"in","type":"text","room":"lobby",
        "user":"ann","client":"17","size":2048,"text":"hi\nthere"})")
        << u"12:00:05.250 <- 17     ann #lobby text 2KiB  hi↵there"_s;
    QTest::newRow("sent, without room")
        << QByteArray(R"({"time":"2026-01-31T12:00:05.250Z","dir":"out","type":"message",
        "user":"ann","client":"17","size":2,"text":"hi"})")
        << u"12:00:05.250 -> 17     ann message 2B  hi"_s;
    QTest::newRow("binary, cut") << QByteArray(
                                        R"({"time":"2026-01-31T12:00:05.250Z","dir":"in","type":"binary",
        "user":"a","client":"1","size":9,"base64":"AAEC","cut":true})")
                                 << u"12:00:05.250 <- 1      a binary 9B  base64:AAEC…"_s;
    QTest::newRow("controls") << QByteArray(
                                     R"({"time":"x","dir":"in","user":"\u001b[2J","client":"1","size":1,
        "text":"\u001b]0;x\u0007\u202e"})")
                              << u"- <- 1      ‹U+001B›[2J - 1B  ‹U+001B›]0;x‹U+0007›‹U+202E›"_s;
    QTest::newRow("dropped") << QByteArray(R"({"dropped":12})")
                             << u"… 12 messages left out: they came faster than they were read"_s;
}

void tst_TailCommand::formats()
{
    QFETCH(const QByteArray, json);
    QTEST(messageLine(json), "line");
}

QTEST_GUILESS_MAIN(tst_TailCommand)
#include "tst_tailcommand.moc"
