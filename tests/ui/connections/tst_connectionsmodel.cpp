#include "ui/connections/connectionsmodel.h"
#include "ui/connections/roomstext.h"

#include "tests/ui/fakeconsole.h"
#include "ui/connections/celldelegate.h"
#include "ui/theme/latencyband.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>

#include <numeric>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Ids = QList<int>;

Q_DECLARE_METATYPE(signalbox::ConnectionColumn)

class tst_ConnectionsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void isEmptyAtFirst();
    void addsAtTheEnd();
    void texts_data();
    void texts();
    void titles();
    void sortKeys_data();
    void sortKeys();
    void roles();
    void removes_data();
    void removes();
    void neighboursChangeInOneSignal();
    void unknownIdsChangeNothing();
    void showsWhoHasAuthenticated();
    void addedTwiceIsAnUpdate();
    void manyRangesAreOneReset();
    void manyRemovedNeighboursAreOneReset();
    void manyAddedAreOneInsertion();
    void resetRemovesEverything();
    void requestedClosingStays();
    void durationsGrowOnlyWhileTicking();
    void toolTipsShowTextsOfThePeerVerbatim();
    void cellsShowWhatIsInvisible();
    void showsRoomsThatAreJoinedLater();
    void toolTipShowsTheDepthOfTheQueue();
    void toolTipShowsTheWholeAddress();
    void twentyThousand();

private:
    ConnectionDelta removalOf(const Ids &ids) const;
    Ids ids() const;
    QString text(int row, ConnectionColumn column) const;

    WallTime m_now{Milliseconds(1'760'000'000'000)};
    std::unique_ptr<ConnectionsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_ConnectionsModel::init()
{
    QLocale::setDefault(QLocale::c());
    m_now = WallTime(Milliseconds(1'760'000'000'000));
    m_model = std::make_unique<ConnectionsModel>(nullptr, [this] { return m_now; });
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_ConnectionsModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

ConnectionDelta tst_ConnectionsModel::removalOf(const Ids &ids) const
{
    ConnectionDelta delta;
    for (const int id : ids)
        delta.removed.push_back({ConnectionId(quint64(id)), {}});
    return delta;
}

Ids tst_ConnectionsModel::ids() const
{
    Ids ids;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ConnectionId id = m_model->rowAt(row).info.id;
        Q_ASSERT(m_model->rowOf(id) == row);
        ids += int(id.value());
    }
    return ids;
}

QString tst_ConnectionsModel::text(int row, ConnectionColumn column) const
{
    return m_model->index(row, int(column)).data().toString();
}

void tst_ConnectionsModel::isEmptyAtFirst()
{
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->columnCount(), ConnectionColumnCount);
    QVERIFY(!m_model->find(ConnectionId(1)));
    QCOMPARE(m_model->rowOf(ConnectionId(1)), -1);
}

void tst_ConnectionsModel::addsAtTheEnd()
{
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    m_model->apply({sampleConnections(2, 4, m_now), {}, {}});
    QCOMPARE(inserted.count(), 2);
    QCOMPARE(ids(), (Ids{1, 2, 3, 4, 5}));
    m_model->apply({});
    QCOMPARE(inserted.count(), 2);
}

void tst_ConnectionsModel::texts_data()
{
    QTest::addColumn<ConnectionColumn>("column");
    QTest::addColumn<QString>("expected");
    QTest::newRow("state") << ConnectionColumn::State << u"Open"_s;
    QTest::newRow("id") << ConnectionColumn::Id << u"57"_s;
    QTest::newRow("user") << ConnectionColumn::User << u"alice"_s;
    QTest::newRow("address") << ConnectionColumn::Address << u"[2001:db8::7]:4000"_s;
    QTest::newRow("room") << ConnectionColumn::Room << u"lobby"_s;
    QTest::newRow("connected") << ConnectionColumn::Connected << u"1 h 20 min"_s;
    QTest::newRow("idle") << ConnectionColumn::Idle << u"42 s"_s;
    QTest::newRow("latency") << ConnectionColumn::Latency << u"12 ms"_s;
    QTest::newRow("messages in") << ConnectionColumn::MessagesIn << u"7"_s;
    QTest::newRow("messages out") << ConnectionColumn::MessagesOut << u"8"_s;
    QTest::newRow("bytes in") << ConnectionColumn::BytesIn << u"999 B"_s;
    QTest::newRow("bytes out") << ConnectionColumn::BytesOut << u"1.2 MB"_s;
    QTest::newRow("queued") << ConnectionColumn::Queued << u"65.5 kB"_s;
    QTest::newRow("work") << ConnectionColumn::Work << u"3.4 MB"_s;
    QTest::newRow("path") << ConnectionColumn::Path << u"/ws"_s;
    QTest::newRow("origin") << ConnectionColumn::Origin << u"https://a.example"_s;
    QTest::newRow("subprotocol") << ConnectionColumn::Subprotocol << u"chat"_s;
    QTest::newRow("listener") << ConnectionColumn::Listener << u"127.0.0.1:8080"_s;
    QTest::newRow("user agent") << ConnectionColumn::UserAgent << u"wscat"_s;
}

