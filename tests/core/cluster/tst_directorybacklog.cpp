#include "core/cluster/directorybacklog.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype Large = 1024 * 1024;

DirectoryEvent direct(qsizetype size)
{
    return DirectFromElsewhere{u"bob"_s, u"ann"_s, ConnectionId(1), {QByteArray(size, '1')}};
}

} // namespace

class TestDirectoryBacklog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatOthersCauseIsBounded()
    {
        DirectoryBacklog backlog;
        std::vector<qint64> added;
        for (;;) {
            std::vector<DirectoryEvent> events{direct(Large)};
            const qint64 bytes = backlog.add(events);
            if (events.empty())
                break;
            added.push_back(bytes);
        }
        QCOMPARE(added.size(), std::size_t(DirectoryBacklog::MaxBytes / Large));
        std::vector<DirectoryEvent> events{MemberElsewhere{u"blue"_s, ConnectionId(1), u"ann"_s, true},
                                           direct(1)};
        QCOMPARE(backlog.add(events), 0);
        QVERIFY(events.empty());
        backlog.remove(added[0]);
        events.push_back(direct(1));
        QVERIFY(backlog.add(events) > 0);
        QCOMPARE(events.size(), std::size_t(1));
    }
    void answersAreNotLeftOut()
    {
        DirectoryBacklog backlog;
        std::vector<DirectoryEvent> many(5, direct(Large));
        QVERIFY(backlog.add(many) > DirectoryBacklog::MaxBytes);
        std::vector<DirectoryEvent> events{SentElsewhere{}, direct(1), MembersFound{}};
        QCOMPARE(backlog.add(events), 0);
        QCOMPARE(events.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestDirectoryBacklog)
#include "tst_directorybacklog.moc"
