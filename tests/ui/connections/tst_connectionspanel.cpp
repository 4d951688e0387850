#include "ui/connections/connectionspanel.h"

#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/dialogs/closealldialog.h"
#include "ui/dialogs/kickdialog.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTranslator>

using namespace signalbox;
using namespace Qt::StringLiterals;

using Ids = QList<quint64>;

//! Every text in capitals, in every context.
class Shouting final : public QTranslator
{
public:
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        return QString::fromUtf8(source).replace(u"%n"_s, QString::number(n)).toUpper();
    }
    bool isEmpty() const override { return false; }
};

class tst_ConnectionsPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void watchesTheFace();
    void deleteKicksTheSelectedRow();
    void kickManyAndTheOutcome();
    void cancelledKickDoesNothing();
    void kickRemembersItsChoice();
    void deleteInTheFilterKicksNobody();
    void closeMarksClosing();
    void closeAllAsksFirst();
    void pingSkipsTheClosing();
    void copyAddress();
    void actionsMakeSense();
    void filterCounts();
    void badFilterIsExplained();
    void filteredOutIsNotSelected();
    void selectionSurvivesDeltas();
    void selectionSurvivesAReset_data();
    void selectionSurvivesAReset();
    void selectionLosesTheGone();
    void emptyState();
    void contextMenu();
    void stateComesBack();
    void rubbishStateIsRefused_data();
    void rubbishStateIsRefused();
    void namesAndTabOrder();
    void infoOf();
    void languageChangesAtRunTime();
    void paletteChangesAtRunTime();

private:
    QPoint cell(quint64 id) const;
    void click(quint64 id, Qt::KeyboardModifiers modifiers = {});
    Ids selected() const { return idsOf(m_panel->selection()); }
    QString count() const { return m_panel->findChild<QLabel *>(u"count"_s)->text(); }
    void filter(const QString &text);
    KickDialog *openKickDialog();

    template <typename List>
    static Ids idsOf(const List &list)
    {
        Ids ids;
        for (const ConnectionId id : list)
            ids += id.value();
        return ids;
    }

    std::unique_ptr<FakeConnections> m_face;
    std::unique_ptr<ConnectionsPanel> m_panel;
    QTableView *m_table = nullptr;
    QLineEdit *m_filter = nullptr;
};

void tst_ConnectionsPanel::init()
{
    m_face = std::make_unique<FakeConnections>();
    m_panel = std::make_unique<ConnectionsPanel>(*m_face);
    m_table = m_panel->findChild<QTableView *>(u"connections"_s);
    m_filter = m_panel->findChild<QLineEdit *>(u"filter"_s);
    m_panel->resize(1300, 500);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    m_panel->setWatching(true);
    m_face->add(sampleConnections(10)); // ids 1 to 10, all open; rooms lobby, trading, support in turn
    QTRY_COMPARE(m_table->model()->rowCount(), 10);
}

void tst_ConnectionsPanel::cleanup()
{
    m_panel.reset();
    m_face.reset();
}

QPoint tst_ConnectionsPanel::cell(quint64 id) const
{
    for (int row = 0; row < m_table->model()->rowCount(); ++row) {
        const QModelIndex index = m_table->model()->index(row, int(ConnectionColumn::User));
        if (index.data(ConnectionsModel::IdRole).toULongLong() == id)
            return m_table->visualRect(index).center();
    }
    qFatal("connection %llu is not shown", id);
    return {};
}

void tst_ConnectionsPanel::click(quint64 id, Qt::KeyboardModifiers modifiers)
{
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, modifiers, cell(id));
}

void tst_ConnectionsPanel::filter(const QString &text)
{
    m_filter->clear();
    QTest::keyClicks(m_filter, text);
    QTest::keyClick(m_filter, Qt::Key_Return);
}

KickDialog *tst_ConnectionsPanel::openKickDialog()
{
    m_table->setFocus();
    QTest::keyClick(m_table, Qt::Key_Delete);
    auto *dialog = m_panel->findChild<KickDialog *>();
    return dialog && QTest::qWaitForWindowActive(dialog) ? dialog : nullptr;
}

void tst_ConnectionsPanel::watchesTheFace()
{
    QVERIFY(m_face->isWatched());
    m_panel->setWatching(false);
    QVERIFY(!m_face->isWatched());
}