void tst_ConnectionsModel::texts()
{
    QFETCH(ConnectionColumn, column);
    QFETCH(QString, expected);
    ConnectionSnapshot snapshot;
    snapshot.info = {ConnectionId(57),
                     {QHostAddress(u"2001:db8::7"_s), 4000},
                     {QHostAddress(QHostAddress::LocalHost), 8080},
                     u"/ws"_s,
                     u"lobby"_s,
                     u"alice"_s,
                     u"wscat"_s,
                     u"https://a.example"_s,
                     u"chat"_s,
                     m_now - 80min};
    snapshot.activity = {ConnectionState::Open, {7, 8, 999, 1'234'567},         65'536, 3, 2,
                         m_now - 42s,           LatencyReading{11ms, 12ms, 1ms}};
    snapshot.activity.work = 3'400'000;
    m_model->apply({{snapshot}, {}, {}});
    QCOMPARE(text(0, column), expected);
}

void tst_ConnectionsModel::titles()
{
    QStringList titles;
    for (int column = 0; column < ConnectionColumnCount; ++column)
        titles += m_model->headerData(column, Qt::Horizontal).toString();
    QVERIFY(!titles.contains(QString()));
    QCOMPARE(titles.removeDuplicates(), 0);
    QVERIFY(!m_model->headerData(ConnectionColumnCount, Qt::Horizontal).toString().contains(u"User"_s));
}

void tst_ConnectionsModel::sortKeys_data()
{
    QTest::addColumn<ConnectionColumn>("column");
    QTest::addColumn<QStringList>("addresses");
    QTest::newRow("IPv4 by number, not by text")
        << ConnectionColumn::Address
        << QStringList{u"9.0.0.1"_s, u"10.0.0.1"_s, u"10.0.0.200"_s, u"192.168.0.1"_s};
    QTest::newRow("IPv6 after IPv4") << ConnectionColumn::Address
                                     << QStringList{u"255.255.255.255"_s, u"::1"_s, u"2001:db8::1"_s};
    QTest::newRow("an IPv4-mapped address is IPv4")
        << ConnectionColumn::Address << QStringList{u"::ffff:9.0.0.1"_s, u"10.0.0.1"_s, u"::1"_s};
}

void tst_ConnectionsModel::sortKeys()
{
    QFETCH(QStringList, addresses);
    QByteArray previous;
    for (const QString &address : addresses) {
        for (const quint16 port : {quint16(255), quint16(256), quint16(65535)}) {
            ConnectionSnapshot snapshot;
            snapshot.info.peer = {QHostAddress(address), port};
            const QByteArray key =
                ConnectionColumns::sortKey(ConnectionRow(snapshot), ConnectionColumn::Address).toByteArray();
            QVERIFY2(previous < key, qPrintable(address));
            previous = key;
        }
    }
}

void tst_ConnectionsModel::roles()
{
    std::vector<ConnectionSnapshot> two = sampleConnections(2, 8, m_now);
    two[0].activity.latency = LatencyReading{60ms, 60ms, 1ms};
    two[1].activity.latency.reset();
    two[1].activity.state = ConnectionState::Closing;
    m_model->apply({two, {}, {}});
    const QModelIndex latency = m_model->index(0, int(ConnectionColumn::Latency));
    QCOMPARE(latency.data(ConnectionsModel::SortRole).toLongLong(), Nanoseconds(60ms).count());
    QCOMPARE(latency.data(ConnectionsModel::LatencyBandRole).toInt(), int(LatencyBand::Good));
    QCOMPARE(latency.data(ConnectionsModel::IdRole).toULongLong(), 8ULL);
    QVERIFY(latency.data(Qt::ToolTipRole).toString().contains(u"jitter 1.0 ms"_s));
    const QModelIndex unknown = m_model->index(1, int(ConnectionColumn::Latency));
    QCOMPARE(unknown.data(ConnectionsModel::LatencyBandRole).toInt(), int(LatencyBand::Unknown));
    QVERIFY(unknown.data(ConnectionsModel::SortRole).toLongLong() >
            latency.data(ConnectionsModel::SortRole).toLongLong());
    QCOMPARE(unknown.data(ConnectionsModel::StateRole).toInt(), int(ConnectionState::Closing));
    // A longer duration has a greater key.
    const QModelIndex connected = m_model->index(0, int(ConnectionColumn::Connected));
    QVERIFY(m_model->index(1, connected.column()).data(ConnectionsModel::SortRole).toLongLong() >
            connected.data(ConnectionsModel::SortRole).toLongLong());
}

