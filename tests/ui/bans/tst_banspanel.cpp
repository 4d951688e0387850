#include "ui/bans/banspanel.h"

#include "tests/ui/bans/bansamples.h"
#include "ui/bans/banactions.h"
#include "ui/bans/bandialog.h"
#include "ui/bans/bansmodel.h"

#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Fixture
{
    Fixture()
    {
        panel.resize(1200, 400);
        panel.setWatching(true);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
    }
    void list(std::vector<Ban> bans) { console.bans().list(bans); }
    void listThree()
    {
        const WallTime now = wallNow();
        list({banSample(1, BanKind::User, u"ann"_s, now - 3min),
              banSample(2, BanKind::Address, u"10.0.0.0/8"_s, now - 2min),
              banSample(3, BanKind::Origin, u"https://a.example"_s, now - 1min)});
    }
    QTableView &table() { return *panel.findChild<QTableView *>(u"bans"_s); }
    QLineEdit &filter() { return *panel.findChild<QLineEdit *>(u"bansFilter"_s); }
    QString count() { return panel.findChild<QLabel *>(u"bansCount"_s)->text(); }
    QString valueAt(int row) { return table().model()->index(row, BansModel::Value).data().toString(); }
    QPoint placeOf(int row)
    {
        return table().visualRect(table().model()->index(row, BansModel::Value)).center();
    }
    void click(int row) { QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(row)); }

    FakeConsole console;
    ConnectionsModel connections;
    QWidget window;
    BanActions actions{console, connections, &window};
    BansPanel panel{console.bans(), actions};
};

} // namespace

