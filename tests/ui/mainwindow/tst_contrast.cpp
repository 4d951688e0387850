// Measures the contrast of texts on the pixels of the window as it is painted: WCAG 2.1 asks for 4.5:1.

#include "tests/ui/bans/bansamples.h"
#include "tests/ui/closed/closedsamples.h"
#include "tests/ui/fakeconsole.h"
#include "tests/ui/nodes/nodesamples.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/messages/messagetable.h"
#include "ui/theme/accent.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStyleFactory>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr double LeastContrast = 4.5;
constexpr double SameColor = 1.25; // gradients of buttons, every second row

//! \a image must be of Format_RGB32. Returns how many squares of 2 by 2 pixels have just one colour, for each colour: ground and the inside of strokes, but
//! neither smoothed edges nor thin lines. The font of the test is large enough for that.
QHash<QRgb, int> solidColors(const QImage &image, const QRect &area)
{
    QHash<QRgb, int> counts;
    for (int y = area.top(); y < area.bottom(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        const auto *below = reinterpret_cast<const QRgb *>(image.constScanLine(y + 1));
        for (int x = area.left(); x < area.right(); ++x) {
            if (line[x] == line[x + 1] && line[x] == below[x] && line[x] == below[x + 1])
                ++counts[line[x]];
        }
    }
    return counts;
}

} // namespace

class tst_Contrast : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void textsOfTheWindow_data();
    void textsOfTheWindow();
    void seesALowContrast();

private:
    void check(const QWidget &window);
    void checkWidget(const QWidget &window, const QImage &image, const QWidget &widget);
    void checkView(const QWidget &window, const QImage &image, const QAbstractItemView &view);
    void checkArea(const QImage &image, const QRect &area, const QString &what);

    QStringList m_faults;
    int m_texts = 0;
};

void tst_Contrast::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QFont large = QApplication::font();
    large.setPointSize(20);
    QApplication::setFont(large);
}

void tst_Contrast::checkArea(const QImage &image, const QRect &area, const QString &what)
{
    const QHash<QRgb, int> colors = solidColors(image, area.intersected(image.rect()));
    QRgb ground = 0;
    int most = 0;
    for (auto it = colors.begin(); it != colors.end(); ++it) {
        if (it.value() > most) {
            most = it.value();
            ground = it.key();
        }
    }
    bool hasText = false;
    for (auto it = colors.begin(); it != colors.end(); ++it) {
        const double ratio = contrastRatio(QColor::fromRgb(it.key()), QColor::fromRgb(ground));
        if (ratio < SameColor || it.value() < 3)
            continue;
        hasText = true;
        if (ratio < LeastContrast)
            m_faults += u"%1: %2 on %3 is %4"_s
                            .arg(what, QColor::fromRgb(it.key()).name(), QColor::fromRgb(ground).name())
                            .arg(ratio);
    }
    m_texts += hasText ? 1 : 0;
}

void tst_Contrast::checkView(const QWidget &window, const QImage &image, const QAbstractItemView &view)
{
    const QPoint origin = view.viewport()->mapTo(&window, QPoint());
    const auto *header = qobject_cast<const QHeaderView *>(&view);
    if (header) {
        for (int i = 0; i < header->count(); ++i) {
            const QRect section(header->sectionViewportPosition(i), 0, header->sectionSize(i),
                                header->height());
            checkArea(image,
                      section.adjusted(4, 4, -20, -4).translated(origin), // not the mark of the sorting
                      u"header "_s + header->model()->headerData(i, Qt::Horizontal).toString());
        }
        return;
    }
    for (int row = 0; row < std::min(view.model()->rowCount(), 12); ++row) {
        for (int column = 0; column < view.model()->columnCount(); ++column) {
            const QModelIndex index = view.model()->index(row, column);
            const QRect cell = view.visualRect(index) & view.viewport()->rect();
            if (!cell.isEmpty())
                checkArea(image, cell.adjusted(3, 3, -3, -3).translated(origin),
                          u"%1 row %2: %3"_s.arg(view.objectName()).arg(row).arg(index.data().toString()));
        }
    }
    if (view.model()->rowCount() == 0)
        checkArea(image, view.viewport()->rect().translated(origin), view.objectName() + u" without rows"_s);
}