void tst_ConnectionsModel::removes_data()
{
    QTest::addColumn<Ids>("removed");
    QTest::addColumn<Ids>("left");
    QTest::addColumn<int>("ranges");
    QTest::newRow("none") << Ids{} << Ids{1, 2, 3, 4, 5, 6} << 0;
    QTest::newRow("the first") << Ids{1} << Ids{2, 3, 4, 5, 6} << 1;
    QTest::newRow("the last") << Ids{6} << Ids{1, 2, 3, 4, 5} << 1;
    QTest::newRow("neighbours, unsorted") << Ids{4, 2, 3} << Ids{1, 5, 6} << 1;
    QTest::newRow("two ranges") << Ids{5, 1, 2} << Ids{3, 4, 6} << 2;
    QTest::newRow("every other") << Ids{1, 3, 5} << Ids{2, 4, 6} << 3;
    QTest::newRow("all") << Ids{1, 2, 3, 4, 5, 6} << Ids{} << 1;
    QTest::newRow("the same id twice") << Ids{2, 2} << Ids{1, 3, 4, 5, 6} << 1;
}

void tst_ConnectionsModel::removes()
{
    QFETCH(Ids, removed);
    QFETCH(Ids, left);
    QFETCH(int, ranges);
    m_model->apply({sampleConnections(6, 1, m_now), {}, {}});
    QSignalSpy spy(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->apply(removalOf(removed));
    QCOMPARE(ids(), left);
    QCOMPARE(spy.count(), ranges);
    QCOMPARE(resets.count(), 0);
    for (const int id : removed)
        QVERIFY(!m_model->find(ConnectionId(quint64(id))));
}

void tst_ConnectionsModel::neighboursChangeInOneSignal()
{
    m_model->apply({sampleConnections(10, 1, m_now), {}, {}});
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    ConnectionDelta delta;
    for (const quint64 id : {8, 3, 2, 4}) {
        Activity activity;
        activity.traffic.messagesIn = id * 100;
        delta.changed.push_back({ConnectionId(id), activity});
    }
    m_model->apply(delta);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 3);
    QCOMPARE(changed[1][0].toModelIndex().row(), 7);
    QCOMPARE(changed[1][1].toModelIndex().row(), 7);
    QCOMPARE(text(1, ConnectionColumn::MessagesIn), u"200"_s);
    QCOMPARE(text(7, ConnectionColumn::MessagesIn), u"800"_s);
}

void tst_ConnectionsModel::unknownIdsChangeNothing()
{
    m_model->apply({sampleConnections(2, 1, m_now), {}, {}});
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    ConnectionDelta delta = removalOf({99});
    delta.changed.push_back({ConnectionId(98), {}});
    m_model->apply(delta);
    m_model->markClosing({ConnectionId(97)});
    QCOMPARE(changed.count() + removed.count(), 0);
    QCOMPARE(ids(), (Ids{1, 2}));
}