void tst_ConnectionsPanel::deleteKicksTheSelectedRow()
{
    QSignalSpy reported(m_panel.get(), &ConnectionsPanel::actionReported);
    click(3);
    QCOMPARE(selected(), (Ids{3}));
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QVERIFY(m_face->commands().empty()); // nobody is kicked before OK
    QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u"guest-3"_s));
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_s), u"enough"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"kick"_s), Qt::LeftButton);

    QCOMPARE(m_face->commands().size(), std::size_t(1));
    const FakeCommand &command = m_face->commands().front();
    QCOMPARE(command.kind, ActionKind::Kick);
    QCOMPARE(idsOf(command.ids), (Ids{3}));
    QCOMPARE(command.code, quint16(4100));
    QCOMPARE(command.reason, u"enough"_s);
    QVERIFY(reported.isEmpty()); // not before it has ended
    const QModelIndex row = m_table->indexAt(cell(3));
    QCOMPARE(row.siblingAtColumn(int(ConnectionColumn::State)).data().toString(), u"Closing"_s);

    m_face->finishLast(Outcome::ClosedClean);
    QCOMPARE(reported.count(), 1);
    QCOMPARE(reported[0][0].toString(), u"Kicked: closed cleanly"_s);
    m_face->remove({ConnectionId(3)});
    QCOMPARE(m_table->model()->rowCount(), 9);
    QCOMPARE(selected(), Ids());
}

void tst_ConnectionsPanel::kickManyAndTheOutcome()
{
    QSignalSpy reported(m_panel.get(), &ConnectionsPanel::actionReported);
    click(2);
    click(4, Qt::ShiftModifier);
    QCOMPARE(selected(), (Ids{2, 3, 4}));
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u'3'));
    auto *preset = dialog->findChild<QComboBox *>(u"preset"_s);
    preset->setCurrentIndex(preset->findData(1008));
    click(7); // beside the dialog: it is modal, and it is about those it was opened for
    QTest::keyClick(dialog, Qt::Key_Return);

    QCOMPARE(m_face->commands().size(), std::size_t(1));
    const FakeCommand &command = m_face->commands().front();
    QCOMPARE(idsOf(command.ids), (Ids{2, 3, 4}));
    QCOMPARE(command.code, quint16(1008));
    m_face->finish({command.action,
                    ActionKind::Kick,
                    {{ConnectionId(2), Outcome::ClosedClean},
                     {ConnectionId(3), Outcome::NoAnswer},
                     {ConnectionId(4), Outcome::ClosedClean}},
                    0});
    QCOMPARE(reported.count(), 1);
    QCOMPARE(reported[0][0].toString(), u"3 kicked: 2 closed cleanly, 1 did not answer"_s);
}

void tst_ConnectionsPanel::cancelledKickDoesNothing()
{
    click(3);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
    QVERIFY(m_face->commands().empty());
    QVERIFY(m_panel->closeAction()->isEnabled()); // not marked as closing either
}

void tst_ConnectionsPanel::kickRemembersItsChoice()
{
    click(3);
    KickDialog *first = openKickDialog();
    QVERIFY(first);
    auto *preset = first->findChild<QComboBox *>(u"preset"_s);
    preset->setCurrentIndex(preset->findData(4403));
    first->findChild<QLineEdit *>(u"reason"_s)->setText(u"spam"_s);
    QPointer<KickDialog> gone(first);
    first->accept();
    QTRY_VERIFY(!gone);
    m_panel->activateWindow(); // nobody manages windows here
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));

    click(5);
    KickDialog *second = openKickDialog();
    QVERIFY(second);
    QCOMPARE(second->choice(), (KickChoice{4403, u"spam"_s}));
}

void tst_ConnectionsPanel::deleteInTheFilterKicksNobody()
{
    click(3);
    m_filter->setFocus();
    QTest::keyClick(m_filter, Qt::Key_Delete);
    QVERIFY(!m_panel->findChild<KickDialog *>());
}