class tst_BansPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void listsTheNewestFirst()
    {
        Fixture f;
        QVERIFY(f.console.bans().isWatched());
        QCOMPARE(f.panel.badge(), QString());
        f.listThree();
        QTRY_COMPARE(f.valueAt(0), u"https://a.example"_s);
        QCOMPARE(f.valueAt(2), u"ann"_s);
        QCOMPARE(f.panel.badge(), u"3"_s);
        QVERIFY(f.count().startsWith(u"3 ban"_s));
        f.list({});
        QCOMPARE(f.panel.badge(), QString());
        f.panel.setWatching(false);
        QVERIFY(!f.console.bans().isWatched());
    }
    void filters()
    {
        Fixture f;
        f.listThree();
        QTest::keyClicks(&f.filter(), u"kind:user"_s);
        QTest::keyClick(&f.filter(), Qt::Key_Return);
        QTRY_COMPARE(f.table().model()->rowCount(), 1);
        QCOMPARE(f.valueAt(0), u"ann"_s);
        QCOMPARE(f.count(), u"1 of 3 shown"_s);
        QCOMPARE(f.panel.badge(), u"3"_s);
    }
    void addsByKeyAndButton()
    {
        Fixture f;
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(f.window.findChild<BanDialog *>());
        f.window.findChild<BanDialog *>()->reject();
        QTRY_VERIFY(!f.window.findChild<BanDialog *>());
        QTest::mouseClick(f.panel.findChild<QToolButton *>(u"addBanActionButton"_s), Qt::LeftButton);
        QVERIFY(f.window.findChild<BanDialog *>());
    }
    void editsByReturnAndDoubleClick()
    {
        Fixture f;
        f.listThree();
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_End);
        QTest::keyClick(&f.table(), Qt::Key_Return);
        QTRY_VERIFY(f.window.findChild<BanDialog *>());
        QCOMPARE(f.window.findChild<BanDialog *>()->ban().value, u"ann"_s);
        f.window.findChild<BanDialog *>()->reject();
        QTRY_VERIFY(!f.window.findChild<BanDialog *>());
        f.click(0);
        QTest::mouseDClick(f.table().viewport(), Qt::LeftButton, {}, f.placeOf(0));
        QTRY_VERIFY(f.window.findChild<BanDialog *>());
    }
    void removesByDelete()
    {
        Fixture f;
        f.listThree();
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&f.table(), Qt::Key_Delete);
        auto *question = f.window.findChild<QMessageBox *>(u"removeBansQuestion"_s);
        QVERIFY(question);
        QTest::mouseClick(question->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);
        QCOMPARE(f.console.last<RemoveBans>().bans.size(), 3U);
    }
    void actionsFollowTheSelection()
    {
        Fixture f;
        for (const QAction *action : f.panel.barActions())
            QVERIFY(!action->isEnabled() && !action->toolTip().isEmpty());
        QVERIFY(f.panel.addBanAction()->isEnabled() && f.panel.importAction()->isEnabled());
        QVERIFY(!f.panel.exportAction()->isEnabled());
        f.listThree();
        QVERIFY(f.panel.exportAction()->isEnabled());
        f.click(0);
        for (const QAction *action : f.panel.barActions())
            QVERIFY(action->isEnabled());
        QCOMPARE(f.panel.selectionText(), u"Origin https://a.example"_s);
        QTest::keyClick(&f.table(), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(!f.panel.editAction()->isEnabled());
        QVERIFY(f.panel.removeAction()->isEnabled());
        QCOMPARE(f.panel.selectionText(), u"3 selected"_s);
        QTest::keyClick(&f.table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().split(u'\n').size(), 3);
    }
    void keepsTheSelection()
    {
        Fixture f;
        f.listThree();
        f.click(1);
        QCOMPARE(f.panel.selectionText(), u"network 10.0.0.0/8"_s);
        std::vector<Ban> many{banSample(2, BanKind::Address, u"10.0.0.0/8"_s)};
        for (quint64 id = 10; id < 500; ++id)
            many.push_back(banSample(id, BanKind::User, u"user-%1"_s.arg(id)));
        f.list(many);
        QCOMPARE(f.panel.selectionText(), u"network 10.0.0.0/8"_s);
        f.list({banSample(9, BanKind::User, u"ann"_s)}); // a reset
        QCOMPARE(f.panel.selectionText(), QString());
    }
    void offersFacts()
    {
        Fixture f;
        QSignalSpy offered(&f.panel, &BansPanel::factsSelected);
        f.listThree();
        f.click(0);
        QCOMPARE(offered.count(), 1);
        QCOMPARE(offered[0][0].value<FactSheet>().headline, u"Origin https://a.example"_s);
        f.listThree(); // the same one
        QCOMPARE(offered.count(), 1);
    }
    void exportsTheSelectionOrAll()
    {
        Fixture f;
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"bans.json"_s);
        f.panel.setFileChoosers([] { return QString(); }, [path] { return path; });
        f.listThree();
        const auto exported = [&] {
            f.panel.exportAction()->trigger();
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll().count("\"kind\"") : -1;
        };
        QCOMPARE(exported(), 3);
        f.click(0); // one selected row is just where one is
        QCOMPARE(exported(), 3);
        QTest::keyClick(&f.table(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(exported(), 2);
        f.table().clearSelection();
        QTest::keyClicks(&f.filter(), u"kind:user"_s);
        QTest::keyClick(&f.filter(), Qt::Key_Return);
        QCOMPARE(exported(), 1);
    }
    void importsAFile()
    {
        Fixture f;
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"bans.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[{\"kind\":\"user\",\"value\":\"ann\"},{\"kind\":\"user\",\"value\":\"bob\"}]");
        file.close();
        f.panel.setFileChoosers([path] { return path; }, [] { return QString(); });
        f.listThree(); // ann is there
        QTest::mouseClick(f.panel.findChild<QToolButton *>(u"importBansActionButton"_s), Qt::LeftButton);
        auto *question = f.window.findChild<QMessageBox *>(u"importBansQuestion"_s);
        QVERIFY(question);
        QTest::mouseClick(question->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);
        QCOMPARE(f.console.last<AddBans>().bans.size(), 1U);
        QCOMPARE(f.console.last<AddBans>().bans.front().value, u"bob"_s);
    }
    void savesItsColumns()
    {
        Fixture f;
        f.table().sortByColumn(BansModel::Hits, Qt::AscendingOrder);
        const QByteArray state = f.panel.saveState();
        Fixture other;
        QVERIFY(other.panel.restoreState(state));
        QCOMPARE(other.panel.saveState(), state);
        QVERIFY(!other.panel.restoreState("SBLT"));
    }
    void itsColumnsFillTheWidth()
    {
        Fixture f;
        f.listThree();
        f.window.resize(1600, 500);
        const QHeaderView *header = f.table().horizontalHeader();
        QTRY_COMPARE(header->length(), f.table().viewport()->width());
        QCOMPARE(header->logicalIndexAt(f.table().viewport()->width() - 1), int(BansModel::Reason));
    }
    void hasAContextMenu()
    {
        Fixture f;
        f.listThree();
        f.click(0);
        Q_EMIT f.table().customContextMenuRequested(f.placeOf(0));
        auto *menu = f.panel.findChild<QMenu *>();
        QVERIFY(menu);
        for (QAction *action : f.panel.barActions())
            QVERIFY(menu->actions().contains(action));
        menu->close();
    }
};

QTEST_MAIN(tst_BansPanel)
#include "tst_banspanel.moc"
