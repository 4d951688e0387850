#include "core/admin/clusterlist.h"

#include "core/loop/ioloop.h"
#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Rooms = std::vector<RoomSnapshot>;

RoomSnapshot room(const QString &name, quint64 members, quint64 seq = 0)
{
    return {.name = name, .members = members, .published = seq, .epoch = u"e%1"_s.arg(seq)};
}

//! Nodes with these rooms, the first one being that which is asked; all answer from their lists, in small chunks.
struct Fixture
{
    explicit Fixture(std::vector<Rooms> given, std::size_t chunkRows = 2)
        : rooms(std::move(given))
        , chunk(chunkRows)
    {
        for (Rooms &each : rooms)
            std::ranges::sort(each, {}, &RoomSnapshot::name);
    }
    //! As a node answers.
    ListPage<RoomSnapshot> page(std::size_t node, const ListRequest &request)
    {
        ++asked;
        ListPart<RoomSnapshot> part(request);
        for (const RoomSnapshot &each : rooms[node])
            part.add({each.name, 0, each.name}, [&] { return each; });
        return part.take(request);
    }
    QJsonObject list(const ListParameters &parameters = {})
    {
        answer.reset();
        ClusterList<RoomSnapshot>::Context context{
            .ownName = u"n0"_s,
            .others = {},
            .post = post,
            .askOwn =
                [this](const ListRequest &request, ListQueries::Listed<RoomSnapshot> listed) {
                    if (ownError)
                        listed(*ownError);
                    else
                        listed(page(0, request));
                    return PendingQuery();
                },
            .askNode =
                [this](NodeNumber node, const QString &after, auto answered) {
                    if (node == silent) {
                        answered({});
                        return;
                    }
                    const ListRequest request =
                        ClusterList<RoomSnapshot>::chunkRequest(QueryList::Rooms, after, chunk);
                    ListPage<RoomSnapshot> found = page(node, request);
                    answered(
                        ListChunk<RoomSnapshot>{std::move(found.rows), std::move(found.next)}.toResponse());
                },
            .running = running,
            .chunk = chunk};
        for (std::size_t i = 1; i < rooms.size(); ++i) {
            ClusterNode &node = context.others.emplace_back();
            node.number = i;
            node.name = u"n%1"_s.arg(i);
        }
        ClusterList<RoomSnapshot>::answer(
            context, ApiResponder([this](HttpResponse &&response) { answer = response; }, post),
            std::get<ListRequest>(ListRequest::parse(QueryList::Rooms, parameters)), "rooms");
        waitUntil([this] { return answer.has_value(); });
        return QJsonDocument::fromJson(answer ? answer->body : QByteArray()).object();
    }
    //! `name members nodes` of each row.
    static QStringList rowsOf(const QJsonObject &json)
    {
        QStringList found;
        const QJsonArray array = json[u"rooms"].toArray();
        for (const QJsonValue &row : array) {
            QStringList nodes;
            for (const QJsonValue node : row[u"nodes"].toArray())
                nodes += node.toString();
            found.append(row[u"name"].toString() + u' ' + QString::number(row[u"members"].toInt()) + u' ' +
                         nodes.join(u','));
        }
        return found;
    }

    IoLoop &loop = test::ioLoop();
    LoopPost post{loop};
    std::vector<Rooms> rooms;
    std::size_t chunk;
    std::shared_ptr<std::atomic<int>> running = std::make_shared<std::atomic<int>>(0);
    std::optional<HttpResponse> answer;
    std::optional<Error> ownError;
    NodeNumber silent = 0;
    int asked = 0;
};

} // namespace