void tst_ConnectionsPanel::closeMarksClosing()
{
    click(3);
    m_panel->closeAction()->trigger();
    QCOMPARE(m_face->commands().size(), std::size_t(1));
    QCOMPARE(m_face->commands().front().kind, ActionKind::Close);
    QCOMPARE(idsOf(m_face->commands().front().ids), (Ids{3}));
    QVERIFY(!m_panel->closeAction()->isEnabled());
    QVERIFY(m_panel->kickAction()->isEnabled()); // one that does not want to go can still be kicked
}

void tst_ConnectionsPanel::closeAllAsksFirst()
{
    m_panel->closeAllAction()->trigger();
    auto *dialog = m_panel->findChild<CloseAllDialog *>();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"10"_s));
    m_face->remove({ConnectionId(1)});
    QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"all 9 "_s));
    QTest::keyClick(dialog, Qt::Key_Return); // Cancel is the default
    QVERIFY(m_face->commands().empty());

    QPointer<CloseAllDialog> gone(dialog);
    QTRY_VERIFY(!gone);
    m_panel->closeAllAction()->trigger();
    dialog = m_panel->findChild<CloseAllDialog *>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"closeAll"_s), Qt::LeftButton);
    QCOMPARE(m_face->commands().size(), std::size_t(1));
    QVERIFY(m_face->commands().front().toAll);
}

void tst_ConnectionsPanel::pingSkipsTheClosing()
{
    Activity closing;
    closing.state = ConnectionState::Closing;
    m_face->change(ConnectionId(4), closing);
    click(3);
    click(4, Qt::ControlModifier);
    m_panel->pingAction()->trigger();
    QCOMPARE(m_face->commands().size(), std::size_t(1));
    QCOMPARE(m_face->commands().front().kind, ActionKind::Ping);
    QCOMPARE(idsOf(m_face->commands().front().ids), (Ids{3}));
}

void tst_ConnectionsPanel::copyAddress()
{
    QSignalSpy reported(m_panel.get(), &ConnectionsPanel::actionReported);
    click(1);
    click(2, Qt::ControlModifier);
    m_table->setFocus();
    QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"127.0.0.1:40000\n192.168.1.24:40037"_s);
    QCOMPARE(reported.count(), 1);
}

void tst_ConnectionsPanel::actionsMakeSense()
{
    for (const QAction *action :
         {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(), m_panel->copyAddressAction()})
        QVERIFY(!action->isEnabled());
    QVERIFY(m_panel->closeAllAction()->isEnabled());
    click(3);
    for (const QAction *action :
         {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(), m_panel->copyAddressAction()})
        QVERIFY(action->isEnabled());
    m_face->emitReset();
    for (const QAction *action : {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(),
                                  m_panel->copyAddressAction(), m_panel->closeAllAction()})
        QVERIFY(!action->isEnabled());
}

void tst_ConnectionsPanel::filterCounts()
{
    QCOMPARE(count(), u"10 connection(s)"_s);
    filter(u"room:trading"_s); // 2, 5, 8
    QCOMPARE(count(), u"3 of 10 shown"_s);
    click(5);
    QCOMPARE(count(), u"3 of 10 shown, 1 selected"_s);
    m_filter->clear(); // and no Enter: typing is enough, after a moment
    QTRY_COMPARE(count(), u"10 connection(s), 1 selected"_s);
}

void tst_ConnectionsPanel::badFilterIsExplained()
{
    auto *error = m_panel->findChild<QLabel *>(u"filterError"_s);
    QVERIFY(!error->isVisible());
    filter(u"room:trading"_s);
    filter(u"latency>fast"_s);
    QVERIFY(error->isVisible());
    QVERIFY(error->text().contains(u"latency>fast"_s));
    QCOMPARE(m_table->model()->rowCount(), 3); // the last good filter stays
    filter(u"room:lobby"_s);
    QVERIFY(!error->isVisible());
    QCOMPARE(m_table->model()->rowCount(), 4);
}

void tst_ConnectionsPanel::filteredOutIsNotSelected()
{
    QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
    click(2);
    click(3, Qt::ControlModifier);
    changed.clear();
    filter(u"room:trading"_s);
    QCOMPARE(selected(), (Ids{2})); // never kick whom one does not see
    QCOMPARE(changed.count(), 1);
}

