#include "ui/mainwindow/noticestrip.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_NoticeStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isShownLongEnoughToRead() { QVERIFY(NoticeStrip::UsualTime >= std::chrono::seconds(5)); }

    void oneAfterTheOther()
    {
        NoticeStrip strip(nullptr, std::chrono::milliseconds(30));
        QSignalSpy shown(&strip, &NoticeStrip::currentChanged);
        strip.post(u"one"_s);
        strip.post(u"two"_s);
        strip.post(u"three"_s);
        QCOMPARE(strip.current(), u"one"_s);
        QCOMPARE(strip.queued(), 2);
        QTRY_COMPARE(shown.size(), 4);
        QCOMPARE(shown[1][0].toString(), u"two"_s);
        QCOMPARE(shown[2][0].toString(), u"three"_s);
        QCOMPARE(shown[3][0].toString(), QString());
    }

    void isShownShorterWhileOthersAreQueued()
    {
        NoticeStrip strip(nullptr, std::chrono::hours(1));
        strip.post(u"one"_s);
        strip.post(u"two"_s);
        QTRY_COMPARE(strip.current(), u"two"_s);
    }

    void aClickShowsTheNext()
    {
        NoticeStrip strip;
        strip.resize(300, 20);
        strip.post(u"one"_s);
        strip.post(u"two"_s);
        QTest::mouseClick(&strip, Qt::LeftButton);
        QCOMPARE(strip.current(), u"two"_s);
        QTest::mouseClick(&strip, Qt::LeftButton);
        QVERIFY(strip.current().isEmpty());
        strip.post(u"three"_s);
        QCOMPARE(strip.current(), u"three"_s);
    }

    void ignoresRepeatedAndEmptyTexts()
    {
        NoticeStrip strip;
        strip.post({});
        QVERIFY(strip.current().isEmpty());
        strip.post(u"one"_s);
        strip.post(u"one"_s);
        QCOMPARE(strip.queued(), 0);
        strip.post(u"two"_s);
        strip.post(u"one"_s);
        QCOMPARE(strip.queued(), 2);
    }

    void aHintNeverHidesANotice()
    {
        NoticeStrip strip;
        strip.resize(400, 20);
        strip.setHint(u"Measure the latency"_s);
        QCOMPARE(strip.text(), u"Measure the latency"_s);
        strip.post(u"Ping answered"_s);
        QCOMPARE(strip.text(), u"Ping answered"_s);
        strip.setHint(u"Kick"_s);
        QCOMPARE(strip.text(), u"Ping answered"_s);
        QTest::mouseClick(&strip, Qt::LeftButton);
        QCOMPARE(strip.text(), u"Kick"_s);
        strip.setHint({});
        QVERIFY(strip.text().isEmpty());
    }

    void theQueueIsLimited()
    {
        NoticeStrip strip;
        for (int i = 0; i < 100; ++i)
            strip.post(QString::number(i));
        QCOMPARE(strip.queued(), NoticeStrip::MaxQueued);
        QCOMPARE(strip.current(), u"0"_s);
    }
};

QTEST_MAIN(tst_NoticeStrip)
#include "tst_noticestrip.moc"