void tst_Contrast::checkWidget(const QWidget &window, const QImage &image, const QWidget &widget)
{
    const auto place = [&](const QRect &rect) {
        return QRect(widget.mapTo(&window, rect.topLeft()), rect.size());
    };
    const QString what = QString::fromLatin1(widget.metaObject()->className()) + u' ' + widget.objectName() +
                         u' ' + widget.accessibleName() + u' ' + widget.property("text").toString();
    if (const auto *view = qobject_cast<const QAbstractItemView *>(&widget)) {
        checkView(window, image, *view);
    } else if (const auto *tabs = qobject_cast<const QTabBar *>(&widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            checkArea(image, place(tabs->tabRect(i).adjusted(2, 2, -2, -4)), u"tab "_s + tabs->tabText(i));
    } else if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        const int corner = widget.objectName() == u"serverState" ? widget.height() / 2 : 0; // rounded
        if (label->pixmap().isNull())
            checkArea(image, place(widget.rect().adjusted(corner, 2, -corner, -2)), what);
    } else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget)) {
        const int icon =
            button->icon().isNull() ? 0 : button->iconSize().width() + 6; // painted with smooth edges
        checkArea(image, place(widget.rect().adjusted(5 + icon, 5, -5, -5)), what);
    } else if (const auto *edit = qobject_cast<const QLineEdit *>(&widget)) {
        QRect text = edit->rect().adjusted(5, 5, -5, -5);
        for (const auto *icon : edit->findChildren<QToolButton *>()) { // the clear button fades in
            if (icon->geometry().center().x() < edit->width() / 2)
                text.setLeft(std::max(text.left(), icon->geometry().right()));
            else
                text.setRight(std::min(text.right(), icon->geometry().left()));
        }
        checkArea(image, place(text), what);
    } else if (qobject_cast<const QPlainTextEdit *>(&widget)) {
        checkArea(image, place(widget.rect().adjusted(5, 5, -5, -5)), what);
    } else if (qobject_cast<const QComboBox *>(&widget)) {
        checkArea(image, place(widget.rect().adjusted(5, 5, -40, -5)), what); // not the arrow
    }
}

void tst_Contrast::check(const QWidget &window)
{
    QCoreApplication::processEvents();
    const QImage image = const_cast<QWidget &>(window).grab().toImage().convertToFormat(QImage::Format_RGB32);
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        // A disabled control need not be read (WCAG 1.4.3).
        if (widget->isVisible() && widget->isEnabled() && !widget->visibleRegion().isEmpty() &&
            !widget->isWindow())
            checkWidget(window, image, *widget);
    }
}

void tst_Contrast::textsOfTheWindow_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << u"light"_s;
    QTest::newRow("dark") << u"dark"_s;
}

