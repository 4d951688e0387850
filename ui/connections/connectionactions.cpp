#include "ui/connections/connectionactions.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/connections/listpane.h"
#include "ui/connections/nameorder.h"
#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QSet>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

ActionTargets targetsOf(std::vector<ConnectionId> ids)
{
    const quint64 count = ids.size();
    return {.connections = std::move(ids), .count = count};
}

} // namespace

ConnectionActions::ConnectionActions(ActionRunner &runner, ConnectionsModel &model, QWidget *window)
    : QObject(window)
    , m_runner(runner)
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
    m_kick->setProperty(ListPane::DangerProperty, true);
    m_kick->setShortcut(QKeySequence::Delete);
    m_kick->setShortcutContext(Qt::WidgetShortcut);
    m_copyAddress->setShortcut(QKeySequence::Copy);
    m_copyAddress->setShortcutContext(Qt::WidgetShortcut);

    connect(m_kick, &QAction::triggered, this, &ConnectionActions::askToKick);
    connect(m_close, &QAction::triggered, this, &ConnectionActions::askToClose);
    connect(m_closeAll, &QAction::triggered, this, &ConnectionActions::askToCloseAll);
    connect(m_ping, &QAction::triggered, this, &ConnectionActions::pingSelected);
    connect(m_copyAddress, &QAction::triggered, this, &ConnectionActions::copyAddresses);

    m_runner.setUserLookup([this](const ActionTargets &targets) { return usersOf(targets); });
    retranslateUi();
    makeIcons(window->palette());
    refresh();
}

void ConnectionActions::setTargets(const ActionTargets &targets)
{
    m_targets = targets;
    refresh();
}

void ConnectionActions::refresh()
{
    const bool isGroupOnly = m_targets.connections.empty() && m_targets.hasGroups();
    const QString nothing = m_targets.isEmpty()    ? tr("Select a connection, a user or a room first")
                            : m_targets.count == 0 ? tr("Nobody is in the selected room")
                                                   : QString();
    const QString nothingOpen = !nothing.isEmpty() ? nothing
                                : m_targets.hasGroups() || !openOnes().empty()
                                    ? QString()
                                    : tr("The selected connections are closing already");
    // A closing connection can still be kicked: a kick does not wait for its queue.
    explain(m_kick, tr("Close the selected connections at once, with a code and a reason"), nothing);
    explain(m_close, tr("Close the selected connections normally (1000), behind what is queued for them"),
            nothingOpen);
    explain(m_ping, tr("Measure the latency of the selected connections now"), nothingOpen);
    explain(m_copyAddress, tr("Copy the address and port of the selected connections"),
            isGroupOnly ? tr("Select a connection: users and rooms have no address") : nothing);
    explain(m_closeAll, tr("Close every connection normally (1000)"),
            m_model.openCount() > 0 ? QString() : tr("Nobody is connected"));
}

void ConnectionActions::explain(QAction *action, const QString &toolTip, const QString &whyNot)
{
    const bool isEnabled = whyNot.isEmpty();
    action->setEnabled(isEnabled);
    action->setToolTip(isEnabled ? toolTip : whyNot);
    action->setStatusTip(action->toolTip());
}

void ConnectionActions::retranslateUi()
{
    m_kick->setText(tr("&Kick…"));
    m_close->setText(tr("&Close…"));
    m_closeAll->setText(tr("Close &All…"));
    m_ping->setText(tr("&Ping Now"));
    m_copyAddress->setText(tr("Copy A&ddress"));
    refresh();
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
    if (m_targets.count == 0)
        return;
    KickDialog::Targets shown{.connections = int(m_targets.count),
                              .names = namesOf(m_targets, MaxNamesInPreview)};
    if (!m_targets.hasGroups() && m_targets.connections.size() == 1) {
        if (const ConnectionRow *row = m_model.find(m_targets.connections.front()))
            shown.only = row->info;
    }
    const std::optional<Matches> matches = otherMatches();
    if (matches)
        shown.matching = scopeOf(*matches);
    auto *dialog = new KickDialog(shown, m_lastKick, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The targets from before the dialog: selection and filter may show others since.
    connect(dialog, &QDialog::accepted, this, [this, dialog, matches, targets = m_targets] {
        m_lastKick = dialog->choice();
        const Kick kick{{}, m_lastKick.code, m_lastKick.reason};
        runEnding(dialog->appliesToMatching() ? targetsOf(matches->connections) : targets, kick);
    });
    dialog->open();
}

void ConnectionActions::askToClose()
{
    const ActionTargets targets = openTargets();
    if (targets.isEmpty())
        return;
    auto *dialog =
        new EndConnectionsDialog(EndConnectionsDialog::Purpose::CloseSelected, int(targets.count), m_window);
    dialog->setNames(namesOf(targets, MaxNamesInPreview));
    const std::optional<Matches> matches = otherMatches();
    if (matches)
        dialog->setMatching(scopeOf(*matches));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, matches, targets] {
        runEnding(dialog->appliesToMatching() ? targetsOf(matches->connections) : targets, Close{});
    });
    dialog->open();
}

