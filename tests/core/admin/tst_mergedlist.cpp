#include "core/admin/mergedlist.h"

#include "core/loop/ioloop.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

//! A list of connections, sorted by id, of two nodes besides this one.
struct Fixture
{
    explicit Fixture(qint64 limit = 100)
        : request(std::get<ListRequest>(ListRequest::parse(QueryList::Connections, {.limit = limit})))
        , merged(request, "connections",
                 ApiResponder([this](HttpResponse &&response) { answer = response; }, LoopPost(loop)))
    {
    }
    ListFragment fragment(const std::vector<quint64> &ids, bool isMore = false)
    {
        ListFragment made{ids.size() + (isMore ? 5 : 0), isMore, {}};
        for (const quint64 id : ids)
            made.rows.push_back(
                {request.cursorBehind({qint64(id), id}), "{\"id\":" + QByteArray::number(id) + '}'});
        return made;
    }
    ClusterApi::Part part(const QString &node, const std::vector<quint64> &ids, bool isMore = false)
    {
        return {node, fragment(ids, isMore).toResponse()};
    }
    QJsonObject json() const
    {
        return QJsonDocument::fromJson(answer ? answer->body : QByteArray()).object();
    }
    //! `id node` of each row.
    QStringList rows() const
    {
        QStringList found;
        const QJsonArray array = json()[u"connections"].toArray();
        for (const QJsonValue &row : array)
            found.append(QString::number(row[u"id"].toInt()) + u' ' + row[u"node"].toString());
        return found;
    }

    IoLoop loop;
    ListRequest request;
    std::optional<HttpResponse> answer;
    MergedList merged;
};

} // namespace

class TestMergedList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesInTheOrderOfTheList()
    {
        Fixture fixture;
        fixture.merged.add(u"own"_s, fixture.fragment({2, 5}));
        QVERIFY(!fixture.answer);
        fixture.merged.add({fixture.part(u"a"_s, {1, 9}), fixture.part(u"b"_s, {3})});
        QCOMPARE(fixture.rows(), QStringList({u"1 a"_s, u"2 own"_s, u"3 b"_s, u"5 own"_s, u"9 a"_s}));
        QCOMPARE(fixture.json()[u"matched"].toInt(), 5);
        QVERIFY(fixture.json()[u"missing"].toArray().isEmpty());
        QVERIFY(!fixture.json().contains(u"next"));
    }
    void endsAtTheLimit()
    {
        Fixture fixture(2);
        fixture.merged.add({fixture.part(u"a"_s, {1, 9})});
        fixture.merged.add(u"own"_s, fixture.fragment({2, 5}));
        QCOMPARE(fixture.rows(), QStringList({u"1 a"_s, u"2 own"_s}));
        const std::optional<ListPosition> next =
            fixture.request.positionOf(fixture.json()[u"next"].toString());
        QVERIFY(next);
        QCOMPARE(next->id, 2u);
    }
    void goesOnWhereAnyNodeHasMore()
    {
        Fixture fixture(2);
        fixture.merged.add({fixture.part(u"a"_s, {1, 9}, true)});
        fixture.merged.add(u"own"_s, fixture.fragment({}));
        QCOMPARE(fixture.json()[u"matched"].toInt(), 7);
        QVERIFY(fixture.json().contains(u"next"));
    }
    //! A page also ends when its texts are long.
    void noRowIsSkippedWhereANodeHasSentLess()
    {
        Fixture fixture;
        fixture.merged.add({fixture.part(u"a"_s, {1, 3}, true)});
        fixture.merged.add(u"own"_s, fixture.fragment({2, 5, 9}));
        QCOMPARE(fixture.rows(), QStringList({u"1 a"_s, u"2 own"_s, u"3 a"_s}));
        const std::optional<ListPosition> next =
            fixture.request.positionOf(fixture.json()[u"next"].toString());
        QVERIFY(next);
        QCOMPARE(next->id, 3u);
    }
    void namesWhoDoesNotAnswer()
    {
        Fixture fixture;
        HttpResponse busy;
        busy.status = 429;
        HttpResponse garbage;
        garbage.body = "1:x";
        fixture.merged.add(
            {{u"silent"_s, {}}, {u"busy"_s, busy}, {u"odd"_s, garbage}, fixture.part(u"a"_s, {1})});
        fixture.merged.add(u"own"_s, fixture.fragment({}));
        QCOMPARE(fixture.json()[u"missing"].toArray(), QJsonArray({u"silent"_s, u"busy"_s, u"odd"_s}));
        QCOMPARE(fixture.rows(), QStringList{u"1 a"_s});
    }
};

QTEST_GUILESS_MAIN(TestMergedList)
#include "tst_mergedlist.moc"
