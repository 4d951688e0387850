// Saves pictures of the panel for review by people: light and dark, wide and narrow.

#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionspanel.h"
#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/dialogs/kickdialog.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QLineEdit>
#include <QSet>
#include <QStyle>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_PanelPicture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup() { QApplication::setPalette(QApplication::style()->standardPalette()); }
    void panel_data();
    void panel();
    void dialogs_data();
    void dialogs();

private:
    static void save(QWidget &widget, const QString &name);
};

namespace {

QPalette darkPalette()
{
    const QColor window(0x2b, 0x2d, 0x30);
    const QColor text(0xe6, 0xe6, 0xe6);
    QPalette palette(text, window.lighter(115), window.lighter(160), window.darker(160), window.lighter(130),
                     text, Qt::white, QColor(0x1e, 0x1f, 0x22), window);
    palette.setColor(QPalette::AlternateBase, QColor(0x25, 0x26, 0x2a));
    palette.setColor(QPalette::Highlight, QColor(0x2e, 0x5f, 0x9e));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(0x8c, 0x8f, 0x94));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x74, 0x77, 0x7b));
    return palette;
}

} // namespace

void tst_PanelPicture::initTestCase()
{
    QVERIFY(QDir().mkpath(QStringLiteral(SIGNALBOX_PICTURES)));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void tst_PanelPicture::save(QWidget &widget, const QString &name)
{
    QCoreApplication::processEvents(); // a longer text changes the layout by an event
    const QImage image = widget.grab().toImage();
    QVERIFY(image.save(QStringLiteral(SIGNALBOX_PICTURES) + u'/' + name + u".png"_s));
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colors += image.pixel(x, y);
    }
    QVERIFY2(colors.size() > 20, "an empty picture");
}

void tst_PanelPicture::panel_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("filter");
    QTest::newRow("panel-light") << false << 1440 << QString();
    QTest::newRow("panel-dark") << true << 1440 << QString();
    QTest::newRow("panel-narrow") << false << 900 << u"room:lobby latency>1ms"_s;
    QTest::newRow("panel-bad-filter") << true << 1200 << u"latency>fast"_s;
    QTest::newRow("panel-no-match") << false << 1200 << u"nobody"_s;
}

void tst_PanelPicture::panel()
{
    QFETCH(bool, dark);
    QFETCH(int, width);
    QFETCH(QString, filter);
    if (dark)
        QApplication::setPalette(darkPalette());

    FakeConsole console;
    FakeConnections &api = console.connections();
    QWidget window;
    ConnectionsPanel panel(console, &window);
    panel.setGeometry(8, 8, width - 16, 600 - 16);
    window.resize(width, 600);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    panel.setWatching(true);
    api.add(sampleConnections(40));
    auto *table = panel.findChild<QTableView *>(u"connections"_s);
    table->sortByColumn(int(ConnectionColumn::Id), Qt::AscendingOrder);
    table->setFocus();
    table->selectRow(3);
    table->selectionModel()->select(table->model()->index(5, 0),
                                    QItemSelectionModel::Select | QItemSelectionModel::Rows);
    auto *box = panel.findChild<QLineEdit *>(u"filter"_s);
    box->setText(filter);
    QTest::keyClick(box, Qt::Key_Return);
    save(window, QString::fromLatin1(QTest::currentDataTag()));
}

void tst_PanelPicture::dialogs_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void tst_PanelPicture::dialogs()
{
    QFETCH(bool, dark);
    if (dark)
        QApplication::setPalette(darkPalette());
    const QString suffix = QString::fromLatin1(QTest::currentDataTag());
    const ConnectionInfo target = sampleConnections(1, 12).front().info;

    KickDialog kick({.connections = 1, .names = target.user, .only = target},
                    {4403, u"Please do not flood the lobby"_s});
    kick.show();
    QVERIFY(QTest::qWaitForWindowActive(&kick));
    save(kick, u"kick-"_s + suffix);

    KickDialog tooLong({.connections = 3, .names = target.user}, {4242, QString(130, u'x')});
    tooLong.show();
    QVERIFY(QTest::qWaitForWindowActive(&tooLong));
    save(tooLong, u"kick-too-long-"_s + suffix);

    EndConnectionsDialog closeAll(EndConnectionsDialog::Purpose::CloseAll, 40);
    closeAll.show();
    QVERIFY(QTest::qWaitForWindowActive(&closeAll));
    save(closeAll, u"closeall-"_s + suffix);
}

QTEST_MAIN(tst_PanelPicture)
#include "tst_panelpicture.moc"
