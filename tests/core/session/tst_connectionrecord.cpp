#include "core/session/connectionrecord.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Kind = ConnectionEventKind;

namespace {

WallTime at(int seconds)
{
    return WallTime(std::chrono::seconds(1'760'000'000 + seconds));
}

} // namespace

class TestConnectionRecord : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void needsNoMemoryAtFirst()
    {
        const ConnectionRecord record;
        QVERIFY(record.events().empty());
        QCOMPARE(record.eventBytes(), qint64(0));
    }
    void equalEventsAreOneEntry()
    {
        ConnectionRecord record;
        record.note(at(1), Kind::ErrorAnswered, u"unknown type \"mesage\""_s);
        record.note(at(2), Kind::Joined, u"quay"_s, 1);
        record.note(at(3), Kind::ErrorAnswered, u"unknown type \"mesage\""_s);
        record.note(at(4), Kind::ErrorAnswered, u"unknown type \"leaf\""_s);
        record.note(at(5), Kind::Left, u"quay"_s);
        QCOMPARE(record.events().size(), std::size_t(4));
        QCOMPARE(record.events()[0], (ConnectionEvent{at(2), Kind::Joined, 1, 1, u"quay"_s}));
        QCOMPARE(record.events()[1],
                 (ConnectionEvent{at(3), Kind::ErrorAnswered, 2, 0, u"unknown type \"mesage\""_s}));
    }
    void pausesAddUp()
    {
        ConnectionRecord record;
        record.note(at(1), Kind::WorkPause, {}, 1'500);
        record.note(at(2), Kind::InFlightPause, {}, 4'000);
        record.note(at(3), Kind::WorkPause, {}, 2'000);
        record.note(at(4), Kind::LatencyRose, {}, 300);
        record.note(at(5), Kind::LatencyRose, {}, 400);
        QCOMPARE(record.events()[1].number, qint64(3'500));
        QCOMPARE(record.events()[2].number, qint64(400)); // the last one
    }
    void theOldestGivesWay()
    {
        ConnectionRecord record;
        for (int i = 0; i < 500; ++i)
            record.note(at(i), Kind::ErrorAnswered, QString::number(i) + QString(5000, u'x'));
        QCOMPARE(record.events().size(), ConnectionRecord::MaxEvents);
        QVERIFY(record.events().front().text.startsWith(u"484"_s));
        QVERIFY(record.events().back().text.startsWith(u"499"_s));
        for (const ConnectionEvent &event : record.events())
            QCOMPARE(event.text.size(), MaxEventText);
        QVERIFY2(record.eventBytes() < 6 * 1024, qPrintable(QString::number(record.eventBytes())));
    }
    void aTextIsNotCutWithinACharacter()
    {
        ConnectionRecord record;
        record.note(at(1), Kind::Joined, QString(MaxEventText - 2, u'a') + u"😀😀"_s);
        QCOMPARE(record.events()[0].text, QString(MaxEventText - 2, u'a') + u'…');
        record.note(at(1), Kind::Joined, QString(MaxEventText - 2, u'b') + u"😀"_s);
        QCOMPARE(record.events()[1].text, QString(MaxEventText - 2, u'b') + u"😀"_s);
    }
};

QTEST_GUILESS_MAIN(TestConnectionRecord)
#include "tst_connectionrecord.moc"
