#pragma once

// A panel with ten connections, and functions to click and type in it, for the tests of panel and actions.

#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionspanel.h"
#include "ui/dialogs/kickdialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

#include <memory>

namespace signalbox {

using namespace Qt::StringLiterals;

using Ids = QList<quint64>;

class PanelFixture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_console = std::make_unique<FakeConsole>();
        m_api = &m_console->connections();
        m_panel = std::make_unique<ConnectionsPanel>(*m_console);
        m_table = m_panel->findChild<QTableView *>(u"connections"_s);
        m_filter = m_panel->findChild<QLineEdit *>(u"filter"_s);
        m_panel->resize(1300, 500);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
        m_panel->setWatching(true);
        m_api->add(sampleConnections(10)); // ids 1 to 10, all open; rooms lobby, trading, support in turn
        QTRY_COMPARE(m_table->model()->rowCount(), 10);
    }

    void cleanup()
    {
        m_panel.reset();
        m_console.reset();
    }

protected:
    QPoint cell(quint64 id) const
    {
        for (int row = 0; row < m_table->model()->rowCount(); ++row) {
            const QModelIndex index = m_table->model()->index(row, int(ConnectionColumn::User));
            if (index.data(ConnectionsModel::IdRole).toULongLong() == id)
                return m_table->visualRect(index).center();
        }
        qFatal("connection %llu is not shown", id);
        return {};
    }

    void click(quint64 id, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(m_table->viewport(), Qt::LeftButton, modifiers, cell(id));
    }

    void filter(const QString &text)
    {
        m_filter->setFocus();
        m_filter->clear();
        QTest::keyClicks(m_filter, text);
        QTest::keyClick(m_filter, Qt::Key_Return);
    }

    KickDialog *openKickDialog()
    {
        m_table->setFocus();
        QTest::keyClick(m_table, Qt::Key_Delete);
        auto *dialog = m_panel->findChild<KickDialog *>();
        return dialog && QTest::qWaitForWindowActive(dialog) ? dialog : nullptr;
    }

    Ids selected() const { return idsOf(m_panel->selection()); }
    QString count() const { return m_panel->findChild<QLabel *>(u"count"_s)->text(); }

    template <typename List>
    static Ids idsOf(const List &list)
    {
        Ids ids;
        for (const ConnectionId id : list)
            ids += id.value();
        return ids;
    }

    std::unique_ptr<FakeConsole> m_console;
    FakeConnections *m_api = nullptr;
    std::unique_ptr<ConnectionsPanel> m_panel;
    QTableView *m_table = nullptr;
    QLineEdit *m_filter = nullptr;
};

} // namespace signalbox