void ConnectionActions::askToCloseAll()
{
    if (m_model.openCount() == 0)
        return;
    auto *dialog =
        new EndConnectionsDialog(EndConnectionsDialog::Purpose::CloseAll, m_model.openCount(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto recount = [this, dialog] { dialog->setConnections(m_model.openCount()); };
    connect(&m_model, &ConnectionsModel::endedChanged, dialog, recount);
    connect(&m_model, &QAbstractItemModel::rowsInserted, dialog, recount);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, dialog, recount);
    connect(&m_model, &QAbstractItemModel::modelReset, dialog, recount);
    connect(dialog, &QDialog::accepted, this, [this] {
        std::vector<ConnectionId> ids;
        ids.reserve(std::size_t(m_model.rowCount()));
        for (int row = 0; row < m_model.rowCount(); ++row) {
            if (!m_model.rowAt(row).isEnded())
                ids.push_back(m_model.rowAt(row).info.id);
        }
        runEnding(targetsOf(std::move(ids)), Close{});
    });
    dialog->open();
}

void ConnectionActions::pingSelected()
{
    run(openTargets(), Ping{});
}

void ConnectionActions::copyAddresses()
{
    QStringList addresses;
    for (const ConnectionId id : m_targets.connections) {
        if (const ConnectionRow *row = m_model.find(id))
            addresses += row->peerText;
    }
    if (addresses.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(addresses.join(u'\n'));
    Q_EMIT reported(addresses.size() == 1 ? tr("Copied %1").arg(addresses.front())
                                          : tr("%Ln address(es) copied", nullptr, int(addresses.size())));
}

void ConnectionActions::run(const ActionTargets &targets, const CommandBody &command)
{
    m_runner.run(command, targets, namesOf(targets));
    refresh();
}

//! Runs a command that ends the connections, which are shown as closing as soon as it is sent.
void ConnectionActions::runEnding(const ActionTargets &targets, const CommandBody &command)
{
    m_runner.run(command, targets, namesOf(targets),
                 [this](const std::vector<ConnectionId> &ids) { m_model.markClosing(ids); });
    refresh();
}

std::optional<ConnectionActions::Matches> ConnectionActions::otherMatches() const
{
    std::optional<Matches> matches = m_matches && !m_targets.hasGroups() ? m_matches() : std::nullopt;
    // The selected ones are among those that are shown.
    return matches && matches->connections.size() > m_targets.connections.size() ? matches : std::nullopt;
}

FilterScope ConnectionActions::scopeOf(const Matches &matches) const
{
    return {matches.filter, int(matches.connections.size()),
            namesOf(targetsOf(matches.connections), MaxNamesInPreview)};
}

//! Returns the users of what the action concerns; of a room all that are connected, because its members are not known here.
ActionRunner::Users ConnectionActions::usersOf(const ActionTargets &targets) const
{
    ActionRunner::Users users;
    for (const ConnectionId id : targets.connections) {
        if (const ConnectionRow *row = m_model.find(id))
            users.insert(id, row->info.user);
    }
    for (int row = 0; targets.hasGroups() && row < m_model.rowCount(); ++row)
        users.insert(m_model.rowAt(row).info.id, m_model.rowAt(row).info.user);
    return users;
}

ActionTargets ConnectionActions::openTargets() const
{
    ActionTargets targets = m_targets;
    targets.connections = openOnes();
    targets.count -= m_targets.connections.size() - targets.connections.size();
    return targets;
}

QString ConnectionActions::namesOf(const ActionTargets &targets, qsizetype most) const
{
    QStringList names = targets.users + targets.rooms;
    QSet<QString> known(names.begin(), names.end());
    const qsizetype chosen = names.size();
    for (const ConnectionId id : targets.connections) {
        const ConnectionRow *row = m_model.find(id);
        if (row && !row->info.user.isEmpty() && !known.contains(row->info.user)) {
            known.insert(row->info.user);
            names += row->info.user;
        }
    }
    // Only those that are shown must be in order: sorting all of 19,000 would be noticed.
    std::partial_sort(names.begin() + chosen, names.begin() + std::max(chosen, std::min(most, names.size())),
                      names.end(), [](const QString &a, const QString &b) { return compareNames(a, b) < 0; });
    return namesInText(names, most);
}

std::vector<ConnectionId> ConnectionActions::openOnes() const
{
    std::vector<ConnectionId> ids;
    std::ranges::copy_if(m_targets.connections, std::back_inserter(ids), [this](ConnectionId id) {
        const ConnectionRow *row = m_model.find(id);
        return row && row->state() == ConnectionState::Open;
    });
    return ids;
}

} // namespace signalbox
