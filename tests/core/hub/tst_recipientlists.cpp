#include "core/hub/recipientlists.h"

#include <QTest>

#include <map>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const TimePoint start{1h};

std::map<ConnectionId, bool> membersOf(std::size_t count)
{
    std::map<ConnectionId, bool> members;
    for (std::size_t i = 1; i <= count; ++i)
        members.emplace(ConnectionId(i), i % 3 == 0);
    return members;
}

} // namespace

class TestRecipientLists : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsTheFirst_data()
    {
        QTest::addColumn<std::size_t>("members");
        QTest::addColumn<std::size_t>("listed");
        QTest::newRow("none") << std::size_t(0) << std::size_t(0);
        QTest::newRow("one") << std::size_t(1) << std::size_t(1);
        QTest::newRow("as many as fit") << MaxListedRecipients << MaxListedRecipients;
        QTest::newRow("one more") << MaxListedRecipients + 1 << MaxListedRecipients;
        QTest::newRow("many") << std::size_t(20'000) << MaxListedRecipients;
    }
    void listsTheFirst()
    {
        QFETCH(const std::size_t, members);
        RecipientLists lists;
        const RecipientList list = lists.make(membersOf(members), start);
        QTEST(list->size(), "listed");
        QVERIFY(std::ranges::is_sorted(*list));
        QVERIFY(list->empty() || list->front() == ConnectionId(1));
    }
    void listsThoseThatAreAccepted()
    {
        RecipientLists lists;
        const RecipientList list = lists.make(membersOf(10), start, [](bool isThird) { return isThird; });
        QCOMPARE(*list, (std::vector{ConnectionId(3), ConnectionId(6), ConnectionId(9)}));
    }
    void isBoundedInTime()
    {
        RecipientLists lists;
        const auto members = membersOf(MaxListedRecipients);
        std::size_t made = 0;
        while (lists.make(members, start + 99ms))
            made += MaxListedRecipients;
        QVERIFY(made >= RecipientLists::MaxIds && made < RecipientLists::MaxIds + MaxListedRecipients);
        QVERIFY(!lists.make(membersOf(1), start + 198ms));
        QVERIFY(lists.make(members, start + 199ms)); // the next interval
    }
    void lookingForRecipientsCountsAsWell()
    {
        RecipientLists lists;
        const auto members = membersOf(RecipientLists::MaxIds + 5);
        QVERIFY(lists.make(members, start, [](bool) { return false; })->empty());
        QVERIFY(!lists.make(members, start));
    }
    void isBoundedInMemoryWhileTheListsExist()
    {
        const auto members = membersOf(MaxListedRecipients);
        std::vector<RecipientList> kept;
        auto lists = std::make_unique<RecipientLists>();
        TimePoint now = start;
        while (RecipientList list = lists->make(members, now += 100ms))
            kept.push_back(std::move(list));
        QVERIFY(qint64(kept.size() * MaxListedRecipients) * 8 <= RecipientLists::MaxBytes);
        QVERIFY(qint64(kept.size() * MaxListedRecipients) * 8 > RecipientLists::MaxBytes * 9 / 10);
        kept.pop_back();
        QVERIFY(lists->make(members, now += 100ms));
        lists.reset(); // before the lists
        QCOMPARE(kept.front()->size(), MaxListedRecipients);
    }
};

QTEST_GUILESS_MAIN(TestRecipientLists)
#include "tst_recipientlists.moc"
