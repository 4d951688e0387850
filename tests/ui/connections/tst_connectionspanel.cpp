#include "ui/connections/connectionspanel.h"

#include "tests/ui/connections/panelfixture.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/dialogs/kickdialog.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTranslator>

using namespace signalbox;
using namespace Qt::StringLiterals;

//! Translates every text to capitals.
class Shouting final : public QTranslator
{
public:
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        return QString::fromUtf8(source).replace(u"%Ln"_s, QString::number(n)).toUpper();
    }
    bool isEmpty() const override { return false; }
};

class tst_ConnectionsPanel : public PanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void watchesTheApi();
    void filterCounts();
    void explainsAnInvalidFilter();
    void deselectsHiddenConnections();
    void selectionSurvivesDeltas();
    void selectionSurvivesAReset_data();
    void selectionSurvivesAReset();
    void deselectsRemovedConnections();
    void emptyState();
    void restoresItsState();
    void rejectsAnInvalidState_data();
    void rejectsAnInvalidState();
    void namesAndTabOrder();
    void infoOf();
    void detailsAreRequestedByKeyAndMouse_data();
    void detailsAreRequestedByKeyAndMouse();
    void retranslates();
    void followsThePalette();
};

void tst_ConnectionsPanel::watchesTheApi()
{
    QVERIFY(m_api->isWatched());
    m_panel->setWatching(false);
    QVERIFY(!m_api->isWatched());
}

void tst_ConnectionsPanel::filterCounts()
{
    QCOMPARE(count(), u"10 connection(s)"_s);
    filter(u"room:trading"_s); // 2, 5, 8
    QCOMPARE(count(), u"3 of 10 shown"_s);
    click(5);
    QCOMPARE(m_panel->selectionText(), u"小明 (#5)"_s);
    m_filter->clear(); // without Return: applied after a delay
    QTRY_COMPARE(count(), u"10 connection(s)"_s);
    QCOMPARE(m_panel->badge(), u"10"_s);
}

void tst_ConnectionsPanel::explainsAnInvalidFilter()
{
    auto *error = m_panel->findChild<QLabel *>(u"filterError"_s);
    QVERIFY(!error->isVisible());
    filter(u"room:trading"_s);
    filter(u"latency>fast"_s);
    QVERIFY(error->isVisible());
    QVERIFY(error->text().contains(u"latency>fast"_s));
    QCOMPARE(m_table->model()->rowCount(), 3); // the last valid filter stays in effect
    filter(u"room:lobby"_s);
    QVERIFY(!error->isVisible());
    QCOMPARE(m_table->model()->rowCount(), 4);
}

void tst_ConnectionsPanel::deselectsHiddenConnections()
{
    QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
    click(2);
    click(3, Qt::ControlModifier);
    changed.clear();
    filter(u"room:trading"_s);
    QCOMPARE(selected(), (Ids{2})); // hidden connections must not be kicked
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
    m_api->remove({ConnectionId(1), ConnectionId(4), ConnectionId(10)});
    m_api->add(sampleConnections(3, 11));
    m_api->change(ConnectionId(3), {});
    QTRY_COMPARE(m_table->model()->index(0, 0).data(ConnectionsModel::IdRole).toULongLong(), 13ULL);
    QCOMPARE(selected(), (Ids{6, 3}));
    QCOMPARE(changed.count(), 0);
}

void tst_ConnectionsPanel::selectionSurvivesAReset_data()
{
    QTest::addColumn<bool>("fromTheApi");
    QTest::newRow("a new subscription") << true;
    QTest::newRow("a delta with very many ranges") << false;
}

void tst_ConnectionsPanel::selectionSurvivesAReset()
{
    QFETCH(bool, fromTheApi);
    m_api->add(sampleConnections(390, 11));
    QTRY_COMPARE(m_table->model()->rowCount(), 400);
    click(3);
    click(5, Qt::ShiftModifier);
    click(7, Qt::ControlModifier);
    QCOMPARE(selected(), (Ids{3, 4, 5, 7}));
    if (fromTheApi) {
        m_api->emitReset();
        QCOMPARE(selected(), Ids());
        std::vector<ConnectionSnapshot> without4 = sampleConnections(400);
        without4.erase(without4.begin() + 3);
        m_api->add(without4);
    } else {
        std::vector<ConnectionId> even;
        for (quint64 id = 4; id <= 400; id += 2)
            even.emplace_back(id);
        QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
        m_api->remove(even);
        QVERIFY(changed.count() <= 2);
    }
    QCOMPARE(selected(), (Ids{3, 5, 7}));
    QVERIFY(m_panel->kickAction()->isEnabled());
}

void tst_ConnectionsPanel::deselectsRemovedConnections()
{
    QSignalSpy changed(m_panel.get(), &ConnectionsPanel::selectionChanged);
    click(3);
    QCOMPARE(changed.count(), 1);
    m_api->remove({ConnectionId(3)});
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
    filter(u"nobody"_s); // there are connections, but hidden ones
    QVERIFY(!empty->isVisible());
    m_api->remove(all);
    QTRY_VERIFY(empty->isVisible()); // when the last one has faded
    QVERIFY(!m_table->isVisible());
    m_api->add(sampleConnections(1, 20));
    QVERIFY(!empty->isVisible());
    QVERIFY(m_table->isVisible());
}

void tst_ConnectionsPanel::restoresItsState()
{
    m_table->setColumnHidden(int(ConnectionColumn::Room), true);
    m_table->sortByColumn(int(ConnectionColumn::User), Qt::DescendingOrder);
    click(3);
    KickDialog *dialog = openKickDialog();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(u"reason"_s)->setText(u"spam"_s);
    dialog->accept();

    FakeConsole console;
    FakeConnections &api = console.connections();
    ConnectionsPanel panel(console);
    panel.setWatching(true);
    QVERIFY(panel.restoreState(m_panel->saveState()));
    auto *table = panel.findChild<QTableView *>(u"connections"_s);
    QVERIFY(table->isColumnHidden(int(ConnectionColumn::Room)));
    api.add(sampleConnections(4));
    table->selectRow(0);
    panel.kickAction()->trigger();
    auto *restored = panel.findChild<KickDialog *>();
    QVERIFY(restored);
    QCOMPARE(restored->choice(), (KickChoice{4100, u"spam"_s}));
}

void tst_ConnectionsPanel::rejectsAnInvalidState_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("invalid") << QByteArray("rubbish, and long enough to be read as a header");
    QTest::newRow("cut off") << ConnectionsPanel(*std::make_unique<FakeConsole>()).saveState().chopped(3);
}

void tst_ConnectionsPanel::rejectsAnInvalidState()
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

void tst_ConnectionsPanel::detailsAreRequestedByKeyAndMouse_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Return") << true;
    QTest::newRow("double-click") << false;
}

void tst_ConnectionsPanel::detailsAreRequestedByKeyAndMouse()
{
    QFETCH(bool, byKey);
    click(2);
    const QSignalSpy requested(m_panel.get(), &ConnectionsPanel::detailsRequested);
    if (byKey)
        QTest::keyClick(m_table, Qt::Key_Return);
    else
        QTest::mouseDClick(m_table->viewport(), Qt::LeftButton, {}, cell(2));
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested[0][0].value<ConnectionId>(), ConnectionId(2));
    QVERIFY(m_console->commands().empty());
}

void tst_ConnectionsPanel::retranslates()
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
    QTRY_COMPARE(count(), u"10 CONNECTION(S)"_s);
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

void tst_ConnectionsPanel::followsThePalette()
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
