#include "ui/connections/connectionactions.h"

#include "tests/ui/connections/panelfixture.h"
#include "ui/dialogs/endconnectionsdialog.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>

using namespace signalbox;
using namespace Qt::StringLiterals;

//! Tests the actions in their panel, with mouse and keys.
class tst_ConnectionActions : public PanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void deleteKicksTheSelectedRow();
    void kickMany();
    void cancelledKickDoesNothing();
    void kickRemembersItsChoice();
    void deleteInTheFilterDoesNotKick();
    void returnKicksOnlyAfterAChoice();
    void closeAsksAndMarksClosing();
    void closeNeedsConfirmation();
    void closeAllNeedsConfirmation();
    void pingSkipsClosingConnections();
    void copyAddress();
    void enablesActionsByState();
    void contextMenu();
    void actsOnWholeUsersAndRooms();
    void saysWhyItIsDisabled();
    void namesWhomAnActionConcerned();
    void marksOnlyWhatWasSentAsClosing();
    void offersWhatTheFilterShows_data();
    void offersWhatTheFilterShows();
    void offersNothingElseWithoutAFilter();
};

void tst_ConnectionActions::deleteKicksTheSelectedRow()
{
    click(3);
    QCOMPARE(selected(), (Ids{3}));
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QVERIFY(m_console->commands().empty()); // not before OK
    QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u"guest-3"_s));
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_s), u"enough"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"kick"_s), Qt::LeftButton);

    QCOMPARE(m_console->commands().size(), std::size_t(1));
    QCOMPARE(m_console->last<Kick>(), (Kick{std::vector{ConnectionId(3)}, 4100, u"enough"_s}));
    const QModelIndex row = m_table->indexAt(cell(3));
    QCOMPARE(row.siblingAtColumn(int(ConnectionColumn::State)).data().toString(), u"Closing"_s);

    m_api->remove({ConnectionId(3)});
    QCOMPARE(row.siblingAtColumn(int(ConnectionColumn::State)).data().toString(), u"Ended"_s);
    QTRY_COMPARE(m_table->model()->rowCount(), 9);
    QCOMPARE(selected(), Ids());
}

void tst_ConnectionActions::kickMany()
{
    click(2);
    click(4, Qt::ShiftModifier);
    QCOMPARE(selected(), (Ids{2, 3, 4}));
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(u"headline"_s)->text().contains(u'3'));
    auto *preset = dialog->findChild<QComboBox *>(u"preset"_s);
    preset->setCurrentIndex(preset->findData(1008));
    click(7); // another selection must not change the targets of the open dialog
    QTest::keyClick(dialog, Qt::Key_Return);

    QCOMPARE(m_console->commands().size(), std::size_t(1));
    QCOMPARE(m_console->last<Kick>().target,
             Target(std::vector{ConnectionId(2), ConnectionId(3), ConnectionId(4)}));
    QCOMPARE(m_console->last<Kick>().code, quint16(1008));
}

void tst_ConnectionActions::cancelledKickDoesNothing()
{
    click(3);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
    QVERIFY(m_console->commands().empty());
    QVERIFY(m_panel->closeAction()->isEnabled()); // not marked as closing either
}

void tst_ConnectionActions::kickRemembersItsChoice()
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
    m_panel->activateWindow(); // there may be no window manager
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));

    click(5);
    KickDialog *second = openKickDialog();
    QVERIFY(second);
    QCOMPARE(second->choice(), (KickChoice{4403, u"spam"_s}));
}

void tst_ConnectionActions::deleteInTheFilterDoesNotKick()
{
    click(3);
    m_filter->setFocus();
    QTest::keyClick(m_filter, Qt::Key_Delete);
    QVERIFY(!m_panel->findChild<KickDialog *>());
}

void tst_ConnectionActions::returnKicksOnlyAfterAChoice()
{
    click(6);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QPushButton *>(u"cancel"_s)->isDefault());
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return); // Delete and Return, without looking
    QVERIFY(!dialog->isVisible());
    QVERIFY(m_console->commands().empty());

    QPointer<KickDialog> gone(dialog);
    QTRY_VERIFY(!gone);
    m_panel->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    dialog = openKickDialog();
    QVERIFY(dialog);
    QTest::keyClicks(dialog->focusWidget(), u"off topic"_s);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
    QCOMPARE(m_console->commands().size(), std::size_t(1));
    QCOMPARE(m_console->last<Kick>(), (Kick{std::vector{ConnectionId(6)}, 4100, u"off topic"_s}));
}

void tst_ConnectionActions::closeNeedsConfirmation()
{
    click(2);
    click(5, Qt::ShiftModifier);
    m_panel->closeAction()->trigger();
    auto *dialog = m_panel->findChild<EndConnectionsDialog *>();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"Close 4 "_s));
    QTest::keyClick(dialog, Qt::Key_Return); // Cancel is the default
    QVERIFY(m_console->commands().empty());
    QVERIFY(m_panel->closeAction()->isEnabled());
}