void tst_ConnectionsPanel::selectionSurvivesDeltas()
{
    click(3);
    click(6, Qt::ControlModifier);
    QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
    m_table->sortByColumn(int(ConnectionColumn::Id), Qt::DescendingOrder);
    QCOMPARE(selected(), (Ids{6, 3}));
    changed.clear();
    m_face->remove({ConnectionId(1), ConnectionId(4), ConnectionId(10)});
    m_face->add(sampleConnections(3, 11));
    m_face->change(ConnectionId(3), {});
    QTRY_COMPARE(m_table->model()->index(0, 0).data(ConnectionsModel::IdRole).toULongLong(), 13ULL);
    QCOMPARE(selected(), (Ids{6, 3}));
    QCOMPARE(changed.count(), 0);
}

void tst_ConnectionsPanel::selectionSurvivesAReset_data()
{
    QTest::addColumn<bool>("fromTheFace");
    QTest::newRow("a watch that begins anew") << true;
    QTest::newRow("a delta in very many places") << false;
}

void tst_ConnectionsPanel::selectionSurvivesAReset()
{
    QFETCH(bool, fromTheFace);
    m_face->add(sampleConnections(390, 11));
    QTRY_COMPARE(m_table->model()->rowCount(), 400);
    click(3);
    click(5, Qt::ShiftModifier);
    click(7, Qt::ControlModifier);
    QCOMPARE(selected(), (Ids{3, 4, 5, 7}));
    if (fromTheFace) {
        m_face->emitReset();
        QCOMPARE(selected(), Ids());
        std::vector<ConnectionSnapshot> without4 = sampleConnections(400);
        without4.erase(without4.begin() + 3);
        m_face->add(without4);
    } else {
        std::vector<ConnectionId> even;
        for (quint64 id = 4; id <= 400; id += 2)
            even.emplace_back(id);
        QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
        m_face->remove(even);
        QVERIFY(changed.count() <= 2);
    }
    QCOMPARE(selected(), (Ids{3, 5, 7}));
    QVERIFY(m_panel->kickAction()->isEnabled());
}

void tst_ConnectionsPanel::selectionLosesTheGone()
{
    QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
    click(3);
    QCOMPARE(changed.count(), 1);
    m_face->remove({ConnectionId(3)});
    QCOMPARE(changed.count(), 2);
    QVERIFY(changed[1][0].value<QList<ConnectionId>>().isEmpty());
    QVERIFY(!m_panel->kickAction()->isEnabled());
}

void tst_ConnectionsPanel::emptyState()
{
    auto *empty = new QLabel(u"Connect to ws://127.0.0.1:8080/"_s);
    m_panel->setEmptyState(empty);
    QVERIFY(!empty->isVisible());
    std::vector<ConnectionId> all;
    for (quint64 id = 1; id <= 10; ++id)
        all.emplace_back(id);
    filter(u"nobody"_s); // nothing shown is not nothing there
    QVERIFY(!empty->isVisible());
    m_face->remove(all);
    QVERIFY(empty->isVisible());
    QVERIFY(!m_table->isVisible());
    m_face->add(sampleConnections(1, 20));
    QVERIFY(!empty->isVisible());
    QVERIFY(m_table->isVisible());
}

void tst_ConnectionsPanel::contextMenu()
{
    click(3);
    const QPoint at = cell(3);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, m_table->viewport()->mapToGlobal(at));
    QApplication::sendEvent(m_table->viewport(), &event);
    auto *menu = m_panel->findChild<QMenu *>();
    QVERIFY(menu);
    QVERIFY(menu->isVisible());
    for (QAction *action :
         {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(), m_panel->copyAddressAction()})
        QVERIFY(menu->actions().contains(action));
    menu->close();
}

void tst_ConnectionsPanel::stateComesBack()
{
    m_table->setColumnHidden(int(ConnectionColumn::Room), true);
    m_table->sortByColumn(int(ConnectionColumn::User), Qt::DescendingOrder);
    click(3);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(u"reason"_s)->setText(u"spam"_s);
    dialog->accept();

    FakeConnections face;
    ConnectionsPanel panel(face);
    QVERIFY(panel.restoreState(m_panel->saveState()));
    auto *table = panel.findChild<QTableView *>(u"connections"_s);
    QVERIFY(table->isColumnHidden(int(ConnectionColumn::Room)));
    face.add(sampleConnections(4));
    table->selectRow(0);
    panel.kickAction()->trigger();
    auto *restored = panel.findChild<KickDialog *>();
    QVERIFY(restored);
    QCOMPARE(restored->choice(), (KickChoice{4100, u"spam"_s}));
}