void tst_ConnectionsModel::showsWhoHasAuthenticated()
{
    std::vector<ConnectionSnapshot> connections = sampleConnections(3, 1, m_now);
    connections[1].info.user.clear();
    m_model->apply({connections, {}, {}});
    const QModelIndex user = m_model->index(1, int(ConnectionColumn::User));
    QCOMPARE(user.data().toString(), u"not authenticated"_s);
    QVERIFY(user.data(CellDelegate::FadedRole).toBool());
    QVERIFY(!user.siblingAtRow(0).data(CellDelegate::FadedRole).toBool());
    QVERIFY(user.data(Qt::ToolTipRole).toString().contains(u"no token yet"_s));
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->apply({{}, {}, {}, {{ConnectionId(2), u"ann"_s}, {ConnectionId(99), u"eve"_s}}});
    QCOMPARE(user.data().toString(), u"ann"_s);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes[0][0].toModelIndex().row(), 1);
    QVERIFY(changes[0][0].toModelIndex().column() <= user.column());
    QVERIFY(changes[0][1].toModelIndex().column() >= user.column());
    m_model->apply({{}, {}, {}, {{ConnectionId(2), u"ann"_s}}});
    QCOMPARE(changes.count(), 1); // nothing is new
    QVERIFY(!user.data(CellDelegate::FadedRole).toBool());
    m_model->apply({{}, {}, {}, {{ConnectionId(2), u"ann"_s, u"Ann\u202ELee"_s, m_now}}});
    QVERIFY(user.data(Qt::ToolTipRole).toString().contains(u"Ann‹U+202E›Lee"_s));
    QVERIFY(user.data(Qt::ToolTipRole).toString().contains(u"Token expires"_s));
}

void tst_ConnectionsModel::addedTwiceIsAnUpdate()
{
    std::vector<ConnectionSnapshot> two = sampleConnections(2, 1, m_now);
    m_model->apply({two, {}, {}});
    two[1].activity.traffic.messagesIn = 4321;
    m_model->apply({two, {}, {}});
    QCOMPARE(ids(), (Ids{1, 2}));
    QCOMPARE(text(1, ConnectionColumn::MessagesIn).remove(u','), u"4321"_s);
}

void tst_ConnectionsModel::manyRangesAreOneReset()
{
    m_model->apply({sampleConnections(400, 1, m_now), {}, {}});
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy removals(m_model.get(), &QAbstractItemModel::rowsRemoved);
    Ids odd;
    Ids even;
    for (int id = 1; id <= 400; ++id)
        (id % 2 ? odd : even) += id;
    ConnectionDelta delta = removalOf(odd);
    delta.added = sampleConnections(1, 401, m_now);
    Activity activity;
    activity.traffic.messagesOut = 5;
    delta.changed.push_back({ConnectionId(400), activity});
    m_model->apply(delta);
    QCOMPARE(resets.count(), 1);
    QCOMPARE(removals.count(), 0);
    QCOMPARE(ids(), even + Ids{401});
    QCOMPARE(text(m_model->rowOf(ConnectionId(400)), ConnectionColumn::MessagesOut), u"5"_s);
}

//! In a proxy they may be in as many ranges as there are rows.
void tst_ConnectionsModel::manyRemovedNeighboursAreOneReset()
{
    m_model->apply({sampleConnections(1000, 1, m_now), {}, {}});
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy removals(m_model.get(), &QAbstractItemModel::rowsRemoved);
    const auto removeFrom = [this](int first, std::size_t count) {
        Ids ids(qsizetype(count), 0);
        std::iota(ids.begin(), ids.end(), first);
        m_model->apply(removalOf(ids));
    };
    removeFrom(1, ConnectionsModel::MaxRemovedInPlace);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(removals.count(), 1);
    removeFrom(501, ConnectionsModel::MaxRemovedInPlace + 1);
    QCOMPARE(resets.count(), 1);
    QCOMPARE(removals.count(), 1);
    QCOMPARE(m_model->rowCount(), 1000 - 2 * int(ConnectionsModel::MaxRemovedInPlace) - 1);
}

