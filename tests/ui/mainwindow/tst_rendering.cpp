#include "tests/ui/bans/bansamples.h"
#include "tests/ui/closed/closedsamples.h"
#include "tests/ui/fakeconsole.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/messages/messagetable.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QHeaderView>
#include <QScrollBar>
#include <QStyleFactory>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

LogBatch conversation(const std::vector<ConnectionSnapshot> &peers)
{
    static const QList<QByteArray> Texts{
        "Good morning",
        "{\"type\":\"order\",\"id\":12345678901234567890,\"side\":\"buy\",\"price\":101.50}",
        "订单已收到，谢谢！",
        "ping",
        "Could somebody have a look at ticket 4711?\nIt is urgent.",
        "{\"type\":\"tick\",\"symbol\":\"ACME\",\"bid\":99.8,\"ask\":100.1,\"sizes\":[100,250,50]}"};
    LogBatch batch;
    const WallTime begin = WallTime(std::chrono::milliseconds(1'763'700'000'000));
    for (int i = 0; i < 60; ++i) {
        const ConnectionInfo &peer = peers[std::size_t(i * 7) % peers.size()].info;
        LogEntry entry;
        entry.number = quint64(i + 1);
        entry.time = begin + std::chrono::milliseconds(i * 137);
        entry.direction = i % 2 == 0 ? Direction::In : Direction::Out;
        entry.room = peer.room;
        entry.seq = quint64(4'700 + i);
        if (i % 2 == 0) {
            entry.connection = peer.id;
            entry.user = peer.user;
        }
        entry.recipients = 13;
        entry.payload = Texts[i / 2 % Texts.size()];
        entry.size = entry.payload.size();
        if (i % 20 == 18) {
            entry.type = MessageType::Binary;
            entry.payload = QByteArray(1024, '\x5a');
            entry.size = 1'200'000;
        }
        batch.entries.push_back(entry);
    }
    batch.leftOut = 1234;
    return batch;
}

std::vector<RoomSnapshot> rooms(quint64 second)
{
    return {{u"lobby"_s, 14, 4'711 + 12 * second, 100, 48'000},
            {u"support"_s, 13, 90, 90, 12'400},
            {u"trading"_s, 13, 1'234'567 + 1'042 * second, 100, 61'300},
            {u"大厅"_s, 2, 7 + second, 7, 420},
            {u"news"_s, 0, 55, 31, 20'500}};
}

RoomMembers membersOf(const QString &room, const std::vector<ConnectionSnapshot> &peers)
{
    RoomMembers members{room, {}, 0};
    for (const ConnectionSnapshot &peer : peers) {
        if (peer.info.room == room)
            members.members.push_back({peer.info.id, peer.info.user});
    }
    members.total = members.members.size();
    return members;
}

ServerStats stats(int tick)
{
    ServerStats stats;
    stats.at = TimePoint(std::chrono::milliseconds(500 * tick));
    stats.connections = 40;
    stats.messagesIn = quint64(64 * tick);
    stats.messagesOut = quint64(832 * tick);
    stats.bytesIn = quint64(5'300 * tick);
    stats.bytesOut = quint64(71'000 * tick);
    stats.medianLatency = std::chrono::microseconds(18'400);
    return stats;
}

std::vector<Ban> bans()
{
    std::vector<Ban> bans{banSample(1, BanKind::User, u"小明"_s),
                          banSample(2, BanKind::Address, u"203.0.113.77"_s),
                          banSample(3, BanKind::Address, u"2001:db8:85a3::/48"_s),
                          banSample(4, BanKind::Origin, u"https://m.example.net"_s)};
    bans[1].reason = u"Sends the same advert to every room, again and again, whatever one tells it"_s;
    bans[2].expires.reset();
    bans[3].reason.clear();
    return bans;
}

} // namespace

//! Saves pictures of the window with sample data in PICTURE_FOLDER.
class tst_Rendering : public QObject
{
    Q_OBJECT
private:
    //! Saves a picture of the window. A picture of one colour would mean that nothing was painted.
    void savePicture(QWidget &window, const QString &name)
    {
        QTRY_VERIFY(window.isVisible());
        QCoreApplication::processEvents();
        const QImage image = window.grab().toImage();
        QVERIFY(image.save(QStringLiteral(PICTURE_FOLDER) + u'/' + name + u".png"_s));
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 5) {
            for (int x = 0; x < image.width(); x += 5)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY(colours.size() > 8);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
        QVERIFY(QDir().mkpath(QStringLiteral(PICTURE_FOLDER)));
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        for (const bool dark : {false, true}) {
            for (const QString &language : {u"en"_s, u"zh_CN"_s}) {
                const QString name = (dark ? u"dark_"_s : u"light_"_s) + language;
                QTest::newRow(qPrintable(name)) << dark << language << QSize(1280, 800);
            }
        }
        QTest::newRow("small_en") << false << u"en"_s << QSize(900, 600);
        QTest::newRow("small_zh_CN") << true << u"zh_CN"_s << QSize(900, 600);
        QTest::newRow("large_en") << false << u"en"_s << QSize(1920, 1080);
        QTest::newRow("large_dark") << true << u"en"_s << QSize(1920, 1080);
    }
    void pictures()
    {
        QFETCH(bool, dark);
        QFETCH(QString, language);
        QFETCH(QSize, size);
        const QString name = QString::fromLatin1(QTest::currentDataTag());

        const QTemporaryDir folder;
        WindowServices services;
        services.settings =
            std::make_shared<QSettings>(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        services.settings->setValue(u"language"_s, language);
        services.settings->setValue(u"theme"_s, dark ? u"dark"_s : u"light"_s);
        services.confirmClose = [](QWidget *, qsizetype) { return true; };
        FakeConsole console;
        MainWindow window(console, services);
        window.resize(size);
        window.show();
        savePicture(window, name + u"_stopped"_s);

        console.control().failNextStart({Error::Code::AddressInUse, u"in use"_s}, {u"127.0.0.1:8080"_s});
        window.findChild<QAction *>(u"startStop"_s)->trigger();
        savePicture(window, name + u"_inuse"_s);

        console.control().setStatus(runningStatus(8080));
        savePicture(window, name + u"_empty"_s);

        const std::vector<ConnectionSnapshot> peers = sampleConnections(40);
        console.connections().add(peers);
        console.messages().emitLogged(conversation(peers));
        console.control().emitStats(stats(1));
        console.control().emitStats(stats(2));
        QTableView *messages = window.findChild<MessageTable *>();
        auto *connections = window.findChild<QTableView *>(u"connections"_s);
        for (const QTableView *table : {messages, connections})
            QTRY_VERIFY(table->model()->rowCount() >= 40);
        messages->selectRow(messages->model()->rowCount() - 12);
        savePicture(window, name + u"_live"_s);
        if (size.width() >= 1280) {
            const QHeaderView *header = connections->horizontalHeader();
            QCOMPARE(connections->horizontalScrollBar()->maximum(), 0);
            const int last = header->logicalIndex(header->count() - 1);
            QVERIFY(header->sectionSize(last) >= header->sectionSizeHint(last));
        }

        connections->selectRow(2);
        window.findChild<QAction *>(u"copyAddress"_s)->trigger();
        savePicture(window, name + u"_selected"_s);

        window.findChild<QAction *>(u"showPane2"_s)->trigger();
        console.rooms().list(rooms(0), 0, TimePoint(std::chrono::seconds(1)));
        console.rooms().list(rooms(1), 0, TimePoint(std::chrono::seconds(2)));
        auto *tree = window.findChild<QTreeView *>(u"rooms"_s);
        tree->expand(tree->model()->index(3, 0));
        QVERIFY(QTest::qWaitFor([&] { return !console.rooms().takeRequests().isEmpty(); }));
        console.rooms().listMembers(membersOf(tree->model()->index(3, 0).data().toString(), peers));
        tree->setCurrentIndex(tree->model()->index(2, 0, tree->model()->index(3, 0)));
        window.findChild<QAction *>(u"writeToRoomAction"_s)->trigger();
        savePicture(window, name + u"_rooms"_s);

        window.findChild<QAction *>(u"showPane3"_s)->trigger();
        tree = window.findChild<QTreeView *>(u"users"_s);
        tree->expand(tree->model()->index(0, 0));
        savePicture(window, name + u"_users"_s);

        window.findChild<QAction *>(u"showPane4"_s)->trigger();
        ClosedBatch closed;
        for (const Cause cause : {Cause::NoPong, Cause::Kicked, Cause::ConnectionLost, Cause::Shutdown})
            closed.closed.push_back(closedSample(50 + quint64(cause), std::chrono::minutes(2), cause));
        console.connections().emitClosed(closed);
        auto *list = window.findChild<QTableView *>(u"closed"_s);
        QVERIFY(list);
        list->selectRow(1);
        savePicture(window, name + u"_closed"_s);

        window.findChild<QAction *>(u"showPane5"_s)->trigger();
        ServerEventBatch events;
        events.events.push_back({.id = ServerEventId(1), .body = ServerStarted{{u"ws://127.0.0.1:8080/"_s}}});
        events.events.push_back({.id = ServerEventId(2),
                                 .level = EventLevel::Warning,
                                 .count = 214,
                                 .body = ServerStartFailed{u"another program uses 127.0.0.1:8080"_s}});
        console.control().emitEvents(events);
        savePicture(window, name + u"_events"_s);

        window.findChild<QAction *>(u"showPane6"_s)->trigger();
        savePicture(window, name + u"_nobans"_s);
        console.bans().list(bans());
        list = window.findChild<QTableView *>(u"bans"_s);
        QVERIFY(list);
        list->selectRow(1);
        savePicture(window, name + u"_bans"_s);

        window.findChild<QAction *>(u"showPane1"_s)->trigger();
        connections->selectRow(2);
        window.findChild<QAction *>(u"banSelectedAction"_s)->trigger();
        auto *dialog = window.findChild<QDialog *>(u"banDialog"_s);
        QVERIFY(dialog);
        savePicture(*dialog, name + u"_bandialog"_s);
        dialog->reject();
    }
};

QTEST_MAIN(tst_Rendering)
#include "tst_rendering.moc"