void tst_ConnectionsPanel::rubbishStateIsRefused_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("rubbish") << QByteArray("rubbish, and long enough to be read as a header");
    QTest::newRow("cut off") << ConnectionsPanel(*std::make_unique<FakeConnections>()).saveState().left(40);
}

void tst_ConnectionsPanel::rubbishStateIsRefused()
{
    QFETCH(QByteArray, state);
    QVERIFY(!m_panel->restoreState(state));
    QVERIFY(!m_table->isColumnHidden(int(ConnectionColumn::User)));
}

void tst_ConnectionsPanel::namesAndTabOrder()
{
    QVERIFY(!m_filter->accessibleName().isEmpty());
    QVERIFY(!m_table->accessibleName().isEmpty());
    QVERIFY(m_filter->isClearButtonEnabled());
    QVERIFY(!m_filter->placeholderText().isEmpty());
    for (const QAction *action : {m_panel->kickAction(), m_panel->closeAction(), m_panel->closeAllAction(),
                                  m_panel->pingAction(), m_panel->copyAddressAction()}) {
        QVERIFY(action->text().contains(u'&'));
        QVERIFY(!action->icon().isNull());
        QVERIFY(!action->toolTip().isEmpty());
    }
    m_filter->setFocus();
    QTest::keyClick(m_filter, Qt::Key_Tab);
    QVERIFY(m_table->hasFocus());
    QTest::keyClick(m_table, Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(m_filter->hasFocus());
}

void tst_ConnectionsPanel::infoOf()
{
    QCOMPARE(m_panel->infoOf(ConnectionId(1))->user, u"alice"_s);
    QVERIFY(!m_panel->infoOf(ConnectionId(99)));
}

void tst_ConnectionsPanel::languageChangesAtRunTime()
{
    click(3);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    const auto title = [this] {
        return m_table->model()->headerData(int(ConnectionColumn::Address), Qt::Horizontal).toString();
    };
    QCOMPARE(title(), u"Address"_s);
    Shouting shouting;
    QVERIFY(QCoreApplication::installTranslator(&shouting));
    QTRY_COMPARE(count(), u"10 CONNECTION(S), 1 SELECTED"_s);
    QCOMPARE(title(), u"ADDRESS"_s);
    QCOMPARE(m_panel->kickAction()->text(), u"&KICK…"_s);
    QCOMPARE(m_filter->accessibleName(), u"FILTER CONNECTIONS"_s);
    QCOMPARE(dialog->windowTitle(), u"KICK"_s);
    QCOMPARE(dialog->findChild<QPushButton *>(u"cancel"_s)->text(), u"CANCEL"_s);
    QCOMPARE(dialog->findChild<QComboBox *>(u"preset"_s)->currentText(), u"4100 – KICKED, MAY RETURN"_s);
    QCoreApplication::removeTranslator(&shouting);
    QTRY_COMPARE(title(), u"Address"_s);
    QTRY_COMPARE(dialog->windowTitle(), u"Kick"_s);
}

void tst_ConnectionsPanel::paletteChangesAtRunTime()
{
    const auto ink = [this] {
        const QImage image = m_panel->closeAllAction()->icon().pixmap(16).toImage();
        QColor strongest(Qt::transparent);
        for (int x = 0; x < image.width(); ++x) {
            const QColor color = image.pixelColor(x, image.height() / 2);
            strongest = color.alpha() > strongest.alpha() ? color : strongest;
        }
        return strongest.rgb();
    };
    QPalette dark = m_panel->palette();
    dark.setColor(QPalette::ButtonText, Qt::white);
    QVERIFY(ink() != QColor(Qt::white).rgb());
    m_panel->setPalette(dark);
    QCOMPARE(ink(), QColor(Qt::white).rgb());
}

QTEST_MAIN(tst_ConnectionsPanel)
#include "tst_connectionspanel.moc"