//! They are added at the end, in one range.
void tst_ConnectionsModel::manyAddedAreOneInsertion()
{
    m_model->apply({sampleConnections(2000, 1, m_now), {}, {}});
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy insertions(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_model->apply({sampleConnections(5000, 3001, m_now), {}, {}});
    QCOMPARE(resets.count(), 0);
    QCOMPARE(insertions.count(), 1);
    QCOMPARE(m_model->rowCount(), 7000);
}

void tst_ConnectionsModel::resetRemovesEverything()
{
    m_model->apply({sampleConnections(5, 1, m_now), {}, {}});
    m_model->reset();
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(!m_model->find(ConnectionId(1)));
    m_model->apply({sampleConnections(5, 1, m_now), {}, {}});
    QCOMPARE(ids(), (Ids{1, 2, 3, 4, 5}));
}

void tst_ConnectionsModel::requestedClosingStays()
{
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->markClosing({ConnectionId(2), ConnectionId(2)});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(text(1, ConnectionColumn::State), u"Closing"_s);
    ConnectionDelta delta; // sent before the server handled the command
    delta.changed.push_back({ConnectionId(2), {}});
    m_model->apply(delta);
    QCOMPARE(text(1, ConnectionColumn::State), u"Closing"_s);
    QCOMPARE(text(0, ConnectionColumn::State), u"Open"_s);
}

void tst_ConnectionsModel::durationsGrowOnlyWhileTicking()
{
    ConnectionSnapshot snapshot = sampleConnections(1, 1, m_now).front();
    snapshot.info.connectedAt = m_now;
    snapshot.activity.lastTraffic = m_now;
    m_model->apply({{snapshot}, {}, {}});
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_now += 30s;
    QCOMPARE(text(0, ConnectionColumn::Idle), u"0 s"_s);
    m_model->setTicking(true); // updates at once
    QCOMPARE(changed.count(), 1);
    QCOMPARE(text(0, ConnectionColumn::Idle), u"30 s"_s);
    m_now += 5s;
    QTRY_COMPARE(text(0, ConnectionColumn::Idle), u"35 s"_s);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(changed[1][0].toModelIndex().column(), int(ConnectionColumn::Connected));
    QCOMPARE(changed[1][1].toModelIndex().column(), int(ConnectionColumn::Idle));
    m_model->setTicking(false);
    m_now += 5s;
    QCOMPARE(text(0, ConnectionColumn::Idle), u"35 s"_s);
}

void tst_ConnectionsModel::toolTipsShowTextsOfThePeerVerbatim()
{
    for (const QString &name :
         {u"<img src=x>"_s, u"Ann \"A\" O'Neil & co"_s, u"&lt;b&gt;"_s, u"a<b>c</b>"_s}) {
        m_model->reset();
        ConnectionSnapshot snapshot = sampleConnections(1, 1, m_now).front();
        snapshot.info.user = name;
        m_model->apply({{snapshot}, {}, {}});
        const QModelIndex user = m_model->index(0, int(ConnectionColumn::User));
        QCOMPARE(user.data().toString(), name);
        const QString toolTip = user.data(Qt::ToolTipRole).toString();
        QTextDocument shown; // as QToolTip decides
        if (Qt::mightBeRichText(toolTip))
            shown.setHtml(toolTip);
        else
            shown.setPlainText(toolTip);
        QCOMPARE(shown.toPlainText(), name);
    }
}

void tst_ConnectionsModel::cellsShowWhatIsInvisible()
{
    ConnectionSnapshot snapshot = sampleConnections(1, 1, m_now).front();
    snapshot.info.user = u"al\u200dice"_s;
    snapshot.info.room = u"lobby "_s;
    snapshot.info.path = u"/room/\u2066x"_s;
    snapshot.info.userAgent = u"curl\u202e"_s + QString(600, u'x');
    m_model->apply({{snapshot}, {}, {}});
    const auto cell = [this](ConnectionColumn column, int role = Qt::DisplayRole) {
        return m_model->index(0, int(column)).data(role).toString();
    };
    QCOMPARE(cell(ConnectionColumn::User), u"al‹U+200D›ice"_s);
    QCOMPARE(cell(ConnectionColumn::User, Qt::ToolTipRole), u"al‹U+200D›ice"_s);
    QCOMPARE(cell(ConnectionColumn::Room), u"lobby‹U+0020›"_s);
    QCOMPARE(cell(ConnectionColumn::Path), u"/room/‹U+2066›x"_s);
    QVERIFY(cell(ConnectionColumn::UserAgent).startsWith(u"curl‹U+202E›xxx"_s));
    QVERIFY(cell(ConnectionColumn::UserAgent).endsWith(u"x…"_s));
    QVERIFY(cell(ConnectionColumn::UserAgent).size() < 500);
}

void tst_ConnectionsModel::showsRoomsThatAreJoinedLater()
{
    ConnectionSnapshot snapshot = sampleConnections(1, 9, m_now).front();
    snapshot.info.room = u"kitchen"_s;
    m_model->apply({{snapshot}, {}, {}});
    QCOMPARE(text(0, ConnectionColumn::Room), u"kitchen"_s);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    const auto reportsRooms = [&] {
        changed.clear();
        m_model->apply({{}, {{snapshot.info.id, snapshot.activity}}, {}});
        return changed.size() == 1 && changed[0][2].value<QList<int>>().contains(ConnectionsModel::RoomsRole);
    };
    JoinedRooms &rooms = snapshot.activity.rooms;
    rooms.add(u"kitchen"_s, RoomEntry::Path);
    rooms.add(u"\u05d0\u05d1"_s, RoomEntry::Request);
    QVERIFY(reportsRooms());
    QCOMPARE(text(0, ConnectionColumn::Room), u"kitchen +1"_s);
    rooms.add(u"a<b>c"_s, RoomEntry::Operator);
    QVERIFY(reportsRooms());
    QCOMPARE(text(0, ConnectionColumn::Room), u"kitchen +2"_s);
    const QModelIndex cell = m_model->index(0, int(ConnectionColumn::Room));
    QTextDocument toolTip;
    if (const QString shown = cell.data(Qt::ToolTipRole).toString(); Qt::mightBeRichText(shown))
        toolTip.setHtml(shown);
    else
        toolTip.setPlainText(shown);
    QCOMPARE(toolTip.toPlainText().split(u'\n'),
             (QStringList{u"kitchen"_s, u"\u2068\u05d0\u05d1\u2069"_s, u"a<b>c"_s}));
    QCOMPARE(cell.data(ConnectionsModel::RoomsRole).toStringList(),
             (QStringList{u"kitchen"_s, u"\u05d0\u05d1"_s, u"a<b>c"_s}));

    ++snapshot.activity.traffic.messagesIn;
    QVERIFY(!reportsRooms()); // the same rooms
    rooms.remove(u"kitchen"_s);
    QVERIFY(reportsRooms());
    QCOMPARE(text(0, ConnectionColumn::Room),
             u"\u2068\u05d0\u05d1\u2069 +1"_s); // the number stays at the right
    rooms.remove(u"a<b>c"_s);
    rooms.remove(u"\u05d0\u05d1"_s);
    QVERIFY(reportsRooms());
    QCOMPARE(text(0, ConnectionColumn::Room), QString());
    for (int i = 0; i < 100; ++i)
        rooms.add(QString::number(i), RoomEntry::Request);
    QVERIFY(reportsRooms());
    QCOMPARE(cell.data(Qt::ToolTipRole).toString().count(u'\n'), MaxListedRooms);
    QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(u"+60"_s));
}