void tst_Contrast::textsOfTheWindow()
{
    QFETCH(QString, theme);
    m_faults.clear();
    m_texts = 0;
    const QTemporaryDir folder;
    WindowServices services;
    services.settings = std::make_shared<QSettings>(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
    services.settings->setValue(u"language"_s, u"en"_s);
    services.settings->setValue(u"theme"_s, theme);
    services.confirmClose = [](QWidget *, qsizetype) { return true; };
    FakeConsole console;
    MainWindow window(console, services);
    window.resize(2200, 1500);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    const auto trigger = [&window](const QString &name) { window.findChild<QAction *>(name)->trigger(); };

    check(window); // stopped
    console.control().failNextStart({Error::Code::AddressInUse, u"in use"_s}, {u"127.0.0.1:8080"_s});
    trigger(u"startStop"_s);
    check(window); // with the banner
    ServerStatus draining = runningStatus(8080);
    draining.state = ServerState::Draining;
    console.control().setStatus(draining);
    check(window);
    ServerStatus running = runningStatus(8080);
    running.adminFailure = u"in use"_s;
    console.control().setStatus(running);
    check(window); // listening, nobody is connected

    std::vector<ConnectionSnapshot> peers = sampleConnections(30);
    using namespace std::chrono_literals;
    const std::array<Nanoseconds, 4> latencies{900us, 80ms, 250ms, 1300ms}; // one for each band
    for (std::size_t i = 0; i < peers.size(); ++i)
        peers[i].activity.latency = LatencyReading{.smoothed = latencies[i % latencies.size()]};
    console.connections().add(peers);
    LogBatch batch;
    for (int i = 0; i < 40; ++i) {
        LogEntry &entry = batch.entries.emplace_back();
        entry.number = quint64(i + 1);
        entry.direction = i % 2 == 0 ? Direction::In : Direction::Out;
        entry.type = i % 7 == 3 ? MessageType::Binary : MessageType::Text;
        entry.connection = peers[std::size_t(i) % peers.size()].info.id;
        entry.user = peers[std::size_t(i) % peers.size()].info.user;
        entry.room = u"lobby"_s;
        entry.payload = "{\"type\":\"order\",\"price\":101.50,\"open\":true,\"note\":null}";
        entry.size = entry.payload.size();
    }
    console.messages().emitLogged(batch);
    ClosedBatch closed;
    for (const Cause cause : {Cause::NoPong, Cause::Kicked, Cause::ConnectionLost, Cause::Shutdown})
        closed.closed.push_back(closedSample(40 + quint64(cause), 3s, cause));
    console.connections().emitClosed(closed);
    ServerEventBatch events;
    for (const EventLevel level : {EventLevel::Info, EventLevel::Warning, EventLevel::Error}) {
        events.events.push_back({.id = ServerEventId(quint64(level) + 1),
                                 .level = level,
                                 .body = ServerStartFailed{u"something is in the way"_s}});
    }
    console.control().emitEvents(events);
    console.bans().list(
        {banSample(1, BanKind::User, u"eve"_s), banSample(2, BanKind::Address, u"10.0.0.0/8"_s)});
    console.nodes().report(outageSample());
    window.findChild<MessageTable *>()->selectRow(3);
    auto *connections = window.findChild<QTableView *>(u"connections"_s);
    QTRY_COMPARE(connections->model()->rowCount(), 30);
    connections->setFocus();
    for (const int row : {1, 2, 3, 4})
        connections->selectionModel()->select(connections->model()->index(row, 0),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    console.rooms().list({{u"lobby"_s, 10}, {u"trading"_s, 10}, {u"attic"_s, 0}});
    for (int page = 1; page <= 3; ++page) {
        trigger(u"showInspector%1"_s.arg(page));
        check(window);
    }
    for (int pane = 1; QAction *show = window.findChild<QAction *>(u"showPane%1"_s.arg(pane)); ++pane) {
        show->trigger();
        console.rooms().list({{u"lobby"_s, 10}, {u"trading"_s, 10}, {u"attic"_s, 0}});
        for (QAbstractItemView *list : window.findChildren<QAbstractItemView *>()) {
            if (list->isVisible() && !qobject_cast<QHeaderView *>(list) && list->model() &&
                list->model()->rowCount() > 1)
                list->setCurrentIndex(list->model()->index(1, 0));
        }
        check(window);
        for (QLineEdit *filter : window.findChildren<QLineEdit *>()) {
            if (filter->isVisible() && filter->objectName().endsWith(u"ilter"_s)) {
                filter->setText(u"nosuch>field("_s);
                QTest::keyClick(filter, Qt::Key_Return);
            }
        }
        check(window); // with what is wrong
    }
    QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
    QVERIFY2(m_texts > 400, qPrintable(QString::number(m_texts)));
}

void tst_Contrast::seesALowContrast()
{
    m_faults.clear();
    QWidget window;
    window.resize(600, 200);
    QPalette pale;
    pale.setColor(QPalette::Window, Qt::white);
    pale.setColor(QPalette::WindowText, 0x8a8a8a); // 3.5:1
    window.setPalette(pale);
    QLabel label(u"Can hardly be read"_s, &window);
    label.resize(600, 100);
    window.show();
    check(window);
    QCOMPARE(m_faults.size(), 1);
    QVERIFY2(m_faults[0].contains(u"#8a8a8a on #ffffff"_s), qPrintable(m_faults[0]));
}

QTEST_MAIN(tst_Contrast)
#include "tst_contrast.moc"
