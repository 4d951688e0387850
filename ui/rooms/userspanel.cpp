#include "ui/rooms/userspanel.h"

#include "ui/dialogs/kickdialog.h"
#include "ui/rooms/usersmodel.h"

#include <QAction>
#include <QSet>

using namespace Qt::StringLiterals;

namespace signalbox {

UsersPanel::UsersPanel(Console &console, QWidget *parent)
    : UsersPanel(new UsersModel, console, parent)
{
}

UsersPanel::UsersPanel(UsersModel *model, Console &console, QWidget *parent)
    : GroupPage(model, QueryList::Users, u"users"_s, parent)
    , m_console(console)
    , m_model(model)
    , m_putIntoRoom(new QAction(this))
{
    writeAction().setObjectName(u"writeToUserAction"_s);
    messagesAction().setObjectName(u"showUserMessagesAction"_s);
    kickAction().setObjectName(u"kickUserAction"_s);
    m_putIntoRoom->setObjectName(u"putUserIntoRoomAction"_s);
    addMenuAction(m_putIntoRoom);

    connect(this, &GroupPage::selectionChanged, this, &UsersPanel::refresh);
    connect(&writeAction(), &QAction::triggered, this, [this] {
        if (const Group *user = currentGroup())
            Q_EMIT writeToUserRequested(user->name);
    });
    connect(&messagesAction(), &QAction::triggered, this, [this] {
        if (const Group *user = currentGroup())
            Q_EMIT messagesRequested(exactTerm(QueryField::User, user->name));
    });
    connect(m_putIntoRoom, &QAction::triggered, this, [this] {
        std::vector<ConnectionId> ids;
        for (const ConnectionInfo &info : targets())
            ids.push_back(info.id);
        Q_EMIT putIntoRoomRequested(ids);
    });
    connect(&kickAction(), &QAction::triggered, this, &UsersPanel::askToKick);
    retranslateUi();
}

void UsersPanel::setWatching(bool on)
{
    m_subscription = on ? m_console.connections().subscribe({}) : nullptr;
    if (!on)
        return;
    connect(m_subscription.get(), &ConnectionsSubscription::reset, this, [this] {
        m_model->clear();
        refresh();
    });
    connect(m_subscription.get(), &ConnectionsSubscription::changed, this,
            [this](const ConnectionDelta &delta) {
                m_model->apply(delta);
                if (!delta.added.empty() || !delta.removed.empty())
                    refresh();
            });
}

void UsersPanel::refresh()
{
    const bool hasCurrent = currentGroup();
    const Selection selected = selection();
    const bool hasSelection = !selected.groups.isEmpty() || !selected.members.empty();
    writeAction().setEnabled(hasCurrent);
    messagesAction().setEnabled(hasCurrent);
    m_putIntoRoom->setEnabled(hasSelection);
    kickAction().setEnabled(hasSelection);
    setCount(tr("%Ln user(s)", nullptr, m_model->rowCount()));
}

std::vector<ConnectionInfo> UsersPanel::targets() const
{
    const Selection selected = selection();
    const QSet<QString> users(selected.groups.begin(), selected.groups.end());
    std::vector<ConnectionInfo> infos;
    for (const QString &user : selected.groups) {
        for (const ConnectionInfo &info : m_model->infosOf(user))
            infos.push_back(info);
    }
    for (const ConnectionId id : selected.members) {
        if (const ConnectionInfo *info = m_model->find(id); info && !users.contains(info->user))
            infos.push_back(*info);
    }
    return infos;
}

void UsersPanel::askToKick()
{
    std::vector<ConnectionInfo> infos = targets();
    if (infos.empty())
        return;
    const Selection selected = selection();
    const QSet<QString> wholeUsers(selected.groups.begin(), selected.groups.end());
    std::vector<ConnectionId> single;
    for (const ConnectionInfo &info : infos) {
        if (!wholeUsers.contains(info.user))
            single.push_back(info.id);
    }
    auto *dialog = new KickDialog(std::move(infos), {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // A selected user is kicked with all connections, also with those made since the dialog was opened.
    connect(dialog, &QDialog::accepted, this, [this, dialog, single, users = selected.groups] {
        for (const QString &user : users)
            m_console.run(Kick{UserTarget{user}, dialog->code(), dialog->reason()});
        if (!single.empty())
            m_console.run(Kick{single, dialog->code(), dialog->reason()});
    });
    dialog->open();
}

void UsersPanel::retranslateUi()
{
    setTexts({tr("Name of a user"),
              tr("Shows the users for which every word is true: a part of the name or of a room, or\n"
                 "user:guest-* user=\"Ann Lee\" room:lobby connections>1 re:\"^bot-\\d+$\"\n"
                 "- before a word negates it. Ctrl+Space completes"),
              tr("Users and their connections"), tr("Nobody is connected"),
              tr("No user matches the filter")});
    writeAction().setText(tr("&Write to the User"));
    messagesAction().setText(tr("&Messages of the User"));
    m_putIntoRoom->setText(tr("&Put into Room…"));
    refresh();
}

} // namespace signalbox