void tst_ConnectionActions::closeAsksAndMarksClosing()
{
    click(3);
    m_panel->closeAction()->trigger();
    QVERIFY(m_console->commands().empty());
    auto *dialog = m_panel->findChild<EndConnectionsDialog *>();
    QVERIFY(dialog);
    click(7); // another selection must not change what the open dialog closes
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    click(3);
    QCOMPARE(m_console->commands().size(), std::size_t(1));
    QCOMPARE(m_console->last<Close>().target, Target(std::vector{ConnectionId(3)}));
    QVERIFY(!m_panel->closeAction()->isEnabled());
    QVERIFY(m_panel->kickAction()->isEnabled()); // a closing connection can still be kicked
}

void tst_ConnectionActions::closeAllNeedsConfirmation()
{
    m_panel->closeAllAction()->trigger();
    auto *dialog = m_panel->findChild<EndConnectionsDialog *>();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"10"_s));
    m_api->remove({ConnectionId(1)});
    QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"all 9 "_s));
    QTest::keyClick(dialog, Qt::Key_Return); // Cancel is the default
    QVERIFY(m_console->commands().empty());

    QPointer<EndConnectionsDialog> gone(dialog);
    QTRY_VERIFY(!gone);
    m_panel->closeAllAction()->trigger();
    dialog = m_panel->findChild<EndConnectionsDialog *>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    QCOMPARE(m_console->commands().size(), std::size_t(1));
    QCOMPARE(idsOf(std::get<std::vector<ConnectionId>>(m_console->last<Close>().target)),
             (Ids{2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

void tst_ConnectionActions::pingSkipsClosingConnections()
{
    Activity closing;
    closing.state = ConnectionState::Closing;
    m_api->change(ConnectionId(4), closing);
    click(3);
    click(4, Qt::ControlModifier);
    m_panel->pingAction()->trigger();
    QCOMPARE(m_console->commands().size(), std::size_t(1));
    QCOMPARE(m_console->last<Ping>().target, Target(std::vector{ConnectionId(3)}));
}

void tst_ConnectionActions::copyAddress()
{
    QSignalSpy reported(m_panel.get(), &ConnectionsPanel::actionReported);
    click(1);
    click(2, Qt::ControlModifier);
    m_table->setFocus();
    QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"127.0.0.1:40000\n192.168.1.24:40037"_s);
    QCOMPARE(reported.count(), 1);
}

void tst_ConnectionActions::enablesActionsByState()
{
    for (const QAction *action :
         {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(), m_panel->copyAddressAction()})
        QVERIFY(!action->isEnabled());
    QVERIFY(m_panel->closeAllAction()->isEnabled());
    click(3);
    for (const QAction *action :
         {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(), m_panel->copyAddressAction()})
        QVERIFY(action->isEnabled());
    m_api->emitReset();
    for (const QAction *action : {m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(),
                                  m_panel->copyAddressAction(), m_panel->closeAllAction()})
        QVERIFY(!action->isEnabled());
}

void tst_ConnectionActions::contextMenu()
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

void tst_ConnectionActions::actsOnWholeUsersAndRooms()
{
    m_panel->setOtherTargets(ActionTargets{
        .connections = {ConnectionId(4)}, .users = {u"ann"_s}, .rooms = {u"attic"_s}, .count = 12});
    m_panel->kickAction()->trigger();
    auto *kick = m_panel->findChild<KickDialog *>();
    QVERIFY(kick);
    const QString headline = kick->findChild<QLabel *>(u"headline"_s)->text();
    QVERIFY2(headline.contains(u"12 connection"_s) && headline.contains(u"ann, attic, kiosk-hall"_s),
             qPrintable(headline));
    m_panel->setOtherTargets({}); // another list is shown while the dialog is open
    kick->accept();
    QList<Target> targets;
    for (const FakeCommand &command : m_console->commands())
        targets += std::get<Kick>(command.body).target;
    QCOMPARE(targets,
             (QList<Target>{UserTarget{u"ann"_s}, RoomTarget{u"attic"_s}, std::vector{ConnectionId(4)}}));

    m_panel->setOtherTargets(ActionTargets{.rooms = {u"attic"_s}, .count = 3});
    m_panel->pingAction()->trigger();
    QCOMPARE(m_console->last<Ping>().target, Target(RoomTarget{u"attic"_s}));
    m_panel->closeAction()->trigger();
    auto *close = m_panel->findChild<EndConnectionsDialog *>();
    QVERIFY(close);
    QVERIFY(close->findChild<QLabel *>(u"question"_s)->text().contains(u"Close 3 "_s));
    QCOMPARE(close->findChild<QLabel *>(u"names"_s)->text(), u"attic"_s);
    close->accept();
    QCOMPARE(m_console->last<Close>().target, Target(RoomTarget{u"attic"_s}));
}

void tst_ConnectionActions::saysWhyItIsDisabled()
{
    const QList<QAction *> all{m_panel->kickAction(), m_panel->closeAction(), m_panel->pingAction(),
                               m_panel->copyAddressAction()};
    const auto explanations = [&all] {
        QStringList texts;
        for (const QAction *action : all)
            texts += action->isEnabled() ? QString() : action->toolTip();
        texts.removeDuplicates();
        return texts;
    };
    QCOMPARE(explanations(), QStringList{u"Select a connection, a user or a room first"_s});
    click(3);
    QCOMPARE(explanations(), QStringList{QString()});
    QVERIFY(m_panel->kickAction()->toolTip().contains(u"code and a reason"_s));
    Activity closing;
    closing.state = ConnectionState::Closing;
    m_api->change(ConnectionId(3), closing);
    QCOMPARE(explanations(), (QStringList{QString(), u"The selected connections are closing already"_s}));
    m_panel->setOtherTargets(ActionTargets{.rooms = {u"attic"_s}, .count = 0});
    QVERIFY(explanations().contains(u"Nobody is in the selected room"_s));
    m_panel->setOtherTargets(ActionTargets{.rooms = {u"attic"_s}, .count = 1});
    QCOMPARE(explanations(),
             (QStringList{QString(), u"Select a connection: users and rooms have no address"_s}));
    m_api->emitReset();
    QCOMPARE(m_panel->closeAllAction()->toolTip(), u"Nobody is connected"_s);
}

void tst_ConnectionActions::namesWhomAnActionConcerned()
{
    QSignalSpy reported(m_panel.get(), &ConnectionsPanel::actionReported);
    click(1);
    click(2, Qt::ControlModifier);
    m_panel->pingAction()->trigger();
    m_api->remove({ConnectionId(1)}); // its name is not known any more when the action ends
    m_console->finishLast(Outcome::Done);
    QCOMPARE(reported.size(), 1);
    QCOMPARE(reported[0][0].toString(), u"2 pinged: 2 answered (alice, bob)"_s);
    QCOMPARE(namesInText({u"a"_s, u"b"_s, u"c"_s, u"d"_s}), u"a, b, c, d"_s);
    QCOMPARE(namesInText({u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s}), u"a, b, c, d and 2 more"_s);
    QCOMPARE(namesInText({u"a"_s, u"b"_s, u"c"_s}, 2), u"a, b and 1 more"_s);
}

void tst_ConnectionActions::marksOnlyWhatWasSentAsClosing()
{
    m_api->add(sampleConnections(2600, 11));
    QTRY_COMPARE(m_table->model()->rowCount(), 2610);
    m_table->selectAll();
    m_panel->closeAction()->trigger();
    auto *dialog = m_panel->findChild<EndConnectionsDialog *>();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(u"names"_s)->text().contains(u"more"_s));
    dialog->accept();
    QCOMPARE(m_console->commands().size(), std::size_t(4));
    int closing = 0;
    for (int row = 0; row < m_table->model()->rowCount(); ++row) {
        const QModelIndex state = m_table->model()->index(row, int(ConnectionColumn::State));
        closing += state.data().toString() == u"Closing"_s ? 1 : 0;
    }
    QVERIFY2(closing >= 2000 && closing < 2300,
             qPrintable(QString::number(closing))); // a few of the samples close anyway
}

void tst_ConnectionActions::offersWhatTheFilterShows_data()
{
    QTest::addColumn<bool>("isKick");
    QTest::addColumn<bool>("all");
    QTest::newRow("kick all") << true << true;
    QTest::newRow("kick selected") << true << false;
    QTest::newRow("close all") << false << true;
    QTest::newRow("close selected") << false << false;
}

void tst_ConnectionActions::offersWhatTheFilterShows()
{
    QFETCH(bool, isKick);
    QFETCH(bool, all);
    filter(u"room:lobby"_s); // 1, 4, 7 and 10
    QTRY_COMPARE(m_table->model()->rowCount(), 4);
    click(4);
    (isKick ? m_panel->kickAction() : m_panel->closeAction())->trigger();
    auto *dialog = m_panel->findChild<QDialog *>();
    QVERIFY(dialog);
    auto *matching = dialog->findChild<QRadioButton *>(u"scopeMatching"_s);
    QVERIFY(matching);
    QVERIFY(matching->text().contains(u'4') && matching->text().contains(u"room:lobby"_s));
    auto *question = dialog->findChild<QLabel *>(isKick ? u"headline"_s : u"question"_s);
    const QString before = question->text();
    matching->setChecked(all);
    QCOMPARE(question->text() != before, all);
    dialog->accept();
    QCOMPARE(m_console->commands().size(), std::size_t(1));
    Ids ids = idsOf(std::get<std::vector<ConnectionId>>(targetOf(m_console->commands().back().body)));
    std::ranges::sort(ids);
    QCOMPARE(ids, all ? (Ids{1, 4, 7, 10}) : Ids{4});
}

void tst_ConnectionActions::offersNothingElseWithoutAFilter()
{
    click(4);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    QVERIFY(!dialog->findChild<QRadioButton *>());
    dialog->reject();
    filter(u"room:lobby"_s);
    QTRY_COMPARE(m_table->model()->rowCount(), 4);
    m_table->selectAll();
    m_panel->closeAction()->trigger();
    QVERIFY(!m_panel->findChild<EndConnectionsDialog *>()->findChild<QRadioButton *>()); // all are selected
}

QTEST_MAIN(tst_ConnectionActions)
#include "tst_connectionactions.moc"