void tst_ConnectionsModel::toolTipShowsTheDepthOfTheQueue()
{
    ConnectionSnapshot snapshot = sampleConnections(1, 1, m_now).front();
    snapshot.activity.queuedBytes = 12'345;
    snapshot.activity.queuedFrames = 67;
    m_model->apply({{snapshot}, {}, {}});
    const QModelIndex queued = m_model->index(0, int(ConnectionColumn::Queued));
    QCOMPARE(queued.data(Qt::ToolTipRole).toString(), u"12345 bytes in 67 frames"_s);
    snapshot.activity.droppedMessages = 1'000;
    m_model->apply({{}, {{snapshot.info.id, snapshot.activity}}, {}});
    QVERIFY(queued.data(Qt::ToolTipRole).toString().endsWith(u"dropped so far: 1000"_s));
}

void tst_ConnectionsModel::toolTipShowsTheWholeAddress()
{
    std::vector<ConnectionSnapshot> one = sampleConnections(1, 1, m_now);
    one[0].info.peer = {QHostAddress(u"2001:db8:1234:5678:9abc:def0:1234:5678"_s), 65535};
    m_model->apply({one, {}, {}});
    QCOMPARE(m_model->index(0, int(ConnectionColumn::Address)).data(Qt::ToolTipRole).toString(),
             u"[2001:db8:1234:5678:9abc:def0:1234:5678]:65535"_s);
    QCOMPARE(m_model->index(0, int(ConnectionColumn::Listener)).data(Qt::ToolTipRole).toString(),
             u"127.0.0.1:8080"_s);
}

void tst_ConnectionsModel::twentyThousand()
{
    m_tester.reset(); // it visits every row at every signal
    m_model->apply({sampleConnections(20'000, 1, m_now), {}, {}});
    Ids every2nd;
    for (int id = 2; id <= 20'000; id += 2)
        every2nd += id;
    QElapsedTimer timer;
    timer.start();
    m_model->apply(removalOf(every2nd));
    qInfo("10,000 scattered removals of 20,000 rows: %lld ms", timer.elapsed());
    QCOMPARE(m_model->rowCount(), 10'000);
    QCOMPARE(m_model->rowOf(ConnectionId(19'999)), 9'999);
    QCOMPARE(m_model->rowOf(ConnectionId(20'000)), -1);
}

QTEST_GUILESS_MAIN(tst_ConnectionsModel)
#include "tst_connectionsmodel.moc"
