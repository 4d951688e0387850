#include "ui/rooms/userspanel.h"

#include "ui/dialogs/kickdialog.h"
#include "ui/rooms/grouppage.h"
#include "ui/rooms/groupview.h"
#include "ui/rooms/logterm.h"
#include "ui/rooms/usersmodel.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

UsersPanel::UsersPanel(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_model(new UsersModel(this))
    , m_page(new GroupPage(*m_model, u"users"_s, {40, 16, 28}, this))
    , m_write(new QAction(this))
    , m_showMessages(new QAction(this))
    , m_putIntoRoom(new QAction(this))
    , m_kick(new QAction(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_page);
    setFocusProxy(m_page);
    m_write->setObjectName(u"writeToUserAction"_s);
    m_showMessages->setObjectName(u"showUserMessagesAction"_s);
    m_putIntoRoom->setObjectName(u"putUserIntoRoomAction"_s);
    m_kick->setObjectName(u"kickUserAction"_s);
    m_kick->setShortcut(QKeySequence::Delete);
    m_kick->setShortcutContext(Qt::WidgetShortcut);
    m_page->setActions({m_write, m_showMessages, nullptr, m_putIntoRoom, m_kick});

    connect(&console.connections(), &ConnectionsApi::reset, this, [this] {
        m_model->clear();
        refresh();
    });
    connect(&console.connections(), &ConnectionsApi::changed, this, [this](const ConnectionDelta &delta) {
        m_model->apply(delta);
        if (!delta.added.empty() || !delta.removed.empty())
            refresh();
    });
    connect(m_page, &GroupPage::selectionChanged, this, &UsersPanel::refresh);
    connect(m_write, &QAction::triggered, this, [this] {
        if (const Group *user = m_page->currentGroup())
            Q_EMIT userAddressed(user->name);
    });
    connect(m_showMessages, &QAction::triggered, this, [this] {
        if (const Group *user = m_page->currentGroup())
            Q_EMIT logWanted(logTerm(u"user"_s, user->name));
    });
    connect(m_putIntoRoom, &QAction::triggered, this, [this] {
        std::vector<ConnectionId> ids;
        for (const ConnectionInfo &info : targets())
            ids.push_back(info.id);
        Q_EMIT roomWantedFor(ids);
    });
    connect(m_kick, &QAction::triggered, this, &UsersPanel::askToKick);
    retranslateUi();
}

QByteArray UsersPanel::saveState() const
{
    return m_page->view().header()->saveState();
}

bool UsersPanel::restoreState(const QByteArray &state)
{
    return m_page->view().header()->restoreState(state);
}

void UsersPanel::refresh()
{
    const bool hasCurrent = m_page->currentGroup();
    const GroupPage::Selection selection = m_page->selection();
    const bool hasSelection = !selection.groups.isEmpty() || !selection.members.empty();
    m_write->setEnabled(hasCurrent);
    m_showMessages->setEnabled(hasCurrent);
    m_putIntoRoom->setEnabled(hasSelection);
    m_kick->setEnabled(hasSelection);
    m_page->setCount(tr("%n user(s)", nullptr, m_model->rowCount()));
}

std::vector<ConnectionInfo> UsersPanel::targets() const
{
    const GroupPage::Selection selection = m_page->selection();
    std::vector<ConnectionInfo> infos;
    for (const QString &user : selection.groups) {
        for (const ConnectionInfo &info : m_model->infosOf(user))
            infos.push_back(info);
    }
    for (const ConnectionId id : selection.members) {
        if (const ConnectionInfo *info = m_model->find(id); info && !selection.groups.contains(info->user))
            infos.push_back(*info);
    }
    return infos;
}

void UsersPanel::askToKick()
{
    std::vector<ConnectionInfo> infos = targets();
    if (infos.empty())
        return;
    const GroupPage::Selection selection = m_page->selection();
    std::vector<ConnectionId> single;
    for (const ConnectionInfo &info : infos) {
        if (!selection.groups.contains(info.user))
            single.push_back(info.id);
    }
    auto *dialog = new KickDialog(std::move(infos), {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // A user goes with every connection, also with one that has come since.
    connect(dialog, &QDialog::accepted, this, [this, dialog, single, users = selection.groups] {
        for (const QString &user : users)
            m_console.run(Kick{UserTarget{user}, dialog->code(), dialog->reason()});
        if (!single.empty())
            m_console.run(Kick{single, dialog->code(), dialog->reason()});
    });
    dialog->open();
}

void UsersPanel::retranslateUi()
{
    m_page->setWords({tr("Fi&lter:"), tr("Name of a user"), tr("Users and their connections"),
                      tr("Nobody is connected"), tr("No user matches the filter")});
    m_write->setText(tr("&Write to the User"));
    m_showMessages->setText(tr("&Messages of the User"));
    m_putIntoRoom->setText(tr("&Put into Room…"));
    m_kick->setText(tr("&Kick…"));
    for (const auto &[action, icon] :
         {std::pair(m_write, Icon::Send), std::pair(m_showMessages, Icon::Filter),
          std::pair(m_kick, Icon::Kick)})
        action->setIcon(makeIcon(icon, palette()));
    refresh();
}

void UsersPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslateUi();
}

} // namespace signalbox
