#include "ui/connections/connectionactions.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

ConnectionActions::ConnectionActions(Console &console, ConnectionsModel &model, QWidget *window)
    : QObject(window)
    , m_console(console)
    , m_model(model)
    , m_window(window)
    , m_kick(new QAction(this))
    , m_close(new QAction(this))
    , m_closeAll(new QAction(this))
    , m_ping(new QAction(this))
    , m_copyAddress(new QAction(this))
{
    m_kick->setObjectName(u"kickAction"_s);
    m_close->setObjectName(u"closeAction"_s);
    m_closeAll->setObjectName(u"closeAllAction"_s);
    m_ping->setObjectName(u"pingAction"_s);
    m_copyAddress->setObjectName(u"copyAddressAction"_s);

    // Only while the table has the focus: Delete and Ctrl+C have another meaning in a text field.
    m_kick->setShortcut(QKeySequence::Delete);
    m_kick->setShortcutContext(Qt::WidgetShortcut);
    m_copyAddress->setShortcut(QKeySequence::Copy);
    m_copyAddress->setShortcutContext(Qt::WidgetShortcut);

    connect(m_kick, &QAction::triggered, this, &ConnectionActions::askToKick);
    connect(m_close, &QAction::triggered, this, &ConnectionActions::askToClose);
    connect(m_closeAll, &QAction::triggered, this, &ConnectionActions::askToCloseAll);
    connect(m_ping, &QAction::triggered, this, &ConnectionActions::pingSelected);
    connect(m_copyAddress, &QAction::triggered, this, &ConnectionActions::copyAddresses);

    retranslateUi();
    makeIcons(window->palette());
    refresh();
}

void ConnectionActions::setSelection(std::vector<ConnectionId> selection)
{
    m_selection = std::move(selection);
    refresh();
}

void ConnectionActions::setActive(bool on)
{
    m_isActive = on;
    refresh();
}

void ConnectionActions::refresh()
{
    const bool hasSelection = m_isActive && !m_selection.empty();
    const bool hasOpen = hasSelection && std::ranges::any_of(m_selection, [this](ConnectionId id) {
                             const ConnectionRow *row = m_model.find(id);
                             return row && row->state() == ConnectionState::Open;
                         });
    m_kick->setEnabled(hasSelection); // also for a closing connection: a kick does not wait for its queue
    m_close->setEnabled(hasOpen);
    m_ping->setEnabled(hasOpen);
    m_copyAddress->setEnabled(hasSelection);
    m_closeAll->setEnabled(m_model.rowCount() > 0);
}

void ConnectionActions::retranslateUi()
{
    m_kick->setText(tr("&Kick…"));
    m_kick->setToolTip(tr("Close the selected connections at once, with a code and a reason"));
    m_close->setText(tr("&Close…"));
    m_close->setToolTip(tr("Close the selected connections normally (1000), behind what is queued for them"));
    m_closeAll->setText(tr("Close &All…"));
    m_closeAll->setToolTip(tr("Close every connection normally (1000)"));
    m_ping->setText(tr("&Ping Now"));
    m_ping->setToolTip(tr("Measure the latency of the selected connections now"));
    m_copyAddress->setText(tr("Copy A&ddress"));
    m_copyAddress->setToolTip(tr("Copy the address and port of the selected connections"));
    for (QAction *action : {m_kick, m_close, m_closeAll, m_ping, m_copyAddress})
        action->setStatusTip(action->toolTip());
}

void ConnectionActions::makeIcons(const QPalette &palette)
{
    m_kick->setIcon(makeIcon(Icon::Kick, palette));
    m_close->setIcon(makeIcon(Icon::Close, palette));
    m_closeAll->setIcon(makeIcon(Icon::CloseAll, palette));
    m_ping->setIcon(makeIcon(Icon::Ping, palette));
    m_copyAddress->setIcon(makeIcon(Icon::Copy, palette));
}

void ConnectionActions::askToKick()
{
    std::vector<ConnectionInfo> targets;
    std::vector<ConnectionId> ids;
    for (const ConnectionId id : m_selection) {
        if (const ConnectionRow *row = m_model.find(id)) {
            targets.push_back(row->info);
            ids.push_back(id);
        }
    }
    if (ids.empty())
        return;
    auto *dialog = new KickDialog(std::move(targets), m_lastKick, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The connections from before the dialog: the selection may have changed since.
    connect(dialog, &QDialog::accepted, this, [this, dialog, ids = std::move(ids)] {
        m_lastKick = dialog->choice();
        m_model.markClosing(ids);
        m_console.run(Kick{ids, m_lastKick.code, m_lastKick.reason});
        refresh();
    });
    dialog->open();
}

void ConnectionActions::askToClose()
{
    const std::vector<ConnectionId> ids = openOnes();
    if (ids.empty())
        return;
    auto *dialog =
        new EndConnectionsDialog(EndConnectionsDialog::Purpose::CloseSelected, int(ids.size()), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, ids] {
        m_model.markClosing(ids);
        m_console.run(Close{ids});
        refresh();
    });
    dialog->open();
}

void ConnectionActions::askToCloseAll()
{
    if (m_model.rowCount() == 0)
        return;
    auto *dialog =
        new EndConnectionsDialog(EndConnectionsDialog::Purpose::CloseAll, m_model.rowCount(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto recount = [this, dialog] { dialog->setConnections(m_model.rowCount()); };
    connect(&m_model, &QAbstractItemModel::rowsInserted, dialog, recount);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, dialog, recount);
    connect(&m_model, &QAbstractItemModel::modelReset, dialog, recount);
    connect(dialog, &QDialog::accepted, this, [this] {
        std::vector<ConnectionId> ids;
        ids.reserve(std::size_t(m_model.rowCount()));
        for (int row = 0; row < m_model.rowCount(); ++row)
            ids.push_back(m_model.rowAt(row).info.id);
        m_model.markClosing(ids);
        m_console.run(Close{AllConnections()});
        refresh();
    });
    dialog->open();
}

void ConnectionActions::pingSelected()
{
    const std::vector<ConnectionId> ids = openOnes();
    if (!ids.empty())
        m_console.run(Ping{ids});
}

void ConnectionActions::copyAddresses()
{
    QStringList addresses;
    for (const ConnectionId id : m_selection) {
        if (const ConnectionRow *row = m_model.find(id))
            addresses += row->peerText;
    }
    if (addresses.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(addresses.join(u'\n'));
    Q_EMIT reported(addresses.size() == 1 ? tr("Copied %1").arg(addresses.front())
                                          : tr("%Ln address(es) copied", nullptr, int(addresses.size())));
}

std::vector<ConnectionId> ConnectionActions::openOnes() const
{
    std::vector<ConnectionId> ids;
    std::ranges::copy_if(m_selection, std::back_inserter(ids), [this](ConnectionId id) {
        const ConnectionRow *row = m_model.find(id);
        return row && row->state() == ConnectionState::Open;
    });
    return ids;
}

} // namespace signalbox