class TestClusterList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRoomOfSeveralNodesIsOneRow()
    {
        Fixture fixture({{room(u"blue"_s, 1, 7), room(u"red"_s, 2)},
                         {room(u"blue"_s, 3, 9), room(u"green"_s, 4)},
                         {room(u"blue"_s, 5, 8), room(u"Alpha"_s, 1)}});
        const QJsonObject json = fixture.list();
        QCOMPARE(Fixture::rowsOf(json),
                 QStringList({u"Alpha 1 n2"_s, u"blue 9 n0,n1,n2"_s, u"green 4 n1"_s, u"red 2 n0"_s}));
        QCOMPARE(json[u"matched"].toInt(), 4);
        QVERIFY(!json.contains(u"next"));
        QVERIFY(json[u"missing"].toArray().isEmpty());
        // The newest numbering is that of the room.
        QCOMPARE(json[u"rooms"][1][u"seq"].toInt(), 9);
        QCOMPARE(json[u"rooms"][1][u"epoch"].toString(), u"e9"_s);
        QCOMPARE(int(*fixture.running), 0);
    }
    //! Neither could be told from what single nodes have.
    void filterAndOrderAreThoseOfTheSums()
    {
        Fixture fixture(
            {{room(u"a"_s, 6), room(u"b"_s, 5)}, {room(u"a"_s, 1), room(u"b"_s, 5)}, {room(u"c"_s, 8)}});
        QCOMPARE(Fixture::rowsOf(fixture.list({.sort = u"-members"_s})),
                 QStringList({u"b 10 n0,n1"_s, u"c 8 n2"_s, u"a 7 n0,n1"_s}));
        QCOMPARE(Fixture::rowsOf(fixture.list({.filter = u"members>7"_s})),
                 QStringList({u"b 10 n0,n1"_s, u"c 8 n2"_s}));
    }
    void pagesNeitherRepeatNorMiss_data()
    {
        QTest::addColumn<QString>("sort");
        QTest::newRow("by name") << u"room"_s;
        QTest::newRow("by name, descending") << u"-room"_s;
        QTest::newRow("by members") << u"-members"_s;
    }
    void pagesNeitherRepeatNorMiss()
    {
        QFETCH(const QString, sort);
        std::vector<Rooms> rooms(3);
        for (int i = 0; i < 23; ++i) {
            for (int node = 0; node < 3; ++node) {
                if ((i + node) % 3 != 0)
                    rooms[std::size_t(node)].push_back(room(u"room%1"_s.arg(i), quint64(i % 5)));
            }
        }
        Fixture fixture(rooms, 3);
        QStringList names;
        QString after;
        do {
            const QJsonObject json = fixture.list({.sort = sort, .limit = 4, .after = after});
            QCOMPARE(json[u"matched"].toInt(), 23);
            const QJsonArray array = json[u"rooms"].toArray();
            for (const QJsonValue &row : array) {
                names += row[u"name"].toString();
                QCOMPARE(row[u"nodes"].toArray().size(), 2);
            }
            after = json[u"next"].toString();
        } while (!after.isEmpty() && names.size() < 100);
        QCOMPARE(names.size(), 23);
        QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), 23);
    }
    void goesOnInSeveralTurns()
    {
        Rooms many;
        for (int i = 0; i < 1234; ++i)
            many.push_back(room(u"room%1"_s.arg(i, 4), 1));
        Fixture fixture({many, many}, 1000);
        QCOMPARE(fixture.list()[u"matched"].toInt(), 1234);
        QCOMPARE(fixture.asked, 4);
    }
    void namesWhoDoesNotAnswer()
    {
        Fixture fixture({{room(u"a"_s, 1)}, {room(u"a"_s, 1)}, {room(u"b"_s, 1)}});
        fixture.silent = 2;
        const QJsonObject json = fixture.list();
        QCOMPARE(json[u"missing"].toArray(), QJsonArray{u"n2"_s});
        QCOMPARE(Fixture::rowsOf(json), QStringList{u"a 2 n0,n1"_s});
    }
    void faultsHereAreAnswered()
    {
        Fixture fixture({{room(u"a"_s, 1)}, {}});
        fixture.ownError = Error{Error::Code::Busy, u"busy"_s};
        fixture.list();
        QCOMPARE(fixture.answer->status, 429);
        QCOMPARE(int(*fixture.running), 0);
    }
    void fewRunAtATime()
    {
        Fixture fixture({{room(u"a"_s, 1)}});
        *fixture.running = ClusterList<RoomSnapshot>::MaxRunning;
        fixture.list();
        QCOMPARE(fixture.answer->status, 429);
    }
    void usersAreAddedUp()
    {
        UserSummary ann{u"ann"_s, 2, {u"blue"_s, u"red"_s}};
        mergeRow(ann, {u"ann"_s, 3, {u"green"_s, u"red"_s}});
        QCOMPARE(ann, (UserSummary{u"ann"_s, 5, {u"blue"_s, u"green"_s, u"red"_s}}));
        QStringList many;
        for (int i = 0; i < UserSummary::MaxRooms; ++i)
            many += u"room%1"_s.arg(i, 4);
        mergeRow(ann, {u"ann"_s, 1, many});
        QCOMPARE(ann.rooms.size(), UserSummary::MaxRooms);
    }
    void chunksTravel_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray whole = ListChunk<RoomSnapshot>{{room(u"a"_s, 1)}, u"next"_s}.toResponse().body;
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("cut") << whole.chopped(1);
        QTest::newRow("longer") << whole + 'x';
        QTest::newRow("something else") << QByteArray("5:hello,");
        QByteArray promising = whole.first(whole.size() / 4);
        promising.append(QByteArray(4, '\xff'));
        QTest::newRow("promises more") << promising;
    }
    void chunksTravel()
    {
        const ListChunk<RoomSnapshot> chunk{{room(u"a"_s, 1, 3), room(u"b"_s, 2)}, u"next"_s};
        const auto read = ListChunk<RoomSnapshot>::fromResponse(chunk.toResponse());
        QVERIFY(read);
        QCOMPARE(read->rows, chunk.rows);
        QCOMPARE(read->next, chunk.next);
        QFETCH(const QByteArray, body);
        HttpResponse other;
        other.body = body;
        QVERIFY(!ListChunk<RoomSnapshot>::fromResponse(other));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestClusterList)
#include "tst_clusterlist.moc"
