#include "core/model/connectiondelta.h"
#include "core/model/listpage.h"
#include "core/model/queryrows.h"
#include "core/model/userlist.h"

#include <QTest>

#include <numeric>
#include <random>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Part = ListPart<ConnectionSnapshot>;

ListRequest request(const ListParameters &parameters)
{
    return std::get<ListRequest>(ListRequest::parse(QueryList::Connections, parameters));
}

ConnectionSnapshot connection(quint64 id, qint64 queued)
{
    ConnectionSnapshot snapshot;
    snapshot.info.id = ConnectionId(id);
    snapshot.activity.queuedBytes = queued;
    return snapshot;
}

void add(Part &part, const ConnectionSnapshot &row)
{
    part.add(
        part.order().positionOf(ConnectionQueryRow(row.info, row.activity, WallTime()), row.info.id.value()),
        [&row] { return row; });
}

std::vector<quint64> idsOf(const ListPage<ConnectionSnapshot> &page)
{
    std::vector<quint64> ids;
    for (const ConnectionSnapshot &row : page.rows)
        ids.push_back(row.info.id.value());
    return ids;
}

} // namespace

class tst_ListPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesHoldEachRowOnce_data()
    {
        QTest::addColumn<QString>("sort");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("parts");
        for (const auto &sort : {u""_s, u"-id"_s, u"queued"_s, u"-queued"_s}) {
            for (const qint64 limit : {1, 7, 99, 100, 101}) {
                for (const int parts : {1, 3})
                    QTest::addRow("%s %lld %d", qPrintable(sort), limit, parts) << sort << limit << parts;
            }
        }
    }
    void pagesHoldEachRowOnce()
    {
        QFETCH(QString, sort);
        QFETCH(qint64, limit);
        QFETCH(int, parts);
        std::vector<ConnectionSnapshot> rows;
        for (quint64 id = 1; id <= 100; ++id)
            rows.push_back(connection(id, qint64(id % 5)));
        std::ranges::shuffle(rows, std::mt19937(1));

        std::vector<quint64> listed;
        QString after;
        do {
            const ListRequest page = request({.sort = sort, .limit = limit, .after = after});
            std::vector<Part> threads;
            threads.resize(std::size_t(parts), Part(page));
            for (const ConnectionSnapshot &row : rows)
                add(threads[row.info.id.value() % threads.size()], row);
            Part merged(page);
            for (Part &part : threads)
                merged.merge(std::move(part));
            const ListPage<ConnectionSnapshot> answer = merged.take(page);
            QCOMPARE(answer.matched, quint64(100));
            QVERIFY(qint64(answer.rows.size()) <= limit);
            const std::vector<quint64> ids = idsOf(answer);
            listed.insert(listed.end(), ids.begin(), ids.end());
            after = answer.next;
        } while (!after.isEmpty());

        std::vector<quint64> expected(100);
        std::iota(expected.begin(), expected.end(), 1);
        if (sort == u"-id")
            std::ranges::reverse(expected);
        else if (sort.endsWith(u"queued"))
            std::ranges::stable_sort(expected, [&sort](quint64 a, quint64 b) {
                return sort.startsWith(u'-') ? a % 5 > b % 5 : a % 5 < b % 5;
            });
        QCOMPARE(listed, expected);
    }

    void rowsAreMadeOnlyForThePage()
    {
        const ListRequest page = request({.limit = 2});
        Part part(page);
        int made = 0;
        for (const quint64 id : {1, 2, 3, 4, 5}) {
            const ConnectionSnapshot row = connection(id, 0);
            part.add(part.order().positionOf(ConnectionQueryRow(row.info, row.activity, WallTime()), id),
                     [&] {
                         ++made;
                         return row;
                     });
        }
        QCOMPARE(made, 2);
        QCOMPARE(idsOf(part.take(page)), (std::vector<quint64>{1, 2}));
    }

    void noNextBehindTheLastRow()
    {
        const ListRequest page = request({.limit = 2});
        Part part(page);
        add(part, connection(1, 0));
        add(part, connection(2, 0));
        QVERIFY(part.take(page).next.isEmpty());
        Part empty(page);
        QVERIFY(empty.take(page).next.isEmpty());
    }

    void longTextsEndAPage()
    {
        const ListRequest page = std::get<ListRequest>(ListRequest::parse(QueryList::Users, {.limit = 1000}));
        ListPart<UserSummary> part(page);
        const QStringList rooms(1000, QString(128, u'r'));
        for (int i = 0; i < 100; ++i) {
            const UserSummary user{QString::number(1000 + i), 1, rooms};
            part.add(part.order().positionOf(UserQueryRow(user.name, {}, 1), 0, user.name),
                     [&] { return user; });
        }
        const ListPage<UserSummary> answer = part.take(page);
        QCOMPARE(answer.matched, quint64(100));
        QCOMPARE(answer.rows.size(), std::size_t(MaxPageBytes / 128004 + 1));
        const auto second = ListRequest::parse(QueryList::Users, {.after = answer.next});
        QCOMPARE(std::get<ListRequest>(second).after->name, answer.rows.back().name);
    }
};

QTEST_GUILESS_MAIN(tst_ListPage)
#include "tst_listpage.moc"
